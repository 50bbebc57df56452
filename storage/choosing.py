"""Decides what of the registry a campaign can be about: services and offices that are valid on the day it opens."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import StorageError, among
from storage.near import guess
from storage.registry_tables import agencies, offices, services
from surveys.coding import names_of

EVERY = "all"
"""What stands for every office of the agencies that are asked about."""


async def services_of(connection: AsyncConnection, codes: Sequence[str], *, day: datetime.date) -> list[str]:
    """The services of these agencies that are valid on that day. StorageError for an agency that cannot be chosen."""
    await require_valid(connection, agencies, "agency", codes, day=day)
    wanted = (
        select(services.c.code)
        .where(among(connection, services.c.agency, codes), *_valid(services, day))
        .order_by(services.c.agency, services.c.code)
    )
    found = list(await connection.scalars(wanted))
    if not found:
        raise StorageError(f"{', '.join(codes)} has no service that is valid on {day}: load some first")
    return found


async def offices_of(
    connection: AsyncConnection, chosen: Sequence[str], *, about: Sequence[str], day: datetime.date
) -> list[str]:
    """The codes of these offices, or of EVERY one that the agencies of the services `about` have on that day."""
    if EVERY not in chosen:
        return list(dict.fromkeys(chosen))
    mine = select(services.c.agency).where(among(connection, services.c.code, about))
    wanted = select(offices.c.code).where(offices.c.agency.in_(mine), *_valid(offices, day))
    found = list(await connection.scalars(wanted.order_by(offices.c.code)))
    if not found:
        raise StorageError(
            "these agencies have no office in the registry: load offices first, or leave --office out"
        )
    return found


async def require_places(
    connection: AsyncConnection, codes: Sequence[str], *, about: Sequence[str], day: datetime.date
) -> None:
    """StorageError for an office that cannot be chosen, or is of no agency whose service is asked `about`."""
    await require_valid(connection, offices, "office", codes, day=day)
    mine = select(services.c.agency).where(among(connection, services.c.code, about))
    foreign = select(offices.c.code).where(
        among(connection, offices.c.code, codes), offices.c.agency.not_in(mine)
    )
    if others := sorted(await connection.scalars(foreign)):
        raise StorageError(f"no service of the campaign is that of office {', '.join(others)}: leave it out")


async def require_services(connection: AsyncConnection, codes: Sequence[str], *, day: datetime.date) -> None:
    """StorageError for a service that is unknown or not valid on that day, or whose agency is not."""
    await require_valid(connection, services, "service", codes, day=day)
    theirs = select(services.c.agency).where(among(connection, services.c.code, codes)).distinct()
    await require_valid(connection, agencies, "agency", list(await connection.scalars(theirs)), day=day)


async def require_valid(
    connection: AsyncConnection, table: Table, what: str, codes: Sequence[str], *, day: datetime.date
) -> None:
    """StorageError that names every code which is unknown, or not valid on that day."""
    chosen = select(table).where(among(connection, table.c.code, sorted(set(codes))))
    found = {row["code"]: row for row in (await connection.execute(chosen)).mappings()}
    wrong = []
    if unknown := sorted(set(codes) - set(found)):
        known = list(await connection.scalars(select(table.c.code)))
        wrong += [f"no such {what}: {code}{guess(code, known)}" for code in unknown]
    for row in found.values():
        if told := _invalid(row, day):
            later = select(table.c.code).where(table.c.predecessor == row["code"])
            followed = sorted(await connection.scalars(later))
            instead = f"; it is followed by {', '.join(followed)}" if followed else ""
            wrong.append(f"the {what} {row['code']} ({row['ru']}) {told}{instead}")
    if wrong:
        raise StorageError("\n".join(wrong))


async def unchecked(connection: AsyncConnection, codes: Sequence[str]) -> dict[str, str]:
    """Kazakh names that no native speaker has read, of these services and their agencies: by code."""
    mine = select(services.c.agency).where(among(connection, services.c.code, codes))
    of_services = select(services.c.code, services.c.kk).where(
        among(connection, services.c.code, codes), services.c.kk_checked.is_(False)
    )
    of_agencies = select(agencies.c.code, agencies.c.kk).where(
        agencies.c.code.in_(mine), agencies.c.kk_checked.is_(False)
    )
    rows = [*await connection.execute(of_agencies), *await connection.execute(of_services)]
    return {row.code: row.kk for row in rows}


async def without_offices(connection: AsyncConnection, codes: Sequence[str]) -> list[str]:
    """Those of the services whose agency has no office in the registry."""
    placed = select(offices.c.agency)
    wanted = select(services.c.code).where(
        among(connection, services.c.code, codes), services.c.agency.not_in(placed)
    )
    return sorted(await connection.scalars(wanted))


async def named_services(connection: AsyncConnection, codes: Sequence[str]) -> dict[str, dict[str, str]]:
    """The names of these services by language, by code."""
    chosen = select(services).where(among(connection, services.c.code, codes)).order_by(services.c.code)
    return {row["code"]: names_of(row) for row in (await connection.execute(chosen)).mappings()}


def _valid(table: Table, day: datetime.date) -> tuple[Any, ...]:
    return (
        or_(table.c.valid_from.is_(None), table.c.valid_from <= day),
        or_(table.c.valid_to.is_(None), table.c.valid_to >= day),
    )


def _invalid(row: RowMapping | Mapping[str, Any], day: datetime.date) -> str | None:
    if row["valid_to"] is not None and row["valid_to"] < day:
        return f"has ended on {row['valid_to']}"
    if row["valid_from"] is not None and row["valid_from"] > day:
        return f"begins on {row['valid_from']}"
    return None
