"""What is durable is shown, whatever goes wrong on the way: over real HTTP, with both libraries."""

import asyncio
import json

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot import permits, showing
from bot.telegram import LIBRARIES
from bot.telegram.callback_data import DATA_LIMIT
from storage.tables import interviews, outbox
from storage.turn import Address
from surveys.interview.prompts import Ask
from tests.patience import HANG
from tests.short_surveys import survey

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning"),
]

QUICK = 0.02
"""Seconds before a failed call is tried again in these tests."""


@pytest_asyncio.fixture(loop_scope="module", params=LIBRARIES)
async def bot(request, bots, monkeypatch):
    monkeypatch.setattr(showing, "FIRST_PAUSE", QUICK)
    found = await bots(request.param)
    yield found
    found.simulator.faults.clear()
    await found.quiet()


@pytest_asyncio.fixture(loop_scope="module")
async def phone(bot):
    """Somebody at the first of four questions."""
    questions = survey("staff: rating", "time: rating", "goals: multiple", "more: text")
    _, links = await bot.launch(questions)
    return await bot.at_the_first_question(links["link"])


def waiting(bot):
    return bot.rows(select(outbox).where(outbox.c.failed.is_(None)))


async def until(ask):
    async with asyncio.timeout(HANG):
        while not ask():  # noqa: ASYNC110 - nobody is told of it
            await asyncio.sleep(0.002)


def last_word(phone):
    return next(line for line in phone.last.text.split("\n") if line.startswith("Про "))


# In order, and together


async def test_a_press_is_answered_once_and_changes_its_message_once(bot, phone):
    for label in ("Удовлетворены", "Полностью удовлетворены", "a ru", "b ru", "Готово", "Назад"):
        bot.simulator.calls.clear()
        press = await phone.taps(label)
        await bot.quiet()
        made = [call.method for call in bot.simulator.calls if call.method != "getUpdates"]
        (answered,) = bot.simulator.calls.of("answerCallbackQuery")
        assert answered.parameters["callback_query_id"] == press.id
        assert answered.parameters.get("text") in {
            None,
            "",
        }  # a screen reader would read it over the question
        assert sorted(made) == sorted(
            ["answerCallbackQuery", "editMessageText", *["sendMessage"] * (label not in {"a ru", "b ru"})]
        )


async def test_the_answer_to_a_press_the_change_and_the_next_question_are_under_way_together(bot, phone):
    """Each call takes until the other two have come: one after the other they would wait for ever."""
    came = []
    all_came = asyncio.Event()
    real = {name: getattr(type(bot.channel), name) for name in ("send", "edit", "answer_press")}

    def meets_the_others(name):
        async def call(*arguments):
            came.append(name)
            if len(came) == 3:
                all_came.set()
            await all_came.wait()
            return await real[name](bot.channel, *arguments)

        return call

    for name in real:
        setattr(bot.channel, name, meets_the_others(name))
    try:
        await phone.taps("Удовлетворены")
        await bot.quiet()
    finally:
        for name in real:
            delattr(bot.channel, name)
    assert sorted(came) == ["answer_press", "edit", "send"]
    assert last_word(phone) == "Про time?"


async def test_a_question_does_not_wait_for_a_change_that_fails_and_the_change_is_given_up(
    bot, phone, caplog
):
    bot.simulator.calls.clear()
    bot.simulator.faults.refuse(
        "editMessageText", 500, "Internal Server Error", chat_id=phone.chat.id, times=None
    )
    given_up = bot.delivery._showing._edits.given_up
    await phone.taps("Удовлетворены")
    await phone.until(lambda: last_word(phone) == "Про time?")
    await bot.quiet()
    assert len(bot.calls(phone, "editMessageText")) == 2
    assert bot.delivery._showing._edits.given_up == given_up + 1
    assert "given up" in caplog.text
    assert await waiting(bot) == []


async def test_where_a_question_stands_is_known_while_the_change_beside_it_hangs(bot, phone):
    bot.simulator.faults.delay("editMessageText", 3.0, chat_id=phone.chat.id)
    await phone.taps("Удовлетворены")
    await phone.until(lambda: last_word(phone) == "Про time?")
    shown = select(interviews.c.id).where(interviews.c.message == phone.last.message_id)
    while not await bot.rows(shown):  # noqa: ASYNC110 - the database tells nobody
        await asyncio.sleep(0.01)
    assert await waiting(bot)


async def test_words_can_wait_for_the_question_that_is_being_sent(bot, phone):
    address = Address("telegram", str(phone.chat.id))
    await bot.delivery.asked(address, within=0)  # nothing is under way
    bot.simulator.faults.delay("sendMessage", 0.3, chat_id=phone.chat.id)
    await phone.taps("Удовлетворены")
    await until(lambda: address in bot.delivery._showing._sending)
    with_nothing = asyncio.create_task(bot.delivery.asked(address, within=0.01))
    await bot.delivery.asked(address, within=HANG)
    assert with_nothing.done()
    assert last_word(phone) == "Про time?"
    handed_on = [each.message for each in (*bot.turns._placed, *bot.turns._delivered)]
    shown = select(interviews.c.id).where(interviews.c.message == phone.last.message_id)
    assert phone.last.message_id in handed_on or await bot.rows(shown)


async def test_quick_ticks_end_as_the_newest_says(bot, phone):
    for typed in ("5", "5"):
        await phone.types(typed)
        await bot.quiet()
    bot.simulator.faults.delay("editMessageText", 0.2, chat_id=phone.chat.id, times=1)
    bot.simulator.calls.clear()
    for _ in range(3):
        for label in (0, 1, 2):
            await phone.presses(phone.last.message_id, phone.last.buttons[label][0].data)
    await bot.quiet()
    assert phone.last.labels[:3] == ["✓ a ru", "✓ b ru", "✓ c ru"]
    assert len(bot.calls(phone, "editMessageText")) < 9


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


async def test_of_answers_typed_in_a_burst_only_the_one_to_a_question_that_was_shown_counts(bot, phone):
    bot.simulator.faults.delay("sendMessage", 0.1, chat_id=phone.chat.id, times=2)
    for typed in ("5", "1"):
        await phone.types(typed)
    await bot.quiet()
    assert phone.sees("Про staff?\n✓ Полностью удовлетворены")
    (asked,) = [message for message in phone.messages if message.buttons]
    assert "Про time?" in asked.text
    assert asked.message_id < phone.last.message_id, (
        "a word why stands below, where the question was under way"
    )


async def test_who_answers_what_they_see_at_once_is_heard_although_the_bot_waits_for_the_reply_still(
    bot, phone
):
    for typed, following in (("5", "2 / 4"), ("1", "3 / 4"), ("1 2", "4 / 4")):
        await phone.types(typed)
        await phone.until(lambda: following in phone.last.text)  # noqa: B023
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


async def refused_one(bot, phone, method, seconds, act):
    """The call that is told to wait."""
    chat = {} if method == "answerCallbackQuery" else {"chat_id": phone.chat.id}
    bot.simulator.faults.flood(method, seconds, **chat)
    bot.simulator.calls.clear()

    def refused():
        return next((call for call in bot.simulator.calls if call.error_code == 429), None)

    await act
    await until(refused)
    return refused()


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "answerCallbackQuery"])
async def test_a_chat_that_is_refused_waits_and_no_other_does(bot, phone, method):
    _, links = await bot.launch(survey("a: yes_no"))
    other = bot.phone("kk")
    told = await refused_one(bot, phone, method, 2, phone.taps("Удовлетворены"))
    await other.opens(links["link"])
    await until(lambda: bot.calls(other, "sendMessage"))
    assert bot.calls(other, "sendMessage")[-1].at - told.at < 2
    await phone.types("/help")
    await bot.quiet()
    after = [call for call in bot.calls(phone, "sendMessage") if call.at > told.at]
    assert after[-1].at - told.at >= 1.95
    assert phone.sees("Про time?")
    assert phone.sees("Про staff?\n✓ Удовлетворены") or method == "answerCallbackQuery"


async def test_a_chat_that_is_refused_for_hours_is_kept_in_the_outbox_and_holds_up_nobody(bot, phone, caplog):
    _, links = await bot.launch(survey("a: yes_no"))
    await refused_one(bot, phone, "sendMessage", 10_072, phone.taps("Удовлетворены"))
    for _ in range(3):
        await phone.types("/help")
    await bot.simulator.bot(bot.token).inbox.until_empty()
    other = await at_the_first_question_beside(bot, links)
    assert other.last.text.startswith("1 / 1")
    assert len(await bot.unshown(phone)) == 4
    assert caplog.text.count("refuses one chat for 10072 s") == 1
    await bot.stop()
    bot.per_second = 25
    await bot.start()
    await bot.quiet()
    bot.per_second = 0
    assert phone.sees("Про time?")
    assert [message.text for message in phone.messages].count(phone.last.text) == 1


async def at_the_first_question_beside(bot, links):
    """As `LiveBot.at_the_first_question`, while another chat is not quiet."""
    phone = bot.phone("ru")
    await phone.opens(links["link"])
    for label in ("Русский", "Начать"):
        await phone.until(lambda label=label: (shown := phone.newest) is not None and label in shown.labels)
        await phone.taps(label)
    await phone.until(lambda: phone.last.text.startswith("1 /"))
    return phone


async def test_where_several_chats_are_refused_at_once_the_bot_pauses_and_one_call_finds_out(bot):
    _, links = await bot.launch(survey("a: yes_no"))
    phones = [bot.phone("kk") for _ in range(6)]
    for phone in phones[:3]:
        bot.simulator.faults.flood("sendMessage", 2, chat_id=phone.chat.id)
    for phone in phones[:3]:
        await phone.opens(links["link"])
    await until(lambda: bot.delivery._permits._brake.is_pulled)
    told = max(call.at for phone in phones[:3] for call in bot.calls(phone))
    bot.simulator.faults.delay("sendMessage", 0.5, times=1)
    for phone in phones[3:]:
        await phone.opens(links["link"])
    await bot.quiet()
    made = sorted(call.at for phone in phones for call in bot.calls(phone) if call.at > told)
    assert made[0] - told >= 1.9
    assert made[1] - made[0] >= 0.4 or made[1] - told >= 2.4  # nobody calls while the first one is out
    assert all(phone.last.text for phone in phones)


async def test_a_chat_that_waits_holds_no_place_that_others_need(bot, monkeypatch):
    monkeypatch.setattr(permits, "AT_ONCE", 1)
    await bot.stop()
    await bot.start()
    _, links = await bot.launch(survey("a: yes_no"))
    phone, other = bot.phone("kk"), bot.phone("kk")
    told = await refused_one(bot, phone, "sendMessage", 2, phone.opens(links["link"]))
    await other.opens(links["link"])
    await until(lambda: bot.calls(other, "sendMessage"))
    assert bot.calls(other, "sendMessage")[0].at - told.at < 1.9
    await bot.quiet()
    monkeypatch.undo()
    await bot.stop()
    await bot.start()


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
    copies = [
        message for message in phone.messages if message.message_id in (first.message_id, second.message_id)
    ]
    assert {(copy.text, bool(copy.buttons)) for copy in copies} == {("Про time?\n✓ Не удовлетворены", False)}
    assert last_word(phone) == "Про goals?"
    await phone.presses(second.message_id, earlier.data)
    await bot.quiet()
    assert last_word(phone) == "Про goals?"


async def test_an_old_copy_that_is_pressed_loses_its_buttons_while_the_next_question_cannot_be_sent(
    bot, phone
):
    bot.simulator.faults.lose_reply("sendMessage", chat_id=phone.chat.id)
    await phone.taps("Удовлетворены")
    await bot.quiet()
    first, second = [message for message in phone.messages if message.buttons]
    bot.simulator.faults.lose_request("sendMessage", times=None, chat_id=phone.chat.id)
    for copy in (second, first):  # the first one is not known to the bot until it is pressed
        press = await phone.presses(copy.message_id, copy.buttons[0][0].data)
        await until(lambda press=press: press.is_answered)
    await until(lambda: not any(message.buttons for message in phone.messages))
    bot.simulator.faults.clear()
    await bot.quiet()
    assert last_word(phone) == "Про goals?"


async def test_of_two_copies_of_a_question_neither_waits_for_a_change_of_the_other(bot, phone):
    bot.simulator.faults.lose_reply("sendMessage", chat_id=phone.chat.id)
    await phone.taps("Удовлетворены")
    await bot.quiet()
    first, second = [message for message in phone.messages if message.buttons]
    came, both = [], asyncio.Event()
    real = bot.channel.edit

    async def meets_the_other(address, message, screen):
        came.append(message)
        if len(came) == 2:
            both.set()
        await both.wait()
        await real(address, message, screen)

    bot.channel.edit = meets_the_other
    try:
        await phone.presses(first.message_id, first.buttons[0][0].data)
        await bot.quiet()
    finally:
        del bot.channel.edit
    assert sorted(came) == [first.message_id, second.message_id]


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
    draw = bot.delivery._showing._draw
    broken = []

    def draw_all_but_one(show, interview):
        if isinstance(show, Ask) and not broken:
            broken.append(show)
            raise KeyError("a word without a translation")
        return draw(show, interview)

    monkeypatch.setattr(bot.delivery._showing, "_draw", draw_all_but_one)
    for typed in ("5", "/start"):
        await phone.types(typed)
        await bot.quiet()  # a question that is on its way is not sent twice
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
