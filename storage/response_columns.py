"""Decides how responses are read: a campaign's rows become columns of integers and a matrix of bytes for each version.

No answer is looked at in Python: the bytes of some hundred rows are joined and read by NumPy as they are. A dimension
becomes a code of its value, as does what stands beside the bytes: a text that many responses share is decoded once.
"""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Text, bindparam, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement

from storage.answer_bytes import Layout, layout
from storage.database import StorageError
from storage.driver import compiled
from storage.responses import counted
from storage.tables import questionnaires, responses
from surveys.versions import from_json

DIMENSIONS = (
    *("agency", "service", "office", "route", "mode", "panel", "region", "language", "disposition"),
    *("week", "duration", "flags"),
)
"""The columns of a response that figures can be parted by."""

CHUNK = 500
"""Rows fetched at once: of more, the Python objects leave the processor's cache, and all takes a third longer."""

Integers = NDArray[np.integer[Any]]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Column:
    """One value of every response: `codes` are places in `values`, all different, in their order, None last."""

    codes: Integers
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """The responses to one version of a questionnaire, kept under its `number`.

    `rows`: their places among all responses, ascending. `answers`: a row for each of them, a column for each byte of
    the layout.
    """

    number: int
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
    coders = {name: _Coder() for name in (*dimensions, "version", "beside")}
    blobs, widths = list[bytes](), list[Integers]()
    async for rows in _chunks(connection, _wanted(tuple(dimensions)), {"campaign": campaign}):
        *values, answers = zip(*rows, strict=True)
        for coder, column in zip(coders.values(), values, strict=True):
            coder.add(column)
        blobs.append(b"".join(answers))
        widths.append(np.fromiter(map(len, answers), np.uint16, len(answers)))
    found = {name: coder.column() for name, coder in coders.items()}
    version, beside = found.pop("version"), found.pop("beside")
    layouts = await _layouts(connection, version.values)
    parted = _parted(version, layouts, np.frombuffer(b"".join(blobs), np.uint8), _joined(widths))
    told = json.loads(f"[{','.join(text or '{}' for text in beside.values)}]")  # half the time of one by one
    return Columns(found, Column(beside.codes, tuple(told)), tuple(parted))


class _Coder:
    """Gives every new value the next number, chunk by chunk."""

    def __init__(self) -> None:
        self._places: dict[Any, int] = defaultdict(count().__next__)
        self._codes: list[Integers] = []

    def add(self, values: Sequence[Any]) -> None:
        """The values of the next rows."""
        kind, length = np.min_scalar_type(len(self._places) + len(values)), len(values)
        if values.count(values[0]) == length:  # panel, mode and version: three times as fast
            self._codes.append(np.full(length, self._places[values[0]], kind))
        else:
            self._codes.append(np.fromiter(map(self._places.__getitem__, values), kind, length))

    def column(self) -> Column:
        """All that was added, the codes in the order of their values: the same whatever came first."""
        seen = list(self._places)
        order = sorted(range(len(seen)), key=lambda place: (seen[place] is None, seen[place]))
        places = np.empty(len(seen), np.min_scalar_type(max(0, len(seen) - 1)))
        places[order] = np.arange(len(seen))
        return Column(places[_joined(self._codes)], tuple(seen[place] for place in order))


def _joined(parts: Iterable[Integers]) -> Integers:
    return np.concatenate([np.empty(0, np.uint8), *parts])


def _parted(
    version: Column, layouts: Mapping[int, Layout], kept: Bytes, widths: Integers
) -> Iterable[Version]:
    """The bytes of all responses, parted by version."""
    owners = np.repeat(version.codes, widths)
    for code, number in enumerate(version.values):
        known = layouts[number]
        rows = np.flatnonzero(version.codes == code)
        if np.any(widths[rows] != known.width):
            raise StorageError(
                f"responses to questionnaire {number} do not have the {known.width} bytes of its version"
            )
        yield Version(number, known, rows, kept[owners == code].reshape(len(rows), known.width))


async def _layouts(connection: AsyncConnection, numbers: Iterable[int]) -> dict[int, Layout]:
    wanted = select(questionnaires.c.number, questionnaires.c.resolved).where(
        questionnaires.c.number.in_(tuple(numbers))
    )
    return {row.number: layout(from_json(row.resolved)) for row in await connection.execute(wanted)}


@cache
def _wanted(dimensions: tuple[str, ...]) -> Callable[[str], ClauseElement]:
    """One statement for each choice of dimensions, so that it is compiled once."""
    columns = (*(responses.c[name] for name in (*dimensions, "version")), cast(responses.c.beside, Text))
    campaign = bindparam("campaign", type_=responses.c.campaign.type)
    statement = select(*columns, responses.c.answers).where(
        responses.c.campaign == campaign, counted(campaign)
    )
    return lambda _dialect: statement


async def _chunks(
    connection: AsyncConnection, build: Callable[[str], ClauseElement], values: Mapping[str, Any]
) -> AsyncIterator[Sequence[Sequence[Any]]]:
    """Rows by the CHUNK, as the driver gives them: SQLAlchemy's own would take three times as long."""
    statement = compiled(build, connection.dialect.name)
    driver: Any = (await connection.get_raw_connection()).driver_connection
    placed = statement.placed(values)
    if connection.dialect.name == "sqlite":
        async with driver.execute(statement.text, placed) as cursor:
            while rows := await cursor.fetchmany(CHUNK):
                yield rows
    else:
        async with driver.transaction():  # what asyncpg wants around a cursor; within one, a savepoint
            cursor = await driver.cursor(statement.text, *placed)
            while rows := await cursor.fetch(CHUNK):
                yield rows
