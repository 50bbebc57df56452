"""What the one writer promises for bad moments: a failed sync, a taker who has gone, a stop, a crowded batch."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from storage import writing
from storage.tables import dead_letters, updates
from storage.turns import Turns
from surveys.interview.arrival import Started
from surveys.interview.events import Tapped, Typed
from tests.commits import commits
from tests.fieldwork import Citizen, Slowly, names, rows, turn
from tests.sealed_rows import in_progress

PEOPLE = 12
"""People of whom each has two interviews: by chance they would all come out right once in 4,096 times."""


def made(field) -> Turns:
    """A writer that does not run yet."""
    return Turns(field.database, field.keys, field.seals, clock=field.clock, random_hex=names())


async def test_after_a_failed_sync_nothing_is_written_on_the_same_connection(field) -> None:
    async with field.writer() as turns:
        await turns.take(turn(1, 1, Started(field.link)))
        with commits(failing=1) as used:
            outcome = await turns.take(turn(2, 2, Started(field.link)))
    assert len(outcome.shows) == 1
    failed, second = used
    assert second is not failed
    assert {row["update"] for row in await rows(field.database, updates)} == {1, 2}


async def test_a_sync_that_fails_twice_is_told_to_the_taker_and_the_next_turn_is_taken(field) -> None:
    async with field.writer() as turns:
        with commits(failing=2):
            (told,) = await asyncio.gather(
                turns.take(turn(1, 1, Started(field.link))), return_exceptions=True
            )
        assert isinstance(told, OperationalError)
        assert not (await turns.take(turn(1, 1, Started(field.link)))).repeated
    assert await rows(field.database, dead_letters) == []


@pytest.mark.parametrize("link", [None, "a\0b\ud800"], ids=["taken", "put aside"])
async def test_a_taker_who_has_gone_leaves_the_writer_to_the_others(field, link) -> None:
    turns = made(field)
    gone = asyncio.create_task(turns.take(turn(1, 1, Started(link or field.link))))
    await asyncio.sleep(0)  # it waits in the queue now
    gone.cancel()
    writer = asyncio.create_task(turns.run())
    staying = asyncio.create_task(turns.take(turn(2, 2, Started(field.link))))
    await asyncio.wait({writer, staying}, return_when=asyncio.FIRST_COMPLETED)
    assert not writer.done()
    assert len((await staying).shows) == 1
    again = asyncio.create_task(turns.take(turn(3, 3, Started(field.link))))
    await asyncio.wait({writer, again}, return_when=asyncio.FIRST_COMPLETED)
    assert not writer.done()
    writer.cancel()
    await asyncio.wait({writer, gone})
    assert {row["update"] for row in await rows(field.database, updates)} == {1, 2, 3}


async def test_a_writer_that_is_stopped_ends_only_after_its_batch(field, monkeypatch) -> None:
    slowly = Slowly(monkeypatch)
    turns = made(field)
    writer = asyncio.create_task(turns.run())
    taking = [asyncio.create_task(turns.take(turn(n, n, Started(field.link)))) for n in range(1, 21)]
    await slowly.reached.wait()
    writer.cancel()
    for _ in range(10):  # rounds of the loop, in which a writer that does not wait would have ended
        await asyncio.sleep(0)
    assert not writer.done()
    slowly.go_on.set()
    await asyncio.wait({writer})
    assert writer.cancelled()
    assert len(await rows(field.database, updates)) == 20
    assert all(outcome.shows for outcome in await asyncio.gather(*taking))


async def test_of_two_interviews_touched_in_one_batch_the_later_one_is_gone_on_with(field) -> None:
    """Words belong to the interview that was touched last, also where one transaction holds both touches."""
    await field.launch("autumn")
    async with field.writer() as turns:
        both = [(Citizen(n, turns), Citizen(n, turns)) for n in range(1, PEOPLE + 1)]
        for first, second in both:
            await first.agrees(field.links["spring", "moh_clinic"])
            await second.opens(field.links["autumn", "moh_clinic"])
            await second.taps(".go")
        in_order = [pair if n % 2 else pair[::-1] for n, pair in enumerate(both)]
        presses = [
            turn(
                1_000 * pair[0].address + place,
                each.address,
                Tapped(each.prompt.turn, "KZ-75"),
                interview=each.interview,
            )
            for pair in in_order
            for place, each in enumerate(pair)
        ]
        with commits() as used:
            await asyncio.gather(*map(turns.take, presses))
        assert len(used) == 1
        await asyncio.gather(*(turns.take(turn(500_000 + n, n, Typed("2"))) for n in range(1, PEOPLE + 1)))
    going_on = await in_progress(field)
    answered = {each.name for each in going_on if "overall" in each.answers}
    assert answered == {pair[-1].interview for pair in in_order}
    assert len(going_on) == 2 * PEOPLE


async def test_only_so_many_ended_interviews_are_remembered(field, monkeypatch) -> None:
    """The second press of a double tap says nothing for those; memory must not grow with everybody who ever came."""
    monkeypatch.setattr(writing, "ENDED", 2)
    async with field.writer() as turns:
        citizens = [Citizen(n, turns) for n in range(1, 5)]
        for citizen in citizens:
            await citizen.agrees(field.link)
            for code in ("KZ-75", "5", "staff", ".done", ".skip"):
                await citizen.taps(code)
        for citizen in citizens:
            await citizen.taps(".skip")
    assert [citizen.notices for citizen in citizens] == [["complete", "already_answered"]] * 2 + [
        ["complete"]
    ] * 2
