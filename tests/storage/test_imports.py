"""A file of another channel is in as a whole or not at all, whatever happens, and the bot is not kept waiting."""

import asyncio
import datetime
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from random import Random

import pytest
from sqlalchemy import func, select, update

from storage import campaigns, imports
from storage.database import StorageError
from storage.imports import AT_ONCE, Import
from storage.response_columns import read_columns
from storage.responses import IMPORTED
from storage.tables import imports as table
from storage.tables import responses
from tests.made_responses import CAMPAIGN, every_type, kept, made, some

ASKED = every_type()
DAY = datetime.date(2026, 4, 6)
FILE = Import("ab" * 32, CAMPAIGN, "paper", DAY)
OTHER = Import("cd" * 32, CAMPAIGN, "web", DAY)
COUNT = 2 * AT_ONCE + 7


@pytest.fixture
def random_hex():
    random = Random(3)
    return lambda size: random.randbytes(size).hex()


@pytest.fixture
async def spring(database):
    """A campaign with a hundred answers of the bot's."""
    await kept(database, {1: ASKED}, some(ASKED, 100, seed=1))
    return database


def on_paper(count, seed=2):
    """What `bring_in` takes: makes so many responses with new ids."""

    def rows(new_id):
        for each in islice(made(ASKED, seed=seed), count):
            yield replace(each.response, id=new_id(), route=IMPORTED, mode="paper", withdrawal=None)

    return rows


async def count(database):
    """Responses that count, and those that are there."""
    async with database.reading() as connection:
        counted = len(await read_columns(connection, CAMPAIGN, ()))
        return counted, await connection.scalar(select(func.count()).select_from(responses))


async def test_a_file_is_in_counts_and_goes_out_again(spring, random_hex) -> None:
    done = await imports.bring_in(spring, FILE, on_paper(COUNT), random_hex=random_hex)
    assert done == replace(FILE, rows=COUNT, complete=True)
    assert await count(spring) == (100 + COUNT, 100 + COUNT)
    async with spring.reading() as connection:
        assert await imports.listing(connection, CAMPAIGN) == [done]
        assert await imports.find(connection, "ABABab") == done
    assert await imports.take_out(spring, FILE.sha256) == COUNT
    assert await count(spring) == (100, 100)
    async with spring.reading() as connection:
        assert await imports.listing(connection, CAMPAIGN) == []
        left = set(await connection.scalars(select(responses.c.route)))
    assert IMPORTED not in left


async def test_until_the_last_row_is_in_none_counts(spring, random_hex) -> None:
    seen = []

    async def watch():
        while not seen or seen[-1][0] == 100:
            seen.append(await count(spring))
            await asyncio.sleep(0)

    watching = asyncio.create_task(watch())
    await imports.bring_in(spring, FILE, on_paper(COUNT), random_hex=random_hex)
    await watching
    assert {counted for counted, _ in seen} == {100, 100 + COUNT}
    assert any(there > counted for counted, there in seen)


async def test_what_fails_on_the_way_is_taken_out(spring, random_hex) -> None:
    def rows(new_id):
        yield from on_paper(AT_ONCE + 5)(new_id)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        await imports.bring_in(spring, FILE, rows, random_hex=random_hex)
    assert await count(spring) == (100, 100)
    await imports.bring_in(spring, FILE, on_paper(3), random_hex=random_hex)
    assert await count(spring) == (103, 103)


async def died_half_way(database, random_hex):
    """What a process leaves that was killed before it could take anything out."""
    await imports.bring_in(database, FILE, on_paper(50), random_hex=random_hex)
    async with database.writing() as connection:
        await connection.execute(update(table).values(complete=False))


async def test_what_a_killed_import_left_counts_for_nothing_and_is_named_and_forgotten(
    spring, random_hex
) -> None:
    await died_half_way(spring, random_hex)
    assert await count(spring) == (100, 150)
    with pytest.raises(StorageError, match=f"under way, or was interrupted.*forget {'ab' * 6}"):
        await imports.bring_in(spring, OTHER, on_paper(5), random_hex=random_hex)
    assert await imports.take_out(spring, FILE.sha256) == 50
    await imports.bring_in(spring, OTHER, on_paper(5), random_hex=random_hex)
    assert await count(spring) == (105, 105)


async def test_an_import_that_is_taken_out_while_it_comes_in_stops(spring, random_hex) -> None:
    def rows(new_id):
        yield from on_paper(AT_ONCE)(new_id)
        taken.append(asyncio.ensure_future(imports.take_out(spring, FILE.sha256)))
        yield from on_paper(3 * AT_ONCE, seed=4)(new_id)

    taken = []
    with pytest.raises(StorageError, match="taken out meanwhile"):
        await imports.bring_in(spring, FILE, rows, random_hex=random_hex)
    await taken[0]
    assert await count(spring) == (100, 100)


async def test_the_same_file_is_taken_once(spring, random_hex) -> None:
    await imports.bring_in(spring, FILE, on_paper(5), random_hex=random_hex)
    with pytest.raises(StorageError, match="is imported already"):
        await imports.bring_in(spring, FILE, on_paper(5), random_hex=random_hex)
    assert await count(spring) == (105, 105)


async def test_a_sum_names_one_file_or_none(spring, random_hex) -> None:
    await imports.bring_in(spring, FILE, on_paper(1), random_hex=random_hex)
    async with spring.reading() as connection:
        for beginning, why in (
            ("abab", "too short"),
            ("ffffff", "no imported file"),
            ("%%%%%%", "no imported file"),
        ):
            with pytest.raises(StorageError, match=why):
                await imports.find(connection, beginning)
        with pytest.raises(StorageError, match="no campaign nowhere"):
            await imports.listing(connection, "nowhere")


async def test_who_answered_elsewhere_is_not_counted_among_who_took_part_here(spring, random_hex) -> None:
    async with spring.reading() as connection:
        before = await campaigns.listing(connection)
    await imports.bring_in(spring, FILE, on_paper(200), random_hex=random_hex)
    async with spring.reading() as connection:
        assert await campaigns.listing(connection) == before


async def test_the_bot_writes_between_two_transactions_of_an_import(spring, random_hex) -> None:
    """Counted in transactions, not in seconds: of somebody who writes all the time, many come in between."""
    between = 0

    async def turns():
        nonlocal between
        while True:
            async with spring.writing() as connection:
                await connection.execute(update(responses).where(responses.c.id == b"none").values(flags=0))
            between += 1
            await asyncio.sleep(0.001)

    citizens = asyncio.create_task(turns())
    await imports.bring_in(spring, FILE, on_paper(4 * AT_ONCE), random_hex=random_hex)
    citizens.cancel()
    with suppress(asyncio.CancelledError):
        await citizens
    assert between >= 4
