"""Decides how the statements of a turn run: written in SQLAlchemy Core, compiled once, carried out by the driver.

SQLAlchemy's share of a statement is many times that of the database; a turn has about ten of them. So they are
compiled once for each dialect and given to aiosqlite or asyncpg as they are. Everything else goes through SQLAlchemy.
"""

import asyncio
import sqlite3
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import msgspec
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.statements import Build, Values, compiled

T = TypeVar("T")
DEADLOCK = "40P01"
"""SQLSTATE of a deadlock (PostgreSQL, appendix A): its victim has changed nothing."""
_Asked = tuple[str, tuple[Any, ...]]
"""A statement with its values."""
_Write = tuple[str, list[tuple[Any, ...]] | None]
"""A statement with the values of each row; None where it takes none."""


class Transaction:
    """One transaction on the driver's own connection, or in the driver's thread on SQLite's.

    On SQLite the beginning and what is written wait, in their order, for the next query or the commit, and go to the
    driver's thread with it: a way there and back costs many times a statement. So a refusal may come that late.
    """

    def __init__(self, connection: Any, dialect: str) -> None:
        self._connection = connection
        self._waiting: list[_Write] = [("BEGIN IMMEDIATE", None)]
        self.dialect = dialect

    async def fetch(self, build: Build, **values: Any) -> Sequence[Any]:
        """The rows of a query, each a tuple-like of its columns."""
        statement = compiled(build, self.dialect)
        placed = statement.placed(values)
        if self.dialect == "sqlite":
            return (await self._carried_out([(statement.text, placed)]))[0]
        found: Sequence[Any] = await self._connection.fetch(statement.text, *placed)
        return found

    async def fetch_all(self, *asked: tuple[Build, Values]) -> list[Sequence[Any]]:
        """The rows of several queries, in one way to the driver's thread where there is one."""
        if self.dialect != "sqlite":
            return [await self.fetch(build, **values) for build, values in asked]
        statements = [(compiled(build, self.dialect), values) for build, values in asked]
        return await self._carried_out([(each.text, each.placed(values)) for each, values in statements])

    async def many(self, build: Build, rows: Sequence[Values], **same: Any) -> None:
        """Carries the statement out for every row; nothing where there is none. `same`: values of all rows."""
        if not rows:
            return
        statement = compiled(build, self.dialect)
        if statement.columns:
            await self._connection.execute(statement.text, *statement.by_column(rows, same))
            return
        rest = {**statement.own, **same}
        placed = [statement.placed(row, rest) for row in rows]
        if self.dialect == "sqlite":
            self._waiting.append((statement.text, placed))
        else:
            await self._connection.executemany(statement.text, placed)

    async def begin(self) -> None:
        """Begins it, on SQLite together with its first statement."""
        if self.dialect != "sqlite":
            await self._connection.execute("BEGIN")

    async def commit(self) -> None:
        """Keeps it."""
        if self.dialect == "sqlite":
            await self._carried_out([("COMMIT", ())])
        else:
            await self._connection.execute("COMMIT")

    async def roll_back(self) -> None:
        """Keeps nothing of it."""
        if self.dialect != "sqlite" or self._connection.in_transaction:
            await self._connection.execute("ROLLBACK")

    async def _carried_out(self, asked: Sequence[_Asked]) -> list[Sequence[Any]]:
        """What waits and then these, in one way to the driver's thread."""
        waiting, self._waiting = self._waiting, []
        if isinstance(self._connection, sqlite3.Connection):
            return _carry_out(self._connection, waiting, asked)
        return await in_thread(self._connection, _carry_out, waiting, asked)

    def a_list(self, values: Iterable[Any]) -> Any:
        """A value for `listed`."""
        return msgspec.json.encode(list(values)).decode() if self.dialect == "sqlite" else list(values)


Work = Callable[[Transaction], Coroutine[Any, Any, T]]
"""What is done in one transaction."""


class Writer:
    """A connection of one's own that writes transactions, one after the other; opened at the first."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: AsyncConnection | None = None
        self._known: Any = None
        self._alone = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """One transaction that is kept whole or not at all. Raises DBAPIError, which names no value."""
        async with self._alone, self._transaction() as transaction:
            yield transaction

    async def carry_out(self, work: Work[T]) -> T:
        """Does the work in one transaction, as `writing`; it waits for nothing but the transaction.

        On SQLite it is all done in the driver's thread: for a lone turn the three ways there and back that its reading,
        its routes and its commit would take cost as much as its statements. Must not be cancelled.
        """
        if not self._database.is_sqlite:
            async with self.writing() as transaction:
                return await work(transaction)
        async with self._alone:
            with _telling():
                try:
                    return await in_thread(await self._driver(), _whole, work)
                except BaseException:
                    await self.drop()
                    raise

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        with _telling():
            transaction = Transaction(await self._driver(), self._database.engine.dialect.name)
            await transaction.begin()
            try:
                yield transaction
            except BaseException:
                await transaction.roll_back()
                raise
            await self._commit(transaction)

    async def _commit(self, transaction: Transaction) -> None:
        try:
            await transaction.commit()
        except BaseException:
            await self.drop()  # whether its transaction is still open nobody can tell
            raise

    async def drop(self) -> None:
        """Gives the connection up: after a failed sync nothing on it can be trusted."""
        held, self._held, self._known = self._held, None, None
        if held is not None:
            await held.invalidate()
            await held.close()

    async def close(self) -> None:
        """Lets the connection go."""
        held, self._held, self._known = self._held, None, None
        if held is not None:
            await held.close()

    async def _driver(self) -> Any:
        if self._held is None:
            self._held = await self._database.engine.connect()
            self._known = (await self._held.get_raw_connection()).driver_connection
        return self._known


async def in_thread(driver: Any, work: Callable[..., T], *given: Any) -> T:
    """Does the work in the thread of an aiosqlite connection, which has no public name for that.

    `work` gets SQLite's connection before what is given.
    """
    done: T = await driver._execute(work, driver._conn, *given)
    return done


def _whole(connection: sqlite3.Connection, work: Work[T]) -> T:
    """A whole transaction, in the driver's thread."""
    transaction = Transaction(connection, "sqlite")
    try:
        done = _to_end(work(transaction))
        _to_end(transaction.commit())
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return done


def _to_end(work: Coroutine[Any, Any, T]) -> T:
    """Runs what has nothing to wait for."""
    try:
        work.send(None)
    except StopIteration as ended:
        done: T = ended.value
        return done
    work.close()
    raise RuntimeError("what is done in the driver's thread cannot wait for the loop")


def _carry_out(
    connection: sqlite3.Connection, writes: Sequence[_Write], asked: Sequence[_Asked]
) -> list[Sequence[Any]]:
    """In the driver's thread; the first that is refused ends it."""
    for text, rows in writes:
        if rows is None:
            connection.execute(text)
        else:
            connection.executemany(text, rows)
    return [connection.execute(*each).fetchall() for each in asked]


async def after_deadlocks(work: Callable[[], Awaitable[T]]) -> T:
    """Does a whole transaction again as often as PostgreSQL takes it for the victim of a deadlock.

    Whoever goes through rows that are no turn's own may meet two batches of turns that want each other's.
    """
    while True:
        try:
            return await work()
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != DEADLOCK:
                raise


@contextmanager
def _telling() -> Iterator[None]:
    """A driver's errors as SQLAlchemy's."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise _told(error) from None
    except Exception as error:
        if type(error).__module__.startswith("asyncpg"):
            raise _told(error) from None
        raise


def _told(error: Exception) -> DBAPIError:
    """The driver's error as SQLAlchemy would tell it, without the statement's values."""
    kind = IntegrityError if isinstance(error, sqlite3.IntegrityError) else OperationalError
    state = str(getattr(error, "sqlstate", None) or "")
    if state.startswith("23"):
        kind = IntegrityError
    return kind(None, None, error, hide_parameters=True)
