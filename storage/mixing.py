"""Decides when an ended interview is taken apart: in batches of at least twenty, in two transactions, each shuffled.

The first writes who took part and marks the rows; the second writes what was answered and erases the rows. So neither
order nor transaction joins the two, and whoever holds a full copy of the database, with every dead row and log of it
but without the keys, can link a participation with a response no better than one in a batch.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import counters, responses
from storage.answer_bytes import Layout, layout
from storage.database import Database, among
from storage.environment import Environment
from storage.interview_rows import EndedInterview, ended_from_row, number_of
from storage.interview_states import ended_state
from storage.periods import LEAST
from storage.questionnaires import QuestionnaireCache
from storage.registry_tables import agencies, services
from storage.responses import BURST, UNKNOWN_PACE, Response, pace
from storage.sealing import SealedError
from storage.tables import (
    HAS_ENDED,
    campaigns,
    interviews,
    participations,
    questionnaires,
    routes,
    withdrawals,
)
from surveys.coding import TOOK_PART, WITH_ANSWERS, week_of
from surveys.interview.offering import known_from
from surveys.questionnaire import Questionnaire

log = logging.getLogger(__name__)

MOST = 1_000
"""Ended interviews in a batch, or LEAST less than that more: a longer transaction would keep turns waiting."""
WEIGHT = {"unreachable": -1, "refused": 0, "break_off": 1, "partial": 2, "complete": 3}
"""Which disposition stands of somebody who came several times: what gave more answers."""
BURST_LEAST, BURST_TIMES = 20, 8
"""An hour with so many completed interviews by one route, so many times its mean hour, is a burst."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is needed of a campaign to write its responses. `routes`: (service, agency, kind, office) by payload."""

    panel: str
    version: int
    questionnaire: Questionnaire
    layout: Layout
    routes: Mapping[str, tuple[str, str, str, str | None]]
    bursts: Collection[tuple[str, str, int, int]]


async def mix(
    database: Database,
    campaign: str,
    *,
    cache: QuestionnaireCache,
    environment: Environment,
    everything: bool = False,
) -> int:
    """Takes one batch apart; returns how many ended interviews went.

    `everything`: also fewer than LEAST, of a closed campaign whose small rest is to be released. What is left behind
    is never fewer than LEAST. A batch that was only marked, since the process died, is taken up again first. Raises
    CampaignKeyError: nothing is moved then.
    """
    async with database.writing() as connection:
        moved = await move(connection, campaign, cache=cache, environment=environment)
    if moved:
        return moved
    async with database.writing() as connection:
        await mark(connection, campaign, environment=environment, everything=everything)
    async with database.writing() as connection:
        return await move(connection, campaign, cache=cache, environment=environment)


async def waiting(connection: AsyncConnection, campaign: str) -> int:
    """How many ended interviews of a campaign wait for their batch."""
    mine = select(func.count()).where(interviews.c.campaign == campaign, HAS_ENDED)
    return (await connection.scalars(mine.where(interviews.c.marked.is_(False)))).one()


async def mark(
    connection: AsyncConnection, campaign: str, *, environment: Environment, everything: bool
) -> None:
    """The first transaction: who took part, and nothing else of them that their response has too.

    Whoever has answered about the same service before (they could not be recognised while a key was bad) keeps those
    answers: the later ones go.
    """
    ended = await _ended(connection, campaign, marked=False, environment=environment)
    batch = _batch(environment.shuffled(ended), everything=everything)
    if not batch:
        return
    people = {one.id: environment.keys.person(campaign, one.address, one.service) for one in batch}
    former = {one.id: environment.keys.former_person(campaign, one.address) for one in batch}
    had = await _have_answered(connection, campaign, {*people.values(), *former.values()})
    best: dict[str, EndedInterview] = {}
    for one in sorted(batch, key=lambda each: (-WEIGHT[each.disposition], each.touched)):
        best.setdefault(people[one.id], one)
    rows = [
        {
            "campaign": campaign,
            "person": person,
            "disposition": "complete" if one.disposition in WITH_ANSWERS else one.disposition,
        }
        for person, one in best.items()
        if one.disposition in TOOK_PART
    ]
    if rows:
        await connection.execute(_took_part(connection), environment.shuffled(rows))
    again = {
        number_of(one.id)
        for one in batch
        if one is not best[people[one.id]] or people[one.id] in had or former[one.id] in had
    }
    twice = [one for one in batch if number_of(one.id) in again and one.disposition in WITH_ANSWERS]
    await counters.note_released(connection, campaign, len(twice))
    if again:
        await connection.execute(delete(interviews).where(among(connection, interviews.c.id, sorted(again))))
    numbers = sorted({number_of(one.id) for one in batch} - again)
    await connection.execute(
        update(interviews).where(among(connection, interviews.c.id, numbers)).values(marked=True)
    )


def _batch(ended: list[EndedInterview], *, everything: bool) -> list[EndedInterview]:
    """Those of the shuffled interviews that go now.

    LEAST counts those with answers: a single one among many refusals would be known. Of a load that may not be all,
    as many with answers are left behind. Who could not be reached is in no table after, and hides nobody.
    """
    answered = [one for one in ended if one.disposition in WITH_ANSWERS]
    others = [one for one in ended if one.disposition not in WITH_ANSWERS]
    if len(ended) >= MOST + LEAST and len(answered) >= 2 * LEAST:
        answered = answered[LEAST:]
    if len(answered) < LEAST and not everything:
        answered = []
    declined = sum(one.disposition in TOOK_PART for one in others)
    if not answered and declined < LEAST and not everything:
        return []
    return answered + others


async def _have_answered(connection: AsyncConnection, campaign: str, people: Collection[str]) -> set[str]:
    """Those of these whose answers are in already."""
    mine = select(participations.c.person).where(
        participations.c.campaign == campaign,
        participations.c.disposition.in_(WITH_ANSWERS),
        participations.c.person.in_(people),
    )
    return set(await connection.scalars(mine))


async def move(
    connection: AsyncConnection, campaign: str, *, cache: QuestionnaireCache, environment: Environment
) -> int:
    """The second transaction: what was answered, without those who have withdrawn it meanwhile."""
    batch = await _ended(connection, campaign, marked=True, environment=environment)
    if not batch:
        return 0
    asked = await _asked(connection, campaign, cache=cache)
    hashes = [one.withdrawal for one in batch if one.withdrawal is not None]
    gone = set(
        await connection.scalars(select(withdrawals.c.withdrawal).where(withdrawals.c.withdrawal.in_(hashes)))
    )
    kept = [
        _response(one, asked, environment)
        for one in environment.shuffled(batch)
        if one.disposition in WITH_ANSWERS and one.withdrawal not in gone
    ]
    await responses.keep(connection, kept)
    await _applied(connection, gone)
    answered = sum(one.disposition in WITH_ANSWERS for one in batch)
    await counters.note_released(connection, campaign, answered)
    numbers = [number_of(one.id) for one in batch]
    await connection.execute(delete(interviews).where(among(connection, interviews.c.id, numbers)))
    return len(batch)


async def _applied(connection: AsyncConnection, hashes: Collection[bytes]) -> None:
    if hashes:
        await connection.execute(
            update(withdrawals).where(withdrawals.c.withdrawal.in_(list(hashes))).values(applied=True)
        )


async def _ended(
    connection: AsyncConnection, campaign: str, *, marked: bool, environment: Environment
) -> list[EndedInterview]:
    """Up to a batch of ended interviews; those that cannot be opened stay, and are named."""
    wanted = (
        select(interviews.c.id, interviews.c.sealed)
        .where(interviews.c.campaign == campaign, HAS_ENDED, interviews.c.marked.is_(marked))
        .order_by(interviews.c.id)
        .limit(MOST + LEAST)
        .with_for_update()
    )
    found = []
    for number, sealed in await connection.execute(wanted):
        try:
            state = ended_state(environment.seals, number, sealed)
        except SealedError as error:
            log.error("an ended interview of campaign %s waits: %s", campaign, error)  # noqa: TRY400 - it says why
            continue
        found.append(ended_from_row(number, campaign, state))
    return found


async def _asked(connection: AsyncConnection, campaign: str, *, cache: QuestionnaireCache) -> _Asked:
    row = (
        await connection.execute(
            select(campaigns.c.panel, campaigns.c.questionnaire, questionnaires.c.number)
            .join(questionnaires, questionnaires.c.fingerprint == campaigns.c.questionnaire)
            .where(campaigns.c.id == campaign)
        )
    ).one()
    questionnaire = await cache.get(connection, row.questionnaire)
    mine = (
        select(routes.c.id, services.c.code, agencies.c.code, routes.c.kind, routes.c.office)
        .join(services, services.c.code == routes.c.service)
        .join(agencies, agencies.c.code == services.c.agency)
        .where(routes.c.campaign == campaign)
    )
    known = {each[0]: (each[1], each[2], each[3], each[4]) for each in await connection.execute(mine)}
    hours = await counters.hourly(connection, campaign, "complete")
    return _Asked(row.panel, row.number, questionnaire, layout(questionnaire), known, _bursts(hours))


def _bursts(hours: Mapping[tuple[str, str, int, int], int]) -> set[tuple[str, str, int, int]]:
    """The hours, by service and route, in which far more interviews were completed than in a mean one of the route."""
    totals: dict[tuple[str, str], list[int]] = {}
    for (service, route, _, _), n in hours.items():
        totals.setdefault((service, route), []).append(n)
    return {
        cell
        for cell, n in hours.items()
        if n >= BURST_LEAST and n * len(totals[cell[:2]]) >= BURST_TIMES * sum(totals[cell[:2]])
    }


def _response(one: EndedInterview, asked: _Asked, environment: Environment) -> Response:
    service, agency, kind, placed = asked.routes[one.route]
    answers, beside = asked.layout.encode(one.answers)
    office, region = responses.places(asked.questionnaire, one.answers)
    known = known_from(asked.questionnaire, placed or "")  # nobody has taken time for these
    hour = int(one.touched // 3600)
    cell = (service, kind, hour // 24, hour % 24)
    return Response(
        id=bytes.fromhex(environment.random_hex(16)),
        campaign=one.campaign,
        agency=agency,
        service=service,
        office=placed or office,
        route=kind,
        mode=one.address.channel,
        panel=asked.panel,
        region=region,
        language=one.language,
        disposition=one.disposition,
        week=week_of(one.ended),
        duration=pace(one.active, len(one.answers.keys() - known)) if one.active > 0 else UNKNOWN_PACE,
        flags=BURST if cell in asked.bursts else 0,
        withdrawal=one.withdrawal,
        version=asked.version,
        answers=answers,
        beside=beside,
    )


def _took_part(connection: AsyncConnection) -> Any:
    known = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = known.insert(participations)
    was, comes = (
        case(WEIGHT, value=column, else_=-1)
        for column in (participations.c.disposition, statement.excluded.disposition)
    )
    return statement.on_conflict_do_update(
        index_elements=[participations.c.campaign, participations.c.person],
        set_={"disposition": statement.excluded.disposition},
        where=comes > was,
    )
