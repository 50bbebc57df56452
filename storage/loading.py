"""Decides what is known of the respondents of a batch before their turns are taken: loaded in a few queries."""

import logging
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import ARRAY, BigInteger, bindparam, func, select
from sqlalchemy.sql import ClauseElement

from storage import participants, tokens
from storage.batch_state import BatchState, Ended
from storage.campaign_routes import CampaignRoutes
from storage.driver import Transaction
from storage.environment import Environment
from storage.interview_rows import ended_from_row, from_row
from storage.interview_states import EndedState, OpenState, State, address_of, ended_state, open_state
from storage.sealing import SealedError, Seals
from storage.statements import listed
from storage.tables import OPEN, interviews, updates
from storage.turn import Address, Turn
from surveys.coding import WITH_ANSWERS
from surveys.interview.arrival import Started
from surveys.interview.one_time import is_token
from surveys.interview.state import Another

log = logging.getLogger(__name__)


async def load(
    transaction: Transaction,
    turns: Sequence[Turn],
    *,
    routes: CampaignRoutes,
    ended: Ended,
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
    secret = {payload for payload in payloads if is_token(payload)}
    await _fill(
        transaction,
        state,
        rows,
        routes=routes,
        payloads=payloads - secret,
        hashed={tokens.digest(payload) for payload in secret},
        addresses=addresses,
        environment=environment,
    )
    await participants.load(transaction, state, turns, routes=routes, environment=environment)
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
    hashed: Collection[str] | None = None,
    addresses: Collection[Address] | None = None,
) -> None:
    """Opens the rows of these addresses, or of anybody; fills in the routes that they and the links name.

    `hashed`: what is known of the one-time links among these; without it nobody can begin by one.
    """
    unsealed = _unsealed(state, rows, environment.seals)
    found = [each for each in unsealed if addresses is None or address_of(each[1]) in addresses]
    named = {name for _, kept in found for name in _routes_of(kept)}
    if hashed is not None:
        named |= await _load_tokens(transaction, state, [kept for _, kept in found], hashed, environment)
    state.routes = await routes.named(transaction, named | set(payloads), today=environment.today)
    found.sort(key=lambda each: (each[1].touched, each[0][0]))
    for row, kept in found:
        if isinstance(kept, EndedState):
            _ended(state, row, kept)
    for row, kept in found:
        if isinstance(kept, OpenState):
            where = state.latest if row[2] == OPEN or addresses is None else state.parked
            _in_progress(where, state, row, kept)


def _unsealed(state: BatchState, rows: Sequence[Any], seals: Seals) -> Iterator[tuple[Any, State]]:
    """The rows that can be read, with what they hold."""
    for row in rows:
        try:
            kept: State = (ended_state if row[2] > OPEN else open_state)(seals, row[0], row[5])
        except SealedError as error:
            log.error("an interview of campaign %s was put aside: %s", row[1], error)  # noqa: TRY400 - it says where
            if row[2] == OPEN:
                state.unreadable.append(row[0])
        else:
            yield row, kept


def _routes_of(kept: State) -> Iterator[str]:
    """The route of the interview, and the one that it asks about."""
    yield kept.route
    if isinstance(kept, OpenState) and isinstance(kept.between, Another):
        yield kept.between.route


async def _load_tokens(
    transaction: Transaction,
    state: BatchState,
    kept: Sequence[State],
    hashed: Collection[str],
    environment: Environment,
) -> set[str]:
    """Fills in these one-time links and those that interviews ask about; returns their routes. Mostly there is none."""
    asked = {
        each.between.token
        for each in kept
        if isinstance(each, OpenState) and isinstance(each.between, Another)
    }
    if not (wanted := (asked | set(hashed)) - {""}):
        return set()
    state.tokens = await tokens.load(transaction, wanted, environment=environment)
    return {token.route for token in state.tokens.values()}


def _in_progress(where: dict[Address, list[str]], state: BatchState, row: Any, kept: OpenState) -> None:
    """Adds an interview in progress, the last touched of all so far; not one whose service is answered by now."""
    route = state.routes[kept.route]
    known = from_row(row[0], kept, turn=row[3], message=row[4], route=route, found_by=(row[6], row[2]))
    if where is state.parked and state.has_answered(known.route, known.address):
        return
    state.interviews[known.id] = known
    where.setdefault(known.address, []).append(known.id)


def _ended(state: BatchState, row: Any, kept: EndedState) -> None:
    address = address_of(kept)
    if kept.language:
        state.spoken[address] = kept.language
    if kept.disposition in WITH_ANSWERS:
        state.finished[address] = ended_from_row(row[0], row[1], kept)
        state.participants.add((row[1], kept.service, address))
    else:
        state.declined.setdefault(address, set()).add(kept.route)


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
    interviews.c.person,
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
