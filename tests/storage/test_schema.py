"""The schema is the one that the code was written for, and joins nobody to an answer."""

import ast
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

import storage.migrations.versions as versions
from storage import schema
from storage.database import Database, StorageError, open_database
from storage.tables import metadata

SHARED = {"regions", "agencies", "services", "offices", "questionnaires", "campaigns", "routes"}
"""What is the same for everybody: a key into these says nothing of a person."""
ADDRESS_LIKE = {"address", "person", "phone", "username", "chat", "telegram", "name", "contact"}
ANSWER_LIKE = {"answer", "answers", "beside", "code", "number", "text", "show", "stratum"}


async def _catalogue(database: Database) -> list[str]:
    """Every table, constraint and index as the database itself describes it."""
    if database.is_sqlite:
        question = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    else:
        question = (
            "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass UNION ALL "
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version' UNION ALL "
            "SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length, is_nullable) "
            "FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
        )
    async with database.reading() as connection:
        described = [str(row) for row in await connection.scalars(text(question))]
    # SQLite repeats the statement that made a table, in which constraints may stand in any order
    return sorted(" ".join(sorted(re.split(r"[\s,()]+", row))) for row in described)


async def test_autogenerate_finds_nothing_to_migrate(database: Database) -> None:
    async with database.reading() as connection:
        found = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync, opts={"compare_type": True, "compare_server_default": True}),
                metadata,
            )
        )
    assert found == []


async def test_the_migrations_make_the_very_tables_of_the_code(database: Database) -> None:
    """Autogenerate compares neither checks nor what an index leaves out; the catalogue does."""
    migrated = await _catalogue(database)
    async with database.writing() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
    assert await _catalogue(database) == migrated


async def test_a_migrated_database_is_current_and_upgrading_it_again_changes_nothing(
    database: Database,
) -> None:
    await schema.require_current(database)
    before = await _catalogue(database)
    await schema.upgrade(database)
    assert await _catalogue(database) == before


async def test_the_bot_refuses_an_empty_database_and_one_of_a_newer_release(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(
        StorageError, match="schema 9999, which this release does not know: install a newer release"
    ):
        await schema.require_current(database)
    async with database.writing() as connection:
        await connection.execute(text("DELETE FROM alembic_version"))
        await connection.run_sync(metadata.drop_all)
    with pytest.raises(StorageError, match="the database is empty: run `saualnama db upgrade`"):
        await schema.require_current(database)


async def test_a_database_of_an_earlier_release_is_told_from_one_of_a_newer(database, monkeypatch) -> None:
    monkeypatch.setattr(schema, "revisions", _earlier)
    with pytest.raises(
        StorageError, match="is at schema 0001, this release needs 0002: run `saualnama db upgrade`"
    ):
        await schema.require_current(database)


async def _earlier(_database: Database) -> tuple[str, str]:
    return "0001", "0002"


async def test_an_upgrade_that_fails_leaves_an_empty_database(tmp_path, monkeypatch) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    broken = tmp_path / "migrations"
    (broken / "versions").mkdir(parents=True)
    (broken / "env.py").write_text((schema.MIGRATIONS / "env.py").read_text())
    steps = "from alembic import op\nrevision, down_revision = '0001', None\ndef upgrade():\n"
    steps += "    op.execute('CREATE TABLE half (a)')\n    op.execute('CREATE NONSENSE')\n"
    (broken / "versions" / "0001_broken.py").write_text(steps)
    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    with pytest.raises(Exception, match="NONSENSE"):
        await schema.upgrade(database)
    assert await _catalogue(database) == []
    await database.close()


def test_every_migration_says_why() -> None:
    files = [path for folder in versions.__path__ for path in Path(folder).glob("*.py")]
    assert files
    for path in files:
        source = path.read_text("utf-8")
        assert "Why: " in (ast.get_docstring(ast.parse(source)) or ""), path.name
        assert "Why: say it here" not in source
        assert "auto generated" not in source


def test_no_table_holds_an_address_beside_answers_but_sealed() -> None:
    found = {
        table.name
        for table in metadata.sorted_tables
        if table.name not in SHARED
        and ADDRESS_LIKE & set(table.columns.keys())
        and ANSWER_LIKE & set(table.columns.keys())
    }
    assert found == set()


def test_no_key_leads_from_a_person_to_an_answer() -> None:
    """Whatever one group of tables shares with another must be the same for everybody."""
    people = {"interviews", "outbox", "participations", "updates", "dead_letters"}
    given, of_nobody = {"responses"}, {"counters", "withdrawals"}
    assert people | given | of_nobody | SHARED == set(metadata.tables)
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            ends = {table.name, key.column.table.name}
            assert not (ends & people and ends & given), f"{table.name} -> {key.target_fullname}"


def test_no_time_finer_than_a_day_stands_beside_who_took_part_or_what_was_answered() -> None:
    for name in ("participations", "responses", "withdrawals", "dead_letters"):
        for column in metadata.tables[name].columns:
            assert column.type.python_type.__name__ not in {"datetime", "time"}, f"{name}.{column.name}"


def test_the_columns_of_what_knows_a_person_or_an_answer_are_known_by_heart() -> None:
    """A new column here is a decision about privacy: think of what it has in common with an interview."""
    known = {
        "interviews": "id person campaign slot turn message day marked sealed",
        "outbox": "bot update day created owner leased_until failed sealed",
        "updates": "bot update hour",
        "dead_letters": "bot update reason day",
        "participations": "campaign person disposition",
        "responses": "id campaign agency service office route mode panel region language disposition week duration "
        "flags withdrawal version answers beside",
        "withdrawals": "withdrawal applied",
    }
    assert {name: set(columns.split()) for name, columns in known.items()} == {
        name: set(metadata.tables[name].columns.keys()) for name in known
    }


def test_tables_of_answers_lie_in_the_order_of_their_keys() -> None:
    """A hidden row number would be the order of completion."""
    for name in ("participations", "responses", "withdrawals"):
        assert metadata.tables[name].dialect_options["sqlite"]["with_rowid"] is False
