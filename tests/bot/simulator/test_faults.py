"""What can be made to go wrong: for which call, which chat, how often, and what the bot's side then meets."""

import asyncio
import random
import time

import aiohttp
import pytest

from bot.simulator import Simulator

TOKEN = "123456:simulated"  # noqa: S105 - the simulator takes any


@pytest.fixture
async def telegram():
    async with Simulator(randomness=random.Random(7)) as running:
        yield running


@pytest.fixture
def phone(telegram):
    return telegram.phone(TOKEN, user_id=1001, has_met=True)


@pytest.fixture
async def call(telegram):
    async with aiohttp.ClientSession() as session:

        async def ask(method, **parameters):
            async with session.post(f"{telegram.url}/bot{TOKEN}/{method}", data=parameters) as response:
                return await response.json()

        yield ask


async def send(call, chat_id=1001, text="a"):
    return await call("sendMessage", chat_id=chat_id, text=text)


async def test_a_refusal_strikes_once_and_carries_nothing_out(telegram, phone, call):
    telegram.faults.refuse("sendMessage", 500, "Internal Server Error")
    refused = await send(call)
    assert refused == {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    assert phone.messages == []
    assert (await send(call))["ok"]


async def test_a_flood_tells_how_long_to_wait(telegram, phone, call):
    telegram.faults.flood("sendMessage", 3)
    assert await send(call) == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }


async def test_a_fault_strikes_only_its_method_and_its_chat(telegram, phone, call):
    telegram.phone(TOKEN, user_id=2002, has_met=True)
    telegram.faults.refuse("sendMessage", 403, "Forbidden: user is deactivated", chat_id=2002)
    assert (await call("getMe"))["ok"]
    assert (await send(call))["ok"]
    assert (await send(call, chat_id=2002))["description"] == "Forbidden: user is deactivated"
    assert (await send(call, chat_id=2002))["ok"]


async def test_a_fault_lasts_as_many_times_as_it_was_told(telegram, phone, call):
    telegram.faults.refuse("sendMessage", 500, "x", times=2, after=1)
    assert [(await send(call))["ok"] for _ in range(4)] == [True, False, False, True]
    telegram.faults.refuse("sendMessage", 500, "x", times=None)
    assert [(await send(call))["ok"] for _ in range(3)] == [False] * 3
    telegram.faults.clear()
    assert (await send(call))["ok"]


async def test_a_fault_by_chance_strikes_about_as_often_and_can_be_repeated(telegram, phone, call):
    telegram.faults.refuse("", 500, "x", times=None, chance=0.5)
    first = [(await send(call))["ok"] for _ in range(60)]
    assert 15 < sum(first) < 45
    async with Simulator(randomness=random.Random(7)) as again:
        again.phone(TOKEN, user_id=1001, has_met=True)
        again.faults.refuse("", 500, "x", times=None, chance=0.5)
        second = [again.faults.for_call("sendmessage", 1001).refusal is None for _ in range(60)]
    assert first == second


async def test_a_fault_of_any_method_leaves_getupdates_alone(telegram, call):
    telegram.faults.refuse("", 500, "x", times=None)
    assert (await call("getUpdates"))["ok"]
    assert not (await call("getMe"))["ok"]


async def test_a_lost_request_breaks_the_connection_and_carries_nothing_out(telegram, phone, call):
    telegram.faults.lose_request("sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await send(call)
    assert phone.messages == []
    assert [(logged.fault, logged.is_ok) for logged in telegram.calls] == [("lose request", False)]


async def test_a_lost_reply_breaks_the_connection_after_the_call_was_carried_out(telegram, phone, call):
    telegram.faults.lose_reply("sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await send(call, text="келді")
    assert phone.sees("келді")
    assert [(logged.fault, logged.is_ok) for logged in telegram.calls] == [("lose reply", True)]


async def test_a_lost_reply_to_getupdates_gives_the_same_updates_again(telegram, phone, call):
    await phone.types("a")
    telegram.faults.lose_reply("getUpdates")
    with pytest.raises(aiohttp.ClientError):
        await call("getUpdates")
    assert [update["message"]["text"] for update in (await call("getUpdates"))["result"]] == ["a"]


async def test_a_delayed_call_is_carried_out_later(telegram, phone, call):
    other = telegram.phone(TOKEN, user_id=2002, has_met=True)
    telegram.faults.delay("sendMessage", 0.3, chat_id=2002)
    began = time.monotonic()
    slow = asyncio.create_task(send(call, chat_id=2002))
    await send(call)
    assert (phone.newest is None, other.newest) == (False, None)
    assert (await slow)["ok"]
    assert time.monotonic() - began >= 0.29
    assert other.last.text == "a"


async def test_a_delay_may_be_of_any_length_between_two(telegram, phone, call):
    pauses = []

    async def sleeps(seconds):
        pauses.append(seconds)

    telegram._world.sleep = sleeps
    telegram.faults.delay("sendMessage", 0.1, up_to=3.0, times=None)
    for _ in range(50):
        await send(call)
    assert 0.1 <= min(pauses) < 1 < 2 < max(pauses) <= 3.0


async def test_a_chat_with_a_limit_takes_so_many_and_then_none_for_a_while():
    now = [1_800_000_000.0]
    async with Simulator(clock=lambda: now[0]) as telegram:
        for user in (1001, 2002):
            telegram.phone(TOKEN, user_id=user, has_met=True)
        telegram.faults.limit(1001, burst=3, rate=1, retry_after=20)
        async with aiohttp.ClientSession() as session:

            async def waits(chat_id):
                address = f"{telegram.url}/bot{TOKEN}/sendMessage"
                async with session.post(address, data={"chat_id": chat_id, "text": "a"}) as response:
                    return (await response.json()).get("parameters", {}).get("retry_after")

            assert [await waits(1001) for _ in range(4)] == [None, None, None, 20]
            assert [await waits(2002) for _ in range(9)] == [None] * 9
            now[0] += 5
            assert await waits(1001) == 15
            now[0] += 16
            assert await waits(1001) is None


async def test_a_delay_and_a_refusal_can_strike_the_same_call(telegram, phone, call):
    telegram.faults.delay("sendMessage", 0.1)
    telegram.faults.flood("sendMessage", 1)
    began = time.monotonic()
    assert (await send(call))["error_code"] == 429
    assert time.monotonic() - began >= 0.09


async def test_a_repeated_update_comes_twice_under_one_id(telegram, phone, call):
    telegram.faults.repeat_update("message")
    await phone.types("a")
    first = (await call("getUpdates"))["result"]
    offset = first[0]["update_id"] + 1
    second = (await call("getUpdates", offset=offset))["result"]
    assert first == second
    assert (await call("getUpdates", offset=offset))["result"] == []


async def test_a_swapped_update_arrives_behind_the_next_one(telegram, phone, call):
    message_id = await phone.types("/start")
    offset = (await call("getUpdates"))["result"][0]["update_id"] + 1
    telegram.faults.swap_updates("callback_query")
    await phone.presses(message_id, "first")
    await phone.types("second")
    updates = (await call("getUpdates", offset=offset))["result"]
    assert [list(update)[1] for update in updates] == ["message", "callback_query"]
    assert updates[0]["update_id"] < updates[1]["update_id"]


async def test_a_swapped_update_without_a_next_one_still_arrives(telegram, phone, call):
    telegram.faults.swap_updates()
    await phone.types("alone")
    assert len((await call("getUpdates", timeout=5))["result"]) == 1


async def test_a_spoiled_update_lacks_what_libraries_need(telegram, phone, call):
    telegram.faults.spoil_update("message")
    await phone.types("a")
    await phone.types("b")
    spoiled, whole = (await call("getUpdates"))["result"]
    assert "date" not in spoiled["message"]
    assert "date" in whole["message"]


async def test_the_next_call_of_a_method_can_be_waited_for(telegram, phone, call):
    waiting = asyncio.create_task(telegram.calls.next("sendChatAction", chat_id=1001))
    await asyncio.sleep(0)
    await call("getMe")
    await call("sendChatAction", chat_id=1001, action="typing")
    found = await waiting
    assert (found.method, found.parameters["action"], found.result) == ("sendChatAction", "typing", True)
    with pytest.raises(TimeoutError):
        await telegram.calls.next("sendChatAction", within=0.05)


async def test_the_log_tells_calls_apart_by_method_and_chat(telegram, phone, call):
    telegram.phone(TOKEN, user_id=2002, has_met=True)
    await send(call)
    await send(call, chat_id=2002)
    await call("sendmessage", chat_id=1001, text="")
    assert [logged.method for logged in telegram.calls.of("sendMessage")] == ["sendMessage"] * 3
    own = telegram.calls.of(chat_id=1001)
    assert [logged.description for logged in own] == ["", "Bad Request: message text is empty"]
    assert own[0].at <= own[1].at
    assert own[0].result["text"] == "a"
