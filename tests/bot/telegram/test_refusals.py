"""One refusal by Telegram is the same error of ours, whichever library brings it."""

import pytest

from bot.channel import MessageGone, Rejected, Screen, SlowDown, Unavailable, Unreachable
from bot.simulator.simulator import Simulator
from bot.telegram import LIBRARIES, open_channel
from storage.turn import Address
from tests.open_channels import TOKEN

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")

# Telegram's status, description and parameters; our error
REFUSALS = [
    (429, "Too Many Requests: retry after 7", {"retry_after": 7}, SlowDown),
    (429, "Too Many Requests: retry after 7", None, SlowDown),
    (429, "Too Many Requests: retry later", None, SlowDown),
    (403, "Forbidden: bot was blocked by the user", None, Unreachable),
    (403, "Forbidden: user is deactivated", None, Unreachable),
    (403, "Forbidden: bot can't initiate conversation with a user", None, Unreachable),
    (400, "Bad Request: chat not found", None, Unreachable),
    (400, "Bad Request: user is deactivated", None, Unreachable),
    (400, "Bad Request: INPUT_USER_DEACTIVATED", None, Unreachable),
    (400, "Bad Request: PEER_ID_INVALID", None, Unreachable),
    (400, "Bad Request: message to edit not found", None, MessageGone),
    (400, "Bad Request: message can't be edited", None, MessageGone),
    (400, "Bad Request: MESSAGE_ID_INVALID", None, MessageGone),
    (400, "Bad Request: can't parse entities: unsupported start tag", None, Rejected),
    (400, "Bad Request: there is something nobody has seen", None, Rejected),
    (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -100123}, Rejected),
    (400, "", None, Rejected),
    (413, "Request Entity Too Large", None, Rejected),
    (401, "Unauthorized", None, Unavailable),
    (404, "Not Found: method not found", None, Unavailable),
    (500, "Internal Server Error", None, Unavailable),
    (500, "Internal Server Error: restart", None, Unavailable),
    (502, "Bad Gateway", None, Unavailable),
    (504, "Gateway Timeout", None, Unavailable),
    (418, "I'm a teapot", None, Unavailable),
]


@pytest.mark.parametrize(("status", "description", "parameters", "expected"), REFUSALS)
async def test_one_refusal_is_the_same_error_in_both_libraries(status, description, parameters, expected):
    raised = []
    async with Simulator() as sim:
        for library in LIBRARIES:
            channel = open_channel(library, TOKEN, base=sim.url)
            await channel.open()
            sim.faults.refuse("editMessageText", status, description, parameters=parameters)
            with pytest.raises(expected) as caught:
                await channel.edit(Address("telegram", "1"), 1, Screen("?"))
            raised.append(caught.value)
            await channel.close()
    assert type(raised[0]) is type(raised[1])
    if description and "migrate" not in str(parameters):  # here the libraries put their own words in place
        assert str(raised[0]) == str(raised[1])
    if expected is SlowDown:
        assert raised[0].seconds == raised[1].seconds == (7 if "7" in description else 5)
