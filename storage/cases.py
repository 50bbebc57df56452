"""Decides what is known of the respondents of a batch before their turns are taken: loaded in a few queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import among, take_turns
from storage.keys import Keys
from storage.questionnaires import Shelf
from storage.tables import (
    agencies,
    campaigns,
    interview_answers,
    interviews,
    offices,
    participations,
    respondents,
    routes,
    services,
    updates,
)
from surveys.answers import Answer
from surveys.interview.offering import with_campaign_options
from surveys.interview.reception import OFFERS, Case, Heard, Occasion, Started
from surveys.interview.state import Interview
from surveys.item import Option


@dataclass(frozen=True, slots=True)
class Turn:
    """One update as storage takes it. `interview` and `message` are those of a pressed button."""

    update: int
    address: int
    heard: Heard
    interview: str | None = None
    message: int | None = None
    hint: str | None = None


@dataclass(slots=True)
class Held:
    """An interview in progress: whose, where it came in, and the message that shows its present question."""

    id: str
    address: int
    occasion: Occasion
    interview: Interview
    message: int | None = None


ENDED = 4_096
"""Interviews that ended lately and are remembered by their random ids, in memory only."""


@dataclass(slots=True)
class Desk:
    """All that a batch may need. Turns of one respondent see what the turns before them changed.

    `ended`: what the interviews that ended lately ended by, to know the second press of a double tap.
    """

    seen: set[int] = field(default_factory=set)
    languages: dict[int, str] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)
    latest: dict[int, list[str]] = field(default_factory=dict)
    occasions: dict[str, Occasion] = field(default_factory=dict)
    offers: tuple[Occasion, ...] = ()
    participants: set[tuple[str, int]] = field(default_factory=set)
    ended: dict[str, Heard] = field(default_factory=dict)

    def case(self, turn: Turn) -> tuple[Case, Held | None]:
        """What is known for this turn, and the interview it belongs to."""
        held = self._held(turn)
        wanted = self._wanted(turn)
        case = Case(
            language=self.languages.get(turn.address),
            hint=turn.hint,
            interview=held.interview if held else None,
            occasion=held.occasion if held else None,
            wanted=wanted,
            answered=wanted is not None and (wanted.campaign, turn.address) in self.participants,
            repeated=held is None and self.ended.get(turn.interview or "") == turn.heard,
            offers=self.offers,
        )
        return case, held

    def _wanted(self, turn: Turn) -> Occasion | None:
        if not isinstance(turn.heard, Started):
            return None
        if turn.heard.payload:
            return self.occasions.get(turn.heard.payload)
        return self.offers[0] if len(self.offers) == 1 else None

    def _held(self, turn: Turn) -> Held | None:
        mine = self.latest.get(turn.address, [])
        if turn.interview is not None:
            return self.held[turn.interview] if turn.interview in mine else None
        if isinstance(turn.heard, Started) and turn.heard.payload:
            wanted = self._wanted(turn)
            if wanted is None:
                return None
            same = [name for name in mine if self.held[name].occasion.campaign == wanted.campaign]
            return self.held[same[-1]] if same else None
        return self.held[mine[-1]] if mine else None


async def load(connection: AsyncConnection, turns: Sequence[Turn], *, shelf: Shelf, keys: Keys) -> Desk:
    """The desk for these turns: a handful of queries, whatever the number of turns.

    First of all their addresses are taken, until the commit: two replicas never take turns of one person at once, so
    what is read after is still true when the changes are written.
    """
    desk = Desk()
    addresses = sorted({turn.address for turn in turns})
    await take_turns(connection, addresses)
    ids = [turn.update for turn in turns]
    desk.seen = set(
        await connection.scalars(select(updates.c.id).where(among(connection, updates.c.id, ids)))
    )
    chosen = select(respondents).where(among(connection, respondents.c.address, addresses))
    desk.languages = {row.address: row.language for row in await connection.execute(chosen)}
    found = await _interviews(connection, addresses)
    payloads = {turn.heard.payload for turn in turns if isinstance(turn.heard, Started)}
    named = {row.route for row in found} | (payloads - {""})
    desk.occasions = {
        row.id: await _occasion(connection, row, shelf)
        for row in await connection.execute(
            _open_until_commit(_ROUTES.where(among(connection, routes.c.id, named)))
        )
    }
    await _hold(connection, desk, found)
    if any(_may_choose(turn, desk) for turn in turns):
        desk.offers = await _offers(connection, shelf)
    desk.participants = await _participants(connection, desk, turns, keys)
    return desk


def _may_choose(turn: Turn, desk: Desk) -> bool:
    """Whether the turn can lead to an offer of services: it comes to no interview, or by a link that leads nowhere."""
    if isinstance(turn.heard, Started):
        wanted = desk.occasions.get(turn.heard.payload)
        return wanted is None or not wanted.open
    return turn.interview is None and turn.address not in desk.latest


_ROUTES = (
    select(
        routes.c.id,
        routes.c.campaign,
        campaigns.c.questionnaire,
        campaigns.c.state,
        services.c.agency,
        *(services.c[language].label(f"service_{language}") for language in ("kk", "ru", "en")),
        *(agencies.c[language].label(f"agency_{language}") for language in ("kk", "ru", "en")),
    )
    .join(campaigns, campaigns.c.id == routes.c.campaign)
    .join(services, services.c.code == routes.c.service)
    .join(agencies, agencies.c.code == services.c.agency)
)


def _open_until_commit(wanted: Select[Any]) -> Select[Any]:
    """A campaign that is open stays so until these turns are durable; whoever closes it meets all they left."""
    return wanted.with_for_update(read=True, of=campaigns)


async def _interviews(connection: AsyncConnection, addresses: Sequence[int]) -> Sequence[Row[Any]]:
    """Open interviews, oldest first, locked until the commit against deliveries that note where a question stands."""
    wanted = (
        select(interviews)
        .where(among(connection, interviews.c.address, addresses))
        .order_by(interviews.c.id)  # of two that lock several, none waits for the other
        .with_for_update()
    )
    return sorted(await connection.execute(wanted), key=lambda row: (row.touched_at, row.id))


async def _occasion(connection: AsyncConnection, row: Row[Any], shelf: Shelf) -> Occasion:
    about = {
        name: {language: getattr(row, f"{name}_{language}") for language in ("kk", "ru", "en")}
        for name in ("agency", "service")
    }
    questionnaire = await shelf.get(connection, row.questionnaire)
    if questionnaire.takes_options:
        questionnaire = with_campaign_options(
            questionnaire, await _options(connection, row.campaign, row.agency)
        )
    return Occasion(row.id, row.campaign, questionnaire, about, open=row.state == "open")


async def _options(connection: AsyncConnection, campaign: str, agency: str) -> dict[str, tuple[Option, ...]]:
    """What a campaign brings to a questionnaire: the agency's services in it, and the agency's offices."""
    served = (
        select(services)
        .join(routes, routes.c.service == services.c.code)
        .where(routes.c.campaign == campaign, services.c.agency == agency)
        .distinct()
    )
    placed = select(offices).where(offices.c.agency == agency)
    return {
        kind: tuple(
            Option(code=row.code, label={language: getattr(row, language) for language in ("kk", "ru", "en")})
            for row in await connection.execute(wanted.order_by(column))
        )
        for kind, wanted, column in (("service", served, services.c.code), ("office", placed, offices.c.code))
    }


async def _hold(connection: AsyncConnection, desk: Desk, found: Sequence[Row[Any]]) -> None:
    given: dict[str, dict[str, Answer]] = {row.id: {} for row in found}
    if given:
        wanted = select(interview_answers).where(among(connection, interview_answers.c.interview, given))
        for row in await connection.execute(wanted):
            given[row.interview][row.item] = Answer.from_json(row.answer)
    for row in found:
        interview = Interview(
            language=row.language,
            stage=row.stage,
            cursor=row.cursor,
            turn=row.turn,
            page=row.page,
            draft=tuple(row.draft),
            last=row.last,
            seed=row.seed,
            answers=given[row.id],
        )
        desk.held[row.id] = Held(row.id, row.address, desk.occasions[row.route], interview, row.message)
        desk.latest.setdefault(row.address, []).append(row.id)


async def _offers(connection: AsyncConnection, shelf: Shelf) -> tuple[Occasion, ...]:
    wanted = _ROUTES.where(and_(campaigns.c.state == "open", routes.c.kind.in_(("link", "trial"))))
    rows = await connection.execute(_open_until_commit(wanted.order_by(services.c.kk).limit(OFFERS)))
    return tuple([await _occasion(connection, row, shelf) for row in rows])


async def _participants(
    connection: AsyncConnection, desk: Desk, turns: Sequence[Turn], keys: Keys
) -> set[tuple[str, int]]:
    """Which of those who follow a link have already finished in its campaign."""
    asked: dict[tuple[str, str], int] = {}
    for turn in turns:
        wanted, _ = desk.case(turn)
        if wanted.wanted is not None and wanted.wanted.open:
            campaign = wanted.wanted.campaign
            asked[campaign, keys.person(campaign, turn.address)] = turn.address
    if not asked:
        return set()
    done = select(participations.c.campaign, participations.c.person).where(
        among(connection, participations.c.person, [person for _, person in asked]),
        participations.c.disposition.in_(("complete", "partial")),
    )
    rows = await connection.execute(done)
    return {(campaign, asked[campaign, person]) for campaign, person in rows if (campaign, person) in asked}
