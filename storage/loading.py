"""Decides what is known of the respondents of a batch before their turns are taken: loaded in a few queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import among, take_turns
from storage.interview_rows import OpenInterview, from_row
from storage.keys import Keys
from storage.questionnaires import QuestionnaireCache
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
from storage.turn import Turn
from surveys.coding import LANGUAGES, WITH_ANSWERS, names_of
from surveys.interview.arrival import Arrival, CampaignRoute, Heard, Started
from surveys.interview.offering import with_campaign_options
from surveys.interview.reception import OFFERS
from surveys.item import Option


@dataclass(slots=True)
class BatchState:
    """All that a batch may need. Turns of one respondent see what the turns before them changed.

    `seen`: updates that are recorded. `latest`: each address's interviews in progress, the last touched one last.
    `participants`: (campaign, address) whose answers are in. `ended`: what the interviews that ended lately ended by,
    to know the second press of a double tap.
    """

    seen: set[int] = field(default_factory=set)
    languages: dict[int, str] = field(default_factory=dict)
    interviews: dict[str, OpenInterview] = field(default_factory=dict)
    latest: dict[int, list[str]] = field(default_factory=dict)
    routes: dict[str, CampaignRoute] = field(default_factory=dict)
    offers: tuple[CampaignRoute, ...] = ()
    participants: set[tuple[str, int]] = field(default_factory=set)
    ended: dict[str, Heard] = field(default_factory=dict)

    def find(self, turn: Turn) -> OpenInterview | None:
        """The interview that the turn belongs to: that of the pressed button or of the link, else the last touched."""
        mine = self.latest.get(turn.address, [])
        if turn.interview is not None:
            return self.interviews[turn.interview] if turn.interview in mine else None
        last = self.interviews[mine[-1]] if mine else None
        if not isinstance(turn.heard, Started):
            return last
        wanted = self.wanted(turn)
        if not turn.heard.payload and (wanted is None or (last is not None and last.route.open)):
            return last
        known = [self.interviews[name] for name in mine]
        same = [each for each in known if wanted is not None and each.route.campaign == wanted.campaign]
        if same:
            return same[-1]
        return None if turn.heard.payload else last

    def wanted(self, turn: Turn) -> CampaignRoute | None:
        """Where a start leads: by its link, or without one to the only thing that is open."""
        if not isinstance(turn.heard, Started):
            return None
        if turn.heard.payload:
            return self.routes.get(turn.heard.payload)
        return self.offers[0] if len(self.offers) == 1 else None

    def arrival(self, turn: Turn, found: OpenInterview | None) -> Arrival:
        """What is known for this turn. `found`: the interview it belongs to."""
        wanted = self.wanted(turn)
        return Arrival(
            language=self.languages.get(turn.address),
            hint=turn.hint,
            interview=found.interview if found else None,
            route=found.route if found else None,
            wanted=wanted,
            answered=wanted is not None and (wanted.campaign, turn.address) in self.participants,
            repeated=found is None and self.ended.get(turn.interview or "") == turn.heard,
            offers=self.offers,
        )


async def load(
    connection: AsyncConnection,
    turns: Sequence[Turn],
    *,
    cache: QuestionnaireCache,
    keys: Keys,
    ended: dict[str, Heard],
) -> BatchState:
    """The state for these turns: a handful of queries, whatever the number of turns.

    First of all their addresses are taken, until the commit: two replicas never take turns of one person at once, so
    what is read after is still true when the changes are written. `ended` outlives the batch, and grows in it.
    """
    state = BatchState(ended=ended)
    addresses = sorted({turn.address for turn in turns})
    await take_turns(connection, addresses)
    ids = [turn.update for turn in turns]
    state.seen = set(
        await connection.scalars(select(updates.c.id).where(among(connection, updates.c.id, ids)))
    )
    chosen = select(respondents).where(among(connection, respondents.c.address, addresses))
    state.languages = {row.address: row.language for row in await connection.execute(chosen)}
    payloads = {turn.heard.payload for turn in turns if isinstance(turn.heard, Started)} - {""}
    await _load_open(connection, state, addresses, links=payloads, cache=cache)
    if any(_may_choose(turn, state) for turn in turns):
        state.offers = await _offers(connection, cache)
    state.participants = await _participants(connection, state, turns, keys)
    return state


async def load_interviews(
    connection: AsyncConnection, addresses: Collection[int], *, cache: QuestionnaireCache
) -> list[OpenInterview]:
    """Everything that these people have in progress; theirs alone until the commit, as in `load`."""
    state = BatchState()
    await take_turns(connection, sorted(addresses))
    await _load_open(connection, state, addresses, links=(), cache=cache)
    return list(state.interviews.values())


async def _load_open(
    connection: AsyncConnection,
    state: BatchState,
    addresses: Collection[int],
    *,
    links: Collection[str],
    cache: QuestionnaireCache,
) -> None:
    """Fills in the interviews in progress, their routes, and those of the links."""
    found = await _interviews(connection, addresses)
    named = {row["route"] for row in found} | set(links)
    wanted = _open_until_commit(_ROUTES.where(among(connection, routes.c.id, named)))
    state.routes = {
        row["id"]: await _route(connection, row, cache)
        for row in (await connection.execute(wanted)).mappings()
    }
    given: dict[str, dict[str, Any]] = {row["id"]: {} for row in found}
    if given:
        answers = select(interview_answers).where(among(connection, interview_answers.c.interview, given))
        for answer in await connection.execute(answers):
            given[answer.interview][answer.item] = answer.answer
    for row in found:
        known = from_row(row, given[row["id"]], route=state.routes[row["route"]])
        state.interviews[known.id] = known
        state.latest.setdefault(known.address, []).append(known.id)


def _may_choose(turn: Turn, state: BatchState) -> bool:
    """Whether the turn can lead to an offer of services: it comes to no interview, or by a link that leads nowhere."""
    if isinstance(turn.heard, Started):
        wanted = state.routes.get(turn.heard.payload)
        return wanted is None or not wanted.open
    return turn.interview is None and turn.address not in state.latest


_ROUTES = (
    select(
        routes.c.id,
        routes.c.campaign,
        campaigns.c.questionnaire,
        campaigns.c.state,
        services.c.agency,
        *(services.c[language].label(f"service_{language}") for language in LANGUAGES),
        *(agencies.c[language].label(f"agency_{language}") for language in LANGUAGES),
    )
    .join(campaigns, campaigns.c.id == routes.c.campaign)
    .join(services, services.c.code == routes.c.service)
    .join(agencies, agencies.c.code == services.c.agency)
)


def _open_until_commit(wanted: Select[Any]) -> Select[Any]:
    """A campaign that is open stays so until these turns are durable; whoever closes it meets all they left."""
    return wanted.with_for_update(read=True, of=campaigns)


async def _interviews(connection: AsyncConnection, addresses: Collection[int]) -> Sequence[RowMapping]:
    """Open interviews, oldest first, locked until the commit against deliveries that note where a question stands."""
    wanted = (
        select(interviews)
        .where(among(connection, interviews.c.address, addresses))
        .order_by(interviews.c.id)  # of two that lock several, none waits for the other
        .with_for_update()
    )
    rows = (await connection.execute(wanted)).mappings()
    return sorted(rows, key=lambda row: (row["touched_at"], row["id"]))


async def _route(connection: AsyncConnection, row: RowMapping, cache: QuestionnaireCache) -> CampaignRoute:
    about = {name: names_of(row, f"{name}_") for name in ("agency", "service")}
    questionnaire = await cache.get(connection, row["questionnaire"])
    if questionnaire.takes_options:
        questionnaire = with_campaign_options(
            questionnaire, await _options(connection, row["campaign"], row["agency"])
        )
    return CampaignRoute(row["id"], row["campaign"], questionnaire, about, open=row["state"] == "open")


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
            Option(code=row["code"], label=names_of(row))
            for row in (await connection.execute(wanted.order_by(column))).mappings()
        )
        for kind, wanted, column in (("service", served, services.c.code), ("office", placed, offices.c.code))
    }


async def _offers(connection: AsyncConnection, cache: QuestionnaireCache) -> tuple[CampaignRoute, ...]:
    wanted = _ROUTES.where(and_(campaigns.c.state == "open", routes.c.kind.in_(("link", "trial"))))
    rows = await connection.execute(_open_until_commit(wanted.order_by(services.c.kk).limit(OFFERS)))
    return tuple([await _route(connection, row, cache) for row in rows.mappings()])


async def _participants(
    connection: AsyncConnection, state: BatchState, turns: Sequence[Turn], keys: Keys
) -> set[tuple[str, int]]:
    """Which of those who follow a link have already finished in its campaign."""
    asked: dict[tuple[str, str], int] = {}
    for turn in turns:
        wanted = state.wanted(turn)
        if wanted is not None and wanted.open:
            asked[wanted.campaign, keys.person(wanted.campaign, turn.address)] = turn.address
    if not asked:
        return set()
    done = select(participations.c.campaign, participations.c.person).where(
        among(connection, participations.c.person, [person for _, person in asked]),
        participations.c.disposition.in_(WITH_ANSWERS),
    )
    rows = await connection.execute(done)
    return {(campaign, asked[campaign, person]) for campaign, person in rows if (campaign, person) in asked}
