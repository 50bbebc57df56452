"""What is durable is shown, whatever goes wrong on the way: over real HTTP, with both libraries."""

import asyncio
import json

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot import delivery
from bot.telegram import LIBRARIES
from bot.telegram.callback_data import DATA_LIMIT
from storage.tables import interviews, outbox
from surveys.interview.prompts import Ask
from tests.live_bot import live_bots
from tests.short_surveys import survey

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning"),
]

QUICK = 0.02
"""Seconds before a failed call is tried again in these tests."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bots(tmp_path_factory):
    async with live_bots(tmp_path_factory.mktemp("bots")) as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="module", params=LIBRARIES)
async def bot(request, bots, monkeypatch):
    monkeypatch.setattr(delivery, "FIRST_PAUSE", QUICK)
    found = await bots(request.param)
    yield found
    found.simulator.faults.clear()
    await found.quiet()


@pytest_asyncio.fixture(loop_scope="module")
async def phone(bot):
    """Somebody at the first of four questions."""
    questions = survey("staff: rating", "time: rating", "goals: multiple", "more: text")
    _, links = await bot.launch(questions)
    return await at_the_first_question(bot, links)


async def at_the_first_question(bot, links):
    phone = bot.phone("ru")
    await phone.opens(links["link"])
    await bot.quiet()
    for label in ("Русский", "Начать"):
        await phone.taps(label)
        await bot.quiet()
    return phone


def waiting(bot):
    return bot.rows(select(outbox).where(outbox.c.failed.is_(None)))


def last_word(phone):
    return next(line for line in phone.last.text.split("\n") if line.startswith("Про "))


# In order


async def test_a_press_is_answered_once_and_before_anything_is_shown(bot, phone):
    for label in ("Удовлетворены", "Полностью удовлетворены", "a ru", "b ru", "Готово", "Назад"):
        bot.simulator.calls.clear()
        press = await phone.taps(label)
        await bot.quiet()
        made = [call for call in bot.simulator.calls if call.method != "getUpdates"]
        assert [call.method for call in made].count("answerCallbackQuery") == 1
        assert made[0].parameters["callback_query_id"] == press.id
        assert made[1].method == "editMessageText"


async def test_no_button_carries_more_than_telegram_takes(bot, phone):
    await phone.taps("Удовлетворены")
    await bot.quiet()
    carried = [
        button["callback_data"]
        for call in bot.simulator.calls.of("sendMessage", "editMessageText")
        if "reply_markup" in call.parameters
        for row in _rows(call.parameters["reply_markup"])
        for button in row
    ]
    assert carried
    assert max(len(data.encode()) for data in carried) <= DATA_LIMIT


def _rows(markup):
    return (json.loads(markup) if isinstance(markup, str) else markup)["inline_keyboard"]


async def test_answers_typed_in_a_burst_settle_each_its_own_question(bot, phone):
    bot.simulator.faults.delay("sendMessage", 0.1, chat_id=phone.chat.id, times=2)
    for typed in ("5", "1"):
        await phone.types(typed)
    await bot.quiet()
    said = [message.text for message in phone.messages if message.text.startswith("Про")]
    assert said == ["Про staff?\n✓ Полностью удовлетворены", "Про time?\n✓ Совсем не удовлетворены"]
    assert last_word(phone) == "Про goals?"
    assert [bool(message.buttons) for message in phone.messages if not message.is_mine].count(True) == 1


async def test_answers_typed_just_after_each_other_find_the_message_that_was_sent_meanwhile(bot, phone):
    for typed in ("5", "1", "1 2"):
        await phone.types(typed)
        await asyncio.sleep(0.003)
    await bot.quiet()
    assert [bool(message.buttons) for message in phone.messages if not message.is_mine].count(True) == 1
    assert last_word(phone) == "Про more?"


async def test_many_people_are_served_at_once_and_each_in_order(bot):
    questions = survey("a: yes_no", "b: yes_no", "c: yes_no")
    campaign, links = await bot.launch(questions)
    phones = [bot.phone("kk") for _ in range(25)]

    async def answers(phone):
        for act in (phone.opens(links["link"]), *map(phone.taps, ["Қазақша", "Бастау", "Иә", "Жоқ", "Иә"])):
            before = phone.chat.last_by_bot("message")
            await act
            await phone.until(lambda: phone.chat.last_by_bot("message") > before)  # noqa: B023

    await asyncio.gather(*map(answers, phones))
    await bot.quiet()
    for phone in phones:
        settled = [message.text for message in phone.messages if "✓" in message.text][1:]
        assert settled == ["a туралы?\n✓ Иә", "b туралы?\n✓ Жоқ", "c туралы?\n✓ Иә"]
    mine = interviews.c.campaign == campaign
    assert await bot.rows(select(interviews).where(mine, interviews.c.slot == 0)) == []
    assert len(await bot.rows(select(interviews).where(mine))) == 25  # finished, and wait to be mixed


# When Telegram is in trouble


async def test_the_whole_bot_is_silent_as_long_as_telegram_says(bot, phone):
    _, links = await bot.launch(survey("a: yes_no"))
    other = bot.phone("kk")
    bot.simulator.faults.flood("sendMessage", 1, chat_id=phone.chat.id)
    refused = asyncio.create_task(bot.simulator.calls.next("sendMessage", chat_id=phone.chat.id))
    await asyncio.sleep(0)
    await phone.taps("Удовлетворены")
    told = await refused
    assert told.error_code == 429
    await other.opens(links["link"])
    await bot.quiet()
    for someone in (phone, other):
        shown = bot.calls(someone, "sendMessage")[-1]
        assert shown.is_ok
        assert shown.at - told.at >= 0.95
    assert last_word(phone) == "Про time?"


async def test_server_errors_are_outlasted_and_nothing_is_shown_twice(bot, phone):
    bot.simulator.faults.refuse("sendMessage", 502, "Bad Gateway", chat_id=phone.chat.id, times=2)
    bot.simulator.faults.refuse("editMessageText", 500, "Internal Server Error", chat_id=phone.chat.id)
    await phone.taps("Удовлетворены")
    await bot.quiet()
    assert phone.sees("Про staff?\n✓ Удовлетворены")
    assert [message.text for message in phone.messages].count(phone.last.text) == 1
    assert last_word(phone) == "Про time?"
    assert await waiting(bot) == []


async def test_a_lost_request_is_made_again(bot, phone):
    bot.simulator.faults.lose_request("sendMessage", chat_id=phone.chat.id)
    await phone.taps("Удовлетворены")
    await bot.quiet()
    assert last_word(phone) == "Про time?"


async def test_a_lost_reply_may_double_a_question_and_both_copies_can_be_answered(bot, phone):
    bot.simulator.faults.lose_reply("sendMessage", chat_id=phone.chat.id)
    await phone.taps("Удовлетворены")
    await bot.quiet()
    first, second = [message for message in phone.messages if message.buttons]
    assert first.text == second.text
    earlier = next(button for row in first.buttons for button in row if button.label == "Не удовлетворены")
    press = await phone.presses(first.message_id, earlier.data)
    await bot.quiet()
    assert press.is_answered
    assert phone.sees("Про time?\n✓ Не удовлетворены").message_id == first.message_id
    assert last_word(phone) == "Про goals?"
    await phone.presses(second.message_id, earlier.data)
    await bot.quiet()
    assert last_word(phone) == "Про goals?"


async def test_a_press_that_cannot_be_answered_stops_nothing(bot, phone):
    bot.simulator.faults.refuse("answerCallbackQuery", 502, "Bad Gateway")
    await phone.taps("Удовлетворены")
    await bot.quiet()
    assert last_word(phone) == "Про time?"


async def test_a_message_that_telegram_will_never_take_is_put_aside_with_its_reason(bot, phone):
    bot.simulator.faults.refuse("sendMessage", 400, "Bad Request: message is too long", chat_id=phone.chat.id)
    await phone.taps("Удовлетворены")
    await bot.quiet()
    refused = await bot.rows(select(outbox.c.failed).where(outbox.c.failed.contains("too long")))
    assert len(refused) >= 1
    await phone.types("/start")
    await bot.quiet()
    assert last_word(phone) == "Про time?"


async def test_a_screen_that_cannot_be_drawn_does_not_hold_up_what_comes_behind(
    bot, phone, monkeypatch, caplog
):
    draw = bot.delivery._draw
    broken = []

    def draw_all_but_one(show, interview):
        if isinstance(show, Ask) and not broken:
            broken.append(show)
            raise KeyError("a word without a translation")
        return draw(show, interview)

    monkeypatch.setattr(bot.delivery, "_draw", draw_all_but_one)
    await phone.types("5")
    await phone.types("/start")
    await bot.quiet()
    assert last_word(phone) == "Про time?"
    assert "cannot be drawn" in caplog.text
    assert await waiting(bot) == []


# When people are in trouble


async def test_who_blocks_the_bot_is_given_up_and_may_come_back(bot, phone):
    bot.simulator.faults.delay("answerCallbackQuery", 0.05)
    await phone.taps("Удовлетворены")
    await phone.blocks()
    await bot.quiet()
    assert await waiting(bot) == []
    given_up = await bot.rows(select(outbox).where(outbox.c.failed == "unreachable"))
    assert given_up
    assert {row.sealed for row in given_up} == {b""}  # nobody's, from here on
    tried = len(bot.calls(phone, "sendMessage"))
    await asyncio.sleep(3 * QUICK)
    assert len(bot.calls(phone, "sendMessage")) == tried
    await phone.unblocks()
    await phone.types("/start")
    await bot.quiet()
    assert last_word(phone) == "Про time?"


async def test_ticks_in_a_message_that_was_deleted_are_shown_in_a_new_one(bot, phone):
    for typed in ("5", "5"):
        await phone.types(typed)
        await bot.quiet()
    question = phone.last
    data = question.buttons[0][0].data
    phone.chat.remove(question.message_id, by_bot=False, at=0.0)
    await phone.presses(question.message_id, data)
    await bot.quiet()
    assert phone.last.labels[0] == "✓ a ru"
    assert phone.last.message_id != question.message_id
    await phone.taps("Готово")
    await bot.quiet()
    assert phone.sees("Про goals?\n✓ a ru")
    assert last_word(phone) == "Про more?"


async def test_a_question_that_was_deleted_can_still_be_answered_in_words(bot, phone):
    phone.chat.remove(phone.last.message_id, by_bot=False, at=0.0)
    await phone.types("5")
    await bot.quiet()
    assert last_word(phone) == "Про time?"
    assert await waiting(bot) == []


async def test_only_the_newest_list_of_services_has_buttons_and_none_once_a_survey_begins(bot):
    _, links = await bot.launch(survey("staff: rating"), ("mia_passport", "mia_id_card"))
    await bot.launch(survey("staff: rating"), ("mia_passport", "mia_id_card"))
    phone = bot.phone("ru")
    for text in ("/start", "паспорт", "/til", "/start"):
        await phone.types(text)
        await bot.quiet()
    live = [message for message in phone.messages if message.buttons]
    assert ["хотите оценить" in message.text for message in live] == [True]
    await phone.opens(links["link"])
    await bot.quiet()
    live = [message for message in phone.messages if message.buttons]
    assert ["Выберите язык" in message.text for message in live] == [True]
