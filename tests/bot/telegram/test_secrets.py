"""The bot's token shows nowhere: in no log line at any level, and in no error, whatever the server says."""

import gc
import logging
import socket
import traceback

import pytest
from telegram import Bot
from telegram.error import NetworkError

from bot.channel import Button, ChannelError, Rejected, Screen, SlowDown, Unavailable
from bot.telegram import LIBRARIES, open_channel
from bot.telegram.ptb_request import AiohttpRequest
from bot.telegram.quiet_logs import QUIET, keep_secrets_out_of_logs
from storage.turn import Address
from tests.odd_telegram import SENT, odd_telegram

CANARY = "AAF-canary_0123456789"
TOKEN = f"987654321:{CANARY}"
SCREEN = Screen("?", ((Button("!", "q:-:1:yes"),),))

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
async def server():
    async with odd_telegram() as odd:
        yield odd


@pytest.fixture(params=LIBRARIES)
def library(request):
    return request.param


WORST = logging.DEBUG
SCENES = {  # status, body, headers, what send raises
    "ok": (200, {"ok": True, "result": SENT}, {}, None),
    "400": (400, {"ok": False, "description": "Bad Request: message is too long"}, {}, Rejected),
    "401": (401, {"ok": False, "description": "Unauthorized"}, {}, Unavailable),
    "404": (404, {"ok": False, "description": "Not Found"}, {}, Unavailable),
    "429": (
        429,
        {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 3}},
        {},
        SlowDown,
    ),
    "500": (500, {"ok": False, "description": "Internal Server Error"}, {}, Unavailable),
    "a page": (200, b"<html>you asked for {path}</html>", {}, Unavailable),
    "a refusing page": (403, b"<html>you asked for {path}</html>", {}, Unavailable),
    "another's JSON": (400, b'{"detail": "no {path} here"}', {}, Unavailable),
    "an undecodable result": (200, b'{"ok": true, "result": {"message_id": "{path}"}}', {}, None),
    "a broken redirect": (302, b"", {"Location": "http://[{path}"}, Unavailable),
}


@pytest.fixture
def logged():
    """All records of all loggers at DEBUG, as text with their tracebacks; levels are put back afterwards."""
    lines, root = [], logging.getLogger()
    known = {
        name: logging.getLogger(name).level for name in (*QUIET, "telegram.Bot", "httpcore.http11", "asyncio")
    }

    class Keeper(logging.Handler):
        def emit(self, record):
            lines.append(logging.Formatter("%(name)s %(levelname)s %(message)s").format(record))

    keeper, level = Keeper(), root.level
    root.addHandler(keeper)
    root.setLevel(WORST)
    for name in known:
        logging.getLogger(name).setLevel(logging.NOTSET)
    yield lines
    root.removeHandler(keeper)
    root.setLevel(level)
    for name, before in known.items():
        logging.getLogger(name).setLevel(before)


def everything_said(error):
    """What any tool could print of an error: its traceback, and each error behind it, suppressed or not."""
    said = traceback.format_exception(error)
    while error is not None:
        said += [str(error), repr(error), repr(error.args)]
        error = error.__cause__ or error.__context__
    return "".join(said)


async def caught(call):
    try:
        await call
    except ChannelError as error:
        return error
    return None


@pytest.mark.parametrize("scene", SCENES)
async def test_the_token_is_in_no_log_line_and_no_exception(library, server, logged, scene):
    status, body, headers, expected = SCENES[scene]
    channel = open_channel(library, TOKEN, base=server.url)
    await channel.open()
    logging.getLogger("telegram.Bot").setLevel(WORST)  # a later set-up of logging undoes what open() did
    keep_secrets_out_of_logs()
    server.says(status, body, **headers)
    sent = await caught(channel.send(Address("telegram", "1"), SCREEN))
    others = [
        await caught(channel.updates(None, wait=0)),
        await caught(channel.edit(Address("telegram", "1"), 2, SCREEN)),
        await caught(channel.answer_press("1")),
        await caught(channel.open()),
    ]
    await channel.close()
    gc.collect()  # an error that nobody fetched would be written to the log now
    assert isinstance(sent, expected or type(None))
    shown = "".join(everything_said(error) for error in (sent, *others) if error)
    assert CANARY not in shown
    assert "http://" not in shown.replace(server.url, "")
    assert CANARY not in "\n".join(logged)


async def test_the_token_is_nowhere_when_nothing_listens(library, logged):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        channel = open_channel(library, TOKEN, base=f"http://127.0.0.1:{nobody.getsockname()[1]}")
        refused = await caught(channel.open())
        nowhere = await caught(open_channel(library, TOKEN, base="gopher://127.0.0.1").open())
    for error in (refused, nowhere):
        assert isinstance(error, Unavailable)
        assert CANARY not in everything_said(error)
    assert CANARY not in "\n".join(logged)


async def test_the_request_class_itself_never_tells_the_address():
    async with AiohttpRequest() as request:
        for base in ("gopher://127.0.0.1", "http://[", "http://127.0.0.1:1"):
            with pytest.raises(NetworkError) as failed:
                await request.do_request(f"{base}/bot{TOKEN}/getMe", "POST")
            assert CANARY not in everything_said(failed.value)


def test_a_token_of_the_wrong_form_is_not_repeated(library):
    with pytest.raises(Rejected) as refused:
        open_channel(library, f"{TOKEN} \n", base="http://127.0.0.1:9")
    assert CANARY not in everything_said(refused.value)


async def test_without_the_quiet_the_token_does_leak_so_these_tests_can_fail(server, logged):
    bot = Bot(TOKEN, base_url=f"{server.url}/bot")
    async with bot:
        pass
    leaking = {line.partition(" ")[0] for line in logged if CANARY in line}
    assert {"telegram.Bot", "httpx"} <= leaking


def test_a_stricter_level_is_kept(logged):
    logging.getLogger("httpx").setLevel(logging.ERROR)
    logging.getLogger("httpcore.http11").setLevel(logging.DEBUG)
    keep_secrets_out_of_logs()
    assert logging.getLogger("httpx").level == logging.ERROR
    assert logging.getLogger("httpcore.http11").level == logging.WARNING
    assert not logging.getLogger("telegram.Bot").isEnabledFor(logging.INFO)
