"""How updates wait for a bot: real offsets, a poll that really waits, lifetimes, and ids that start anew."""

import asyncio
import time

import aiohttp
import pytest

from bot.simulator import Simulator

WAITS = 30
"""Seconds that a poll would wait if nothing ended it: what ends it "at once" does so long before, on any machine."""
TOKEN = "123456:simulated"  # noqa: S105 - the simulator takes any


class Clock:
    """Time that a test moves."""

    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def telegram(clock):
    async with Simulator(clock=clock, first_update_id=500) as running:
        yield running


@pytest.fixture
def phone(telegram):
    return telegram.phone(TOKEN, user_id=1001)


@pytest.fixture
async def poll(telegram):
    async with aiohttp.ClientSession() as session:

        async def get_updates(**parameters):
            address = f"{telegram.url}/bot{TOKEN}/getUpdates"
            async with session.post(address, data=parameters) as response:
                return await response.json()

        yield get_updates


def ids(answer):
    return [update["update_id"] for update in answer["result"]]


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(phone, poll):
    for text in ("a", "b", "c"):
        await phone.types(text)
    assert ids(await poll()) == [500, 501, 502]
    assert ids(await poll(offset=0)) == [500, 501, 502]
    assert ids(await poll(offset=501)) == [501, 502]
    assert ids(await poll(offset=500)) == [501, 502]
    assert ids(await poll(offset=503)) == []


async def test_the_limit_is_kept_and_is_at_most_a_hundred(phone, poll):
    for number in range(130):
        await phone.types(str(number))
    assert len(ids(await poll(limit=7))) == 7
    assert len(ids(await poll())) == 100
    assert len(ids(await poll(limit=1_000))) == 100
    assert len(ids(await poll(limit=0))) == 1
    assert ids(await poll(offset=600, limit=2)) == [600, 601]


async def test_a_negative_offset_counts_from_the_end(phone, poll):
    for text in ("a", "b", "c"):
        await phone.types(text)
    assert ids(await poll(offset=-1)) == [502]
    assert ids(await poll()) == [502]


async def test_an_offset_far_beyond_the_last_update_is_not_believed(phone, poll):
    await phone.types("a")
    assert ids(await poll(offset=9_000)) == [500]
    assert ids(await poll(offset=505)) == []


async def test_a_poll_waits_its_time_when_nothing_comes(poll):
    began = time.monotonic()
    assert ids(await poll(timeout=1)) == []
    assert time.monotonic() - began >= 0.9


async def test_an_arriving_update_ends_the_poll_at_once(telegram, phone, poll):
    waiting = asyncio.create_task(poll(timeout=WAITS))
    await telegram.bot(TOKEN).inbox.until_polled()
    began = time.monotonic()
    await phone.types("сәлем")
    answer = await waiting
    assert time.monotonic() - began < WAITS
    assert answer["result"][0]["message"]["text"] == "сәлем"


async def test_a_poller_that_is_cut_off_loses_nothing(telegram, phone, poll):
    waiting = asyncio.create_task(poll(timeout=30))
    await telegram.bot(TOKEN).inbox.until_polled()
    waiting.cancel()
    await phone.types("a")
    await phone.types("b")
    assert ids(await poll(timeout=30)) == [500, 501]


async def test_of_two_polls_that_wait_the_earlier_is_refused(telegram, phone, poll):
    first = asyncio.create_task(poll(timeout=30))
    await telegram.bot(TOKEN).inbox.until_polled()
    second = asyncio.create_task(poll(timeout=30))
    refused = await first
    assert (refused["error_code"], refused["ok"]) == (409, False)
    assert refused["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await phone.types("a")
    assert ids(await second) == [500]


async def test_after_a_week_of_silence_ids_start_at_a_number_of_their_own(telegram, phone, poll):
    await phone.types("before")
    assert ids(await poll(offset=501)) == []
    telegram.restart_update_ids(17)
    await phone.types("after")
    assert ids(await poll(offset=501)) == [17]
    assert ids(await poll(offset=18)) == []


async def test_an_undelivered_press_lives_150_seconds_and_a_message_a_day(clock, telegram, phone, poll):
    message_id = await phone.types("a")
    await phone.presses(message_id, "x")
    clock.now += 149
    assert ids(await poll()) == [500, 501]
    clock.now += 2
    assert ids(await poll()) == [500]
    clock.now += 86_400 - 152
    assert ids(await poll()) == [500]
    clock.now += 2
    assert ids(await poll()) == []
    assert telegram.bot(TOKEN).inbox.waiting() == []


async def test_only_the_kinds_a_bot_asked_for_arrive(phone, poll):
    await poll(allowed_updates='["callback_query"]')
    message_id = await phone.types("unheard")
    await phone.presses(message_id, "heard")
    assert [list(update)[1] for update in (await poll())["result"]] == ["callback_query"]
    await poll(allowed_updates="[]", offset=600)
    await phone.types("heard again")
    assert [list(update)[1] for update in (await poll())["result"]] == ["callback_query", "message"]


async def test_each_bot_has_a_queue_of_its_own(telegram, phone, poll):
    other = telegram.phone("777:other", user_id=1001)
    await other.types("for the other bot")
    assert ids(await poll()) == []


async def test_any_object_can_be_given_to_a_bot_as_an_update(telegram, poll):
    telegram.push_update(TOKEN, {"message": {"text": "half a pair \ud83d", "date": "yesterday"}})
    telegram.push_update(TOKEN, {})
    first, second = (await poll())["result"]
    assert first["message"] == {"text": "half a pair \ud83d", "date": "yesterday"}
    assert second == {"update_id": 501}


async def test_stopping_ends_a_poll_that_waits(clock):
    telegram = Simulator(clock=clock)
    await telegram.start()
    async with aiohttp.ClientSession() as session:
        data = {"timeout": str(WAITS)}
        waiting = asyncio.create_task(session.post(f"{telegram.url}/bot{TOKEN}/getUpdates", data=data))
        await telegram.bot(TOKEN).inbox.until_polled()
        began = time.monotonic()
        await telegram.stop()
        assert (await (await waiting).json())["result"] == []
        assert time.monotonic() - began < WAITS
