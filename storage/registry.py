"""Decides how the registry is read: names, entries that were valid on a day, names that wait for a native reviewer."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, and_, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import among
from storage.registry_tables import agencies, offices, regions, services
from storage.successions import Term
from surveys.coding import names_of

Kind = Literal["regions", "agencies", "services", "offices"]
Value = str | int | bool | datetime.date | None
Entry = Mapping[str, Value]
"""A row of the registry, by the names of its columns."""

TABLES: Mapping[Kind, Table] = {
    "regions": regions,
    "agencies": agencies,
    "services": services,
    "offices": offices,
}
"""In this order each names only those before it, and its own predecessors."""


@dataclass(frozen=True, slots=True)
class Service:
    """A public service: its code, that of the agency which provides it, and its names by language."""

    code: str
    agency: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """A Kazakh name that no native speaker has read and no public source has."""

    kind: Literal["agencies", "services"]
    code: str
    kk: str


async def agency_names(connection: AsyncConnection) -> dict[str, dict[str, str]]:
    """The names of every agency, by code and language."""
    return await registered_names(connection, "agencies")


async def registered_names(connection: AsyncConnection, kind: Kind) -> dict[str, dict[str, str]]:
    """The names of all that the registry has of a kind, by code and language."""
    rows = (await connection.execute(select(TABLES[kind]))).mappings()
    return {row["code"]: names_of(row) for row in rows}


async def service_rows(connection: AsyncConnection, agency: str | None = None) -> list[Service]:
    """Services with their agency and names, of one agency or of all, in the order of their codes."""
    return [
        Service(row["code"], row["agency"], names_of(row))
        for row in await entries(connection, "services", agency=agency)
    ]


async def entries(
    connection: AsyncConnection, kind: Kind, *, agency: str | None = None, on: datetime.date | None = None
) -> list[dict[str, Any]]:
    """Whole rows in the order of their codes. `agency`: only its own, or it alone. `on`: only what was valid then."""
    table = TABLES[kind]
    wanted = select(table).order_by(table.c.code)
    if agency is not None and kind != "regions":
        wanted = wanted.where((table.c.code if kind == "agencies" else table.c.agency) == agency)
    if on is not None and kind != "regions":
        wanted = wanted.where(_valid(table, on))
    return [dict(row) for row in (await connection.execute(wanted)).mappings()]


async def unreviewed(connection: AsyncConnection, codes: Collection[str]) -> list[Unreviewed]:
    """Which Kazakh names a native speaker should read before they are shown: of these services, and of their agencies.

    `codes`: of services or of agencies.
    """
    mine = among(connection, services.c.code, codes)
    theirs = select(services.c.agency).where(mine)
    wanted = union_all(
        select(literal("agencies").label("kind"), agencies.c.code, agencies.c.kk).where(
            ~agencies.c.kk_checked,
            or_(among(connection, agencies.c.code, codes), agencies.c.code.in_(theirs)),
        ),
        select(literal("services").label("kind"), services.c.code, services.c.kk).where(
            ~services.c.kk_checked, mine
        ),
    )
    found = [Unreviewed(*row) for row in await connection.execute(wanted)]
    return sorted(found, key=lambda each: (each.kind, each.code))


async def terms(
    connection: AsyncConnection, kind: Literal["agencies", "services", "offices"]
) -> dict[str, Term]:
    """From when to when each was valid, and what it has followed: what `successions.standing_for` asks for."""
    table = TABLES[kind]
    rows = await connection.execute(
        select(table.c.code, table.c.valid_from, table.c.valid_to, table.c.predecessor)
    )
    return {code: Term(*term) for code, *term in rows}


def _valid(table: Table, day: datetime.date) -> ColumnElement[bool]:
    return and_(
        or_(table.c.valid_from.is_(None), table.c.valid_from <= day),
        or_(table.c.valid_to.is_(None), table.c.valid_to >= day),
    )
