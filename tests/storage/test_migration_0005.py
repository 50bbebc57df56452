"""The upgrade to 0005 adds a table, and touches no response."""

from sqlalchemy import text

from storage import schema
from storage.tables import responses
from tests.fieldwork import rows
from tests.made_responses import every_type, kept, some


async def test_a_database_of_before_gets_the_table_and_keeps_its_responses(database) -> None:
    await kept(database, {1: every_type()}, some(every_type(), 50, seed=1))
    before = sorted(await rows(database, responses), key=lambda row: row["id"])
    async with database.writing() as connection:
        await connection.execute(text("DROP TABLE imports"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    await schema.upgrade(database)
    await schema.require_current(database)
    assert sorted(await rows(database, responses), key=lambda row: row["id"]) == before
