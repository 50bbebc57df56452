"""Decides the life of a campaign in the records: launched with its routes, looked at, closed."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cases import Turn, load
from storage.database import StorageError, among, upsert
from storage.keys import Keys
from storage.questionnaires import Shelf
from storage.record import Moment, pool_row
from storage.tables import campaigns, interviews, participations, pool, routes, services
from surveys.conditions import holds
from surveys.interview.events import Commanded
from surveys.interview.route import route

CLOSING = 500
"""Unfinished interviews that are closed in one go."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as it is launched: one route of each kind for each service."""

    id: str
    names: Mapping[str, str]
    questionnaire: str
    services: Sequence[str]
    kinds: Sequence[str] = ("link",)
    panel: str = "citizens"


async def launch(
    connection: AsyncConnection, plan: Plan, *, today: datetime.date, name: Callable[[int], str]
) -> dict[tuple[str, str], str]:
    """Opens the campaign; returns the payload of each link by (service, kind). `name(n)`: n random bytes as hex.

    The caller has created the campaign's key before. Raises StorageError for an id in use or an unknown service.
    """
    if await connection.scalar(select(campaigns.c.id).where(campaigns.c.id == plan.id)):
        raise StorageError(f"a campaign {plan.id} exists: choose another id")
    known = set(await connection.scalars(select(services.c.code)))
    unknown = sorted(set(plan.services) - known)
    if unknown:
        raise StorageError(f"no such service: {', '.join(unknown)}; load the registry first")
    row = {
        "id": plan.id,
        **plan.names,
        "questionnaire": plan.questionnaire,
        "panel": plan.panel,
        "state": "open",
        "opens_on": today,
    }
    await connection.execute(insert(campaigns), [row])
    links = {(service, kind): name(6) for service in plan.services for kind in plan.kinds}
    await connection.execute(
        insert(routes),
        [
            {"id": payload, "campaign": plan.id, "service": service, "kind": kind}
            for (service, kind), payload in links.items()
        ],
    )
    return links


async def listing(connection: AsyncConnection) -> list[dict[str, Any]]:
    """Every campaign with its state and, by disposition, how many took part; never a figure about content."""
    done = select(participations.c.campaign, participations.c.disposition, func.count()).group_by(
        participations.c.campaign, participations.c.disposition
    )
    took_part: dict[str, dict[str, int]] = {}
    for campaign, disposition, n in await connection.execute(done):
        took_part.setdefault(campaign, {})[disposition] = n
    started = select(interviews.c.campaign, func.count().label("n")).group_by(interviews.c.campaign)
    open_now = {row.campaign: row.n for row in await connection.execute(started)}
    rows = (
        await connection.execute(select(campaigns).order_by(campaigns.c.opens_on, campaigns.c.id))
    ).mappings()
    return [
        {**row, "dispositions": took_part.get(row["id"], {}), "in_progress": open_now.get(row["id"], 0)}
        for row in rows
    ]


async def named(connection: AsyncConnection, campaign: str) -> dict[str, Any]:
    """One campaign: its names, questionnaire and state. Raises StorageError for an unknown one."""
    row = (await connection.execute(select(campaigns).where(campaigns.c.id == campaign))).mappings().first()
    if row is None:
        raise StorageError(f"there is no campaign {campaign}: see `saualnama campaign list`")
    return dict(row)


async def links(connection: AsyncConnection, campaign: str) -> list[dict[str, Any]]:
    """The routes of a campaign: payload, kind, service and its names."""
    wanted = (
        select(routes.c.id, routes.c.kind, services.c.code, services.c.agency, services.c.kk, services.c.ru)
        .join(services, services.c.code == routes.c.service)
        .where(routes.c.campaign == campaign)
        .order_by(services.c.code, routes.c.kind)
    )
    return [dict(row) for row in (await connection.execute(wanted)).mappings()]


async def set_state(connection: AsyncConnection, campaign: str, state: str) -> None:
    """Pauses, resumes or closes. Raises StorageError for an unknown campaign."""
    changed = await connection.execute(
        update(campaigns).where(campaigns.c.id == campaign).values(state=state)
    )
    if changed.rowcount == 0:
        raise StorageError(f"there is no campaign {campaign}: see `saualnama campaign list`")


async def end_interviews(connection: AsyncConnection, campaign: str, *, keys: Keys, moment: Moment) -> int:
    """Ends up to CLOSING unfinished interviews of a closed campaign; returns how many it ended.

    Those whose answers satisfy the questionnaire's `partial_when` become partial responses, the others break-offs
    (AAPOR); either way nothing that knows an address is left.
    """
    wanted = select(interviews.c.address).where(interviews.c.campaign == campaign).limit(CLOSING)
    addresses = (await connection.scalars(wanted)).all()
    turns = [Turn(-1, address, Commanded("show")) for address in addresses]
    desk = await load(connection, turns, shelf=Shelf(), keys=keys)
    kept, took_part, ended = [], [], []
    for held in desk.held.values():
        if held.occasion.campaign != campaign:
            continue
        interview, questionnaire = held.interview, held.occasion.questionnaire
        partial = questionnaire.partial is not None and holds(
            questionnaire.partial, route(questionnaire, interview.answers, interview.seed).values
        )
        disposition = "partial" if partial else "break_off" if interview.cursor else "refused"
        person = keys.person(campaign, held.address)
        day = moment.now.date()
        took_part.append({"campaign": campaign, "person": person, "disposition": disposition, "day": day})
        ended.append(held.id)
        if partial:
            kept.append(pool_row(held, "partial", moment.name(16)))
    if ended:
        await connection.execute(upsert(connection, participations, "disposition", "day"), took_part)
        await connection.execute(delete(interviews).where(among(connection, interviews.c.id, ended)))
    if kept:
        await connection.execute(insert(pool), kept)
    return len(ended)
