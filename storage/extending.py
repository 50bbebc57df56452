"""Decides what may still be changed of a campaign that was launched: its last day, its target, more services."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import drafts
from storage.allowing import required
from storage.choosing import require_services
from storage.database import StorageError
from storage.environment import Environment
from storage.plans import faults, out_of_order
from storage.tables import campaigns


@dataclass(frozen=True, slots=True)
class Extension:
    """What may be changed of a campaign that was launched; None and nothing leave it as it is.

    A new service gets a link of each kind that the campaign has, and posters in those of its offices that are its own.
    """

    closes_on: datetime.date | None = None
    results_on: datetime.date | None = None
    target: int | None = None
    services: Sequence[str] = ()


async def extend(
    connection: AsyncConnection, campaign: str, wanted: Extension, *, environment: Environment
) -> None:
    """Changes what may be changed of a launched campaign. StorageError where it is none, and for what cannot be."""
    today = environment.today
    row = await required(connection, campaign, "extend", today=today)
    before = await drafts.plan_in(connection, row)
    if wanted.closes_on is not None and wanted.closes_on <= today:
        raise StorageError(f"{wanted.closes_on} is not later than today: give a later day with --closes")
    results_on = wanted.results_on or before.promise.results_on
    after = replace(
        before,
        services=list(dict.fromkeys([*before.services, *wanted.services])),
        closes_on=wanted.closes_on or before.closes_on,
        target=before.target if wanted.target is None else wanted.target,
        promise=replace(before.promise, results_on=results_on),
    )
    await require_services(connection, wanted.services, day=today)
    wrong = list(faults(after))
    if wanted.closes_on is not None or wanted.results_on is not None:
        wrong += out_of_order(after, today=today)
    if wrong:
        raise StorageError("\n".join(wrong))
    await connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign)
        .values(closes_on=after.closes_on, target=after.target, results_on=results_on)
    )
    had = set(await drafts.ways(connection, before))
    new = [way for way in await drafts.ways(connection, after) if way not in had]
    await drafts.add_routes(connection, campaign, new, environment=environment)
