"""Decides how a plan is kept: a row of `campaigns` and its routes, whose links stay the same from the draft on."""

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import counters
from storage.campaign_states import Action, require
from storage.choosing import require_places, require_services
from storage.database import StorageError, among
from storage.environment import Environment
from storage.links import PAYLOAD_BYTES
from storage.plans import Plan, Promise, faults, out_of_order
from storage.registry_tables import offices, services
from storage.tables import campaigns, imports, responses, routes, tokens
from storage.trials import is_trial
from surveys.coding import LANGUAGES, names_of

_Route = tuple[str, str, str | None]
"""A service, a kind, and the office or none."""


async def find(
    connection: AsyncConnection, campaign: str, action: Action, *, today: datetime.date
) -> Plan | None:
    """The plan of a draft; None where there is no such campaign. StorageError for one that was launched."""
    row = (await connection.execute(select(campaigns).where(campaigns.c.id == campaign))).mappings().first()
    if row is None:
        return None
    require(row, action, today=today)
    return await plan_in(connection, row)


async def plan_in(connection: AsyncConnection, row: RowMapping) -> Plan:
    """The plan that a row and its routes are."""
    kept = list(await _routes(connection, row["id"]))
    ways = sorted(kept, key=lambda way: way[1] != "link")
    return Plan(
        id=row["id"],
        names=names_of(row),
        questionnaire=row["questionnaire"],
        services=list(dict.fromkeys(service for service, _, _ in kept)),
        kinds=list(dict.fromkeys(kind for _, kind, office in ways if office is None)),
        panel=row["panel"],
        trial=is_trial(row["id"]),
        offices=sorted({office for _, _, office in kept if office is not None}),
        opens_on=row["opens_on"],
        closes_on=row["closes_on"],
        target=row["target"],
        promise=promise_in(row),
    )


def promise_in(row: Mapping[Any, Any]) -> Promise:
    """What the campaign in this row has promised."""
    return Promise(
        row["results_on"],
        {language: said for language, said in names_of(row, "results_where_").items() if said},
        {language: said for language, said in names_of(row, "contact_").items() if said},
    )


async def require_fit(connection: AsyncConnection, plan: Plan, *, today: datetime.date) -> None:
    """StorageError with all that forbids the plan even as a draft, and where its id is that of a launched campaign."""
    row = (await connection.execute(select(campaigns).where(campaigns.c.id == plan.id))).mappings().first()
    if row is not None:
        require(row, "change", today=today)
    wrong = [*faults(plan), *out_of_order(plan, today=today)]
    for look in (_services, _places):
        try:
            await look(connection, plan, today)
        except StorageError as error:
            wrong.append(str(error))
    if wrong:
        raise StorageError("\n".join(wrong))


async def keep(connection: AsyncConnection, plan: Plan, *, state: str, environment: Environment) -> None:
    """Writes the plan as a draft, or as what it is launched into; the links of what it had before stay."""
    await require_fit(connection, plan, today=environment.today)
    promised = {
        f"{name}_{language}": words.get(language, "").strip() or None
        for name, words in (("results_where", plan.promise.results_where), ("contact", plan.promise.contact))
        for language in LANGUAGES
    }
    row = {
        **{language: plan.names[language].strip() for language in LANGUAGES},
        "questionnaire": plan.questionnaire,
        "panel": plan.panel,
        "state": state,
        "opens_on": plan.first_day(environment.today)
        if state == "open"
        else plan.opens_on or environment.today,
        "closes_on": plan.closes_on,
        "target": plan.target,
        "results_on": plan.promise.results_on,
        **promised,
    }
    changed = await connection.execute(update(campaigns).where(campaigns.c.id == plan.id).values(row))
    if changed.rowcount == 0:
        await connection.execute(insert(campaigns), [{"id": plan.id, **row}])
    wanted = await ways(connection, plan)
    kept = set(await _routes(connection, plan.id))
    for service, kind, office in kept - set(wanted):
        mine = (routes.c.campaign == plan.id, routes.c.service == service, routes.c.kind == kind)
        gone = select(routes.c.id).where(*mine, routes.c.office.is_not_distinct_from(office))
        await connection.execute(delete(tokens).where(tokens.c.route.in_(gone)))
        await connection.execute(delete(routes).where(routes.c.id.in_(gone)))
    await add_routes(connection, plan.id, [way for way in wanted if way not in kept], environment=environment)


async def ways(connection: AsyncConnection, plan: Plan) -> list[_Route]:
    """The routes of a plan: each service by each kind, and by the poster in each office of its agency."""
    wanted: list[_Route] = [(service, kind, None) for service in plan.services for kind in plan.kinds]
    if not plan.offices:
        return list(dict.fromkeys(wanted))
    placed = (
        select(services.c.code, offices.c.code)
        .join(offices, offices.c.agency == services.c.agency)
        .where(among(connection, services.c.code, plan.services))
        .where(among(connection, offices.c.code, plan.offices))
        .order_by(services.c.code, offices.c.code)
    )
    wanted += [(service, "qr", office) for service, office in await connection.execute(placed)]
    return list(dict.fromkeys(wanted))


async def add_routes(
    connection: AsyncConnection, campaign: str, wanted: list[_Route], *, environment: Environment
) -> None:
    """Gives each of these ways a link."""
    if wanted:
        rows = [
            {
                "id": environment.random_hex(PAYLOAD_BYTES),
                "campaign": campaign,
                "service": service,
                "kind": kind,
                "office": office,
            }
            for service, kind, office in wanted
        ]
        await connection.execute(insert(routes), rows)


async def remove(connection: AsyncConnection, campaign: str) -> None:
    """Takes a draft out with its links. StorageError where responses were imported into it."""
    for table in (imports, responses):
        if await connection.scalar(select(exists().where(table.c.campaign == campaign))):
            raise StorageError(
                f"{campaign} has imported responses: take them out first, or launch and close it"
            )
    mine = select(routes.c.id).where(routes.c.campaign == campaign)
    await connection.execute(delete(tokens).where(tokens.c.route.in_(mine)))
    await connection.execute(delete(routes).where(routes.c.campaign == campaign))
    await counters.erase(connection, campaign)
    await connection.execute(delete(campaigns).where(campaigns.c.id == campaign))


async def _services(connection: AsyncConnection, plan: Plan, today: datetime.date) -> None:
    await require_services(connection, plan.services, day=plan.first_day(today))


async def _places(connection: AsyncConnection, plan: Plan, today: datetime.date) -> None:
    await require_places(connection, plan.offices, about=plan.services, day=plan.first_day(today))


async def _routes(connection: AsyncConnection, campaign: str) -> list[_Route]:
    mine = select(routes.c.service, routes.c.kind, routes.c.office).where(routes.c.campaign == campaign)
    return [tuple(row) for row in await connection.execute(mine.order_by(routes.c.service, routes.c.kind))]
