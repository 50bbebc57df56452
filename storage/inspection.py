"""Decides what an operator is told about a database without touching it: read by the driver alone, at once.

SQLAlchemy and Alembic take longer to import than a whole check-up may last, so the few questions asked here
are plain SQL that SQLite and PostgreSQL both understand. Nothing is written, and no file is made.
"""

import datetime
import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 5.0
"""Seconds that a database may take to answer."""
UNREADABLE = "unreadable"
"""The reason of those dead letters that are updates nobody could read, and so no turns of anybody."""
VERSIONS = Path(__file__).parent / "migrations" / "versions"

_REVISION = re.compile(r"^(?P<name>revision|down_revision)\b[^=]*= *(?P<value>.+)$", re.MULTILINE)

Row = Sequence[Any]
Ask = Callable[[str], Awaitable[Sequence[Row]]]


class InspectionError(Exception):
    """The database could not be read; the message says why, without any password."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The outbox: rows that wait, when the oldest of them was written, and given-up rows by reason."""

    rows: int = 0
    oldest: datetime.datetime | None = None
    failed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InCampaign:
    """A campaign: its state, when it was closed, whether its key is said to be destroyed, ended interviews waiting.

    `opens_on`, `closes_on`: its first and its last day, where they are known.
    """

    state: str
    closed_on: datetime.date | None = None
    forgotten: bool = False
    waiting: int = 0
    opens_on: datetime.date | None = None
    closes_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is sealed under one key, known by `head` (storage/sealing.py): rows by kind, such as interviews."""

    head: bytes
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Records:
    """What the check-up knows of a database. Without the schema of this release only `schema` is filled in.

    `campaigns`: by id. `dead`: turns put aside, by reason. `unreadable`: updates, by day. `newest`: the last
    recorded moment, to the hour.
    """

    schema: str | None
    campaigns: Mapping[str, InCampaign] = field(default_factory=dict)
    dead: Mapping[str, int] = field(default_factory=dict)
    unreadable: Mapping[datetime.date, int] = field(default_factory=dict)
    outbox: Waiting = Waiting()
    sealed: Sequence[Sealed] = ()
    newest: datetime.datetime | None = None


def sqlite_file(url: str) -> Path | None:
    """The file that a `sqlite:///` address names; None for another database, or one in memory."""
    scheme, _, place = url.partition("://")
    if scheme.partition("+")[0] != "sqlite" or not place.strip("/"):
        return None
    return Path(place.removeprefix("/").partition("?")[0])


def needed_schema(versions: Path = VERSIONS) -> str:
    """The newest migration of this release: the one that no other follows."""
    found = [
        (kept["name"], kept["value"].strip("\"' "))
        for file in versions.glob("*.py")
        for kept in _REVISION.finditer(file.read_text("utf-8"))
    ]
    followed = {value for name, value in found if name == "down_revision"}
    newest = {value for name, value in found if name == "revision"} - followed
    return newest.pop()


async def inspect(url: str) -> Records:
    """Reads the database at this address. Raises InspectionError where it cannot be reached or is none."""
    file = sqlite_file(url)
    if file is not None:
        return await _inspect_sqlite(file)
    if not url.startswith("postgres"):
        raise InspectionError("the address is neither sqlite:///FILE nor postgresql://USER@HOST/NAME")
    return await _inspect_postgresql(url)


async def _inspect_sqlite(file: Path) -> Records:
    try:
        with closing(sqlite3.connect(_read_only(file), uri=True, timeout=PATIENCE)) as connection:

            async def ask(question: str) -> Sequence[Row]:
                return connection.execute(question).fetchall()

            tables = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
            return await _records(ask, tables)
    except sqlite3.Error as error:
        raise InspectionError(f"{file}: {error}") from None


def _read_only(file: Path) -> str:
    """With no log beside it nobody has the file open, and SQLite need not make files of its own to read it."""
    settled = "" if file.with_name(f"{file.name}-wal").exists() else "&immutable=1"
    return f"{file.absolute().as_uri()}?mode=ro{settled}"


async def _inspect_postgresql(url: str) -> Records:
    import asyncpg  # type: ignore[import-untyped]

    scheme, _, place = url.partition("://")
    try:
        connection = await asyncpg.connect(
            f"{scheme.partition('+')[0]}://{place}", timeout=PATIENCE, command_timeout=PATIENCE
        )
        try:
            return await _records(
                connection.fetch, "SELECT tablename FROM pg_tables WHERE tablename = 'alembic_version'"
            )
        finally:
            await connection.close()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError) as error:
        raise InspectionError(f"{type(error).__name__}: {error}") from None


async def _records(ask: Ask, tables: str) -> Records:
    found = await ask("SELECT version_num FROM alembic_version") if await ask(tables) else []
    schema = str(found[0][0]) if found else None
    if schema != needed_schema():
        return Records(schema)
    newest = (await ask("SELECT max(hour) FROM updates"))[0][0]
    return Records(
        schema,
        await _campaigns(ask),
        *await _dead(ask),
        await _outbox(ask),
        await _sealed(ask),
        None if newest is None else _moment(int(newest) * 3600),
    )


async def _campaigns(ask: Ask) -> Mapping[str, InCampaign]:
    waiting = {str(row[0]): int(row[1]) for row in await ask(_WAITING)}
    return {
        str(row[0]): InCampaign(
            str(row[1]),
            _day(row[2]),
            row[3] is not None,
            waiting.get(str(row[0]), 0),
            _day(row[4]),
            _day(row[5]),
        )
        for row in await ask(
            "SELECT id, state, closed_on, forgotten_on, opens_on, closes_on FROM campaigns ORDER BY id"
        )
    }


async def _dead(ask: Ask) -> tuple[Mapping[str, int], Mapping[datetime.date, int]]:
    """Turns put aside, by reason; and updates that could not be read, by day."""
    dead: dict[str, int] = {}
    unreadable: dict[datetime.date, int] = {}
    for reason, day, count in await ask(_DEAD):
        if reason == UNREADABLE and (found := _day(day)) is not None:
            unreadable[found] = int(count)
        else:
            dead[str(reason)] = dead.get(str(reason), 0) + int(count)
    return dead, unreadable


async def _outbox(ask: Ask) -> Waiting:
    failed, waits, oldest = {}, 0, None
    for reason, count, first in await ask(
        "SELECT failed, count(*), min(created) FROM outbox GROUP BY failed"
    ):
        if reason is None:
            waits, oldest = int(count), _moment(int(first))
        else:
            failed[str(reason)] = int(count)
    return Waiting(waits, oldest, failed)


async def _sealed(ask: Ask) -> Sequence[Sealed]:
    found: dict[bytes, dict[str, int]] = {}
    for kind, question in _HEADS.items():
        for head, count in await ask(question):
            found.setdefault(bytes(head), {})[kind] = int(count)
    return [Sealed(head, rows) for head, rows in sorted(found.items())]


_DEAD = "SELECT reason, day, count(*) FROM dead_letters GROUP BY reason, day ORDER BY reason, day"
_WAITING = "SELECT campaign, count(*) FROM interviews WHERE slot <> 0 GROUP BY campaign"
_HEADS = {
    "unfinished interviews": (
        "SELECT substr(sealed, 1, 6), count(*) FROM interviews WHERE slot = 0 GROUP BY substr(sealed, 1, 6)"
    ),
    "interviews that wait for their batch": (
        "SELECT substr(sealed, 1, 6), count(*) FROM interviews WHERE slot <> 0 GROUP BY substr(sealed, 1, 6)"
    ),
    "messages to show": (
        "SELECT substr(sealed, 1, 6), count(*) FROM outbox WHERE failed IS NULL GROUP BY substr(sealed, 1, 6)"
    ),
}
"""What is lost with a day's key, counted by the head of the sealed value (HEAD bytes, storage/sealing.py)."""


def _moment(seconds: int) -> datetime.datetime:
    """Seconds since 1970 as a time with its zone."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def _day(found: object) -> datetime.date | None:
    """A day; SQLite gives it as text."""
    if found is None or isinstance(found, datetime.date):
        return found
    return datetime.date.fromisoformat(str(found))
