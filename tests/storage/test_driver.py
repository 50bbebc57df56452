"""The statements of a turn run on the driver as they would through SQLAlchemy, and fail in the same words."""

import pytest
from sqlalchemy import bindparam, delete, insert, select

from storage.driver import Writer, compiled, listed
from storage.tables import dead_letters as table


def put(dialect):
    return insert(table)


def among(dialect):
    return select(table.c.update, table.c.reason).where(
        table.c.bot == bindparam("bot"), listed(dialect, table.c.update, "updates")
    )


def erase(dialect):
    return delete(table).where(table.c.bot == bindparam("gone_bot"), table.c.update == bindparam("gone"))


def row(update, reason="x"):
    return {"bot": 7, "update": update, "reason": reason, "day": None}


@pytest.fixture
async def writer(database):
    found = Writer(database)
    yield found
    await found.close()


def test_a_statement_is_compiled_once_for_each_dialect():
    assert compiled(among, "sqlite") is compiled(among, "sqlite")
    assert compiled(among, "sqlite").names != ()
    assert "$1" in compiled(among, "postgresql").text
