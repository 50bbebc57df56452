"""Decides how responses are read: a campaign's rows become columns of integers and a matrix of bytes for each version.

No answer is looked at in Python: the bytes of some hundred rows are joined and read by NumPy as they are. Nor is any
dimension: those that have few combinations come from the database as one text, which becomes a code by one look into a
dictionary, and the dimensions are read from the few hundred texts that there were. So does what stands beside the
bytes: a text that many responses share is decoded once.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Integer, Text, bindparam, cast, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement

from storage.answer_bytes import Layout, layout
from storage.database import StorageError
from storage.driver import in_thread
from storage.responses import counted
from storage.statements import compiled
from storage.tables import questionnaires, responses
from surveys.versions import from_json

DIMENSIONS = (
    *("agency", "service", "office", "route", "mode", "panel", "region", "language", "disposition"),
    *("week", "duration", "flags"),
)
"""The columns of a response that figures can be parted by."""

PLACES = ("agency", "service", "office", "region")
"""Dimensions that are read as one text of their own: there are as many as offices, and of all that is left some
thousands. Over all of them nearly every response would have a text that no other has."""
FEW = 2
"""Dimensions that stand in one text, whatever they are."""

CHUNK = 500
"""Rows fetched at once: of more, the Python objects leave the processor's cache, and all takes a third longer."""

UNIT = "\x1f"
"""Stands between the values of one text (ASCII, unit separator); no code has it."""

Integers = NDArray[np.integer[Any]]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Column:
    """One value of every response: `codes` are places in `values`, all different, in their order, None last."""

    codes: Integers
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """The responses to one version of a questionnaire, kept under its `number` and named by its `fingerprint`.

    `rows`: their places among all responses, ascending. `answers`: a row for each of them, a column for each byte of
    the layout.
    """

    number: int
    fingerprint: str
    layout: Layout
    rows: Integers
    answers: Bytes


@dataclass(frozen=True, slots=True)
class Columns:
    """The responses of a campaign, in no order that says anything.

    `dimensions`: those asked for, by name. `beside`: its values are what stands beside the bytes, {} for most.
    """

    dimensions: Mapping[str, Column]
    beside: Column
    versions: tuple[Version, ...]

    def __len__(self) -> int:
        return len(self.beside.codes)


async def read_columns(
    connection: AsyncConnection, campaign: str, dimensions: Sequence[str] = DIMENSIONS
) -> Columns:
    """All responses of a campaign with these dimensions, streamed.

    Raises StorageError for a response whose bytes do not fit its version.
    """
    groups = _groups(dimensions)
    coders, blobs = [_Coder() for _ in (*groups, "beside")], list[bytes]()

    def take(rows: Sequence[Sequence[Any]]) -> None:
        *texts, answers = zip(*rows, strict=True)
        for coder, column in zip(coders, texts, strict=True):
            coder.add(column)
        blobs.append(b"".join(answers))

    await _each(connection, _wanted(tuple(dimensions)), {"campaign": campaign}, take)
    *grouped, beside = (coder.column() for coder in coders)
    found: dict[str, Column] = {}
    for names, group in zip(groups, grouped, strict=True):
        found |= _ungrouped(names, group, connection.dialect.name)
    version, width = found.pop("version"), found.pop("width")
    layouts = await _layouts(connection, version.values)
    parted = _parted(version, layouts, np.frombuffer(b"".join(blobs), np.uint8), width)
    told = json.loads(f"[{','.join(text or '{}' for text in beside.values)}]")  # half the time of one by one
    dimensioned = {name: found[name] for name in dimensions}
    return Columns(dimensioned, Column(beside.codes, tuple(told)), tuple(parted))


class _Coder:
    """Gives every new text the next number, chunk by chunk."""

    def __init__(self) -> None:
        self._places: dict[str | None, int] = defaultdict(count().__next__)
        self._codes: list[Integers] = []

    def add(self, texts: Sequence[str | None]) -> None:
        """The texts of the next rows."""
        kind, length = np.min_scalar_type(len(self._places) + len(texts)), len(texts)
        self._codes.append(np.fromiter(map(self._places.__getitem__, texts), kind, length))

    def column(self) -> Column:
        """All that was added, the codes in the order of their texts: the same whatever came first."""
        return _ordered(_joined(self._codes), list(self._places))


def _ordered(codes: Integers, values: Sequence[Any]) -> Column:
    """The column of which these are the values, which may repeat, in the order that `codes` speak of."""
    known = set(values)
    different = [*sorted(known - {None}), *known & {None}]
    places = {value: place for place, value in enumerate(different)}
    places_of = np.fromiter(
        map(places.__getitem__, values), np.min_scalar_type(max(0, len(different) - 1)), len(values)
    )
    return Column(places_of[codes], tuple(different))


def _joined(parts: Iterable[Integers]) -> Integers:
    return np.concatenate([np.empty(0, np.uint8), *parts])


def _parted(
    version: Column, layouts: Mapping[int, tuple[str, Layout]], kept: Bytes, width: Column
) -> Iterable[Version]:
    """The bytes of all responses, parted by version."""
    widths = np.array(width.values, np.int64)
    alone = len(version.values) == 1  # as nearly always: then there is nothing to part
    owners = version.codes if alone else np.repeat(version.codes, widths[width.codes])
    for code, number in enumerate(version.values):
        fingerprint, known = layouts[number]
        rows = np.flatnonzero(version.codes == code)
        if np.any(widths[np.unique(width.codes[rows])] != known.width):
            raise StorageError(
                f"responses to questionnaire {number} do not have the {known.width} bytes of its version"
            )
        answers = kept if alone else kept[owners == code]
        yield Version(number, fingerprint, known, rows, answers.reshape(len(rows), known.width))


async def _layouts(connection: AsyncConnection, numbers: Iterable[int]) -> dict[int, tuple[str, Layout]]:
    columns = (questionnaires.c.number, questionnaires.c.fingerprint, questionnaires.c.resolved)
    wanted = select(*columns).where(questionnaires.c.number.in_(tuple(numbers)))
    return {
        row.number: (row.fingerprint, layout(from_json(row.resolved)))
        for row in await connection.execute(wanted)
    }


_READ: Mapping[str, ColumnElement[Any]] = {
    **{name: responses.c[name] for name in (*DIMENSIONS, "version")},
    "width": func.length(responses.c.answers, type_=Integer),
}
"""All that is read as a part of a text: the dimensions, and what the bytes of the answers are parted by."""


def _groups(dimensions: Sequence[str]) -> list[tuple[str, ...]]:
    """The dimensions of each text, and in the last one the version and the number of bytes."""
    apart = [name for name in dimensions if name in PLACES] if len(dimensions) > FEW else []
    left = [name for name in dimensions if name not in apart]
    return [tuple(group) for group in (apart, [*left, "version", "width"]) if group]


@cache
def _wanted(dimensions: tuple[str, ...]) -> Callable[[str], ClauseElement]:
    """One statement for each choice of dimensions, so that it is compiled once."""

    campaign = bindparam("campaign", type_=responses.c.campaign.type)

    def statement(dialect: str) -> ClauseElement:
        texts = (_together(dialect, names) for names in _groups(dimensions))
        wanted = select(*texts, cast(responses.c.beside, Text), responses.c.answers)
        return wanted.where(responses.c.campaign == campaign, counted(campaign))

    return statement


def _together(dialect: str, names: Iterable[str]) -> ColumnElement[str]:
    """These columns as one text.

    On SQLite an array of JSON, which it makes sooner than it hands the columns over. PostgreSQL takes twice as long for
    all if it makes JSON: there the values are joined, nothing being an empty one.
    """
    if dialect == "sqlite":
        return func.json_array(*(_READ[name] for name in names))
    values = (func.coalesce(cast(_READ[name], Text), literal_column("''")) for name in names)
    return func.concat_ws(literal_column(f"chr({ord(UNIT)})"), *values)


def _ungrouped(names: Sequence[str], group: Column, dialect: str) -> Iterator[tuple[str, Column]]:
    """The columns that were read as one text, by name."""
    apart = json.loads if dialect == "sqlite" else partial(_split, names)
    columns = zip(*map(apart, group.values), strict=True) if group.values else ((),) * len(names)
    for name, values in zip(names, columns, strict=True):
        yield name, _ordered(group.codes, values)


def _split(names: Sequence[str], text: str) -> list[Any]:
    """The values that PostgreSQL has joined."""
    return [
        None if not value else _READ[name].type.python_type(value)
        for name, value in zip(names, text.split(UNIT), strict=True)
    ]


async def _each(
    connection: AsyncConnection,
    build: Callable[[str], ClauseElement],
    values: Mapping[str, Any],
    take: Callable[[Sequence[Sequence[Any]]], None],
) -> None:
    """Gives `take` all rows by the CHUNK, as the driver has them: SQLAlchemy's own would take three times as long."""
    statement = compiled(build, connection.dialect.name)
    driver: Any = (await connection.get_raw_connection()).driver_connection
    placed = statement.placed(values)
    if connection.dialect.name == "sqlite":
        await in_thread(driver, _take_all, statement.text, placed, take)
        return
    async with driver.transaction():  # what asyncpg wants around a cursor; within one, a savepoint
        cursor = await driver.cursor(statement.text, *placed)
        while rows := await cursor.fetch(CHUNK):
            take(rows)


def _take_all(
    connection: sqlite3.Connection, text: str, placed: Sequence[Any], take: Callable[[Sequence[Any]], None]
) -> None:
    """In the driver's thread, all in one: a way there and back for each chunk costs as much as reading it."""
    with closing(connection.execute(text, placed)) as cursor:
        while rows := cursor.fetchmany(CHUNK):
            take(rows)
