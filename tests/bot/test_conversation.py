"""The life of an update: durable first, then acknowledged, then shown; nothing that comes in stops the bot."""

import asyncio
import sqlite3

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot import conversation, showing
from bot.telegram import LIBRARIES
from console import launching
from storage import batches
from storage.tables import dead_letters, participations, responses, updates
from surveys.interview.reception import receive
from tests.short_surveys import survey

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUICK = 0.02
"""Seconds before a failed request is tried again in these tests."""


@pytest_asyncio.fixture(loop_scope="module", params=LIBRARIES)
async def bot(request, bots, monkeypatch):
    monkeypatch.setattr(conversation, "FIRST_PAUSE", QUICK)
    monkeypatch.setattr(showing, "FIRST_PAUSE", QUICK)
    found = await bots(request.param)
    yield found
    found.simulator.faults.clear()
    await found.quiet()


@pytest_asyncio.fixture(loop_scope="module")
async def link(bot):
    _, links = await bot.launch(survey("staff: rating", "time: rating", "more: text"))
    return links["link"]


async def count(bot, table, *conditions):
    rows = await bot.rows(select(func.count()).select_from(table).where(*conditions))
    return rows[0][0]


# Once, whatever is repeated


async def test_an_update_that_comes_twice_is_recorded_and_shown_once(bot, link):
    phone = await bot.at_the_first_question(link)
    bot.simulator.faults.repeat_update("callback_query", chat_id=phone.chat.id)
    bot.simulator.faults.repeat_update("message", chat_id=phone.chat.id)
    await phone.taps("Удовлетворены")
    await bot.quiet()
    await phone.types("5")
    await bot.quiet()
    questions = [message.text.split("\n")[-1] for message in phone.messages if "✓" in message.text]
    assert questions[-2:] == ["✓ Удовлетворены", "✓ Полностью удовлетворены"]
    assert phone.last.text.startswith("3 / 3")
    assert len(phone.messages) == len({message.message_id for message in phone.messages}) == 7


async def test_ids_that_begin_anew_after_a_week_of_silence_are_taken(bot, link):
    phone = await bot.at_the_first_question(link)
    bot.simulator.restart_update_ids(500 if bot.library == "ptb" else 200, bot.token)
    await phone.types("5")
    await bot.quiet()
    assert phone.last.text.startswith("2 / 3")


async def test_what_is_taken_is_confirmed_and_not_asked_for_again(bot, link):
    phone = await bot.at_the_first_question(link)
    await phone.types("5")
    await bot.quiet()
    known = await count(bot, updates)
    await bot.stop()
    await bot.start()
    await bot.quiet()
    assert await count(bot, updates) == known
    assert phone.last.text.startswith("2 / 3")


# Durable first


async def test_nothing_is_shown_or_confirmed_before_it_is_durable(bot, link):
    phone = await bot.at_the_first_question(link)
    shown = len(phone.messages)
    file = bot.settings.data / "saualnama.sqlite"
    another = sqlite3.connect(file, isolation_level=None)
    another.execute("BEGIN IMMEDIATE")  # as a backup or a second process might
    try:
        press = await phone.taps("Удовлетворены")
        await asyncio.sleep(0.3)
        assert len(phone.messages) == shown
        assert phone.last.buttons
        assert not press.is_answered
        assert bot.simulator.bot(bot.token).inbox.waiting()
    finally:
        another.execute("ROLLBACK")
        another.close()
    await bot.quiet()
    assert press.is_answered
    assert phone.last.text.startswith("2 / 3")


async def test_an_update_taken_before_a_crash_is_not_lost_and_not_doubled(bot, link):
    phone = await bot.at_the_first_question(link)
    bot.simulator.faults.delay("sendMessage", 0.3, chat_id=phone.chat.id)
    await phone.types("5")
    await bot.simulator.bot(bot.token).inbox.until_empty()
    await bot.stop()
    await bot.start()
    await bot.quiet()
    assert phone.sees("Про staff?\n✓ Полностью удовлетворены")
    assert [message.text[:5] for message in phone.messages if message.buttons][-1] == "2 / 3"
    assert await bot.unshown(phone) == []


# After a restart


async def test_what_was_not_shown_before_a_crash_is_shown_after_it_in_order(bot, link):
    phone = await bot.at_the_first_question(link)
    bot.simulator.faults.refuse("sendMessage", 502, "Bad Gateway", chat_id=phone.chat.id, times=None)
    await phone.taps("Полностью удовлетворены")
    await phone.types("/help")
    await bot.simulator.bot(bot.token).inbox.until_empty()
    await bot.stop()
    # the first turn has settled its question, and has another to ask; nothing of the second was shown
    assert [len(shows) for shows in await bot.unshown(phone)] == [2, 1]
    bot.simulator.faults.clear()
    await bot.start()
    await bot.quiet()
    assert await bot.unshown(phone) == []
    settled, asked, helped = phone.messages[-3:] if not phone.messages[-1].is_mine else phone.messages[-4:-1]
    assert (settled.text, asked.text[:5]) == ("/help", "2 / 3")
    assert helped.text.startswith("Здесь можно")
    assert phone.sees("Про staff?\n✓ Полностью удовлетворены")
    await phone.taps("Пропустить")
    await bot.quiet()
    assert phone.sees("Про time?\nПропущено")


async def test_what_is_sent_while_nobody_listens_is_taken_afterwards(bot, link):
    phone = await bot.at_the_first_question(link)
    await bot.stop()
    for typed in ("5", "1"):
        await phone.types(typed)
    await bot.start()
    await bot.quiet()
    assert phone.sees("Про staff?\n✓ Полностью удовлетворены")
    (asked,) = [message for message in phone.messages if message.buttons]
    assert "2 / 3" in asked.text  # which had not been shown when 1 was typed
    assert phone.last.text.startswith("Ваше сообщение отправлено до того")


# Nothing stops it


async def test_an_update_that_cannot_be_read_is_left_out_and_the_others_go_on(bot, link, caplog):
    phone, other = await bot.at_the_first_question(link), await bot.at_the_first_question(link)
    bot.simulator.faults.spoil_update("message", chat_id=phone.chat.id)
    await phone.types("5")
    await other.types("5")
    await bot.quiet()
    assert other.last.text.startswith("2 / 3")
    if "could not be read" in caplog.text:  # one of the libraries reads even this one
        assert phone.last.text.startswith("1 / 3")
    await phone.types("5")
    await bot.quiet()
    assert phone.last.text.startswith(("2 / 3", "3 / 3"))


async def test_updates_of_any_shape_stop_nothing(bot, link):
    phone = await bot.at_the_first_question(link)
    for odd in (
        {"message": {"message_id": 1, "text": 5, "date": 0, "chat": {"id": "x"}}},
        {"callback_query": {"id": 5, "from": None}},
        {"message": "?"},
        {"something_new": {"a": 1}},
        {},
    ):
        bot.simulator.push_update(bot.token, odd)
    await phone.types("5")
    await bot.quiet()
    assert phone.last.text.startswith("2 / 3")


async def test_a_turn_that_fails_is_put_aside_alone_and_the_person_is_told(bot, link, monkeypatch):
    phone, other = await bot.at_the_first_question(link), await bot.at_the_first_question(link)

    def receive_all_but_one(case, heard, **beside):
        if getattr(heard, "text", "") == "poison":
            raise ZeroDivisionError
        return receive(case, heard, **beside)

    monkeypatch.setattr(batches, "receive", receive_all_but_one)
    before = await count(bot, dead_letters)
    await phone.types("poison")
    await other.types("5")
    await bot.quiet()
    assert await count(bot, dead_letters) == before + 1
    assert phone.last.text.startswith("Что-то пошло не так") or "ошибк" in phone.last.text, phone.last.text
    assert other.last.text.startswith("2 / 3")
    await phone.types("5")
    await bot.quiet()
    assert phone.last.text.startswith("2 / 3")


CONFLICT = "Conflict: terminated by other getUpdates request"
TROUBLES = {
    "a server error": lambda faults: faults.refuse("getUpdates", 502, "Bad Gateway", times=2),
    "another process": lambda faults: faults.refuse("getUpdates", 409, CONFLICT, times=2),
    "a lost reply": lambda faults: faults.lose_reply("getUpdates", times=2),
    "a pause": lambda faults: faults.flood("getUpdates", 1),
}


@pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")
@pytest.mark.parametrize("trouble", TROUBLES)
async def test_polling_goes_on_after(bot, link, trouble):
    phone = await bot.at_the_first_question(link)
    TROUBLES[trouble](bot.simulator.faults)
    for _ in range(2):
        await phone.types("5")
        await bot.quiet()
    assert phone.last.text.startswith("3 / 3")


async def test_a_server_that_does_not_wait_for_updates_is_not_asked_in_a_tight_loop(bot, monkeypatch):
    monkeypatch.setattr(conversation, "LONG_POLL", 0)
    await bot.phone("ru").types("/help")  # ends the long poll that is under way
    await bot.quiet()
    loop, inbox = asyncio.get_running_loop(), bot.simulator.bot(bot.token).inbox
    begun, before = loop.time(), inbox.polls
    await asyncio.sleep(1.0)
    assert inbox.polls - before <= (loop.time() - begun) / conversation.FLOOR + 1


async def test_however_often_polls_fail_the_bot_is_not_deaf_for_long(bot, link, monkeypatch, caplog):
    monkeypatch.setattr(conversation, "LONGEST_PAUSE", 0.1)
    phone = await bot.at_the_first_question(link)
    caplog.clear()
    bot.simulator.faults.refuse("getUpdates", 502, "Bad Gateway", times=8)
    await phone.types("5")
    await bot.quiet()
    await phone.types("5")
    await bot.quiet()
    waits = [float(each.args[1]) for each in caplog.records if "trying again" in each.msg and each.args[1:]]
    assert len(waits) >= 7
    assert max(waits) <= 0.1
    assert len(set(waits)) > 3  # not in step with others


# Much at once of one person


async def all_at_once(bot, *acts):
    """What a person does while the bot does not listen is taken as one burst."""
    bot.simulator.faults.delay("getUpdates", 0.3)
    for act in acts:
        await act
    await bot.quiet()


async def test_ten_photos_and_ten_cries_for_help_get_one_reply_each(paced, link):
    phone = await paced.at_the_first_question(link)
    before = len(phone.messages)
    await all_at_once(paced, *(phone.sends("photo") for _ in range(10)))
    await all_at_once(paced, *(phone.types("/help") for _ in range(10)))
    assert len(phone.messages) - before == 10 + 1 + 10 + 1


async def test_presses_beyond_are_acknowledged_and_nothing_else(paced, link):
    phone = await paced.at_the_first_question(link)
    question = phone.last
    known = await count(paced, updates)
    paced.simulator.calls.clear()
    paced.simulator.faults.delay("getUpdates", 0.3)
    data = [button.data for row in question.buttons for button in row]
    presses = [await phone.presses(question.message_id, data[n % 5]) for n in range(40)]
    await paced.quiet()
    assert all(press.is_answered for press in presses)
    assert await count(paced, updates) - known <= 14
    assert len(paced.calls(phone, "sendMessage", "editMessageText")) <= 30
    assert phone.sees("Про staff?\n✓")


async def test_short_texts_in_a_burst_all_go_to_the_database_and_of_more_it_is_said(paced, link):
    phone = await paced.at_the_first_question(link)
    known = await count(paced, updates)
    await all_at_once(paced, *(phone.types(f"очередь, часть {n}") for n in range(9)))
    assert await count(paced, updates) - known == 9
    await all_at_once(paced, *(phone.types(f"и ещё {n}") for n in range(30)))
    said = [message.text for message in phone.messages if "последние не приняты" in message.text]
    assert len(said) == 1
    assert await count(paced, updates) - known < 39


# Several people, several surveys


async def test_two_surveys_of_one_person_do_not_disturb_each_other(bot, link):
    _, links = await bot.launch(survey("pool: yes_no", "more: text"))
    phone = await bot.at_the_first_question(link)
    first = phone.last
    await phone.opens(links["link"])
    await bot.quiet()
    await phone.taps("Начать")
    await bot.quiet()
    assert phone.last.text.startswith("1 / 2")
    good = next(button for row in first.buttons for button in row if button.label == "Удовлетворены")
    await phone.presses(first.message_id, good.data)
    await bot.quiet()
    assert phone.last.text.startswith("2 / 3")
    await phone.taps("Да")
    await bot.quiet()
    assert phone.last.text.startswith("2 / 2")
    assert len(await bot.kept(phone)) == 2


async def test_a_button_of_somebody_elses_interview_does_nothing(bot, link):
    phone, other = await bot.at_the_first_question(link), await bot.at_the_first_question(link)
    foreign = phone.last.buttons[0][0].data
    press = await other.presses(other.last.message_id, foreign)
    await bot.quiet()
    assert press.is_answered
    assert phone.last.text.startswith("1 / 3")
    assert not [message for message in phone.messages if "Совсем не" in message.text and "✓" in message.text]


async def test_completing_leaves_answers_and_address_apart(bot):
    campaign, links = await bot.launch(survey("staff: rating", "more: text"))
    phone = await bot.at_the_first_question(links["link"])
    await phone.types("5")
    await bot.quiet()
    await phone.types("Рақмет")
    await bot.quiet()
    (ended,) = await bot.kept(phone)
    assert (ended["disposition"], len(ended["answers"])) == ("complete", 2)
    await launching.close(bot.database, bot.settings, campaign, release_small=True)
    assert await bot.kept(phone) == []
    tables = (participations, responses)
    kept = [await bot.rows(select(table).where(table.c.campaign == campaign)) for table in tables]
    assert [len(each) for each in kept] == [1, 1]
    assert str(phone.chat.id) not in repr(kept)


async def test_a_second_tap_on_the_last_button_says_nothing(bot):
    _, links = await bot.launch(survey("visited: yes_no"))
    phone = await bot.at_the_first_question(links["link"])
    button = phone.last.buttons[0][0]
    presses = [await phone.presses(phone.last.message_id, button.data) for _ in range(3)]
    await bot.quiet()
    assert all(press.is_answered for press in presses)
    assert phone.last.text.startswith("Спасибо")
    assert [message.text for message in phone.messages].count(phone.last.text) == 1
