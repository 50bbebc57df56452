"""The upgrades after 0002 add tables and columns, and touch no response and no name."""

from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table, insert, select, text
from sqlalchemy.exc import IntegrityError

from storage import schema
from storage.database import Database
from storage.registry_tables import offices
from storage.tables import metadata, routes
from tests.made_responses import every_type, kept, some

BEFORE = ("0004", "0005", "0006")
NAMES = {"kk": "Атауы", "ru": "Название", "en": "Name"}
OFFICE = {"code": "con", "agency": "mia", **NAMES}
ROUTE = {"campaign": "spring", "service": "mia_passport", "kind": "qr"}


async def _anew(database: Database, revision: str) -> None:
    """An empty database of an earlier release."""

    def made(connection: Connection) -> None:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with database.writing() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.execute(text("DROP TABLE alembic_version"))
    async with database.writing() as connection:
        await connection.run_sync(made)


async def _rows(database: Database, name: str) -> list[dict[str, Any]]:
    """All rows of a table as it stands, whatever the release."""
    async with database.reading() as connection:
        table = await connection.run_sync(lambda sync: Table(name, MetaData(), autoload_with=sync))
        found = await connection.execute(select(table).order_by(*table.primary_key.columns))
        return [dict(row) for row in found.mappings()]


@pytest.mark.parametrize("revision", BEFORE)
async def test_a_database_of_before_gets_what_is_missing_and_keeps_its_responses(database, revision) -> None:
    await _anew(database, revision)
    await kept(database, {1: every_type()}, some(every_type(), 50, seed=1))
    before = await _rows(database, "responses")
    await schema.upgrade(database)
    await schema.require_current(database)
    assert await _rows(database, "responses") == before


@pytest.mark.parametrize("revision", BEFORE)
async def test_a_registry_of_before_is_kept_as_of_central_bodies_with_names_still_to_be_read(
    database, revision
) -> None:
    await _anew(database, revision)
    await kept(database, {1: every_type()}, some(every_type(), 5, seed=1))
    async with database.writing() as connection:
        await connection.execute(insert(offices), [OFFICE])
        await connection.execute(insert(routes), [{"id": "aa", **ROUTE}])
    was = {name: await _rows(database, name) for name in ("agencies", "services", "offices", "routes")}
    await schema.upgrade(database)
    for name, old in was.items():
        now = await _rows(database, name)
        assert [{key: row[key] for key in old[0]} for row in now] == old
        assert not any(row.get("kk_checked") for row in now)
    assert {row["kind"] for row in await _rows(database, "agencies")} == {"central"}


@pytest.mark.parametrize("office", [None, "con"])
async def test_a_campaign_has_one_route_of_a_kind_to_a_service_in_all_and_one_in_each_office(
    database, office
) -> None:
    await kept(database, {1: every_type()}, some(every_type(), 5, seed=1))
    async with database.writing() as connection:
        await connection.execute(insert(offices), [OFFICE])
        await connection.execute(insert(routes), [{"id": "aa", **ROUTE}])
        await connection.execute(insert(routes), [{"id": "ab", **ROUTE, "office": "con"}])
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await connection.execute(insert(routes), [{"id": "ac", **ROUTE, "office": office}])
