"""What the chat page's server gives and refuses, apart from any browser."""

import asyncio
import json

import aiohttp
import pytest

from bot.simulator import Simulator
from bot.simulator.page.pages import Beside, Seat, chat_pages
from bot.simulator.state.chats import FEED_LENGTH

TOKEN = "123456:simulated"  # noqa: S105 - the simulator takes any


@pytest.fixture
async def telegram():
    async with Simulator() as running:
        yield running


@pytest.fixture
def phone(telegram):
    return telegram.phone(TOKEN, user_id=1001, language_code="kk", has_met=True)


@pytest.fixture
async def session(telegram, phone):
    telegram.pages.update(chat_pages(telegram.bot(TOKEN), [Seat("kk", "kk", phone)]))
    async with aiohttp.ClientSession(telegram.url) as opened:
        yield opened


async def events(response):
    """(event, data) of a stream, one by one."""
    event = ""
    async for raw in response.content:
        line = raw.decode().rstrip("\n")
        if line.startswith("event: "):
            event = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield event, json.loads(line.removeprefix("data: "))


async def test_every_file_of_the_page_is_served_under_the_strict_policy(session):
    async with session.get("/") as page:
        whole = await page.text()
    assert "<!-- beside -->" not in whole
    for path in (
        "/",
        "/chat_page.css",
        "/chat_page.js",
        "/chat_phone.js",
        "/chat_message.js",
        "/chat_text.js",
    ):
        async with session.get(path) as answer:
            assert answer.status == 200
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "http" not in (await answer.text()).replace("http-equiv", "").replace("(https?|tg)", "")
        async with session.post(path) as answer:
            assert answer.status == 405


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, '{"phone": "kk", "text": "a"}', 403),
        ({"Origin": "http://elsewhere.example"}, '{"phone": "kk", "text": "a"}', 403),
        ({"Origin": "null"}, '{"phone": "kk", "text": "a"}', 403),
        ({"Origin": "own", "Content-Type": "text/plain"}, '{"phone": "kk", "text": "a"}', 403),
        ({"Origin": "own"}, "not json", 400),
        ({"Origin": "own"}, "[]", 400),
        ({"Origin": "own"}, '{"phone": "en", "text": "a"}', 400),
        ({"Origin": "own"}, '{"phone": "kk", "text": ""}', 400),
        ({"Origin": "own"}, json.dumps({"phone": "kk", "text": "a" * 4_097}), 400),
        ({"Origin": "own"}, json.dumps({"phone": "kk", "message": 1, "data": "ә" * 33}), 400),
        ({"Origin": "own"}, '{"phone": "kk", "text": "a"}', 204),
        ({"Origin": "own"}, '{"phone": "kk", "message": 1, "data": "q:a:1:yes"}', 204),
    ],
)
async def test_only_the_page_itself_may_act_and_only_as_a_phone_can(
    telegram, session, phone, headers, body, status
):
    own = {name: telegram.url if value == "own" else value for name, value in headers.items()}
    async with session.post("/act", data=body, headers={"Content-Type": "application/json", **own}) as answer:
        assert answer.status == status
    assert bool(telegram.bot(TOKEN).inbox.waiting()) == (status == 204)


async def test_who_has_blocked_the_bot_is_told_that_nothing_was_sent(telegram, session, phone):
    await phone.blocks()
    headers = {"Content-Type": "application/json", "Origin": telegram.url}
    async with session.post("/act", data='{"phone": "kk", "text": "a"}', headers=headers) as answer:
        assert answer.status == 409


async def test_a_stream_begins_with_the_whole_chat_and_goes_on_with_each_change(session, phone):
    await phone.types("Сәлем")
    async with session.get("/events") as response:
        stream = events(response)
        assert await anext(stream) == (
            "phones",
            {"phones": [{"name": "kk", "language": "kk", "title": "Simulated bot", "menu": []}]},
        )
        event, data = await anext(stream)
        assert (event, data["phone"]) == ("chat", "kk")
        assert [message["text"] for message in data["messages"]] == ["Сәлем"]
        await phone.types("Тағы")
        event, data = await anext(stream)
        assert (event, data["message"]["text"]) == ("shown", "Тағы")
        phone.chat.remove(data["message"]["id"], by_bot=False, at=0.0)
        assert await anext(stream) == ("gone", {"phone": "kk", "message": data["message"]["id"]})


async def test_after_a_gap_in_the_feed_the_chat_is_told_anew(session, phone):
    async with session.get("/events") as response:
        stream = events(response)
        await anext(stream)
        await anext(stream)
        message = await phone.types("0")
        assert (await anext(stream))[0] == "shown"
        for number in range(FEED_LENGTH + 5):
            phone.chat.note("edit", message, by_bot=True, at=float(number))
        told = dict([await anext(stream), await anext(stream)])
        assert [each["text"] for each in told["chat"]["messages"]] == ["0"]


async def test_others_put_their_files_and_news_beside_the_phones(telegram, phone, tmp_path):
    script = tmp_path / "more.js"
    script.write_text("export {};", "utf-8")
    style = tmp_path / "more.css"
    style.write_text("p {}", "utf-8")

    async def feed():
        yield "news", {"words": "Жаңалық"}
        await asyncio.Event().wait()

    seats = [Seat("kk", "kk", phone)]
    telegram.pages.update(chat_pages(telegram.bot(TOKEN), seats, Beside([script, style], feed)))
    async with aiohttp.ClientSession(telegram.url) as session:
        async with session.get("/") as page:
            whole = await page.text()
        assert '<script type="module" src="/more.js"></script>' in whole
        assert '<link rel="stylesheet" href="/more.css">' in whole
        async with session.get("/more.js") as answer:
            assert await answer.text() == "export {};"
        async with session.get("/events") as response:
            stream = events(response)
            told = [await anext(stream) for _ in range(3)]
        assert ("news", {"words": "Жаңалық"}) in told
