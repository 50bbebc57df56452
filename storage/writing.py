"""Decides which rows a turn becomes: the interview's sealed state, one outbox row, counters, written in bulk."""

import datetime
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement

from storage import counters, interview_rows, outbox, places, tokens
from storage.batch_state import BatchState
from storage.database import upsert
from storage.days import day_in_kazakhstan
from storage.driver import Transaction
from storage.environment import Environment
from storage.interview_rows import EndedInterview, OpenInterview, known_as, name_of, number_of
from storage.statements import inserting, listed, updating
from storage.tables import dead_letters, interviews, updates, withdrawals
from storage.trials import is_trial
from storage.turn import Outgoing, Turn
from surveys.coding import WITH_ANSWERS
from surveys.interview import TurnResult, results
from surveys.interview.arrival import CampaignRoute
from surveys.interview.endings import Ending, disposition
from surveys.interview.events import Completed, Joined, Refused, Withdrawn
from surveys.interview.prompts import Say, Show
from surveys.interview.state import Written

ENDED = 4_096
"""Interviews that ended lately and are remembered by their random ids, in memory only."""

_ENDINGS: Mapping[type, Ending] = {Completed: "completed", Refused: "stopped"}
"""What ends an interview while its campaign goes on."""


@dataclass(slots=True)
class Changes:
    """Everything that a batch changes, the last state of each row only.

    `begun`: the interviews that have no row yet. `parked`: those that another one of their campaign has set aside.
    `aside`: open rows that nobody can read now. `redeemed`: hashes of the one-time links that somebody began by.
    """

    updates: list[dict[str, Any]] = field(default_factory=list)
    touched: dict[str, OpenInterview] = field(default_factory=dict)
    parked: dict[str, OpenInterview] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    ended: dict[str, EndedInterview] = field(default_factory=dict)
    aside: list[int] = field(default_factory=list)
    outbox: list[tuple[Outgoing, ...]] = field(default_factory=list)
    withdrawn: set[bytes] = field(default_factory=set)
    redeemed: set[str] = field(default_factory=set)
    counted: counters.Counted = field(default_factory=counters.Counted)


def keep(
    changes: Changes,
    state: BatchState,
    turn: Turn,
    result: TurnResult,
    *,
    found: OpenInterview | None,
    environment: Environment,
) -> tuple[Outgoing, ...]:
    """Notes what the turn changed, in the state for the turns after it and in the changes for the database.

    `found`: the interview that the turn belonged to when it came.
    """
    changes.updates.append({"bot": turn.bot, "update": turn.update})
    changes.withdrawn |= {hash_of(event.secret) for event in result.events if isinstance(event, Withdrawn)}
    stood_at = (found.interview.cursor if found else None) or ""
    places.note_press(turn, found)
    before, turn_before = (found.message, found.interview.turn) if found else (turn.message, None)
    left = found.left if found else None
    known, began = _touch(changes, state, turn, result, found=found, environment=environment)
    _, ended_at = state.ended.get(known_as(turn.interview), (None, None))
    settled = {ended_at} if found is None else {before, left}
    shows = tuple(show for show in result.shows if places.is_worth_it(show, turn.message, settled=settled))
    if known is None:
        _join_ended(changes, state, turn, result)
    else:
        tick = len(changes.updates) / 1_000_000  # the latest of a batch stays the latest
        took = known.touch(environment.now.timestamp() + tick)
        if began:
            changes.begun.add(known.id)
        places.note_shows(known, turn, shows, same=known is found and known.interview.turn == turn_before)
        counters.note_turn(
            changes.counted, known, result, began=began, stood_at=stood_at, took=took, now=environment.now
        )
        how = next((_ENDINGS[type(event)] for event in result.events if type(event) in _ENDINGS), None)
        if how is None:
            changes.touched[known.id] = known
        else:
            shows = _leave(changes, state, turn, known=known, how=how, shows=shows, environment=environment)
    outgoing = places.outgoing(turn, known, shows, before=before, left=left)
    if outgoing:
        changes.outbox.append(outgoing)
    return outgoing


def end(
    changes: Changes,
    known: OpenInterview,
    how: Ending,
    *,
    environment: Environment,
    withdrawal: bytes | None = None,
) -> EndedInterview:
    """Ends it: what counts stays sealed, refuses a second vote, and waits for its batch."""
    route, interview = known.route, known.interview
    ended_as = disposition(route.questionnaire, interview, how, route.known)
    kept = ended_as in WITH_ANSWERS
    ended = EndedInterview(
        known.id,
        route.campaign,
        known.address,
        route.route,
        route.service,
        interview.language or "",
        ended_as,
        environment.today,
        active=known.active,
        answers=results(route.questionnaire, interview, route.known) if kept else {},
        withdrawal=withdrawal if kept else None,
        seed=interview.seed if is_trial(route.campaign) else None,
        written=interview.written if kept else None,
        touched=known.touched,
    )
    changes.touched.pop(known.id, None)
    changes.ended[known.id] = ended
    return ended


async def write(transaction: Transaction, changes: Changes, *, environment: Environment) -> None:
    """Writes the changes: one statement a table, whatever the number of turns. The caller commits."""
    hour = int(environment.now.timestamp() // 3600)
    await transaction.many(_note_updates, changes.updates, hour=hour)
    if changes.aside:
        await transaction.fetch(_put_aside, aside=transaction.a_list(changes.aside))
    new = {number_of(name) for name in changes.begun}
    parked = [
        interview_rows.to_row(known, environment=environment, aside=True) for known in changes.parked.values()
    ]
    await _keep(transaction, parked, new)  # first: there is one open interview of each person
    rows = [interview_rows.ended_row(ended, environment=environment) for ended in changes.ended.values()]
    rows += [interview_rows.to_row(known, environment=environment) for known in changes.touched.values()]
    await _keep(transaction, rows, new)
    await outbox.keep(transaction, changes.outbox, environment=environment)
    await transaction.many(
        _withdraw, [{"withdrawal": each, "applied": False} for each in sorted(changes.withdrawn)]
    )
    await tokens.redeem(transaction, changes.redeemed)
    await transaction.many(counters.grow, list(changes.counted.rows()))


async def _keep(transaction: Transaction, rows: list[dict[str, Any]], new: Set[int]) -> None:
    """Writes these interviews; `new` are those that have no row yet."""
    await transaction.many(_change_interviews, [row for row in rows if row["id"] not in new])
    await transaction.many(_begin_interviews, [row for row in rows if row["id"] in new], marked=False)


async def put_aside(connection: AsyncConnection, turn: Turn, reason: str, *, now: datetime.datetime) -> None:
    """Notes that a turn could not be taken, so that its repetition does not stop the channel. The caller commits."""
    key = {"bot": turn.bot, "update": turn.update}
    hour = int(now.timestamp() // 3600)
    await connection.execute(upsert(connection, updates), [key | {"hour": hour}])
    letter = key | {"reason": reason[:200], "day": day_in_kazakhstan(now)}
    await connection.execute(upsert(connection, dead_letters), [letter])


def hash_of(secret: str) -> bytes:
    """What is kept of a receipt's secret."""
    return sha256(secret.encode()).digest()


def _touch(
    changes: Changes,
    state: BatchState,
    turn: Turn,
    result: TurnResult,
    *,
    found: OpenInterview | None,
    environment: Environment,
) -> tuple[OpenInterview | None, bool]:
    """The interview that the result stands in, now the last touched: the one found with its new state, the one that was
    set aside and goes on, or a new one; and whether it is new.
    """
    if result.interview is None or result.route is None:
        return None, False
    if result.aside is not None and found is not None:
        found.interview = result.aside
        changes.touched.pop(found.id, None)
        changes.parked[found.id] = found
        state.latest[turn.address].remove(found.id)
        state.parked.setdefault(turn.address, []).append(found.id)
        known = state.begun(turn.address, result.route)
    elif found is not None and found.route.campaign == result.route.campaign:
        known = found
    else:
        known = state.begun(turn.address, result.route)
    began = known is None
    if known is None:
        name = name_of(int(environment.random_hex(8), 16) >> 1)
        known = state.interviews[name] = OpenInterview(name, turn.address, result.route, result.interview)
    known.route, known.interview = _redeemed(changes, state, result.route), result.interview
    changes.parked.pop(known.id, None)
    for names in (state.parked.get(turn.address, []), state.latest.setdefault(turn.address, [])):
        names[:] = [name for name in names if name != known.id]
    state.latest[turn.address].append(known.id)
    return known, began


def _redeemed(changes: Changes, state: BatchState, route: CampaignRoute) -> CampaignRoute:
    """The route, whose one-time link is used up by now, if it was one: nothing of it stays with the interview."""
    if not route.token:
        return route
    changes.redeemed.add(route.token)
    state.tokens[route.token].used = True
    return msgspec.structs.replace(route, token="")


def _join_ended(changes: Changes, state: BatchState, turn: Turn, result: TurnResult) -> None:
    """Adds words to the last answer of an interview that waits for its batch."""
    joined = next((event for event in result.events if isinstance(event, Joined)), None)
    ended = state.finished.get(turn.address)
    if joined is None or ended is None or turn.sent is None:
        return
    written = Written(joined.item, turn.sent, len(joined.answer.text or ""), taken=True)
    answers = {**ended.answers, joined.item: joined.answer}
    state.finished[turn.address] = changes.ended[ended.id] = replace(ended, answers=answers, written=written)


def _leave(
    changes: Changes,
    state: BatchState,
    turn: Turn,
    *,
    known: OpenInterview,
    how: Ending,
    shows: tuple[Show, ...],
    environment: Environment,
) -> tuple[Show, ...]:
    """Ends the interview within its turn; what is shown then brings the receipt to who has answered."""
    receipt = environment.random_hex(16)
    ended = end(changes, known, how, environment=environment, withdrawal=hash_of(receipt))
    state.latest[known.address].remove(known.id)
    state.ended[known.id] = turn.heard, turn.message
    while len(state.ended) > ENDED:
        del state.ended[next(iter(state.ended))]
    if ended.language:
        state.spoken[known.address] = ended.language
    if ended.withdrawal is None:
        state.declined.setdefault(known.address, set()).add(ended.route)
        return shows
    state.participants.add((ended.campaign, ended.service, known.address))
    state.finished[known.address] = ended
    return tuple(
        msgspec.structs.replace(show, receipt=receipt)
        if isinstance(show, Say) and show.notice == "complete"
        else show
        for show in shows
    )


_CHANGED = ("person", "slot", "turn", "message", "day", "sealed")
"""What a turn can change in a row; the rest was decided when the interview began."""


def _note_updates(dialect: str) -> ClauseElement:
    noted: ClauseElement = inserting(dialect, updates, "bot", "update", same=["hour"])
    return noted


def _put_aside(dialect: str) -> ClauseElement:
    """Makes room for a new interview of the same person; should the key come back, nothing is lost."""
    mine = listed(dialect, interviews.c.id, "aside")
    return update(interviews).where(mine).values(slot=-interviews.c.id)


def _begin_interviews(dialect: str) -> ClauseElement:
    begun: ClauseElement = inserting(dialect, interviews, "id", "campaign", *_CHANGED, same=["marked"])
    return begun


def _change_interviews(dialect: str) -> ClauseElement:
    """Apart from the first, since an UPSERT costs PostgreSQL half as much again for a row that is there."""
    return updating(dialect, interviews, "id", *_CHANGED)


def _withdraw(dialect: str) -> ClauseElement:
    once: ClauseElement = inserting(dialect, withdrawals, "withdrawal", "applied").on_conflict_do_nothing()
    return once
