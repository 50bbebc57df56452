"""After a crash each person is shown what is still to be said, as it stands by now, and no question a second time."""

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot import showing
from bot.telegram import LIBRARIES
from storage.tables import outbox
from tests.short_surveys import survey

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEVER = 3_600.0
"""Seconds before a lost call is made again: the process dies long before."""


@pytest_asyncio.fixture(loop_scope="module", params=LIBRARIES)
async def bot(request, bots, monkeypatch):
    monkeypatch.setattr(showing, "FIRST_PAUSE", NEVER)
    found = await bots(request.param)
    yield found
    found.simulator.faults.clear()
    await found.quiet()


@pytest_asyncio.fixture(loop_scope="module")
async def phone(bot):
    """Somebody at the first of four questions."""
    _, links = await bot.launch(survey("staff: rating", "time: rating", "goals: multiple", "more: text"))
    return await bot.at_the_first_question(links["link"])


async def shown_but_not_known(bot, phone, act):
    """Does something that is answered by a question, of which the bot never learns that it has been shown."""
    bot.simulator.faults.lose_reply("sendMessage", chat_id=phone.chat.id)
    before = phone.chat.last_by_bot("message")
    await act
    await phone.until(lambda: phone.chat.last_by_bot("message") > before)


async def taken(bot, act):
    """Does something and waits until it is durable; nothing is shown, since what came before it is stuck."""
    done = await act
    await bot.simulator.bot(bot.token).inbox.until_empty()
    return done


async def dies_and_comes_back(bot):
    await bot.stop()
    await bot.start()
    await bot.quiet()


def asked(phone, words):
    """The messages that ask this, settled or not, oldest first."""
    return [message for message in phone.messages if words in message.text and not message.is_mine]


async def test_a_question_that_was_answered_meanwhile_is_not_asked_again(bot, phone):
    await shown_but_not_known(bot, phone, phone.taps("Удовлетворены"))
    await taken(bot, phone.taps("Не удовлетворены"))
    await dies_and_comes_back(bot)
    assert [message.text for message in asked(phone, "Про time?")] == ["Про time?\n✓ Не удовлетворены"]
    assert [bool(message.buttons) for message in asked(phone, "Про goals?")] == [True]
    assert await bot.rows(select(outbox).where(outbox.c.failed.is_(None))) == []


async def test_what_is_typed_to_a_question_of_which_nobody_knows_if_it_was_shown_is_asked_for_again(
    bot, phone
):
    await shown_but_not_known(bot, phone, phone.types("4"))
    await taken(bot, phone.types("2"))
    await dies_and_comes_back(bot)
    before, after = asked(phone, "Про time?")
    assert before.buttons
    assert after.buttons
    await phone.types("2")
    await bot.quiet()
    assert asked(phone, "Про time?")[-1].text == "Про time?\n✓ Не удовлетворены"
    assert phone.last.text.startswith("3 / 4")


async def test_the_question_of_an_interview_that_has_ended_is_not_asked_again(bot, phone):
    await shown_but_not_known(bot, phone, phone.taps("Удовлетворены"))
    await taken(bot, phone.types("/stop"))
    await dies_and_comes_back(bot)
    assert len(asked(phone, "Про time?")) == 1
    assert not phone.last.buttons


async def test_the_present_question_comes_back_with_the_ticks_it_has(bot, phone):
    await phone.types("5")
    await bot.quiet()
    await shown_but_not_known(bot, phone, phone.types("5"))
    await taken(bot, phone.taps("a ru"))
    await taken(bot, phone.taps("b ru"))
    await dies_and_comes_back(bot)
    assert phone.last.labels[:3] == ["✓ a ru", "✓ b ru", "c ru"]
    await phone.taps("Готово")
    await bot.quiet()
    assert phone.sees("Про goals?\n✓ a ru, b ru")
    assert phone.last.text.startswith("4 / 4")


async def test_a_tick_on_an_earlier_copy_of_the_question_is_seen_on_the_newest_too(bot, phone):
    await phone.types("5")
    await bot.quiet()
    await shown_but_not_known(bot, phone, phone.types("5"))
    await dies_and_comes_back(bot)
    earlier, newest = asked(phone, "Про goals?")
    await phone.presses(earlier.message_id, earlier.buttons[0][0].data)
    await bot.quiet()
    assert [message.labels[0] for message in asked(phone, "Про goals?")] == ["✓ a ru", "✓ a ru"]
    assert phone.last.message_id == newest.message_id


async def test_what_was_shown_before_a_second_crash_is_not_shown_a_third_time(bot, phone):
    await shown_but_not_known(bot, phone, phone.sends("photo"))
    unsupported = phone.last.text
    await taken(bot, phone.types("/help"))
    bot.simulator.faults.lose_reply("sendMessage", chat_id=phone.chat.id, after=1)
    await bot.stop()
    await bot.start()
    await phone.until(lambda: phone.newest.text not in {unsupported, "/help"} and not phone.newest.is_mine)
    help_ = phone.last.text
    await dies_and_comes_back(bot)
    assert [message.text for message in phone.messages if message.text in {unsupported, help_}] == [
        *[unsupported] * 2,
        *[help_] * 2,
    ]


async def test_two_people_who_are_choosing_a_service_are_each_asked_again_in_their_language(bot):
    for _ in range(2):
        await bot.launch(survey("staff: rating"), ("mia_passport", "mia_id_card"))
    first, second = bot.phone("ru"), bot.phone("kk")
    for phone in (first, second):
        await shown_but_not_known(bot, phone, phone.types("/start"))
    await dies_and_comes_back(bot)
    assert len(asked(first, "Вы хотите оценить?")) == 2
    assert len(asked(second, "бағалағыңыз келеді?")) == 2


async def test_what_would_be_said_twice_after_a_crash_is_said_once(bot, phone):
    await shown_but_not_known(bot, phone, phone.sends("photo"))
    unsupported = phone.last.text
    for _ in range(3):
        await taken(bot, phone.sends("photo"))
    bot.per_second = 25
    await dies_and_comes_back(bot)
    bot.per_second = 0
    assert [message.text for message in phone.messages].count(unsupported) == 2
    assert await bot.rows(select(outbox).where(outbox.c.failed.is_(None))) == []
