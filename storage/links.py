"""Decides which ways lead into a campaign: a link, a poster of each office, one for links that work once.

How people came is kept with what they answered, and told apart in every figure: whoever adds a way adds a kind.
"""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import StorageError
from storage.registry_tables import agencies, offices, services
from storage.tables import campaigns, routes
from storage.tokens import TOKEN
from surveys.coding import LANGUAGES, names_of

QR = "qr"
"""The kind of a route that is printed as a code: of an office where there is one."""
NO_LINKS = (TOKEN, "web")
"""Kinds whose payload, by itself, leads nobody into the bot."""
PAYLOAD_BYTES = 6
"""Of chance in a payload, in hexadecimal digits: 48 bits cannot be guessed, and twelve letters can still be typed."""

Way = tuple[str, str | None]
"""A service, and the office that is known where there is one."""


@dataclass(frozen=True, slots=True)
class Link:
    """A route of a campaign: the payload that leads in, how people come by it, and to what.

    `names` are those of the service, `agency_names` of its agency, `office_names` of the office, where one is known.
    """

    payload: str
    kind: str
    service: str
    agency: str
    names: Mapping[str, str]
    agency_names: Mapping[str, str]
    office: str | None = None
    office_names: Mapping[str, str] | None = None


async def links(connection: AsyncConnection, campaign: str) -> list[Link]:
    """What leads into a campaign, by service, kind and office."""
    found = await connection.execute(
        _LINKS.where(routes.c.campaign == campaign, routes.c.kind.not_in(NO_LINKS)).order_by(
            routes.c.service, routes.c.kind, routes.c.office, routes.c.id
        )
    )
    return [_link(row) for row in found.mappings()]


async def served(connection: AsyncConnection, campaign: str) -> dict[str, str]:
    """The services of a campaign that is not over, and their agencies, by code. Raises StorageError for any other."""
    state = await connection.scalar(select(campaigns.c.state).where(campaigns.c.id == campaign))
    if state is None:
        raise StorageError(f"there is no campaign {campaign}: see `saualnama campaign list`")
    if state == "closed":
        raise StorageError(f"campaign {campaign} is closed: nobody can answer it any more")
    return await rated(connection, campaign)


async def rated(connection: AsyncConnection, campaign: str) -> dict[str, str]:
    """The services of a campaign, and their agencies, by code."""
    wanted = (
        select(services.c.code, services.c.agency)
        .join(routes, routes.c.service == services.c.code)
        .where(routes.c.campaign == campaign)
        .distinct()
        .order_by(services.c.code)
    )
    return {row.code: row.agency for row in await connection.execute(wanted)}


async def places(
    connection: AsyncConnection, of_agencies: Collection[str], *, today: datetime.date
) -> dict[str, str]:
    """The offices of these agencies that have not ended by today, and their agencies, by code."""
    wanted = select(offices.c.code, offices.c.agency).where(
        offices.c.agency.in_(of_agencies), or_(offices.c.valid_to.is_(None), offices.c.valid_to >= today)
    )
    return {row.code: row.agency for row in await connection.execute(wanted.order_by(offices.c.code))}


async def add_routes(
    connection: AsyncConnection,
    campaign: str,
    kind: str,
    ways: Sequence[Way],
    *,
    random_hex: Callable[[int], str],
) -> dict[Way, str]:
    """The routes of this kind for these, by service and office; those that are not there are made."""
    known = sqlite if connection.dialect.name == "sqlite" else postgresql
    await connection.execute(
        known.insert(routes).on_conflict_do_nothing(),
        [
            {
                "id": random_hex(PAYLOAD_BYTES),
                "campaign": campaign,
                "service": service,
                "kind": kind,
                "office": office,
            }
            for service, office in ways
        ],
    )
    mine = select(routes.c.id, routes.c.service, routes.c.office).where(
        routes.c.campaign == campaign, routes.c.kind == kind
    )
    found = {(row.service, row.office): row.id for row in await connection.execute(mine)}
    return {way: found[way] for way in ways}


def _link(row: RowMapping) -> Link:
    office = row["office"]
    return Link(
        row["payload"],
        row["kind"],
        row["service"],
        row["agency"],
        names_of(row, "service_"),
        names_of(row, "agency_"),
        office,
        names_of(row, "office_") if office else None,
    )


def _named(table: Any, what: str) -> list[ColumnElement[str]]:
    return [table.c[language].label(f"{what}_{language}") for language in LANGUAGES]


_LINKS = (
    select(
        routes.c.id.label("payload"),
        routes.c.kind,
        routes.c.service,
        routes.c.office,
        services.c.agency,
        *_named(services, "service"),
        *_named(agencies, "agency"),
        *_named(offices, "office"),
    )
    .join(services, services.c.code == routes.c.service)
    .join(agencies, agencies.c.code == services.c.agency)
    .outerjoin(offices, offices.c.code == routes.c.office)
)
