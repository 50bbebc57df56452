"""The statements of a turn run on the driver as they would through SQLAlchemy, and fail in the same words."""

import asyncio
import datetime

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from storage.driver import Writer
from storage.statements import compiled, inserting, listed
from storage.tables import dead_letters as table
from tests.fieldwork import rows

DAY = datetime.date(2026, 3, 2)


def put_same(dialect):
    return inserting(dialect, table, "update", same=["bot", "reason", "day"])


def among(dialect):
    return select(table.c.update, table.c.reason).where(
        table.c.bot == bindparam("bot"), listed(dialect, table.c.update, "updates")
    )


@pytest.fixture
async def writer(database):
    found = Writer(database)
    yield found
    await found.close()


def test_a_statement_is_compiled_once_for_each_dialect():
    assert compiled(among, "sqlite") is compiled(among, "sqlite")
    assert compiled(among, "sqlite").names != ()
    assert "$1" in compiled(among, "postgresql").text


async def test_what_is_carried_out_is_kept_whole(database, writer):
    async def work(transaction):
        await transaction.many(put_same, [{"update": 1}, {"update": 2}], bot=7, reason="x", day=DAY)
        return await transaction.fetch(among, bot=7, updates=transaction.a_list([1, 2, 3]))

    assert sorted(map(tuple, await writer.carry_out(work))) == [(1, "x"), (2, "x")]
    assert sorted(each["update"] for each in await rows(database, table)) == [1, 2]


async def test_nothing_is_kept_of_what_is_refused_and_the_next_is_carried_out(database, writer):
    async def work(transaction, *numbers):
        await transaction.many(put_same, [{"update": n} for n in numbers], bot=7, reason="x", day=DAY)

    with pytest.raises(IntegrityError):
        await writer.carry_out(lambda transaction: work(transaction, 1, 2, 1))
    await writer.carry_out(lambda transaction: work(transaction, 3))
    assert [each["update"] for each in await rows(database, table)] == [3]


async def test_what_waits_for_the_loop_cannot_be_done_in_the_drivers_thread(database, writer):
    async def work(transaction):
        await transaction.many(put_same, [{"update": 1}], bot=7, reason="x", day=DAY)
        await asyncio.sleep(0)

    if database.is_sqlite:
        with pytest.raises(RuntimeError, match="cannot wait for the loop"):
            await writer.carry_out(work)
    else:
        await writer.carry_out(work)
    assert len(await rows(database, table)) == (0 if database.is_sqlite else 1)
