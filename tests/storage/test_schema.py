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
from surveys.interview.arrival import Started
from tests.fieldwork import Citizen, rows, turn

SHARED = {"regions", "agencies", "services", "offices", "questionnaires", "campaigns", "routes"}
"""What is the same for everybody: a key into these says nothing of a person."""
PEOPLE = {"interviews", "outbox", "participations", "updates", "dead_letters"}
GIVEN = {"responses"}
OF_NOBODY = {"counters", "imports", "withdrawals", "polls", "tokens", "releases"}
ADDRESS_LIKE = {"address", "phone", "username", "chat", "telegram", "name", "contact", "language", "route"}
ANSWER_LIKE = {"answer", "answers", "beside", "code", "number", "text", "show", "region", "office"}
SEALED = {"interviews", "outbox"}
"""The only tables that know somebody's address or unfinished answers: in one column, under a key outside."""


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
    # SQLite repeats the statement that made a table, in which constraints may stand in any order, and names in quotes
    return sorted(" ".join(sorted(re.split(r'[\s,()"]+', row))) for row in described)


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
        StorageError, match="is at schema 0002, this release needs 0005: run `saualnama db upgrade`"
    ):
        await schema.require_current(database)


async def _earlier(_database: Database) -> tuple[str, str]:
    return "0002", "0005"


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


def test_no_column_holds_an_address_and_no_table_of_people_an_answer_in_clear() -> None:
    for name in PEOPLE:
        columns = set(metadata.tables[name].columns.keys())
        assert not columns & (ADDRESS_LIKE | ANSWER_LIKE), name
        assert ("sealed" in columns) == (name in SEALED), name
    for name in GIVEN | OF_NOBODY:
        columns = set(metadata.tables[name].columns.keys())
        assert not columns & ((ADDRESS_LIKE - {"language", "route"}) | {"person", "sealed", "update"}), name


def test_no_key_leads_from_a_person_to_an_answer() -> None:
    """Whatever one group of tables shares with another must be the same for everybody."""
    assert set(metadata.tables) == PEOPLE | GIVEN | OF_NOBODY | SHARED
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            ends = {table.name, key.column.table.name}
            assert not (ends & PEOPLE and ends & GIVEN), f"{table.name} -> {key.target_fullname}"


async def test_what_is_kept_of_people_in_clear_is_no_address_and_no_answer(field) -> None:
    """Byte by byte, of somebody in mid-interview, of one who has finished, and of what is still to be shown."""
    words = "Кезек өте ұзақ болды"
    async with field.writer() as turns:
        for address, ends in ((987_654_321, False), (876_543_219, True)):
            citizen = Citizen(address, turns)
            await citizen.finishes(field.link, overall="4") if ends else await _answers_in_words(
                citizen, field.link, words
            )
        await turns.take(turn(1, 765_432_198, Started(field.link)))
    kept = [row for name in metadata.tables for row in await rows(field.database, metadata.tables[name])]
    in_clear = b"\n".join(
        value if isinstance(value, bytes) else str(value).encode() for row in kept for value in row.values()
    )
    for trace in ("987654321", "876543219", "765432198", "telegram", words, words[:5]):
        assert trace.encode() not in in_clear
        assert trace.encode("utf-16-le") not in in_clear


async def _answers_in_words(citizen: Citizen, link: str, words: str) -> None:
    await citizen.agrees(link)
    await citizen.taps("KZ-75")
    await citizen.taps("1")
    await citizen.types(words)


def test_no_time_finer_than_a_day_stands_beside_who_took_part_and_none_than_a_week_beside_answers() -> None:
    for name in ("participations", "responses", "withdrawals", "dead_letters", "interviews"):
        for column in metadata.tables[name].columns:
            assert column.type.python_type.__name__ not in {"datetime", "time"}, f"{name}.{column.name}"
    for name in ("participations", "responses", "withdrawals"):
        assert not {"day", "hour", "date"} & set(metadata.tables[name].columns.keys())


def test_the_columns_of_what_is_kept_of_people_are_known_by_heart() -> None:
    """A new column here is a decision about privacy: think of what it has in common with an interview."""
    known = {
        "interviews": "id person campaign slot turn message day marked sealed",
        "outbox": "bot update day created owner leased_until failed sealed",
        "updates": "bot update hour",
        "dead_letters": "bot update reason day",
        "participations": "campaign person disposition",
        "responses": "id campaign agency service office route mode panel region language disposition week duration"
        " flags withdrawal version answers beside",
        "withdrawals": "withdrawal applied",
        "counters": "campaign service route day hour step item n seconds",
    }
    assert {name: set(columns.split()) for name, columns in known.items()} == {
        name: set(metadata.tables[name].columns.keys()) for name in known
    }


def test_tables_of_answers_lie_in_the_order_of_their_keys() -> None:
    """A hidden row number would be the order of completion."""
    for name in ("participations", "responses", "withdrawals", "counters"):
        assert metadata.tables[name].dialect_options["sqlite"]["with_rowid"] is False
