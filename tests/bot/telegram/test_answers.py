"""What no Telegram would answer: pages of proxies, other JSON, no updates at all. Nobody is blamed for it."""

import json

import pytest
from telegram import Bot, InputFile
from telegram.error import NetworkError

from bot.channel import Button, MessageGone, Screen, Unavailable
from bot.telegram import LIBRARIES, open_channel
from bot.telegram.answers import UNNUMBERED
from bot.telegram.ptb_request import AiohttpRequest
from storage.turn import Address
from tests.odd_telegram import SENT, odd_telegram

TOKEN = ":".join(("987654321", "odd"))
SCREEN = Screen("?", ((Button("!", "q:-:1:yes"),),))

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
async def server():
    async with odd_telegram() as odd:
        yield odd


@pytest.fixture(params=LIBRARIES)
def library(request):
    return request.param


# Broken answers

BROKEN = [
    (200, b"<html>Welcome to {path}</html>"),
    (200, b""),
    (200, b"\xff\xfe\x00"),
    (200, b"[" * 100_000),
    (200, []),
    (200, {}),
    (200, None),
    (200, b'{"ok":tru'),
    (200, {"ok": None, "result": {"message_id": 3}}),
    (200, {"ok": "true", "result": {"message_id": 3}}),
    (200, {"result": {"message_id": 3}}),
    (200, {"ok": False, "error_code": 400, "description": "Bad Request: but the status says otherwise"}),
    (302, b"moved"),
    (403, b"<html>Forbidden by the proxy</html>"),
    (403, {"error": "forbidden"}),
    (404, b"nginx"),
    (429, b"slow down"),
    (500, {"ok": False}),
    (502, b"<html>Bad Gateway</html>"),
]


@pytest.mark.parametrize(("status", "body"), BROKEN, ids=lambda value: str(value)[:40])
async def test_an_answer_that_is_not_telegrams_is_unavailable_and_blames_nobody(
    library, server, status, body
):
    channel = open_channel(library, TOKEN, base=server.url)
    await channel.open()
    server.says(status, body)
    with pytest.raises(Unavailable):
        await channel.send(Address("telegram", "1"), SCREEN)
    await channel.close()


# Odd answers of a Telegram that did what it was asked

WHOLE = json.dumps({"ok": True, "result": SENT}).encode()
DONE = [
    (WHOLE, 3),
    (b' {\n "ok" : true ,\n "result" : { "message_id" : 3 } }', 3),
    (b'{"result":{"date":1,"message_id":3},"ok":true}', 3),
    *((WHOLE[:length], 3) for length in (40, 60, len(WHOLE) - 1)),
    (b'{"ok":true,"result":{"message_id":12', UNNUMBERED),  # the number itself may be cut off
    (b'{"ok":true,"resu', UNNUMBERED),
    (b'{"ok":true', UNNUMBERED),
    ({"ok": True}, UNNUMBERED),
    ({"ok": True, "result": None}, UNNUMBERED),
    ({"ok": True, "result": True}, UNNUMBERED),
    ({"ok": True, "result": {}}, UNNUMBERED),
    ({"ok": True, "result": {"message_id": "3"}}, UNNUMBERED),
    ({"ok": True, "result": {"message_id": -3}}, UNNUMBERED),
    ({"ok": True, "result": {"message_id": 10**19}}, UNNUMBERED),
    ({"ok": True, "result": {"message_id": 10**40}}, UNNUMBERED),
    ({"ok": True, "result": {"message_id": 3}}, 3),
    ({"ok": True, "result": {"message_id": 3, "chat": {"id": 1, "type": "hive"}, "date": "soon"}}, 3),
    ({"ok": True, "result": {**SENT, "rich_message": {"blocks": [{"type": "hologram"}]}}}, 3),
    ({"ok": True, "result": {**SENT, "text": "x" * 5_000_000}}, 3),
    (b'{"ok":true,"result":{"message_id":3,"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}}", 3),
    (b'{"ok":true,"result":{"message_id":3,"text":"\xff\xfe\x00\\ud83d"}}', 3),
]


@pytest.mark.parametrize(("body", "number"), DONE, ids=lambda value: str(value)[:60])
async def test_what_telegram_says_it_has_done_is_not_done_again(library, server, body, number):
    channel = open_channel(library, TOKEN, base=server.url)
    await channel.open()
    server.says(200, body)
    assert await channel.send(Address("telegram", "1"), SCREEN) == number
    await channel.edit(Address("telegram", "1"), 3, SCREEN)
    await channel.take_buttons(Address("telegram", "1"), 3)
    await channel.answer_press("1")
    await channel.close()


async def test_a_message_whose_number_was_never_heard_is_out_of_reach_without_a_call(library, server):
    channel = open_channel(library, TOKEN, base=server.url)
    await channel.open()
    asked = len(server.forms)
    with pytest.raises(MessageGone):
        await channel.edit(Address("telegram", "1"), UNNUMBERED, SCREEN)
    with pytest.raises(MessageGone):
        await channel.take_buttons(Address("telegram", "1"), UNNUMBERED)
    assert len(server.forms) == asked
    await channel.close()


@pytest.mark.parametrize(
    "result", [None, True, {"a": 1}, "x", [1, "x"], [{"update_id": "7"}], [{"message": {}}]]
)
async def test_updates_that_are_none_are_unavailable(library, server, result):
    channel = open_channel(library, TOKEN, base=server.url)
    await channel.open()
    server.says(200, {"ok": True, "result": result})
    with pytest.raises(Unavailable):
        await channel.updates(5, wait=0)
    await channel.close()


async def test_a_nameless_update_among_others_holds_none_of_them_up(library, server):
    channel = open_channel(library, TOKEN, base=server.url)
    await channel.open()
    server.says(200, {"ok": True, "result": [1, {"update_id": 7}, None, {"update_id": True}, []]})
    batch = await channel.updates(5, wait=0)
    assert (batch.turns, batch.parked, batch.following) == ((), (), 8)
    await channel.close()


@pytest.mark.parametrize("body", [b"<html>", {"ok": True, "result": {"id": 1}}, {"ok": True, "result": None}])
async def test_a_start_without_a_usable_getme_is_unavailable(library, server, body):
    server.says(201, body)
    channel = open_channel(library, TOKEN, base=server.url)
    with pytest.raises(Unavailable):
        await channel.open()


# python-telegram-bot's requests


async def test_a_file_is_sent_with_its_name_and_form_fields(server):
    server.says(200, {"ok": True, "result": SENT})
    async with Bot(
        TOKEN, base_url=f"{server.url}/bot", request=AiohttpRequest(), get_updates_request=AiohttpRequest()
    ) as bot:
        await bot.send_document(1, InputFile(b"\x00\xffcsv", filename="есеп.csv"), caption="сұрақ")
    form = server.forms[-1]
    assert (form["chat_id"], form["caption"]) == ("1", "сұрақ")
    assert form["document"] == ("есеп.csv", b"\x00\xffcsv")


async def test_a_closed_request_says_so_in_the_librarys_own_words(server):
    request = AiohttpRequest()
    with pytest.raises(NetworkError, match="closed"):
        await request.do_request(server.url, "GET")
    await request.shutdown()
