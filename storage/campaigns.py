"""Decides the life of a campaign in the records: launched with its routes, looked at, paused. `closing.py` ends it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, StorageError
from storage.environment import Environment
from storage.key_files import KEY_BYTES
from storage.registry_tables import services
from storage.responses import IMPORTED
from storage.tables import HAS_ENDED, OPEN, campaigns, interviews, participations, responses, routes
from storage.trials import TRIAL_NAME, is_trial
from surveys.coding import Disposition, names_of


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as it is launched: one route of each kind for each service.

    `trial`: its one respondent is a phone of a preview, whose answers may be looked at; its id begins as TRIAL_NAME.
    """

    id: str
    names: Mapping[str, str]
    questionnaire: str
    services: Sequence[str]
    kinds: Sequence[str] = ("link",)
    panel: str = "citizens"
    trial: bool = False


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in the records. `names` by language; `questionnaire` is a fingerprint."""

    id: str
    names: Mapping[str, str]
    questionnaire: str
    panel: str
    state: str
    opens_on: datetime.date
    closes_on: datetime.date | None
    closed_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign: how many took part by disposition, are answering now, and have ended and wait for their batch."""

    campaign: CampaignRow
    dispositions: Mapping[Disposition, int] = field(default_factory=dict)
    in_progress: int = 0
    waiting: int = 0


async def launch(database: Database, plan: Plan, *, environment: Environment) -> dict[tuple[str, str], str]:
    """Makes the campaign's key, then opens the campaign; returns the payload of each link by (service, kind).

    Raises StorageError for an id in use or kept for trials, and for an unknown service.
    """
    if is_trial(plan.id) != plan.trial:
        raise StorageError(
            f"{TRIAL_NAME}... is for previews, whose answers can be looked at: choose another id than {plan.id}"
        )
    environment.keys.create(plan.id, secret=bytes.fromhex(environment.random_hex(KEY_BYTES)))
    async with database.writing() as connection:
        return await _open(connection, plan, environment)


async def any_known(connection: AsyncConnection) -> bool:
    """Whether there is a campaign at all, in whatever state."""
    return await connection.scalar(select(campaigns.c.id).limit(1)) is not None


async def listing(connection: AsyncConnection) -> list[Standing]:
    """Every campaign with its state and, by disposition, how many took part; never a figure about content."""
    done = select(participations.c.campaign, participations.c.disposition, func.count()).group_by(
        participations.c.campaign, participations.c.disposition
    )
    took_part: dict[str, dict[Disposition, int]] = {}
    for campaign, disposition, n in await connection.execute(done):
        took_part.setdefault(campaign, {})[disposition] = n
    await _tell_partial_apart(connection, took_part)
    begun = (
        select(interviews.c.campaign, HAS_ENDED, func.count())
        .where(interviews.c.slot >= OPEN)
        .group_by(interviews.c.campaign, HAS_ENDED)
    )
    now = {(campaign, bool(ended)): n for campaign, ended, n in await connection.execute(begun)}
    rows = await connection.execute(select(campaigns).order_by(campaigns.c.opens_on, campaigns.c.id))
    return [
        Standing(
            _row(row),
            took_part.get(row["id"], {}),
            in_progress=now.get((row["id"], False), 0),
            waiting=now.get((row["id"], True), 0),
        )
        for row in rows.mappings()
    ]


async def _tell_partial_apart(
    connection: AsyncConnection, took_part: Mapping[str, dict[Disposition, int]]
) -> None:
    """Participations only say that answers are in; which of them are partial, the responses do.

    Those that came in a file took part elsewhere.
    """
    kept = select(responses.c.campaign, func.count()).where(
        responses.c.disposition == "partial", responses.c.route != IMPORTED
    )
    for campaign, partial in await connection.execute(kept.group_by(responses.c.campaign)):
        counted = took_part.get(campaign, {})
        answered = counted.pop("complete", 0) + counted.pop("partial", 0)
        counted["partial"] = partial
        if answered > partial:
            counted["complete"] = answered - partial


async def named(connection: AsyncConnection, campaign: str) -> CampaignRow:
    """One campaign. Raises StorageError for an unknown one."""
    row = (await connection.execute(select(campaigns).where(campaigns.c.id == campaign))).mappings().first()
    if row is None:
        raise _unknown(campaign)
    return _row(row)


async def set_state(connection: AsyncConnection, campaign: str, state: str, *, today: datetime.date) -> None:
    """Pauses, resumes or closes. Raises StorageError for an unknown campaign."""
    closed = {"closed_on": func.coalesce(campaigns.c.closed_on, today)} if state == "closed" else {}
    changed = await connection.execute(
        update(campaigns).where(campaigns.c.id == campaign).values(state=state, **closed)
    )
    if changed.rowcount == 0:
        raise _unknown(campaign)


async def _open(
    connection: AsyncConnection, plan: Plan, environment: Environment
) -> dict[tuple[str, str], str]:
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
        "opens_on": environment.today,
    }
    await connection.execute(insert(campaigns), [row])
    payloads = {
        (service, kind): environment.random_hex(6) for service in plan.services for kind in plan.kinds
    }
    await connection.execute(
        insert(routes),
        [
            {"id": payload, "campaign": plan.id, "service": service, "kind": kind}
            for (service, kind), payload in payloads.items()
        ],
    )
    return payloads


def _row(row: RowMapping) -> CampaignRow:
    return CampaignRow(
        id=row["id"],
        names=names_of(row),
        questionnaire=row["questionnaire"],
        panel=row["panel"],
        state=row["state"],
        opens_on=row["opens_on"],
        closes_on=row["closes_on"],
        closed_on=row["closed_on"],
    )


def _unknown(campaign: str) -> StorageError:
    return StorageError(f"there is no campaign {campaign}: see `saualnama campaign list`")
