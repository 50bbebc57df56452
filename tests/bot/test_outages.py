"""After a time in which the bot could not be heard, those who sat there are asked again: once, and by day only."""

import asyncio
import datetime

import pytest
import pytest_asyncio
from sqlalchemy import delete

from bot.conversation import meet
from bot.outages import Outages, by_day
from bot.telegram import LIBRARIES
from storage.days import KAZAKHSTAN
from storage.tables import polls
from tests.patience import HANG
from tests.short_surveys import survey

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Clock:
    """A clock that the test moves on; what people do is noted by the real one."""

    def __init__(self):
        self.now = datetime.datetime.now(datetime.UTC)
        self.by_day = True

    def __call__(self):
        return self.now


@pytest_asyncio.fixture(loop_scope="module", params=LIBRARIES)
async def bot(request, bots):
    return await bots(request.param)


@pytest.fixture
def clock():
    return Clock()


@pytest_asyncio.fixture(loop_scope="module")
async def outages(bot, clock, monkeypatch):
    async with bot.database.writing() as connection:
        await connection.execute(delete(polls))
    monkeypatch.setattr("bot.outages.by_day", lambda _now: clock.by_day)
    return made(bot, clock)


def made(bot, clock):
    return Outages(
        bot.turns,
        bot.channel.bot,
        clock=clock,
        take=lambda turn: meet(turn, bot.turns, bot.delivery),
        between=0,
    )


@pytest_asyncio.fixture(loop_scope="module")
async def phone(bot):
    """Somebody at the first of two questions."""
    _, links = await bot.launch(survey("staff: rating", "more: text"))
    return await bot.at_the_first_question(links["link"])


def asked(phone):
    return len([message for message in phone.messages if "Про staff?" in message.text])


async def over(outages, bot):
    async with asyncio.timeout(HANG):
        while outages._asking is not None:  # noqa: ASYNC110 - it ends by itself
            await asyncio.sleep(0.001)
    await bot.quiet()


async def test_who_was_answering_gets_the_question_again_under_its_turn_and_only_once(
    bot, phone, outages, clock
):
    await outages.begin()
    outages.heard(more=False)
    before = phone.last
    clock.now += datetime.timedelta(minutes=5)
    outages.heard(more=True)
    assert outages._asking is None  # what Telegram has kept comes first
    outages.heard(more=False)
    await over(outages, bot)
    assert asked(phone) == 2
    assert phone.last.message_id != before.message_id
    for _ in range(3):
        outages.heard(more=False)
        await over(outages, bot)
    assert asked(phone) == 2
    await phone.taps("Удовлетворены")  # on the copy
    await bot.quiet()
    assert phone.sees("Про staff?\n✓ Удовлетворены")
    assert phone.last.text.startswith("2 / 2")


async def test_a_pause_of_two_minutes_is_no_outage(bot, phone, outages, clock):
    await outages.begin()
    outages.heard(more=False)
    clock.now += datetime.timedelta(seconds=119)
    outages.heard(more=False)
    await over(outages, bot)
    assert asked(phone) == 1


async def test_at_night_nobody_is_asked_and_in_the_morning_neither(bot, phone, outages, clock):
    await outages.begin()
    outages.heard(more=False)
    clock.by_day = False
    clock.now += datetime.timedelta(minutes=5)
    outages.heard(more=False)
    await over(outages, bot)
    clock.by_day = True
    outages.heard(more=False)
    await over(outages, bot)
    assert asked(phone) == 1


async def test_the_next_process_knows_since_when_nobody_was_heard(bot, phone, outages, clock):
    await outages.begin()
    outages.heard(more=False)
    await asyncio.sleep(0.2)  # the note goes with a batch
    clock.now += datetime.timedelta(minutes=3)
    following = made(bot, clock)
    await following.begin()
    following.heard(more=False)
    await over(following, bot)
    assert asked(phone) == 2


async def test_after_a_death_in_the_middle_the_rest_is_asked_and_nobody_twice(bot, phone, outages, clock):
    await outages.begin()
    outages.heard(more=False)
    await asyncio.sleep(0.2)
    clock.now += datetime.timedelta(minutes=3)
    outages.heard(more=False)
    await over(outages, bot)
    following = made(bot, clock)  # nothing was noted between the asking and the death
    await following.begin()
    following.heard(more=False)
    await over(following, bot)
    assert asked(phone) == 2


@pytest.mark.parametrize(
    ("hour", "minute", "day"), [(8, 59, False), (9, 0, True), (20, 59, True), (21, 0, False), (3, 0, False)]
)
async def test_the_day_is_that_of_kazakhstan(hour, minute, day):
    there = datetime.datetime(2026, 11, 28, hour, minute, tzinfo=KAZAKHSTAN)
    assert by_day(there.astimezone(datetime.UTC)) is day
