"""Delivery to a webhook: the secret, repetition until a 2xx, order, and calls in the reply."""

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.simulator import Simulator
from tests.patience import HANG

TOKEN = "123456:simulated"  # noqa: S105 - the simulator takes any


class Endpoint:
    """A bot's webhook: it notes what comes, and answers as a test tells it."""

    def __init__(self):
        self.received = asyncio.Queue()
        self.statuses = []
        self.reply = None
        self.headers = {}
        self.gate = None
        self.under_way = 0
        self.most_at_once = 0

    async def serve(self, request):
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        update = await request.json()
        self.received.put_nowait((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update))
        try:
            if self.gate:
                await self.gate.wait()
        finally:
            self.under_way -= 1
        if self.statuses:
            return web.Response(status=self.statuses.pop(0), headers=self.headers)
        return self.reply() if self.reply else web.Response()

    async def next_update(self):
        async with asyncio.timeout(HANG):
            return (await self.received.get())[1]


class Pauses:
    """Pauses that take no time and are noted."""

    def __init__(self):
        self.taken = []

    async def __call__(self, seconds):
        self.taken.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def pauses():
    return Pauses()


@pytest.fixture
async def telegram(pauses):
    async with Simulator(sleep=pauses) as running:
        yield running


@pytest.fixture
def phone(telegram):
    return telegram.phone(TOKEN, user_id=1001)


@pytest.fixture
def endpoint():
    return Endpoint()


@asynccontextmanager
async def listening(endpoint):
    runner = web.ServerRunner(web.Server(endpoint.serve, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


@pytest.fixture
async def hook(endpoint):
    async with listening(endpoint) as url:
        yield url


@pytest.fixture
async def call(telegram):
    async with aiohttp.ClientSession() as session:

        async def ask(method, **parameters):
            async with session.post(f"{telegram.url}/bot{TOKEN}/{method}", data=parameters) as response:
                return await response.json()

        yield ask


async def test_an_update_is_posted_with_the_secret(call, endpoint, hook, phone):
    assert (await call("setWebhook", url=hook, secret_token="s_1-A"))["result"] is True  # noqa: S106
    await phone.types("сәлем")
    async with asyncio.timeout(HANG):
        secret, update = await endpoint.received.get()
    assert (secret, update["message"]["text"]) == ("s_1-A", "сәлем")


async def test_without_a_secret_no_header_is_sent(call, endpoint, hook, phone):
    await call("setWebhook", url=hook)
    await phone.types("сәлем")
    async with asyncio.timeout(HANG):
        assert (await endpoint.received.get())[0] is None


async def test_what_waited_before_is_delivered_and_then_forgotten(call, endpoint, hook, phone, telegram):
    await phone.types("a")
    await phone.types("b")
    await call("setWebhook", url=hook)
    assert [(await endpoint.next_update())["message"]["text"] for _ in range(2)] == ["a", "b"]
    await phone.types("c")
    await endpoint.next_update()
    await telegram.bot(TOKEN).inbox.until_empty()
    assert (await call("getWebhookInfo"))["result"]["pending_update_count"] == 0


async def test_a_failing_webhook_gets_the_same_update_again_with_growing_pauses(
    call, endpoint, hook, phone, pauses
):
    endpoint.statuses = [500, 502, 403, 301]
    await call("setWebhook", url=hook)
    await phone.types("a")
    updates = [await endpoint.next_update() for _ in range(5)]
    assert len({update["update_id"] for update in updates}) == 1
    assert pauses.taken == [0.0, 2.0, 4.0, 8.0]
    told = (await call("getWebhookInfo"))["result"]
    assert told["last_error_message"] == "Wrong response from the webhook: 301 Moved Permanently"


async def test_retry_after_is_honoured(call, endpoint, hook, phone, pauses):
    endpoint.statuses, endpoint.headers = [429], {"Retry-After": "17"}
    await call("setWebhook", url=hook)
    await phone.types("a")
    await endpoint.next_update()
    await endpoint.next_update()
    assert pauses.taken == [17.0]


async def test_a_webhook_that_is_down_is_tried_until_it_is_up(call, endpoint, phone, pauses):
    async with listening(Endpoint()) as url:
        pass
    pauses_before = asyncio.Event()

    async def pause(seconds):
        pauses.taken.append(seconds)
        pauses_before.set()
        await asyncio.sleep(0.01)

    async with Simulator(sleep=pause) as telegram:
        other = telegram.phone(TOKEN, user_id=1001)
        async with aiohttp.ClientSession() as session:
            await session.post(f"{telegram.url}/bot{TOKEN}/setWebhook", data={"url": url})
        await other.types("a")
        await pauses_before.wait()
        assert telegram.bot(TOKEN).inbox.waiting()
        runner = web.ServerRunner(web.Server(endpoint.serve, access_log=None))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(url.rsplit(":", 1)[1].split("/")[0])).start()
        assert (await endpoint.next_update())["message"]["text"] == "a"
        await runner.cleanup()


async def test_an_update_whose_life_is_over_is_given_up(endpoint, hook):
    now = [1_800_000_000.0]

    async def pause(seconds):
        now[0] += seconds + 40
        await asyncio.sleep(0)

    endpoint.statuses = [500] * 50
    async with Simulator(clock=lambda: now[0], sleep=pause) as telegram, aiohttp.ClientSession() as session:
        phone = telegram.phone(TOKEN, user_id=1001, has_met=True)
        await session.post(f"{telegram.url}/bot{TOKEN}/setWebhook", data={"url": hook})
        await phone.presses(5, "stale")
        await telegram.bot(TOKEN).inbox.until_empty()
        assert 2 <= endpoint.received.qsize() <= 5


async def test_one_persons_messages_keep_their_order_while_presses_pass_them(call, endpoint, hook, phone):
    endpoint.gate = asyncio.Event()
    await call("setWebhook", url=hook)
    await phone.types("a")
    await phone.types("b")
    await phone.presses(1, "x")
    first = [await endpoint.next_update(), await endpoint.next_update()]
    assert {list(update)[1] for update in first} == {"message", "callback_query"}
    assert endpoint.received.empty()
    endpoint.gate.set()
    assert (await endpoint.next_update())["message"]["text"] == "b"


async def test_no_more_connections_than_allowed_are_used(call, endpoint, hook, telegram):
    endpoint.gate = asyncio.Event()
    await call("setWebhook", url=hook, max_connections=3)
    for number in range(8):
        await telegram.phone(TOKEN, user_id=3_000 + number).types("a")
    for _ in range(3):
        await endpoint.next_update()
    endpoint.gate.set()
    for _ in range(5):
        await endpoint.next_update()
    assert endpoint.most_at_once == 3


@pytest.mark.parametrize("form", ["json", "urlencoded", "multipart"])
async def test_the_reply_may_be_a_call_of_its_own(call, endpoint, hook, phone, form):
    said = {"method": "sendMessage", "chat_id": "1001", "text": "жауап"}

    def reply():
        if form == "json":
            return web.json_response({**said, "chat_id": 1001})
        body = aiohttp.FormData(said, default_to_multipart=form == "multipart")()
        return web.Response(body=body)

    endpoint.reply = reply
    await call("setWebhook", url=hook)
    await phone.types("сұрақ")
    await phone.settles()
    assert phone.last.text == "жауап"


@pytest.mark.parametrize(
    "reply",
    [
        lambda: web.json_response({"method": "deleteWebhook"}),
        lambda: web.json_response({"method": "getUpdates"}),
        lambda: web.Response(text="{", content_type="application/json"),
        lambda: web.Response(text="method=getMe", content_type="text/plain"),
    ],
)
async def test_a_reply_that_is_no_allowed_call_still_confirms_the_update(call, endpoint, hook, phone, reply):
    endpoint.reply = reply
    await call("setWebhook", url=hook)
    await phone.types("a")
    await phone.types("b")
    assert [(await endpoint.next_update())["message"]["text"] for _ in range(2)] == ["a", "b"]
    assert (await call("getWebhookInfo"))["result"]["url"] == hook


async def test_a_repeated_update_is_posted_twice(call, endpoint, hook, phone, telegram):
    telegram.faults.repeat_update()
    await call("setWebhook", url=hook)
    await phone.types("a")
    await phone.types("b")
    updates = [await endpoint.next_update() for _ in range(3)]
    assert [update["message"]["text"] for update in updates] == ["a", "a", "b"]
    assert updates[0] == updates[1]


async def test_what_a_webhook_did_not_confirm_waits_for_getupdates(call, endpoint, hook, phone):
    endpoint.gate = asyncio.Event()
    await call("setWebhook", url=hook)
    await phone.types("a")
    await endpoint.next_update()
    await call("deleteWebhook")
    assert [update["message"]["text"] for update in (await call("getUpdates"))["result"]] == ["a"]
    await call("setWebhook", url=hook, drop_pending_updates="true")
    await call("deleteWebhook")
    assert (await call("getUpdates"))["result"] == []


async def test_setting_a_webhook_ends_the_poll_that_waits(call, endpoint, hook, telegram):
    waiting = asyncio.create_task(call("getUpdates", timeout=30))
    await telegram.bot(TOKEN).inbox.until_polled()
    await call("setWebhook", url=hook)
    refused = await waiting
    assert refused["description"] == "Conflict: terminated by setWebhook request"
    again = await call("getUpdates")
    assert (again["error_code"], "while webhook is active" in again["description"]) == (409, True)
