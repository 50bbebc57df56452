"""Decides who of a batch has answered already what they come for, and what else each of them may choose.

Who took part can be asked for one service at a time only, by a hash: so it is asked about what may be offered now.
"""

import logging
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.sql import ClauseElement

from storage.batch_state import EVERY_SERVICE, BatchState
from storage.campaign_routes import CampaignRoutes
from storage.driver import Transaction
from storage.environment import Environment
from storage.interview_rows import known_as
from storage.key_files import BadKeyError
from storage.statements import listed
from storage.tables import participations
from storage.turn import Address, Turn
from surveys.coding import WITH_ANSWERS
from surveys.interview.arrival import CampaignRoute, Started
from surveys.interview.directory import Offer
from surveys.interview.events import Browsed, Tapped, Typed
from surveys.interview.picker import looked_after
from surveys.interview.state import Another

log = logging.getLogger(__name__)


async def load(
    transaction: Transaction,
    state: BatchState,
    turns: Sequence[Turn],
    *,
    routes: CampaignRoutes,
    environment: Environment,
) -> None:
    """Adds who has already finished what a link leads to; and to turns that may lead to it, what can be chosen."""
    elsewhere = [turn for turn in turns if _may_lead_elsewhere(turn, state)]
    wanted = [(turn, state.wanted(turn, state.find(turn))) for turn in elsewhere]
    links = [(turn, route) for turn, route in wanted if route is not None and route.open]
    await _add_participants(transaction, state, links, environment)
    times = Counter(turn.address for turn in turns)
    choosing = [
        turn for turn, route in wanted if _may_choose(turn, route, state, again=times[turn.address] > 1)
    ]
    if choosing:
        await _add_offers(transaction, state, choosing, routes=routes, environment=environment)


def _may_lead_elsewhere(turn: Turn, state: BatchState) -> bool:
    """Whether it can lead out of its interview. Most turns are presses, and do not, unless they were asked to."""
    if not isinstance(turn.heard, Tapped):
        return True
    known = state.interviews.get(known_as(turn.interview))
    return known is not None and isinstance(known.interview.between, Another)


def _may_choose(turn: Turn, wanted: CampaignRoute | None, state: BatchState, *, again: bool) -> bool:
    """Whether the turn can lead to an offer: it comes to no interview, or by a link that leads nowhere any more.

    `wanted`: where it may lead. `again`: the same person has another turn in the batch, which may leave it without an
    interview.
    """
    heard, mine = turn.heard, state.latest.get(turn.address)
    alone = not mine or again
    if isinstance(heard, Started):
        if not heard.payload and mine and not alone and state.interviews[mine[-1]].route.open:
            return False
        if wanted is None or not wanted.open or wanted.spent:
            return True
        return heard.picked and state.has_answered(wanted, turn.address)
    if isinstance(heard, Browsed):
        return True
    return isinstance(heard, Typed) and turn.interview is None and alone


async def _add_offers(
    transaction: Transaction,
    state: BatchState,
    choosing: Sequence[Turn],
    *,
    routes: CampaignRoutes,
    environment: Environment,
) -> None:
    """Adds what these turns can choose from, and what of it their people have answered."""
    state.offers = await routes.offered(transaction, today=environment.today)
    if len(state.offers.offers) == 1:
        route = state.offers.offers[0].route
        state.only = (await routes.named(transaction, [route], today=environment.today)).get(route)
    await _add_participants(
        transaction,
        state,
        [
            (turn, offer)
            for turn in choosing
            for offer in looked_after(state.offers, turn.heard, state.language(turn))
        ],
        environment,
    )


async def _add_participants(
    transaction: Transaction,
    state: BatchState,
    wanted: Sequence[tuple[Turn, CampaignRoute | Offer]],
    environment: Environment,
) -> None:
    """Adds who has already finished what they want to begin, in a batch that is mixed."""
    asked: dict[str, tuple[str, str, Address]] = {}
    former: set[tuple[str, Address]] = set()
    keys = environment.keys
    for turn, route in wanted:
        campaign, address = route.campaign, turn.address
        if campaign in state.stopped:
            continue
        try:
            asked[keys.person(campaign, address, route.service)] = (campaign, route.service, address)
            if (campaign, address) not in former:
                former.add((campaign, address))
                asked[keys.former_person(campaign, address)] = (campaign, EVERY_SERVICE, address)
        except BadKeyError as error:
            log.error("nobody can begin: %s", error)  # noqa: TRY400 - it says what to do
            state.stopped.add(campaign)
    if not asked:
        return
    campaigns = {campaign for campaign, _, _ in asked.values()}
    found = await transaction.fetch(
        _took_part, campaigns=transaction.a_list(campaigns), persons=transaction.a_list(asked)
    )
    state.participants |= {asked[row[0]] for row in found if row[1] in WITH_ANSWERS}


def _took_part(dialect: str) -> ClauseElement:
    return select(participations.c.person, participations.c.disposition).where(
        listed(dialect, participations.c.campaign, "campaigns"),
        listed(dialect, participations.c.person, "persons"),
    )
