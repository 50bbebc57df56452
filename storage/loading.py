"""Decides what is known of the respondents of a batch before their turns are taken: loaded in a few queries."""

import logging
from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import ARRAY, BigInteger, bindparam, func, select
from sqlalchemy.sql import ClauseElement

from storage.batch_state import EVERY_SERVICE, BatchState
from storage.campaign_routes import CampaignRoutes
from storage.driver import Transaction
from storage.environment import Environment
from storage.interview_rows import address_of, from_row, name_of, opened
from storage.key_files import BadKeyError
from storage.sealing import SealedError
from storage.statements import listed
from storage.tables import OPEN, interviews, participations, updates
from storage.turn import Address, Turn
from surveys.coding import WITH_ANSWERS
from surveys.interview.arrival import Heard, Started

log = logging.getLogger(__name__)


async def load(
    transaction: Transaction,
    turns: Sequence[Turn],
    *,
    routes: CampaignRoutes,
    ended: dict[str, Heard],
    environment: Environment,
) -> BatchState:
    """The state for these turns, all of one bot: a handful of queries, whatever the number of turns.

    First of all their addresses are taken, until the commit: two replicas never take turns of one person at once, so
    what is read after is still true when the changes are written. `ended` outlives the batch, and grows in it.
    """
    state = BatchState(ended=ended)
    addresses = {turn.address for turn in turns}
    await _take(transaction, addresses)
    numbers = transaction.a_list(turn.update for turn in turns)
    persons = transaction.a_list(_persons(addresses, environment))
    seen, rows = await transaction.fetch_all(
        (_seen, {"bot": turns[0].bot, "updates": numbers}), (_of_persons, {"persons": persons})
    )
    state.seen = {row[0] for row in seen}
    payloads = {turn.heard.payload for turn in turns if isinstance(turn.heard, Started)} - {""}
    await _fill(
        transaction,
        state,
        rows,
        routes=routes,
        payloads=payloads,
        addresses=addresses,
        environment=environment,
    )
    if any(_may_choose(turn, state) for turn in turns):
        state.offers = await routes.offered(transaction)
    await _participants(transaction, state, turns, environment)
    return state


async def load_campaign(
    transaction: Transaction,
    campaign: str,
    *,
    most: int,
    routes: CampaignRoutes,
    environment: Environment,
) -> BatchState:
    """Up to `most` interviews in progress of one campaign; theirs alone until the commit."""
    state = BatchState()
    rows = await transaction.fetch(_of_campaign, campaign=campaign, most=most)
    await _fill(transaction, state, rows, routes=routes, environment=environment)
    return state


async def load_day(
    transaction: Transaction, day: int, *, most: int, routes: CampaignRoutes, environment: Environment
) -> BatchState:
    """Up to `most` interviews in progress that are sealed under the key of that day; theirs alone until the commit."""
    state = BatchState()
    rows = await transaction.fetch(_of_day, day=day, most=most)
    await _fill(transaction, state, rows, routes=routes, environment=environment)
    return state


async def _fill(
    transaction: Transaction,
    state: BatchState,
    rows: Sequence[Any],
    *,
    routes: CampaignRoutes,
    environment: Environment,
    payloads: Collection[str] = (),
    addresses: Collection[Address] | None = None,
) -> None:
    """Opens the rows of these addresses, or of anybody; fills in the routes that they and the links name."""
    found: list[tuple[Any, dict[str, Any]]] = []
    for row in rows:
        try:
            kept = opened(environment.seals, row[0], row[5])
        except SealedError as error:
            log.error("an interview of campaign %s was put aside: %s", row[1], error)  # noqa: TRY400 - it says where
            if row[2] == OPEN:
                state.unreadable.append(row[0])
            continue
        if addresses is None or address_of(kept) in addresses:
            found.append((row, kept))
    state.routes = await routes.named(transaction, {kept["route"] for _, kept in found} | set(payloads))
    found.sort(key=lambda each: (each[1].get("touched", 0.0), each[0][0]))
    for row, kept in found:
        if row[2] == OPEN:
            _open(state, row, kept)
        elif row[2] > OPEN:
            _ended(state, row[1], kept)
    for row, kept in reversed(found):
        if row[2] < OPEN and (addresses is None or _is_wanted_back(state, row[1], address_of(kept))):
            _open(state, row, kept, last=False)


def _open(state: BatchState, row: Any, kept: dict[str, Any], *, last: bool = True) -> None:
    """Adds an interview in progress: `last` touched of all so far, or first."""
    name, route = name_of(row[0]), state.routes[kept["route"]]
    state.interviews[name] = from_row(row[0], kept, turn=row[3], message=row[4], route=route)
    mine = state.latest.setdefault(address_of(kept), [])
    mine.insert(len(mine) if last else 0, name)


def _ended(state: BatchState, campaign: str, kept: dict[str, Any]) -> None:
    address = address_of(kept)
    if kept["language"]:
        state.spoken[address] = kept["language"]
    if kept["disposition"] in WITH_ANSWERS:
        state.participants.add((campaign, kept["service"], address))


def _is_wanted_back(state: BatchState, campaign: str, address: Address) -> bool:
    """Whether an interview that was put aside, and can be read again, goes on: its person has begun no other."""
    mine = (state.interviews[name] for name in state.latest.get(address, ()))
    begun = any(known.route.campaign == campaign for known in mine)
    return not begun and not any(who == address and where == campaign for where, _, who in state.participants)


def _may_choose(turn: Turn, state: BatchState) -> bool:
    """Whether the turn can lead to an offer of services: it comes to no interview, or by a link that leads nowhere."""
    if isinstance(turn.heard, Started):
        wanted = state.routes.get(turn.heard.payload)
        return wanted is None or not wanted.open
    return turn.interview is None and turn.address not in state.latest


async def _take(transaction: Transaction, addresses: Collection[Address]) -> None:
    """Until the commit, nobody else gets past here with one of these addresses. On SQLite one is alone already."""
    if transaction.dialect == "sqlite":
        return
    keys = sorted(
        int.from_bytes(sha256("\0".join(address).encode()).digest()[:8], "big", signed=True)
        for address in addresses
    )
    await transaction.fetch(_lock, keys=keys)


def _persons(addresses: Collection[Address], environment: Environment) -> list[int]:
    return [
        person
        for address in addresses
        for person in environment.seals.looked_up(*address, today=environment.today)
    ]


async def _participants(
    transaction: Transaction, state: BatchState, turns: Sequence[Turn], environment: Environment
) -> None:
    """Adds who of those that follow a link has already finished there, in a batch that is mixed."""
    asked: dict[str, tuple[str, str, Address]] = {}
    keys = environment.keys
    for turn in turns:
        wanted = state.wanted(turn)
        if wanted is not None and wanted.open:
            campaign, service, address = wanted.campaign, wanted.service, turn.address
            try:
                asked[keys.person(campaign, address, service)] = (campaign, service, address)
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


def _lock(_dialect: str) -> ClauseElement:
    return select(func.pg_advisory_xact_lock(func.unnest(bindparam("keys", type_=ARRAY(BigInteger)))))


def _seen(dialect: str) -> ClauseElement:
    return select(updates.c.update).where(
        updates.c.bot == bindparam("bot"), listed(dialect, updates.c.update, "updates")
    )


_ROW = select(
    interviews.c.id,
    interviews.c.campaign,
    interviews.c.slot,
    interviews.c.turn,
    interviews.c.message,
    interviews.c.sealed,
)


def _of_persons(dialect: str) -> ClauseElement:
    """Locked against deliveries that note where a question stands, in an order in which none waits for another."""
    return (
        _ROW.where(listed(dialect, interviews.c.person, "persons"))
        .order_by(interviews.c.id)
        .with_for_update()
    )


def _of_campaign(_dialect: str) -> ClauseElement:
    """Those in progress first: who was put aside and cannot be read yet must not stand in their way."""
    mine = _ROW.where(interviews.c.campaign == bindparam("campaign"), interviews.c.slot <= OPEN)
    return mine.order_by(interviews.c.slot.desc()).limit(bindparam("most")).with_for_update()


def _of_day(_dialect: str) -> ClauseElement:
    mine = _ROW.where(interviews.c.day == bindparam("day"), interviews.c.slot <= OPEN)
    return mine.order_by(interviews.c.slot.desc()).limit(bindparam("most")).with_for_update()


def _took_part(dialect: str) -> ClauseElement:
    return select(participations.c.person, participations.c.disposition).where(
        listed(dialect, participations.c.campaign, "campaigns"),
        listed(dialect, participations.c.person, "persons"),
    )
