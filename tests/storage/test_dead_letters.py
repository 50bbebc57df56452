"""A turn that cannot be taken is put aside by itself; a database that cannot write puts nothing aside."""

import asyncio

import pytest
from sqlalchemy import text, update

from storage.keys import Keys
from storage.tables import dead_letters, interview_answers, interviews, pool
from storage.turn import Turn
from surveys.interview.arrival import Started
from tests.fieldwork import Citizen, rows

POISONS = {
    "an address of 65 bits": Turn(900, 2**64, Started("")),
    "half a character in the link": Turn(900, 77, Started("\ud800")),
    "a NUL in the link": Turn(900, 77, Started("a\0b")),
}
SQLITE_TAKES = {"half a character in the link", "a NUL in the link"}


@pytest.mark.parametrize("poison", POISONS)
async def test_a_turn_that_is_refused_is_put_aside_alone_and_again_when_it_is_repeated(field, poison) -> None:
    if field.database.is_sqlite and poison in SQLITE_TAKES:
        poison = next(iter(POISONS))
    async with field.writer() as turns:
        good = [turns.take(Turn(n, n, Started(field.link))) for n in range(1, 11)]
        outcomes = await asyncio.gather(*good[:5], turns.take(POISONS[poison]), *good[5:])
        assert [outcome.put_aside for outcome in outcomes] == [False] * 5 + [True] + [False] * 5
        assert all(outcome.shows for outcome in outcomes if not outcome.put_aside)
        again = await turns.take(POISONS[poison])
        assert again.put_aside or again.repeated
        assert (await turns.take(Turn(12, 12, Started(field.link)))).shows
    assert len(await rows(field.database, interviews)) == 11
    assert [row["update"] for row in await rows(field.database, dead_letters)] == [900]


async def test_a_turn_that_our_own_code_cannot_take_is_put_aside_alone(field, caplog) -> None:
    async with field.writer() as turns:
        crowd = [Citizen(address, turns) for address in (1, 2, 3)]
        for citizen in crowd:
            await citizen.agrees(field.link)
            await citizen.taps("KZ-75")
        async with (
            field.database.writing() as connection
        ):  # as a fault of an earlier release might have left it
            await connection.execute(
                update(interviews).where(interviews.c.address == 2).values(cursor="no_such_item")
            )
        outcomes = await asyncio.gather(*(citizen.taps("5") for citizen in crowd))
        assert [outcome.put_aside for outcome in outcomes] == [False, True, False]
        assert (await crowd[0].taps("staff")).shows
    given = await rows(field.database, interview_answers)
    assert sorted(row["item"] for row in given) == ["overall", "overall", "region", "region", "region"]
    assert "put aside: KeyError" in caplog.text
    assert "in item\n" in caplog.text  # where it happened, without what was in it
    assert "no_such_item" not in caplog.text


async def test_a_missing_key_puts_the_turn_aside_and_loses_no_earlier_answer(field, tmp_path) -> None:
    key = tmp_path / "keys" / "spring.key"
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        for code in ("KZ-75", "5", "staff", ".done"):
            await citizen.taps(code)
    given = await rows(field.database, interview_answers)
    away = key.rename(tmp_path / "away.key")
    field.keys = Keys(tmp_path / "keys")  # as after a restart
    async with field.writer() as turns:
        citizen.turns = turns
        assert (await citizen.types("3")).put_aside
        assert await rows(field.database, interview_answers) == given
        away.rename(key)
        await citizen.types("3")
    assert citizen.notices == ["complete"]
    assert len(await rows(field.database, pool)) == 1


async def test_a_database_that_cannot_write_is_told_to_the_taker_and_nothing_is_put_aside(field) -> None:
    async with field.writer() as turns:
        await turns.take(Turn(1, 1, Started(field.link)))
        async with field.database.writing() as connection:
            await connection.execute(text("ALTER TABLE outbox RENAME TO elsewhere"))
        taken = await asyncio.gather(
            *(turns.take(Turn(n, n, Started(field.link))) for n in (2, 3)), return_exceptions=True
        )
        assert all(isinstance(each, Exception) for each in taken)
        async with field.database.writing() as connection:
            await connection.execute(text("ALTER TABLE elsewhere RENAME TO outbox"))
        for n in (2, 3):
            assert (await turns.take(Turn(n, n, Started(field.link)))).shows
    assert await rows(field.database, dead_letters) == []
