"""A campaign ends with its last day in Kazakhstan: for people at once, in the records once, by the running bot."""

import asyncio
import datetime
from contextlib import suppress
from itertools import count

from sqlalchemy import update

from console.running import keep_up_for_ever
from console.settings import Settings
from storage import upkeep
from storage.database import open_database
from storage.tables import campaigns, interviews
from tests.fieldwork import Citizen, rows
from tests.sealed_rows import finished, in_progress

LAST = datetime.date(2026, 3, 2)
"""A Monday, on whose noon the campaign is asked."""
BEFORE = datetime.datetime(2026, 3, 2, 18, 59, 59, tzinfo=datetime.UTC)
"""A second before midnight in Almaty, which is five hours ahead."""
MIDNIGHT = BEFORE + datetime.timedelta(seconds=1)


async def ends_on(field, last: datetime.date, **about) -> None:
    async with field.database.writing() as connection:
        await connection.execute(
            update(campaigns).where(campaigns.c.id == "spring").values(closes_on=last, **about)
        )


async def keep_up(field, tmp_path, until) -> None:
    """The upkeep of a bot process with the field's clock, until something holds, asked after each look at it."""
    settings = Settings(data=tmp_path / "data", keys=tmp_path / "keys", database=None, telegram_token=None)
    looked = asyncio.Event()

    def clock() -> datetime.datetime:
        looked.set()
        return field.now

    keeping = asyncio.create_task(keep_up_for_ever(field.database, settings, pause=0.01, clock=clock))
    try:
        while not await until():
            looked.clear()
            await asyncio.wait([keeping, asyncio.ensure_future(looked.wait())], return_when="FIRST_COMPLETED")
            if keeping.done():
                keeping.result()
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def states(field) -> list[tuple[str, datetime.date | None]]:
    return [(row["state"], row["closed_on"]) for row in await rows(field.database, campaigns)]


async def test_the_bot_closes_a_campaign_at_midnight_in_almaty_and_ends_its_interviews(
    field, tmp_path, caplog
) -> None:
    caplog.set_level("INFO")
    await ends_on(field, LAST)
    async with field.writer() as turns:
        citizen, undecided = Citizen(1, turns), Citizen(2, turns)
        await citizen.agrees(field.link)
        for code in ("KZ-75", "5"):
            await citizen.taps(code)
        await undecided.opens(field.link)
    field.now, looks = BEFORE, count()

    async def looked_thrice() -> bool:
        return next(looks) > 2

    await keep_up(field, tmp_path, looked_thrice)
    assert await states(field) == [("open", None)]
    assert len(await in_progress(field)) == 2
    field.now = MIDNIGHT

    async def ended() -> bool:
        return not await in_progress(field)

    await keep_up(field, tmp_path, ended)
    assert await states(field) == [("closed", datetime.date(2026, 3, 3))]
    assert sorted(each.state["disposition"] for each in await finished(field)) == ["partial", "refused"]
    assert [text for text in caplog.messages if "is closed" in text] == [
        "campaign spring is closed: its last day is over"
    ]


async def test_from_midnight_on_nobody_can_answer_even_before_the_bot_has_noted_it(field) -> None:
    await ends_on(field, LAST)
    async with field.writer() as turns:
        citizen = Citizen(1, turns)
        await citizen.agrees(field.link)
        field.now = BEFORE - datetime.timedelta(seconds=5)
        await citizen.taps("KZ-75")
        assert citizen.notices == []
        field.now = MIDNIGHT
        await citizen.taps("5")
        assert citizen.notices == ["closed"]
        newcomer = Citizen(2, turns)
        await newcomer.opens(field.link)
        assert newcomer.notices == ["closed_link"]
        await newcomer.opens()
        assert newcomer.notices[-1] == "nothing_open"
    assert [set(each.answers) for each in await in_progress(field)] == [{"region"}]
    assert await states(field) == [("open", None)]


async def test_a_bot_that_was_down_closes_late_and_paused_campaigns_too(field, tmp_path) -> None:
    await ends_on(field, LAST, state="paused")
    field.now = MIDNIGHT + datetime.timedelta(days=9)

    async def closed() -> bool:
        return (await states(field))[0][0] == "closed"

    await keep_up(field, tmp_path, closed)
    assert await states(field) == [("closed", datetime.date(2026, 3, 12))]


async def test_of_several_processes_one_closes_a_campaign_and_each_interview_ends_once(
    field, database_url, caplog
) -> None:
    caplog.set_level("INFO")
    await ends_on(field, LAST)
    async with field.writer() as turns:
        people = [Citizen(number, turns) for number in range(1, 31)]
        await asyncio.gather(*(person.agrees(field.link) for person in people))
        await asyncio.gather(*(person.taps("KZ-75") for person in people))
    field.now = MIDNIGHT
    others = [open_database(database_url) for _ in range(3)]

    async def one(database) -> list[str]:
        closed = await upkeep.close_due(database, environment=field.environment)
        await upkeep.end_closed(database, environment=field.environment)
        return closed

    try:
        found = await asyncio.gather(*map(one, [field.database, *others]))
    finally:
        for other in others:
            await other.close()
    assert sorted(found) == [[], [], [], ["spring"]]
    assert sum("spring is closed" in text for text in caplog.messages) == 1
    ended = await rows(field.database, interviews)
    assert len(ended) == len({row["person"] for row in ended}) == len(people)
    assert all(row["slot"] > 0 for row in ended)


async def test_what_a_dead_process_left_of_a_close_is_done_by_the_next(field, tmp_path) -> None:
    async with field.writer() as turns:
        await Citizen(1, turns).agrees(field.link)
    await ends_on(field, LAST)
    field.now = MIDNIGHT
    assert await upkeep.close_due(field.database, environment=field.environment) == ["spring"]
    assert len(await in_progress(field)) == 1

    async def ended() -> bool:
        return not await in_progress(field)

    await keep_up(field, tmp_path, ended)


async def test_a_draft_whose_last_day_is_over_stays_a_draft(field) -> None:
    await ends_on(field, LAST, state="draft")
    field.now = MIDNIGHT
    assert await upkeep.close_due(field.database, environment=field.environment) == []
    assert await states(field) == [("draft", None)]
