"""Decides which rows a turn becomes: the interview's sealed state, one outbox row, counters, written in bulk."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement

from storage import counters, interview_rows, interview_statements, outbox, places, reach, tokens
from storage.batch_state import BatchState
from storage.changes import Changes
from storage.database import upsert
from storage.days import day_in_kazakhstan
from storage.driver import Transaction
from storage.environment import Environment
from storage.interview_rows import EndedInterview, OpenInterview, name_of, number_of
from storage.statements import inserting
from storage.tables import dead_letters, updates, withdrawals
from storage.trials import is_trial
from storage.turn import Outgoing, Turn
from surveys.coding import WITH_ANSWERS
from surveys.interview import TurnResult, results
from surveys.interview.arrival import CampaignRoute
from surveys.interview.endings import Ending, disposition
from surveys.interview.events import Completed, Joined, Refused, Withdrawn
from surveys.interview.prompts import Say, Show
from surveys.interview.state import Interview, Written

ENDED = 4_096
"""Interviews that ended lately and are remembered by their random ids, in memory only."""

_ENDINGS: Mapping[type, Ending] = {Completed: "completed", Refused: "stopped"}
"""What ends an interview while its campaign goes on."""


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
    how: Ending | None = None
    for event in result.events:
        how = how or _ENDINGS.get(type(event))
        if isinstance(event, Withdrawn):
            changes.withdrawn.add(hash_of(event.secret))
    places.note_press(turn, found)
    before, turn_before = (found.message, found.interview.turn) if found else (turn.message, None)
    left = found.left if found else None
    if turn.update >= 0:  # below that they are our own, which tell nothing of the person
        reach.note_back(changes, state, turn.address)
    known, came = _touch(changes, state, turn, result, found=found, environment=environment)
    settled = {before, left} if found else {state.ended_by(turn)[1]}
    shows = tuple(show for show in result.shows if places.is_worth_it(show, turn.message, settled=settled))
    if known is None:
        _join_ended(changes, state, turn, result)
    else:
        tick = len(changes.updates) / 1_000_000  # the latest of a batch stays the latest
        took = known.touch(environment.now.timestamp() + tick)
        if came is None:
            changes.begun.add(known.id)
        same = known is found and known.interview.turn == turn_before
        places.note_shows(known, turn, shows, asked=places.asked_by(shows), same=same)
        counters.note_turn(changes.counted, known, result, before=came, took=took, now=environment.now)
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
    if how == "closed" and known.blocked:
        how = "unreachable"
    ended_as = disposition(route.questionnaire, interview, how, route.known)
    counters.note_end(changes.counted, known, ended_as, now=environment.now)
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
    await interview_statements.put_aside(transaction, changes.aside)
    new = {number_of(name) for name in changes.begun}
    parked = [
        interview_rows.to_row(known, environment=environment, aside=True) for known in changes.parked.values()
    ]
    # first: there is one open interview of each person
    await interview_statements.write(transaction, parked, new=new, found_by={})
    rows = [interview_rows.ended_row(ended, environment=environment) for ended in changes.ended.values()]
    rows += [interview_rows.to_row(known, environment=environment) for known in changes.touched.values()]
    found_by = {number_of(name): known.found_by for name, known in changes.touched.items()}
    await interview_statements.write(transaction, rows, new=new, found_by=found_by)
    await outbox.keep(transaction, changes.outbox, environment=environment)
    await transaction.many(
        _withdraw, [{"withdrawal": each, "applied": False} for each in sorted(changes.withdrawn)]
    )
    await tokens.redeem(transaction, changes.redeemed)
    await transaction.many(counters.grow, changes.counted.rows())


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
) -> tuple[OpenInterview | None, Interview | None]:
    """The interview that the result stands in, now the last touched: the one found with its new state, the one that was
    set aside and goes on, or a new one; and what was in it before, None for a new one.
    """
    if result.interview is None or result.route is None:
        return None, None
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
    came = known.interview if known else None
    onward = _redeemed(changes, state, result.route)
    if known is None:
        name = name_of(int(environment.random_hex(8), 16) >> 1)
        known = state.interviews[name] = OpenInterview(name, turn.address, onward, result.interview)
    elif known.route.route != onward.route:
        came = counters.note_moved(changes.counted, known, onward, result.interview, now=environment.now)
    known.route, known.interview = onward, result.interview
    changes.parked.pop(known.id, None)
    mine = state.latest.setdefault(turn.address, [])
    if mine[-1:] != [known.id]:
        for names in (mine, state.parked.get(turn.address, [])):
            names[:] = [name for name in names if name != known.id]
        mine.append(known.id)
    return known, came


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


def _note_updates(dialect: str) -> ClauseElement:
    noted: ClauseElement = inserting(dialect, updates, "bot", "update", same=["hour"])
    return noted


def _withdraw(dialect: str) -> ClauseElement:
    once: ClauseElement = inserting(dialect, withdrawals, "withdrawal", "applied").on_conflict_do_nothing()
    return once
