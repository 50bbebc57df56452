"""Decides how the registry is kept: regions, agencies and their services, replaced by what a file says."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import upsert
from storage.registry_tables import agencies, offices, regions, services
from surveys.coding import LANGUAGES, names_of

Rows = Sequence[Mapping[str, str]]
Problem = tuple[str, int, str]

ALL = "*"
"""What figures write for all agencies together: no row of the registry can have this code."""

_TABLES = {"regions": regions, "agencies": agencies, "services": services, "offices": offices}
_KEYS = {"regions": "iso", "agencies": "code", "services": "code", "offices": "code"}
_ALSO_NEEDED = {"regions": ("kato",), "services": ("agency",), "offices": ("agency",)}
_REFERENCES = (
    ("agencies", "predecessor", "agencies", "agency"),
    ("services", "agency", "agencies", "agency"),
    ("offices", "agency", "agencies", "agency"),
    ("offices", "region", "regions", "region"),
)
"""Which column of which file names a row of which other one."""


@dataclass(frozen=True, slots=True)
class Service:
    """A public service: its code, that of the agency which provides it, and its names by language."""

    code: str
    agency: str
    names: Mapping[str, str]


class RegistryError(Exception):
    """Rows that cannot be taken: all of them, as (row from 1 below the header, what is wrong and what to do)."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(f"{file}:{row}: {what}" for file, row, what in problems))
        self.problems = tuple(problems)


async def load(
    connection: AsyncConnection,
    *,
    region_rows: Rows,
    agency_rows: Rows,
    service_rows: Rows,
    office_rows: Rows = (),
) -> None:
    """Takes the files whole or, with RegistryError, not at all; a code already known gets the new names."""
    files = {
        "regions": region_rows,
        "agencies": agency_rows,
        "services": service_rows,
        "offices": office_rows,
    }
    problems = [problem for file, rows in files.items() for problem in _problems(file, rows)]
    problems += await _unknown(connection, files)
    if problems:
        raise RegistryError(problems)
    named = [{"code": row["iso"], "kato": row["kato"], **_names(row)} for row in region_rows]
    bodies = [{"code": row["code"], **_names(row), **_validity(row)} for row in agency_rows]
    predecessors = [
        {**body, "predecessor": row.get("predecessor") or None}
        for body, row in zip(bodies, agency_rows, strict=True)
    ]
    offered = [{"code": row["code"], "agency": row["agency"], **_names(row)} for row in service_rows]
    places = [
        {"code": row["code"], "agency": row["agency"], "region": row.get("region") or None, **_names(row)}
        for row in office_rows
    ]
    for table, rows, columns in (  # predecessors once all are there: one may stand further down in its file
        (regions, named, ("kato", *LANGUAGES)),
        (agencies, bodies, (*LANGUAGES, "valid_from", "valid_to")),
        (agencies, predecessors, ("predecessor",)),
        (services, offered, ("agency", *LANGUAGES)),
        (offices, places, ("agency", "region", *LANGUAGES)),
    ):
        if rows:
            await connection.execute(upsert(connection, table, *columns), rows)


async def agency_names(connection: AsyncConnection) -> dict[str, dict[str, str]]:
    """The names of every agency, by code and language."""
    return await registered_names(connection, "agencies")


async def registered_names(
    connection: AsyncConnection, what: Literal["regions", "agencies", "services", "offices"]
) -> dict[str, dict[str, str]]:
    """The names of all that the registry has of a kind, by code and language."""
    rows = (await connection.execute(select(_TABLES[what]))).mappings()
    return {row["code"]: names_of(row) for row in rows}


async def service_rows(connection: AsyncConnection, agency: str | None = None) -> list[Service]:
    """Services with their agency and names, of one agency or of all, in the order of their codes."""
    wanted = select(services).order_by(services.c.code)
    if agency is not None:
        wanted = wanted.where(services.c.agency == agency)
    return [
        Service(row["code"], row["agency"], names_of(row))
        for row in (await connection.execute(wanted)).mappings()
    ]


def _names(row: Mapping[str, str]) -> dict[str, str]:
    return {language: name.strip() for language, name in names_of(row).items()}


def _validity(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        key: datetime.date.fromisoformat(row[key]) if row.get(key) else None
        for key in ("valid_from", "valid_to")
    }


def _problems(file: str, rows: Rows) -> list[Problem]:
    """What is wrong with the rows of one file, each taken by itself."""
    columns = (_KEYS[file], *_ALSO_NEEDED.get(file, ()), *LANGUAGES)
    found: list[Problem] = []
    seen: set[str] = set()
    for place, row in enumerate(rows, start=1):
        empty = [name for name in columns if not (row.get(name) or "").strip()]
        if empty:
            found.append((file, place, f"{', '.join(empty)} is empty: fill it in"))
        code = row.get(_KEYS[file]) or ""
        if code and code in seen:
            found.append((file, place, f"the code {code} stands twice: give each row its own"))
        seen.add(code)
        if code == ALL:
            found.append((file, place, f"the code {ALL} stands for all of them together: use another one"))
        found += [
            (file, place, f"{name} is longer than {limit} characters: shorten it")
            for name in columns
            if len(row.get(name) or "") > (limit := _limit(file, name))
        ]
        found += [
            (file, place, f"{name} is no day: write it as 2026-01-31")
            for name in ("valid_from", "valid_to")
            if row.get(name) and not _is_day(row[name])
        ]
    return found


async def _unknown(connection: AsyncConnection, files: Mapping[str, Rows]) -> list[Problem]:
    """What the rows refer to and nobody knows, neither these files nor the registry so far."""
    found: list[Problem] = []
    for file, column, other, what in _REFERENCES:
        known = {row.get(_KEYS[other]) for row in files[other]}
        known |= set(await connection.scalars(select(_TABLES[other].c.code)))
        found += [
            (file, place, f"there is no {what} {row[column]}: correct the code or add the {what}")
            for place, row in enumerate(files[file], start=1)
            if row.get(column) and row[column] not in known
        ]
    return found


def _limit(file: str, column: str) -> int:
    """Characters that the column of a row may have."""
    kept = _TABLES[file].c["code" if column == _KEYS[file] else column].type
    return cast("String", kept).length or 0


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
