"""Who was answering when a bot could not be heard any more is found, once, and nobody else."""

import datetime

import pytest

from storage import outages, schema
from storage.sealing import Seals
from storage.tables import polls
from storage.turn import Blocked
from surveys.interview.arrival import Started
from surveys.interview.events import Commanded
from tests.fieldwork import BOT, NOON, Citizen, rows, turn


@pytest.fixture(autouse=True)
def small_pages(monkeypatch) -> None:
    monkeypatch.setattr(outages, "PAGE", 2)


async def left_waiting(turns, began):
    found, after = [], -1
    while after is not None:
        left, after = await turns.left_waiting(began, after=after)
        found += left
    return sorted(int(one.address.name) for one in found)


async def begins(field, turns, number, *, minutes):
    """Somebody opens a link so many minutes before noon."""
    field.now = NOON - datetime.timedelta(minutes=minutes)
    citizen = Citizen(number, turns)
    await citizen.agrees(field.link)
    return citizen


async def test_those_who_moved_in_the_ten_minutes_before_are_found_and_no_others(field) -> None:
    async with field.writer() as turns:
        for number, minutes in enumerate([30, 11, 9, 5, 4, 3, 1], start=1):
            await begins(field, turns, number, minutes=minutes)
        stopped = await begins(field, turns, 100, minutes=2)
        await stopped.stops()
        await begins(field, turns, 8, minutes=-0.5)  # after the last note, and before the end
        await begins(field, turns, 9, minutes=-3)
        assert await left_waiting(turns, NOON) == [3, 4, 5, 6, 7, 8]
        assert await left_waiting(turns, NOON - datetime.timedelta(days=1)) == []


async def test_who_has_blocked_the_bot_is_not_found(field) -> None:
    async with field.writer() as turns:
        blocks, _ = [await begins(field, turns, number, minutes=5) for number in (1, 2)]
        await blocks.says(Blocked())
        field.now = NOON - datetime.timedelta(minutes=5)
        assert await left_waiting(turns, NOON) == [2]
        await blocks.says(Blocked(lifted=True))
        assert await left_waiting(turns, NOON) == [1, 2]


async def test_who_has_moved_since_is_not_found_again(field) -> None:
    async with field.writer() as turns:
        citizens = [await begins(field, turns, number, minutes=5) for number in (1, 2, 3)]
        field.now = NOON + datetime.timedelta(minutes=5)
        await turns.take(turn(-5, 2, Commanded("show"), interview=citizens[1].interview))
        assert await left_waiting(turns, NOON) == [1, 3]


@pytest.mark.parametrize("hour", [0, 19, 21], ids=["in UTC", "in Kazakhstan", "between the two"])
async def test_an_outage_over_midnight_finds_those_of_the_day_before(field, hour) -> None:
    midnight = NOON.replace(hour=hour) + datetime.timedelta(days=1)
    async with field.writer() as turns:
        for number, minutes in ((1, 8), (2, 2), (3, -1)):
            field.now = midnight - datetime.timedelta(minutes=minutes)
            await turns.take(turn(number, number, Started(field.link)))
        assert await left_waiting(turns, midnight + datetime.timedelta(minutes=1.5)) == [1, 2, 3]


async def test_the_present_question_is_asked_again_under_its_turn_and_only_once(field) -> None:
    async with field.writer() as turns:
        citizen = await begins(field, turns, 1, minutes=5)
        field.now = NOON + datetime.timedelta(minutes=5)
        asking = turn(-(1 << 61), 1, Commanded("show"), interview=citizen.interview)
        first, second = await turns.take(asking), await turns.take(asking)
    assert [show.show.prompt.turn for show in first.shows[-1:]] == [citizen.prompt.turn]
    assert (second.repeated, second.shows) == (True, ())


async def test_where_a_campaign_is_paused_nobody_is_found(field) -> None:
    async with field.writer() as turns:
        await begins(field, turns, 1, minutes=5)
        assert await left_waiting(turns, NOON) == [1]
        async with field.database.writing() as connection:
            from storage import campaigns

            await campaigns.set_state(connection, "spring", "paused", today=NOON.date())
        assert await left_waiting(turns, NOON) == []


async def test_a_row_that_cannot_be_opened_is_passed_over(field, tmp_path, caplog) -> None:
    async with field.writer() as turns:
        await begins(field, turns, 1, minutes=5)
    other = Seals(tmp_path / "other", secret=bytes)
    async with field.writer() as turns:
        turns._outside = (turns._outside[0], other)
        assert await left_waiting(turns, NOON) == []
    assert "cannot be asked again" in caplog.text


async def test_when_a_bot_was_heard_last_outlives_the_process(field) -> None:
    async with field.writer() as turns:
        assert await turns.last_polled(BOT) is None
        for seconds in (0, 25):
            turns.polled(BOT, NOON + datetime.timedelta(seconds=seconds))
            turns.polled(BOT + 1, NOON)
            await turns.take(turn(900 + seconds, 1, Started(field.link)))
    async with field.writer() as turns:
        assert await turns.last_polled(BOT) == NOON + datetime.timedelta(seconds=25)
        assert await turns.last_polled(BOT + 1) == NOON
    assert len(await rows(field.database, polls)) == 2


async def test_a_database_of_an_earlier_release_gets_the_table(before) -> None:
    await schema.upgrade(before.database, before.outside)
    await schema.require_current(before.database)
    assert await rows(before.database, polls) == []
