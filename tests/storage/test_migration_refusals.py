"""An upgrade that cannot be done changes nothing, and says in one sentence why and what to do."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage import schema
from storage.database import Database, StorageError, open_database
from storage.inspection import sqlite_file
from storage.migrations import alone
from tests.database_of_0001 import at_0001
from tests.storage.conftest import Before
from tests.storage.test_migration_0002 import everything


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who is in the way will go by himself."""
    monkeypatch.setattr(alone, "PATIENCE", 1)


async def _refused(before: Before, why: str, **outside: object) -> None:
    was = await everything(before.database)
    with pytest.raises(StorageError, match=why):
        await schema.upgrade(before.database, replace(before.outside, **outside))  # type: ignore[arg-type]
    assert await everything(before.database) == was
    assert (await schema.revisions(before.database))[0] == "0001"


async def _change(before: Before, *statements: str) -> None:
    async with before.database.writing() as connection:
        for statement in statements:
            await connection.execute(text(statement))


# The bot still runs


async def test_a_bot_that_has_the_database_open_is_in_the_way_until_it_stops(before: Before, hurried) -> None:
    bot = open_database(before.url)
    async with bot.reading() as connection:
        await connection.execute(text("SELECT count(*) FROM campaigns"))
    await _refused(before, "the database is in use .*: stop the bot and whatever else has it open")
    await bot.close()
    await schema.upgrade(before.database, before.outside)
    await schema.require_current(before.database)


async def test_a_transaction_that_is_under_way_is_in_the_way(before: Before, hurried, monkeypatch) -> None:
    monkeypatch.setattr("storage.database.BUSY", 1.0)
    bot, hurried_too = open_database(before.url), open_database(before.url)
    async with bot.writing() as connection:
        await connection.execute(text("DELETE FROM dead_letters"))
        with pytest.raises(StorageError, match="the database is in use"):
            await schema.upgrade(hurried_too, before.outside)
    await hurried_too.close()
    await bot.close()


async def test_nobody_gets_in_while_the_upgrade_is_under_way(before: Before) -> None:
    file = sqlite_file(before.url)
    async with alone.alone(before.database) as connection:
        await connection.execute(text("DELETE FROM counts"))
        if file is not None:
            late = sqlite3.connect(file, timeout=0.1)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                late.execute("SELECT count(*) FROM counts")
            late.close()
        else:
            late = await asyncpg.connect(before.url)
            await late.execute("SET lock_timeout = 100")
            with pytest.raises(asyncpg.LockNotAvailableError):
                await late.execute("INSERT INTO updates VALUES (1, '2026-11-28')")
            await late.close()


async def test_somebody_who_may_not_write_may_watch(before: Before, hurried) -> None:
    if before.database.is_sqlite:
        return
    owner = await asyncpg.connect(before.url)
    await owner.execute("DROP ROLE IF EXISTS watcher")
    await owner.execute("CREATE ROLE watcher LOGIN")
    await owner.close()
    watcher = await asyncpg.connect(before.url.replace("postgres@", "watcher@"))
    await schema.upgrade(before.database, before.outside)
    await watcher.close()


# Something is missing


async def test_whose_updates_these_are_must_be_known(before: Before) -> None:
    await _refused(before, "set SAUALNAMA_TELEGRAM_TOKEN for the upgrade", bot=None)
    await _change(before, "DELETE FROM updates", "DELETE FROM outbox", "DELETE FROM dead_letters")
    await schema.upgrade(before.database, replace(before.outside, bot=None))
    await schema.require_current(before.database)


async def test_people_are_not_carried_over_without_keys(before: Before) -> None:
    was = await everything(before.database)
    with pytest.raises(StorageError, match="it needs the folder of keys, the day and a source of chance"):
        await schema.upgrade(before.database)
    assert await everything(before.database) == was


@pytest.mark.parametrize("table", ["outbox", "counts"])
async def test_a_missing_table_is_named(before: Before, table) -> None:
    await _change(before, f"DROP TABLE {table}")
    await _refused(before, f"it has schema 0001, but lacks {table}: restore a backup")


# Something cannot be carried over


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            "UPDATE answers SET code = 'nowhere' WHERE item = 'easy' AND code = '3'",
            "a response in (spring|panel) cannot be carried over: easy: the version does not offer nowhere",
        ),
        (
            "UPDATE answers SET item = 'gone' WHERE item = 'easy'",
            "a response in (spring|panel) cannot be carried over: the version does not ask gone",
        ),
        ("UPDATE outbox SET interview = 'x' WHERE interview IS NOT NULL", "has the id 'x'"),
        (
            "UPDATE participations SET person = 'ab' WHERE person = (SELECT min(person) FROM participations)",
            "has no hash of 64 digits",
        ),
    ],
)
async def test_what_cannot_be_carried_over_is_named(before: Before, change, why) -> None:
    await _change(before, change)
    await _refused(before, why)


async def test_answers_of_an_interview_that_is_gone_are_not_dropped(before: Before) -> None:
    if not before.database.is_sqlite:
        return  # its keys are never off
    connection = sqlite3.connect(sqlite_file(before.url))
    connection.execute("DELETE FROM interviews WHERE stage = 'asking'")
    connection.commit()
    connection.close()
    await _refused(before, "interviews are gone, but their answers are still there")


async def test_a_key_that_leads_nowhere_is_found_before_the_commit(before: Before) -> None:
    if not before.database.is_sqlite:
        return
    connection = sqlite3.connect(sqlite_file(before.url))
    connection.execute("UPDATE routes SET service = 'nowhere' WHERE id = (SELECT min(id) FROM routes)")
    connection.commit()
    connection.close()
    await _refused(before, "rows of routes refer to what is not there")


# It fails in the middle


@pytest.mark.parametrize("after", [0, 5, 22, 120, 200])
async def test_an_upgrade_that_fails_in_the_middle_leaves_everything_as_it_was(before: Before, after) -> None:
    """Chance gives out: at the first key, among interviews, among messages, among responses."""
    left = iter(range(after))

    def secret(size: int) -> bytes:
        if next(left, None) is None:
            raise OSError("no more chance")
        return before.outside.secret(size)

    was = await everything(before.database)
    with pytest.raises(OSError, match="no more chance"):
        await schema.upgrade(
            before.database,
            replace(
                before.outside, secret=secret, seals=type(before.outside.seals)(before.folder, secret=secret)
            ),
        )
    assert await everything(before.database) == was
    await schema.upgrade(before.database, before.outside)
    await schema.require_current(before.database)


async def test_with_foreign_keys_the_first_table_made_anew_would_fail(before: Before) -> None:
    """Why an upgrade has a connection of its own: SQLite's keys can be switched outside of a transaction only."""
    if not before.database.is_sqlite:
        return
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        async with before.database.writing() as connection:
            await connection.run_sync(schema._upgrade, before.outside)
    await schema.upgrade(before.database, before.outside)


# It is no database of ours


async def _sentence(work: Callable[[Database], object], database: Database) -> str:
    with pytest.raises(StorageError) as refused:
        await work(database)  # type: ignore[misc]
    return str(refused.value)


@pytest.mark.parametrize("work", [schema.upgrade, schema.require_current])
async def test_a_schema_that_this_release_does_not_know_is_one_sentence(bare: Database, work) -> None:
    await schema.upgrade(bare)
    async with bare.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert await _sentence(work, bare) == (
        "the database has schema 9999, which this release does not know: install a newer release"
    )


@pytest.mark.parametrize("work", [schema.upgrade, schema.require_current, schema.revisions])
async def test_tables_of_ours_without_a_version_are_not_taken_for_an_empty_database(
    bare: Database, work
) -> None:
    await at_0001(bare)
    async with bare.writing() as connection:
        await connection.execute(text("DELETE FROM alembic_version"))
    assert "does not say of which schema (alembic_version is empty)" in await _sentence(work, bare)


@pytest.mark.parametrize("work", [schema.upgrade, schema.require_current, schema.revisions])
async def test_somebody_elses_database_is_left_alone(bare: Database, work) -> None:
    async with bare.writing() as connection:
        for name in ("photos", "albums"):
            await connection.execute(text(f"CREATE TABLE {name} (id INTEGER)"))
    assert await _sentence(work, bare) == (
        "the database holds other tables than this program's (albums, photos): give it a database of its own"
    )
    assert set(await everything(bare)) == {"photos", "albums"}


async def test_a_version_table_that_is_empty_is_an_empty_database(bare: Database) -> None:
    async with bare.writing() as connection:
        await connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    await schema.upgrade(bare)
    await schema.require_current(bare)
