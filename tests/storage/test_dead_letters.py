"""A turn that cannot be taken is put aside by itself; a database that cannot write puts nothing aside."""

import asyncio
import datetime

import pytest
from sqlalchemy import text

from storage.key_files import BadKeyError
from storage.keys import CampaignKeys
from storage.tables import dead_letters, outbox, responses, updates
from surveys.interview.arrival import Started
from surveys.interview.events import Typed
from tests.fieldwork import Citizen, crowd, rows, turn
from tests.patience import HANG
from tests.sealed_rows import finished, in_progress, rewritten

POISONS = {
    "half a character in words": Typed("ab\ud800c"),
    "half a character in the link": Started("\ud800"),
    "a NUL in the link": Started("a\0b"),
}
SQLITE_TAKES = {"half a character in the link", "a NUL in the link"}


@pytest.mark.parametrize("poison", POISONS)
async def test_a_turn_that_is_refused_is_put_aside_alone_and_again_when_it_is_repeated(field, poison) -> None:
    if field.database.is_sqlite and poison in SQLITE_TAKES:
        poison = next(iter(POISONS))
    refused = turn(900, 77, POISONS[poison])
    async with field.writer() as turns:
        somebody = Citizen(77, turns)
        await somebody.agrees(field.link)
        await somebody.taps("KZ-75")
        await somebody.taps("2")  # the reason is asked for in words
        good = [turns.take(turn(n, n, Started(field.link))) for n in range(1, 11)]
        outcomes = await asyncio.gather(*good[:5], turns.take(refused), *good[5:])
        assert [outcome.put_aside for outcome in outcomes] == [False] * 5 + [True] + [False] * 5
        assert all(outcome.shows for outcome in outcomes if not outcome.put_aside)
        again = await turns.take(refused)
        assert again.put_aside or again.repeated
        assert (await turns.take(turn(12, 12, Started(field.link)))).shows
    assert len(await in_progress(field)) == 12
    assert [row["update"] for row in await rows(field.database, dead_letters)] == [900]


async def test_what_was_put_aside_keeps_no_word_and_no_address(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(987_654_321, turns)
        await citizen.agrees(field.link)
        await citizen.taps("KZ-75")
        await citizen.taps("2")
        await citizen.says(Typed("құпия\ud800"))
    (letter,) = await rows(field.database, dead_letters)
    assert letter["reason"] == "UnicodeEncodeError"
    assert str(citizen.address) not in repr(letter)


async def test_a_turn_that_our_own_code_cannot_take_is_put_aside_alone(field, caplog) -> None:
    async with field.writer() as turns:
        crowd = [Citizen(address, turns) for address in (1, 2, 3)]
        for citizen in crowd:
            await citizen.agrees(field.link)
            await citizen.taps("KZ-75")
        await rewritten(field, (await in_progress(field))[1], cursor="no_such_item")
        outcomes = await asyncio.gather(*(citizen.taps("5") for citizen in crowd))
        assert [outcome.put_aside for outcome in outcomes] == [False, True, False]
        assert (await crowd[0].taps("staff")).shows
    given = [set(each.answers) for each in await in_progress(field)]
    assert given == [{"region", "overall"}, {"region"}, {"region", "overall"}]
    assert "put aside: KeyError" in caplog.text
    assert "in item\n" in caplog.text  # where it happened, without what was in it
    assert "no_such_item" not in caplog.text


async def test_a_missing_campaign_key_stops_nobody_who_answers_and_loses_no_answer(
    field, tmp_path, caplog
) -> None:
    """Nobody can begin there, by name; whoever is answering ends, and waits for the key with the others."""
    key = field.keys.path("spring")
    await field.launch("autumn")
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links["spring", "moh_clinic"])
        for code in ("KZ-75", "5", "staff", ".done"):
            await citizen.taps(code)
    away = key.rename(tmp_path / "away.key")
    field.keys = CampaignKeys(tmp_path / "keys")  # as after a restart
    async with field.writer() as turns:
        citizen.turns = turns
        await citizen.types("3")
        newcomer = Citizen(6, turns)
        await newcomer.opens(field.links["spring", "moh_clinic"])
        await Citizen(7, turns).finishes(field.links["autumn", "moh_clinic"])
    assert citizen.notices == ["complete"]
    assert newcomer.notices == ["try_again"]
    assert "nobody can begin: campaign spring: the key spring.key is missing" in caplog.text
    assert [each.campaign for each in await finished(field)] == ["spring", "autumn"]
    assert await rows(field.database, dead_letters) == []
    await field.close("autumn")
    away.rename(key)
    await field.close("spring")
    assert len(await rows(field.database, responses)) == 2


async def test_a_database_that_cannot_write_is_told_to_the_taker_and_nothing_is_put_aside(field) -> None:
    async with field.writer() as turns:
        await turns.take(turn(1, 1, Started(field.link)))
        async with field.database.writing() as connection:
            await connection.execute(text("ALTER TABLE outbox RENAME TO elsewhere"))
        taken = await asyncio.gather(
            *(turns.take(turn(n, n, Started(field.link))) for n in (2, 3)), return_exceptions=True
        )
        assert all(isinstance(each, Exception) for each in taken)
        async with field.database.writing() as connection:
            await connection.execute(text("ALTER TABLE elsewhere RENAME TO outbox"))
        for n in (2, 3):
            assert (await turns.take(turn(n, n, Started(field.link)))).shows
    assert await rows(field.database, dead_letters) == []


@pytest.mark.parametrize("trouble", ["too short", "a folder that cannot be written"])
async def test_without_a_key_for_today_no_answer_is_taken_and_none_is_put_aside(
    field, trouble, tmp_path, monkeypatch
) -> None:
    """The channel repeats what was not confirmed, so that nothing is lost when the key can be made again."""
    monkeypatch.setattr(
        "storage.turns.LINGER", HANG
    )  # what was shown is closed with the next turn, not before
    async with field.writer() as turns:
        await crowd(field, [1])
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        before = await rows(field.database, updates)
        field.now += datetime.timedelta(days=1)
        mend = _spoil(tmp_path / "keys" / "days", "2026-03-03.key", trouble)
        taken = await asyncio.gather(
            *(turns.take(turn(n, n, Started(field.link))) for n in (20, 21)),
            citizen.taps("KZ-75"),
            return_exceptions=True,
        )
        assert {type(each) for each in taken} == {BadKeyError}
        assert all("2026-03-03.key" in str(each) for each in taken)
        assert await rows(field.database, updates) == before
        assert not {row["update"] for row in await rows(field.database, outbox)} - {
            row["update"] for row in before
        }
        mend()
        await citizen.taps("KZ-75")
        assert (await turns.take(turn(20, 20, Started(field.link)))).shows
    assert await rows(field.database, dead_letters) == []
    assert {"region": {"codes": ["KZ-75"]}} in [each.answers for each in await in_progress(field)]


def _spoil(folder, name, trouble):
    """Makes a day's key impossible; gives what mends it."""
    if trouble == "too short":
        (folder / name).write_bytes(b"short")
        return (folder / name).unlink
    away = folder.rename(folder.with_name("away"))
    folder.write_bytes(b"no folder")  # root may write everywhere but into a file

    def mend() -> None:
        folder.unlink()
        away.rename(folder)

    return mend
