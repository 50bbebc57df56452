"""A citizen's phone: what it can do, what it shows, and waits that end on what the bot does."""

import asyncio

import aiohttp
import pytest

from bot.simulator import (
    BlockedBotError,
    NoSuchButtonError,
    NotOnScreenError,
    Simulator,
)

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


@pytest.fixture
async def bot(telegram, call):
    """A bot that asks two questions: answers the press, edits the old question, sends the next."""

    async def live():
        offset = 0
        while True:
            for update in await call("getUpdates", offset=offset, timeout=30) or ():
                offset = update["update_id"] + 1
                await react(update)

    async def react(update):
        if query := update.get("callback_query"):
            place = {"chat_id": 1001, "message_id": query["message"]["message_id"]}
            await call("answerCallbackQuery", callback_query_id=query["id"], text="Жазылды")
            if query["data"] == "tick":
                ticked = keyboard([("☑ Кезек", "tick")], [("Дайын", "done")])
                await call("editMessageReplyMarkup", **place, reply_markup=ticked)
                return
            await call("editMessageText", **place, text="1. Қызмет қалай?\nИә")
            await call("sendMessage", chat_id=1001, text="2. Пікіріңіз?")
        elif update["message"]["text"].startswith("/start"):
            markup = keyboard([("Иә", "yes"), ("Жоқ", "no")], [("☐ Кезек", "tick")])
            await call("sendMessage", chat_id=1001, text="1. Қызмет қалай?", reply_markup=markup)
        else:
            await call("sendMessage", chat_id=1001, text="<b>Рақмет!</b>", parse_mode="HTML")

    task = asyncio.create_task(live())
    yield
    task.cancel()


async def test_a_whole_conversation_reads_as_the_citizen_sees_it(bot, phone):
    await phone.opens("s_abc")
    await phone.settles()
    assert phone.screen() == "> /start s_abc\n1. Қызмет қалай?\n[Иә] [Жоқ]\n[☐ Кезек]"
    await phone.taps("Иә")
    await phone.settles()
    await phone.types("Бәрі жақсы")
    await phone.settles()
    assert phone.screen() == ("> /start s_abc\n1. Қызмет қалай?\nИә\n2. Пікіріңіз?\n> Бәрі жақсы\nРақмет!")
    assert [message.is_mine for message in phone.messages] == [True, False, False, True, False]
    assert [message.is_edited for message in phone.messages] == [False, True, False, False, False]
    assert phone.last.html == "<b>Рақмет!</b>"
    assert phone.notices == ["Жазылды"]


async def test_a_tick_settles_by_an_edit_of_the_same_message(bot, phone):
    await phone.opens("s_abc")
    await phone.settles()
    before = phone.last.message_id
    press = await phone.taps("Кезек")
    await phone.settles("edit")
    assert (phone.last.message_id, phone.last.labels) == (before, ["☑ Кезек", "Дайын"])
    assert press.is_answered


async def test_everything_done_at_once_can_be_waited_for(bot, phone):
    await phone.opens("s_abc")
    await phone.settles()
    first, second = await phone.taps("Иә"), await phone.taps("Иә")
    await phone.waits()
    assert first.is_answered
    assert second.is_answered


async def test_a_phone_that_lags_behind_presses_a_button_that_is_gone(bot, phone):
    await phone.opens("s_abc")
    await phone.settles()
    question = phone.last.message_id
    await phone.taps("Иә")
    await phone.settles()
    with pytest.raises(NoSuchButtonError):
        await phone.taps("Жоқ")
    press = await phone.taps_old("Жоқ")
    assert press.message_id == question
    await phone.settles("answer")


async def test_a_button_of_a_deleted_message_can_still_be_pressed(call, phone):
    sent = await call("sendMessage", chat_id=1001, text="a", reply_markup=keyboard([("Иә", "yes")]))
    await call("deleteMessage", chat_id=1001, message_id=sent["message_id"])
    await phone.taps_old("Иә")
    (update,) = await call("getUpdates")
    assert update["callback_query"]["data"] == "yes"
    assert update["callback_query"]["message"]["date"] == 0


async def test_the_newest_message_with_the_label_is_tapped(call, phone):
    for data in ("old", "new"):
        await call("sendMessage", chat_id=1001, text=data, reply_markup=keyboard([("Иә", data)]))
    await call("sendMessage", chat_id=1001, text="no buttons")
    await phone.taps("Иә")
    assert (await call("getUpdates"))[-1]["callback_query"]["data"] == "new"


async def test_a_part_of_a_label_is_enough_when_it_means_one_button(call, phone):
    rows = [("1. Толық қанағаттанамын", "5")], [("2. Қанағаттанамын", "4")]
    await call("sendMessage", chat_id=1001, text="a", reply_markup=keyboard(*rows))
    await phone.taps("Толық")
    assert (await call("getUpdates"))[-1]["callback_query"]["data"] == "5"
    with pytest.raises(NoSuchButtonError, match=r"2\. Қанағаттанамын"):
        await phone.taps("анағаттанамын")


async def test_a_button_that_is_not_there_shows_what_is(call, phone):
    await call("sendMessage", chat_id=1001, text="Сұрақ", reply_markup=keyboard([("Иә", "yes")]))
    with pytest.raises(NoSuchButtonError, match=r"no button 'Мүмкін'; the screen shows:\nСұрақ\n\[Иә\]"):
        await phone.taps("Мүмкін")


async def test_a_link_is_shown_but_sends_nothing(call, phone):
    markup = {"inline_keyboard": [[{"text": "Сайт", "url": "https://gov.kz"}]]}
    await call("sendMessage", chat_id=1001, text="a", reply_markup=markup)
    assert phone.screen() == "a\n[Сайт -> https://gov.kz]"
    with pytest.raises(NoSuchButtonError):
        await phone.taps("Сайт")


async def test_a_key_of_a_reply_keyboard_sends_its_label(call, phone):
    markup = {"keyboard": [[{"text": "Иә"}, "Жоқ"]], "one_time_keyboard": True}
    await call("sendMessage", chat_id=1001, text="a", reply_markup=markup)
    assert phone.screen() == "a\n[[Иә]] [[Жоқ]]"
    assert await phone.taps("Жоқ") is None
    assert phone.screen() == "a\n> Жоқ"
    await call("sendMessage", chat_id=1001, text="b", reply_markup=markup)
    await call("sendMessage", chat_id=1001, text="c", reply_markup={"remove_keyboard": True})
    assert phone.screen() == "a\n> Жоқ\nb\nc"


@pytest.mark.parametrize("link", ["https://t.me/simulated_123456_bot?start=s_abc-1", "s_abc-1"])
async def test_a_deep_link_becomes_the_start_command(call, phone, link):
    await phone.opens(link)
    (update,) = await call("getUpdates")
    assert update["message"]["text"] == "/start s_abc-1"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


@pytest.mark.parametrize("payload", ["", "a b", "әліппе", "a" * 65, "a=b"])
async def test_a_start_payload_that_telegram_does_not_carry_is_refused(phone, payload):
    with pytest.raises(ValueError, match="no such start payload"):
        await phone.opens(payload)
    assert phone.messages == []


async def test_who_has_blocked_a_bot_cannot_write_to_it(call, phone):
    await phone.types("сәлем")
    await phone.blocks()
    with pytest.raises(BlockedBotError):
        await phone.types("тағы")
    await phone.unblocks()
    await phone.types("тағы")
    kinds = [list(update)[1] for update in await call("getUpdates")]
    assert kinds == ["message", "my_chat_member", "my_chat_member", "message"]


async def test_an_empty_chat_has_no_last_message(phone):
    assert (phone.screen(), phone.messages, phone.newest) == ("", [], None)
    with pytest.raises(NotOnScreenError):
        _ = phone.last


async def test_one_person_may_hold_two_phones(telegram, call, phone):
    tablet = telegram.phone(TOKEN, user_id=1001, first_name="Айгүл")
    await phone.types("сәлем")
    await call("sendMessage", chat_id=1001, text="a")
    assert tablet.screen() == phone.screen() == "> сәлем\na"
    assert tablet.newest == phone.last


async def test_buttons_of_long_ago_are_forgotten_or_never_remembered(call):
    async with Simulator(former_keyboards=0) as telegram, aiohttp.ClientSession() as session:
        phone = telegram.phone(TOKEN, user_id=1001, has_met=True)
        address = f"{telegram.url}/bot{TOKEN}"
        markup = keyboard([("Иә", "yes")])
        await session.post(
            f"{address}/sendMessage", json={"chat_id": 1001, "text": "a", "reply_markup": markup}
        )
        await session.post(f"{address}/editMessageText", json={"chat_id": 1001, "message_id": 1, "text": "b"})
        assert phone.last.text == "b"
        with pytest.raises(NoSuchButtonError):
            await phone.taps_old("Иә")
