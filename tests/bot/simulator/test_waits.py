"""Waiting for the bot: each wait ends on a change of its own chat, and says what it waited for in vain."""

import asyncio

import aiohttp
import pytest

from bot.simulator import NotAnsweredError, NotOnScreenError, Simulator
from tests.patience import HANG

TOKEN = "123456:simulated"  # noqa: S105 - the simulator takes any


@pytest.fixture
async def telegram():
    async with Simulator() as running:
        yield running


@pytest.fixture
def phone(telegram):
    return telegram.phone(TOKEN, user_id=1001, first_name="Айгүл", language_code="ru", has_met=True)


@pytest.fixture
async def call(telegram):
    async with aiohttp.ClientSession() as session:

        async def ask(method, **parameters):
            async with session.post(f"{telegram.url}/bot{TOKEN}/{method}", json=parameters) as response:
                return (await response.json()).get("result")

        yield ask


def keyboard(*rows):
    return {
        "inline_keyboard": [[{"text": text, "callback_data": data} for text, data in row] for row in rows]
    }


async def test_a_wait_that_is_in_vain_ends_with_the_screen(phone):
    await phone.types("Біреу бар ма?")
    with pytest.raises(NotAnsweredError, match=r"no message after what was done last.*\n> Біреу бар ма\?"):
        await phone.settles(within=0.05)
    with pytest.raises(NotAnsweredError):
        await phone.until(lambda: False, within=0.05)


async def test_an_answered_press_alone_does_not_settle_by_message(call, phone):
    sent = await call("sendMessage", chat_id=1001, text="a", reply_markup=keyboard([("Иә", "yes")]))
    press = await phone.taps("Иә")
    settled = asyncio.create_task(phone.settles())
    await call("answerCallbackQuery", callback_query_id=press.id)
    await call("editMessageReplyMarkup", chat_id=1001, message_id=sent["message_id"])
    assert not settled.done()
    await call("sendMessage", chat_id=1001, text="b")
    await asyncio.wait_for(settled, HANG)


async def test_a_new_message_alone_does_not_settle_a_press(call, phone):
    await call("sendMessage", chat_id=1001, text="a", reply_markup=keyboard([("Иә", "yes")]))
    press = await phone.taps("Иә")
    settled = asyncio.create_task(phone.settles())
    await call("sendMessage", chat_id=1001, text="b")
    assert not settled.done()
    await call("answerCallbackQuery", callback_query_id=press.id)
    await asyncio.wait_for(settled, HANG)


async def test_a_state_that_lasts_a_moment_only_is_not_missed(call, phone):
    seen = asyncio.create_task(phone.until_sees("бір сәт"))
    await asyncio.sleep(0)
    sent = await call("sendMessage", chat_id=1001, text="бір сәт")
    await call("deleteMessage", chat_id=1001, message_id=sent["message_id"])
    assert (await seen).text == "бір сәт"
    with pytest.raises(NotOnScreenError, match="is not on the screen"):
        phone.sees("бір сәт")


async def test_an_error_in_what_is_asked_reaches_the_one_who_waits_and_not_the_bot(call, phone):
    waiting = asyncio.create_task(phone.until(lambda: phone.messages and 1 / 0))
    await asyncio.sleep(0)
    assert (await call("sendMessage", chat_id=1001, text="a"))["text"] == "a"
    with pytest.raises(ZeroDivisionError):
        await waiting


async def test_a_change_in_one_chat_wakes_nobody_in_another(telegram, call, phone):
    asked = []
    others = [telegram.phone(TOKEN, user_id=5_000 + n, has_met=True) for n in range(50)]
    waiting = [asyncio.create_task(other.until(lambda: asked.append(1), within=HANG)) for other in others]
    await asyncio.sleep(0)
    assert len(asked) == 50
    await call("sendMessage", chat_id=1001, text="a")
    assert len(asked) == 50
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_the_feed_of_a_chat_tells_every_change_in_order(call, phone):
    first = await phone.types("сәлем")
    sent = await call("sendMessage", chat_id=1001, text="a", reply_markup=keyboard([("Иә", "yes")]))
    press = await phone.taps("Иә")
    await call("answerCallbackQuery", callback_query_id=press.id, text="Жазылды", show_alert=True)
    await call("editMessageText", chat_id=1001, message_id=sent["message_id"], text="b")
    await call("deleteMessage", chat_id=1001, message_id=first)
    changes = phone.chat.changes()
    assert [(change.sequence, change.kind, change.by_bot) for change in changes] == [
        (1, "message", False),
        (2, "message", True),
        (3, "answer", True),
        (4, "edit", True),
        (5, "delete", True),
    ]
    assert (changes[2].notice, changes[2].is_alert) == ("Жазылды", True)
    assert phone.chat.changes(since=3) == changes[3:]
    assert phone.chat.changes(since=5) == []


async def test_a_page_can_follow_a_chat_as_it_changes(call, phone):
    await phone.types("сәлем")
    followed = []

    async def follow():
        async for change in phone.chat.follow():
            followed.append(change.kind)
            if len(followed) == 3:
                return

    following = asyncio.create_task(follow())
    sent = await call("sendMessage", chat_id=1001, text="a")
    await call("editMessageText", chat_id=1001, message_id=sent["message_id"], text="b")
    await asyncio.wait_for(following, HANG)
    assert followed == ["message", "message", "edit"]


async def test_the_next_change_can_be_waited_for(call, phone):
    since = phone.chat.sequence
    waiting = asyncio.create_task(phone.next_change(since))
    await asyncio.sleep(0)
    await call("sendMessage", chat_id=1001, text="a")
    assert ((await waiting).kind, (await waiting).sequence) == ("message", since + 1)


async def test_a_thousand_phones_are_served_at_once(telegram):
    phones = [telegram.phone(TOKEN, user_id=10_000 + number) for number in range(1_000)]
    async with aiohttp.ClientSession() as session:

        async def live():
            offset = 0
            while True:
                data = {"offset": offset, "timeout": 30}
                async with session.post(f"{telegram.url}/bot{TOKEN}/getUpdates", data=data) as response:
                    updates = (await response.json())["result"]
                offset = updates[-1]["update_id"] + 1
                await asyncio.gather(*(reply(update["message"]["chat"]["id"]) for update in updates))

        async def reply(chat_id):
            data = {"chat_id": chat_id, "text": "жауап"}
            async with session.post(f"{telegram.url}/bot{TOKEN}/sendMessage", data=data) as response:
                await response.read()

        async def talk(phone):
            await phone.types("сұрақ")
            await phone.settles(within=HANG)
            return phone.last.text

        bot = asyncio.create_task(live())
        assert set(await asyncio.gather(*map(talk, phones))) == {"жауап"}
        bot.cancel()
