"""Decides how a database is opened: SQLite in one durable file, or PostgreSQL, with the same code above."""

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    URL,
    BigInteger,
    ColumnElement,
    Engine,
    Table,
    any_,
    bindparam,
    event,
    func,
    literal,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.faults import StorageError as StorageError  # noqa: PLC0414 - it is met wherever a database is
from storage.key_files import BadKeyError

BUSY = 15.0
"""Seconds that SQLite waits for another process's write before giving up."""

PAGE = 8192
"""Bytes of a page of a new SQLite file. With SQLite's own 4096, what a question shows needs a second page for itself,
which costs a turn as much as two statements."""

_READ_ONLY = "saualnama_read_only"


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
        engine = _engine(parsed.set(drivername="sqlite+aiosqlite"), {"timeout": BUSY})
        _make_durable(engine.sync_engine)
        return Database(engine)
    if parsed.get_backend_name() == "postgresql":
        options = {"server_settings": {"synchronous_commit": "on"}}
        return Database(_engine(parsed.set(drivername="postgresql+asyncpg"), options))
    raise StorageError(f"{parsed.get_backend_name()}: use a sqlite:/// or postgresql:// address")


def refuses(error: Exception) -> bool:
    """True where the content is at fault and will be so again; False where the database cannot be written to now.

    SQLSTATE classes 22 and 23 are data and integrity (PostgreSQL, appendix A); what is no database error at all is a
    value that the driver cannot send, or a fault of our own. A key that cannot be used is no fault of the content.
    """
    if isinstance(error, IntegrityError | DataError):
        return True
    if isinstance(error, DBAPIError):
        return str(getattr(error.orig, "sqlstate", None) or "").startswith(("22", "23"))
    return not isinstance(error, SQLAlchemyError | OSError | BadKeyError)


def brief(error: Exception) -> str:
    """A fault for the log: of one of the database only its kind, for its message may carry what was to be written."""
    return type(error).__name__ if isinstance(error, SQLAlchemyError) else f"{type(error).__name__}: {error}"


def upsert(connection: AsyncConnection, table: Table, *columns: str) -> Any:
    """INSERT that replaces `columns` of the row which already has the same primary key."""
    return _upsert(connection.dialect.name, table, columns)


@cache
def _upsert(dialect_name: str, table: Table, columns: tuple[str, ...]) -> Any:
    dialect = sqlite if dialect_name == "sqlite" else postgresql
    statement = dialect.insert(table)
    changed = {column: statement.excluded[column] for column in columns}
    keys = list(table.primary_key.columns)
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def among(
    connection: AsyncConnection, column: ColumnElement[Any], values: Iterable[Any]
) -> ColumnElement[bool]:
    """`column` IN `values`, as one parameter: the statement is the same for any number of them, and none too many."""
    if connection.dialect.name == "sqlite":
        listed = func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(literal(list(values), ARRAY(column.type)))


async def take_turns(connection: AsyncConnection, keys: Sequence[int]) -> None:
    """Until the commit, nobody else gets past here with one of these numbers; `keys` in ascending order.

    On SQLite a writing transaction is alone already.
    """
    if connection.dialect.name != "sqlite":
        await connection.execute(_LOCK, {"keys": keys})


_LOCK = select(func.pg_advisory_xact_lock(func.unnest(bindparam("keys", type_=ARRAY(BigInteger)))))


def _engine(url: URL, options: dict[str, Any]) -> AsyncEngine:
    """No error text repeats what people answered: it would stand in a log."""
    return create_async_engine(url, connect_args=options, hide_parameters=True)


def _make_durable(engine: Engine) -> None:
    """WAL with synchronous=FULL: no acknowledged answer is lost when the power goes (ADR 2)."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver would otherwise begin on its own, and only to read
        cursor = connection.cursor()
        for setting in (
            f"page_size={PAGE}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        reads = connection.get_execution_options().get(_READ_ONLY)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
