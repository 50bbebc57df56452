"""Decides how a database is opened: SQLite in one durable file, or PostgreSQL, with the same code above."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY = 15.0
"""Seconds that SQLite waits for another process's write before giving up."""

_READ_ONLY = "saualnama_read_only"


class StorageError(Exception):
    """The database could not do what was asked; the message says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. `writing` begins at once with the right to write; `reading` never blocks a writer."""

    engine: AsyncEngine

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded database, which has one writer."""
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that is kept whole or not at all."""
        async with self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view."""
        async with self.engine.connect() as connection:
            yield await connection.execution_options(**{_READ_ONLY: True})

    async def close(self) -> None:
        """Lets go of every connection."""
        await self.engine.dispose()


def open_database(url: str) -> Database:
    """`sqlite:///path`, or `postgresql://user@host/name`; drivers are chosen here. Nothing is connected yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_async_engine(
            parsed.set(drivername="sqlite+aiosqlite"), connect_args={"timeout": BUSY}
        )
        _make_durable(engine.sync_engine)
        return Database(engine)
    if parsed.get_backend_name() == "postgresql":
        options = {"server_settings": {"synchronous_commit": "on"}}
        return Database(
            create_async_engine(parsed.set(drivername="postgresql+asyncpg"), connect_args=options)
        )
    raise StorageError(f"{parsed.get_backend_name()}: use a sqlite:/// or postgresql:// address")


def upsert(connection: AsyncConnection, table: Table, *columns: str) -> Any:
    """INSERT that replaces `columns` of the row which already has the same primary key."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    changed = {column: statement.excluded[column] for column in columns}
    keys = list(table.primary_key.columns)
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def _make_durable(engine: Engine) -> None:
    """WAL with synchronous=FULL: no acknowledged answer is lost when the power goes (ADR 2)."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver would otherwise begin on its own, and only to read
        cursor = connection.cursor()
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        reads = connection.get_execution_options().get(_READ_ONLY)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
