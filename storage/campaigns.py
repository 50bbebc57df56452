"""Decides the life of a campaign in the records: drafted, launched, looked at, paused. `closing.py` ends it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import drafts, fieldwork_status
from storage.allowing import required, unknown
from storage.campaign_states import Action, State, state_on
from storage.database import Database, StorageError
from storage.environment import Environment
from storage.key_files import KEY_BYTES
from storage.links import links
from storage.plans import Plan as Plan  # noqa: PLC0414 - a campaign is launched by one
from storage.plans import Promise, lacking
from storage.responses import IMPORTED
from storage.tables import HAS_ENDED, campaigns, interviews, participations, responses
from surveys.coding import Disposition, names_of

_DOES: Mapping[str, Action] = {"paused": "pause", "open": "resume", "closed": "close"}
"""What brings a campaign into a state."""


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in the records. `names` by language; `questionnaire` is a fingerprint; `closes_on` its last day."""

    id: str
    names: Mapping[str, str]
    questionnaire: str
    panel: str
    state: str
    opens_on: datetime.date
    closes_on: datetime.date | None
    closed_on: datetime.date | None = None
    target: int | None = None
    promise: Promise = field(default_factory=Promise)

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which a closed one was asked: the bot may have noted the end later; None while it goes on."""
        if self.closed_on is None or self.closes_on is None:
            return self.closed_on
        return min(self.closed_on, self.closes_on)

    def state_on(self, today: datetime.date) -> State:
        """What it is on that day."""
        return state_on(today, self.state, self.opens_on, self.closes_on)


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign: how many interviews were opened, ended as what, go on, and wait for their batch with answers.

    `opened` is None of one that is forgotten, which tells people instead.
    """

    campaign: CampaignRow
    opened: int | None = None
    dispositions: Mapping[Disposition, int] = field(default_factory=dict)
    in_progress: int = 0
    waiting: int = 0


async def draft(database: Database, plan: Plan, *, environment: Environment) -> None:
    """Keeps the plan as a draft, new or in place of what the draft said; it has links and a key, and asks nobody.

    StorageError with all that forbids it, such as an id in use, and an unknown service.
    """
    await _keep(database, plan, "draft", environment=environment)


async def launch(database: Database, plan: Plan, *, environment: Environment) -> dict[tuple[str, str], str]:
    """Opens a campaign by this plan, new or a draft so far, on its first day: its questionnaire changes no more.

    Returns the payload of each link by (service, kind); those of offices are in `links`. StorageError with all that
    forbids it: what forbids a draft, and what the consent promises and the plan does not say.
    """
    async with database.reading() as connection:
        if wrong := await obstacles(connection, plan, today=environment.today):
            raise StorageError("\n".join(wrong))
    await _keep(database, plan, "open", environment=environment)
    async with database.reading() as connection:
        found = await links(connection, plan.id)
    return {(link.service, link.kind): link.payload for link in found if link.office is None}


async def obstacles(connection: AsyncConnection, plan: Plan, *, today: datetime.date) -> list[str]:
    """All that forbids a launch of this plan today, a sentence each."""
    wrong = lacking(plan)
    try:
        await drafts.require_fit(connection, plan, today=today)
    except StorageError as error:
        return [*str(error).split("\n"), *wrong]
    return wrong


async def _keep(database: Database, plan: Plan, state: str, *, environment: Environment) -> None:
    """The key first: what is open has one, and an existing one is never replaced."""
    async with database.reading() as connection:
        await drafts.require_fit(connection, plan, today=environment.today)
    environment.keys.create(plan.id, secret=bytes.fromhex(environment.random_hex(KEY_BYTES)))
    async with database.writing() as connection:
        await drafts.keep(connection, plan, state=state, environment=environment)


async def any_known(connection: AsyncConnection) -> bool:
    """Whether there is a campaign at all, in whatever state."""
    return await connection.scalar(select(campaigns.c.id).limit(1)) is not None


async def listing(connection: AsyncConnection) -> list[Standing]:
    """Every campaign with its state and, by disposition, how many took part; never a figure about content.

    Of one that is forgotten it is told how many people took part, since nothing is left that counts interviews.
    """
    counted = await fieldwork_status.totals(connection)
    done = select(participations.c.campaign, participations.c.disposition, func.count()).group_by(
        participations.c.campaign, participations.c.disposition
    )
    took_part: dict[str, dict[Disposition, int]] = {}
    for campaign, disposition, n in await connection.execute(done):
        took_part.setdefault(campaign, {})[disposition] = n
    await _tell_partial_apart(connection, took_part)
    begun = select(interviews.c.campaign, HAS_ENDED, func.count()).group_by(interviews.c.campaign, HAS_ENDED)
    now = {(campaign, bool(ended)): n for campaign, ended, n in await connection.execute(begun)}
    rows = await connection.execute(select(campaigns).order_by(campaigns.c.opens_on, campaigns.c.id))
    found = []
    for row in rows.mappings():
        tally, forgotten = counted.get(row["id"], fieldwork_status.Tally()), row["forgotten_on"] is not None
        found.append(
            Standing(
                _row(row),
                None if forgotten else tally.opened,
                took_part.get(row["id"], {}) if forgotten else tally.dispositions,
                in_progress=now.get((row["id"], False), 0) - tally.blocked,
                waiting=tally.waiting(now.get((row["id"], True), 0)),
            )
        )
    return found


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
        raise await unknown(connection, campaign)
    return _row(row)


async def set_state(connection: AsyncConnection, campaign: str, state: str, *, today: datetime.date) -> None:
    """Pauses, resumes or closes. StorageError for an unknown campaign, and where its present state forbids it."""
    await required(connection, campaign, _DOES[state], today=today)
    closed = {"closed_on": func.coalesce(campaigns.c.closed_on, today)} if state == "closed" else {}
    await connection.execute(
        update(campaigns).where(campaigns.c.id == campaign).values(state=state, **closed)
    )


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
        target=row["target"],
        promise=drafts.promise_in(row),
    )
