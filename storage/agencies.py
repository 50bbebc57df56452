"""Decides how the registry is kept: regions, agencies and their services, replaced by what a file says."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import upsert
from storage.tables import agencies, offices, regions, services

LANGUAGES = ("kk", "ru", "en")

Rows = Sequence[Mapping[str, str]]


class RegistryError(Exception):
    """Rows that cannot be taken: all of them, as (row from 1 below the header, what is wrong and what to do)."""

    def __init__(self, problems: Sequence[tuple[str, int, str]]) -> None:
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
    problems = [
        *_problems("regions", region_rows, "iso"),
        *_problems("agencies", agency_rows, "code"),
        *_problems("services", service_rows, "code"),
        *_problems("offices", office_rows, "code"),
    ]
    known = {row["code"] for row in agency_rows} | set(await connection.scalars(select(agencies.c.code)))
    problems += [
        (file, place, f"there is no agency {row.get('agency')}: correct the code or add the agency")
        for file, rows in (("services", service_rows), ("offices", office_rows))
        for place, row in enumerate(rows, start=1)
        if row.get("agency") not in known
    ]
    if problems:
        raise RegistryError(problems)
    named = [{"code": row["iso"], "kato": row["kato"], **_names(row)} for row in region_rows]
    bodies = [{"code": row["code"], **_names(row), **_validity(row)} for row in agency_rows]
    offered = [{"code": row["code"], "agency": row["agency"], **_names(row)} for row in service_rows]
    places = [
        {"code": row["code"], "agency": row["agency"], "region": row.get("region") or None, **_names(row)}
        for row in office_rows
    ]
    for table, rows, columns in (
        (regions, named, ("kato", *LANGUAGES)),
        (agencies, bodies, (*LANGUAGES, "valid_from", "valid_to", "predecessor")),
        (services, offered, ("agency", *LANGUAGES)),
        (offices, places, ("agency", "region", *LANGUAGES)),
    ):
        if rows:
            await connection.execute(upsert(connection, table, *columns), rows)


async def agency_names(connection: AsyncConnection) -> dict[str, dict[str, str]]:
    """The names of every agency, by code and language."""
    rows = await connection.execute(select(agencies))
    return {row.code: {language: getattr(row, language) for language in LANGUAGES} for row in rows}


async def service_rows(connection: AsyncConnection, agency: str | None = None) -> list[dict[str, Any]]:
    """Services with their agency and names, of one agency or of all, in the order of their codes."""
    wanted = select(services).order_by(services.c.code)
    if agency is not None:
        wanted = wanted.where(services.c.agency == agency)
    return [dict(row) for row in (await connection.execute(wanted)).mappings()]


def _names(row: Mapping[str, str]) -> dict[str, str]:
    return {language: row[language].strip() for language in LANGUAGES}


def _validity(row: Mapping[str, str]) -> dict[str, Any]:
    days = {
        key: datetime.date.fromisoformat(row[key]) if row.get(key) else None
        for key in ("valid_from", "valid_to")
    }
    return {**days, "predecessor": row.get("predecessor") or None}


def _problems(file: str, rows: Rows, key: str) -> list[tuple[str, int, str]]:
    found: list[tuple[str, int, str]] = []
    seen: set[str] = set()
    for place, row in enumerate(rows, start=1):
        empty = [name for name in (key, *LANGUAGES) if not (row.get(name) or "").strip()]
        if empty:
            found.append((file, place, f"{', '.join(empty)} is empty: fill it in"))
        if row.get(key) in seen:
            found.append((file, place, f"the code {row.get(key)} stands twice: give each row its own"))
        seen.add(row.get(key) or "")
        found += [
            (file, place, f"{name} is no day: write it as 2026-01-31")
            for name in ("valid_from", "valid_to")
            if row.get(name) and not _is_day(row[name])
        ]
    return found


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
