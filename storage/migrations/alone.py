"""Decides that a migration has the database to itself: nobody else has it open, nor can open it until it has ended.

SQLite: every process that has the file open holds a shared lock on it, idle or not, so leaving the log behind
(`journal_mode=DELETE`) fails while there is one; the exclusive lock is then kept until the end. The next connection
turns the log on again, as each does.

PostgreSQL: a lock of our own would not be taken by the release before, which is the one that may still run. So the
server is asked who else is connected with the right to write; idle bots keep connections too. Who connects later waits
for a table's lock, and meets a schema that is not its own.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, StorageError

PATIENCE = 3
"""Seconds for somebody else's short command to end."""
ASKED = 0.1
"""Seconds between two looks at who is connected."""
CACHE = 64 * 1024
"""KiB of SQLite's pages in memory: rows come in random order."""

IN_USE = "the database is in use ({who}): stop the bot and whatever else has it open, then try again"


@asynccontextmanager
async def alone(database: Database) -> AsyncIterator[AsyncConnection]:
    """A transaction without foreign keys on SQLite, where a table is rebuilt; they are checked before the commit.

    Afterwards what was erased is gone from a SQLite file and its log. Raises StorageError where the database is in
    use, or where a key leads nowhere at the end; then nothing has changed.
    """
    await database.close()  # our own connections would stand in the way
    kind = _alone_with_file if database.is_sqlite else _alone_with_server
    async with kind(database) as connection:
        yield connection


@asynccontextmanager
async def _alone_with_file(database: Database) -> AsyncIterator[AsyncConnection]:
    async with _only_connection(database) as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        try:
            await _set(
                driver,
                f"busy_timeout = {PATIENCE * 1000}",
                *("locking_mode = EXCLUSIVE", "journal_mode = DELETE", "foreign_keys = OFF"),
                f"cache_size = -{CACHE}",
            )
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise StorageError(IN_USE.format(who="another process has its file open")) from None
        async with connection.begin():
            yield connection
            await _check_keys(connection)
        try:
            await (await driver.execute("VACUUM")).close()
        except sqlite3.Error as error:
            raise StorageError(
                f"the upgrade is done, but the file could not be tidied ({error}): make room, and run VACUUM on it"
            ) from None


@asynccontextmanager
async def _only_connection(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection that nobody gets after us: its settings are not those of others."""
    try:
        connection = await database.engine.connect()
    except DBAPIError as error:
        if "locked" not in str(error):
            raise
        raise StorageError(IN_USE.format(who="another process has locked its file")) from None
    try:
        yield connection
    finally:
        await connection.invalidate()
        await connection.close()


async def _set(driver: Any, *settings: str) -> None:
    for setting in settings:
        await (await driver.execute(f"PRAGMA {setting}")).close()


async def _check_keys(connection: AsyncConnection) -> None:
    broken = {str(row[0]) for row in await connection.execute(text("PRAGMA foreign_key_check"))}
    if broken:
        raise StorageError(
            f"rows of {', '.join(sorted(broken))} refer to what is not there: restore a backup, or mend them first"
        )


@asynccontextmanager
async def _alone_with_server(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.connect() as connection:
        for _ in range(round(PATIENCE / ASKED)):
            others = (await connection.execute(_OTHERS)).all()
            await connection.rollback()
            if not others:
                break
            await asyncio.sleep(ASKED)  # a connection that was just closed is still listed for a moment
        else:
            who = ", ".join(f"process {row.pid} {row.application_name}".strip() for row in others)
            raise StorageError(IN_USE.format(who=who))
        async with connection.begin():
            await connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
            try:
                await connection.execute(text("LOCK TABLE updates IN ACCESS EXCLUSIVE MODE"))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                    raise
                raise StorageError(IN_USE.format(who="somebody has locked a table")) from None
            yield connection


_LOCK_NOT_AVAILABLE = "55P03"
_OTHERS = text(
    "SELECT pid, application_name FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = "
    "'client backend' AND has_table_privilege(usesysid, 'updates', 'INSERT') ORDER BY pid"
)
"""Sessions that could write: a watcher who may only look at statistics does not stand in the way."""
