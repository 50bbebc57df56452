"""How calls come in over HTTP: every form of body, any case of a method's name, and who is let in at all."""

import json

import aiohttp
import pytest

from bot.simulator import Simulator
from bot.simulator.methods.answering import answer
from bot.simulator.methods.table import METHODS

TOKEN = "123456:simulated"  # noqa: S105 - the simulator takes any
TEXT = "Қызмет сапасы: 100 % & ұнайды + иә"


@pytest.fixture
async def telegram():
    async with Simulator() as running:
        yield running


@pytest.fixture
def phone(telegram):
    return telegram.phone(TOKEN, user_id=1001, has_met=True)


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def address(telegram):
    return f"{telegram.url}/bot{TOKEN}"


async def said(response):
    async with response:
        return response.status, await response.json()


async def test_a_call_is_the_same_in_every_form_of_body(session, address, phone):
    markup = {"inline_keyboard": [[{"text": "Иә", "callback_data": "a:1"}]]}
    as_text = {"chat_id": "1001", "text": TEXT, "reply_markup": json.dumps(markup, ensure_ascii=False)}
    as_json = {"chat_id": 1001, "text": TEXT, "reply_markup": markup, "parse_mode": None}
    multipart = aiohttp.FormData(as_text, default_to_multipart=True)
    to = f"{address}/sendMessage"
    answers = [
        await said(await session.post(to, data=as_text)),
        await said(await session.post(to, json=as_json)),
        await said(await session.post(to, data=multipart)),
        await said(await session.get(to, params=as_text)),
        await said(await session.post(to, params=as_text)),
    ]
    for status, reply in answers:
        assert (status, reply["ok"]) == (200, True)
        assert (reply["result"]["text"], reply["result"]["reply_markup"]) == (TEXT, markup)
    assert [str(message) for message in phone.messages] == [f"{TEXT}\n[Иә]"] * 5


async def test_getme_may_be_posted_without_a_body_or_a_content_type(session, address):
    status, answer = await said(await session.post(f"{address}/getMe"))
    assert (status, answer["result"]["is_bot"]) == (200, True)
    status, answer = await said(await session.post(f"{address}/getMe", skip_auto_headers=["Content-Type"]))
    assert (status, answer["result"]["id"]) == (200, 123456)


@pytest.mark.parametrize("method", ["getMe", "getme", "GETME", "GetMe"])
async def test_the_case_of_a_methods_name_does_not_matter(session, address, method):
    assert (await said(await session.get(f"{address}/{method}")))[0] == 200


async def test_an_unknown_method_is_refused_in_telegrams_form_and_logged(session, address, telegram):
    status, answer = await said(await session.post(f"{address}/sendTelepathy"))
    assert (status, answer) == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
    )
    assert [(call.method, call.error_code) for call in telegram.calls] == [("sendTelepathy", 404)]


@pytest.mark.parametrize("token", ["", "simulated", "123456:", "123456:with.dot", "12x:abc"])
async def test_what_is_no_token_is_unauthorized(session, telegram, token):
    status, answer = await said(await session.get(f"{telegram.url}/bot{token}/getMe"))
    assert (status, answer) == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})


async def test_a_token_may_come_with_its_colon_escaped(session, telegram):
    url = aiohttp.client.URL(f"{telegram.url}/bot123456%3Asimulated/getMe", encoded=True)
    assert (await said(await session.get(url)))[0] == 200


async def test_a_simulator_that_knows_its_bots_lets_no_other_in(session):
    async with Simulator(tokens={TOKEN}) as telegram:
        assert (await said(await session.get(f"{telegram.url}/bot{TOKEN}/getMe")))[0] == 200
        assert (await said(await session.get(f"{telegram.url}/bot777:other/getMe")))[0] == 401


@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1.attacker.example", "10.0.0.1:80", ""])
async def test_a_request_under_a_foreign_host_name_is_not_answered(session, address, telegram, host):
    async with session.get(f"{address}/getMe", headers={"Host": host}) as response:
        assert response.status == 403
    assert not telegram.calls.counts


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1234", "[::1]:80", "[::1]"])
async def test_this_machines_own_names_are_answered(session, address, host):
    async with session.get(f"{address}/getMe", headers={"Host": host}) as response:
        assert response.status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "example.com"])  # noqa: S104
async def test_it_listens_on_loopback_only(host):
    with pytest.raises(ValueError, match="loopback only"):
        await Simulator().start(host=host)


@pytest.mark.parametrize(
    ("body", "content_type", "description"),
    [
        (b"{", "application/json", "Bad Request: can't parse request body as JSON"),
        (b"[1]", "application/json", "Bad Request: request body must be a JSON object"),
        (b"--x\r\n\r\n", "multipart/form-data", "Bad Request: can't parse multipart body"),
    ],
)
async def test_a_body_that_cannot_be_read_is_a_bad_request(session, address, body, content_type, description):
    headers = {"Content-Type": content_type}
    status, answer = await said(await session.post(f"{address}/getMe", data=body, headers=headers))
    assert (status, answer["description"]) == (400, description)


NAMES = [
    *("text", "chat_id", "message_id", "reply_markup", "entities", "parse_mode"),
    *("reply_parameters", "commands", "scope", "menu_button", "language_code", "name"),
    *("description", "offset", "limit", "allowed_updates", "url", "secret_token"),
    *("max_connections", "action", "document", "photo", "caption", "callback_query_id"),
    "show_alert",
]
RUBBISH = [
    *("x", "", "{", "[[", "<b", "\ud83d", -1, 1e99, 10**30, True, [], {}, [[]], [{}], [[{}]], {"type": []}),
    *({"inline_keyboard": value} for value in (1, [1], [[1]], [[{"text": 1}]], [[{"text": "a"}]])),
    *([{"type": "bold", "offset": "a", "length": None}], {"keyboard": [[1]]}, {"message_id": {}}),
]


@pytest.mark.parametrize("method", list(METHODS))
async def test_rubbish_in_any_parameter_is_answered_in_telegrams_form(telegram, phone, method):
    await phone.types("a")
    world = telegram._world
    for value in RUBBISH:
        for name in NAMES:
            parameters = {"chat_id": 1001, "text": "a", "message_id": 1, name: value}
            status, body, _ = await answer(world, world.bot(TOKEN), method, parameters)
            said = json.loads(body)
            assert status == (200 if said["ok"] else said["error_code"]), (name, value)


async def test_text_that_no_utf8_can_hold_is_refused(session, address, phone):
    body = b'{"chat_id": 1001, "text": "half a pair \\ud83d"}'
    headers = {"Content-Type": "application/json"}
    status, answer = await said(await session.post(f"{address}/sendMessage", data=body, headers=headers))
    assert (status, answer["description"]) == (400, "Bad Request: strings must be encoded in UTF-8")


async def test_other_pages_can_stand_beside_the_bot_api(session, telegram):
    async def page(request):
        return aiohttp.web.Response(text=f"chat of {request.query['user']}")

    telegram.pages["/chat"] = page
    async with session.get(f"{telegram.url}/chat", params={"user": "Айгүл"}) as response:
        assert await response.text() == "chat of Айгүл"
    async with session.get(f"{telegram.url}/other") as response:
        assert response.status == 404


async def test_the_log_of_calls_is_bounded_and_can_be_switched_off(session):
    for length, kept in ((2, 2), (0, 0)):
        async with Simulator(call_log=length) as telegram:
            for _ in range(5):
                await said(await session.get(f"{telegram.url}/bot{TOKEN}/getMe"))
            assert (len(telegram.calls), telegram.calls.counts["getMe"]) == (kept, 5)


async def test_the_log_never_holds_a_token(session, address, telegram, phone):
    await said(await session.post(f"{address}/sendMessage", data={"chat_id": 1001, "text": "a"}))
    await said(await session.post(f"{address}/setWebhook", data={"url": "http://127.0.0.1:9/x"}))
    assert "simulated" not in repr([call.parameters for call in telegram.calls])
    assert all(TOKEN not in repr(call) for call in telegram.calls)
