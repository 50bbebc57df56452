"""Decides which rows a turn becomes: answers, interview state, participation, pool and outbox, written in bulk."""

import base64
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Executable, and_, bindparam, delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import interview_rows, outbox
from storage.database import among, upsert
from storage.environment import Environment
from storage.interview_rows import OpenInterview
from storage.loading import BatchState
from storage.tables import (
    dead_letters,
    interview_answers,
    interviews,
    participations,
    pool,
    respondents,
    updates,
)
from storage.tables import outbox as outbox_table
from storage.trials import is_trial
from storage.turn import Outgoing, Turn
from surveys.answers import Answer
from surveys.coding import WITH_ANSWERS, Disposition
from surveys.interview import TurnResult, results
from surveys.interview.endings import Ending, disposition
from surveys.interview.events import Answered, Completed, Erased, LanguageChosen, Refused
from surveys.interview.prompts import Ask, Refresh, Settle

ENDED = 4_096
"""Interviews that ended lately and are remembered by their random ids, in memory only."""

_ENDINGS: Mapping[type, Ending] = {Completed: "completed", Refused: "stopped"}
"""What ends an interview while its campaign goes on."""


@dataclass(slots=True)
class Changes:
    """Everything that a batch changes, the last state of each row only."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    languages: dict[int, str] = field(default_factory=dict)
    interviews: dict[str, dict[str, Any]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    answers: dict[tuple[str, str], Answer | None] = field(default_factory=dict)
    participations: list[dict[str, Any]] = field(default_factory=list)
    pool: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)


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
    changes.updates.append({"id": turn.update, "day": environment.now.date()})
    known = _touch(state, turn, result, found=found, environment=environment)
    before = known.message if known else turn.message
    for event in result.events:
        if isinstance(event, LanguageChosen):
            state.languages[turn.address] = changes.languages[turn.address] = event.language
        elif known is not None and isinstance(event, Answered):
            changes.answers[known.id, event.item] = event.answer
        elif known is not None and isinstance(event, Erased):
            changes.answers.update({(known.id, item): None for item in event.items})
        elif known is not None and (how := _ENDINGS.get(type(event))) is not None:
            _leave(state, known, end(changes, known, how, environment=environment))
            _remember(state, known.id, turn)
    if known is not None and known.id not in changes.ended:
        if any(isinstance(show, Ask) for show in result.shows):
            known.message = None  # until the channel has taken it, only delivery can know where it stands
        tick = datetime.timedelta(microseconds=len(changes.updates))  # the latest of a batch stays the latest
        changes.interviews[known.id] = interview_rows.to_row(known, touched_at=environment.now + tick)
    shows = _outgoing(turn, known, result, before=before)
    changes.outbox += [outbox.to_row(outgoing, created_at=environment.now) for outgoing in shows]
    return shows


def end(changes: Changes, known: OpenInterview, how: Ending, *, environment: Environment) -> Disposition:
    """Takes leave of the address: the interview goes; participation, and answers that count, stay apart."""
    campaign, questionnaire = known.route.campaign, known.route.questionnaire
    ended_as = disposition(questionnaire, known.interview, how)
    changes.ended.add(known.id)
    changes.interviews.pop(known.id, None)
    person = environment.keys.person(campaign, known.address)
    changes.participations.append(
        {"campaign": campaign, "person": person, "disposition": ended_as, "day": environment.now.date()}
    )
    if ended_as in WITH_ANSWERS:
        changes.pool.append(_pool_row(known, ended_as, environment.random_hex(16)))
    return ended_as


async def write(connection: AsyncConnection, changes: Changes) -> None:
    """Writes the changes: one statement a table, whatever the number of turns. The caller commits."""
    await _many(connection, insert(updates), changes.updates)
    if changes.ended:  # before the new ones: who has stopped may have begun again in the same batch
        await connection.execute(delete(interviews).where(among(connection, interviews.c.id, changes.ended)))
    languages = [{"address": who, "language": language} for who, language in changes.languages.items()]
    await _many(connection, upsert(connection, respondents, "language"), languages)
    touched = list(changes.interviews.values())
    await _many(connection, upsert(connection, interviews, *interview_rows.CHANGED), touched)
    given = [
        {"interview": interview, "item": item, "answer": answer.as_json()}
        for (interview, item), answer in changes.answers.items()
        if answer is not None and interview not in changes.ended
    ]
    await _many(connection, upsert(connection, interview_answers, "answer"), given)
    gone = [
        {"gone": interview, "gone_item": item}
        for (interview, item), answer in changes.answers.items()
        if answer is None and interview not in changes.ended
    ]
    await _many(connection, _ERASE_ANSWER, gone)
    await _many(connection, insert(pool), changes.pool)
    await _many(connection, upsert(connection, participations, "disposition", "day"), changes.participations)
    await _many(connection, insert(outbox_table), changes.outbox)


async def put_aside(connection: AsyncConnection, turn: Turn, reason: str, *, today: datetime.date) -> None:
    """Notes that a turn could not be taken, so that its repetition does not stop the channel. The caller commits."""
    await connection.execute(upsert(connection, updates), [{"id": turn.update, "day": today}])
    letter = {"update": turn.update, "reason": reason[:200], "day": today}
    await connection.execute(upsert(connection, dead_letters), [letter])


_ERASE_ANSWER = delete(interview_answers).where(
    and_(
        interview_answers.c.interview == bindparam("gone"),
        interview_answers.c.item == bindparam("gone_item"),
    )
)


async def _many(
    connection: AsyncConnection, statement: Executable, rows: Sequence[Mapping[str, Any]]
) -> None:
    if rows:
        await connection.execute(statement, rows)


def _touch(
    state: BatchState,
    turn: Turn,
    result: TurnResult,
    *,
    found: OpenInterview | None,
    environment: Environment,
) -> OpenInterview | None:
    """The interview that the result stands in, now the last touched: the one found with its new state, or a new one."""
    if result.interview is None or result.route is None:
        return None
    if found is not None and found.route.campaign == result.route.campaign:
        known = found
        if turn.message is not None and _shows_present(turn, known):
            known.message = turn.message
        known.route, known.interview = result.route, result.interview
    else:
        name = _short(environment.random_hex(8))
        known = state.interviews[name] = OpenInterview(name, turn.address, result.route, result.interview)
    mine = state.latest.setdefault(turn.address, [])
    mine[:] = [*(name for name in mine if name != known.id), known.id]
    return known


def _shows_present(turn: Turn, known: OpenInterview) -> bool:
    """A press with the present turn number came from the message that shows the present question."""
    return getattr(turn.heard, "turn", None) == known.interview.turn


def _leave(state: BatchState, known: OpenInterview, ended_as: Disposition) -> None:
    state.latest[known.address].remove(known.id)
    if ended_as in WITH_ANSWERS:
        state.participants.add((known.route.campaign, known.address))


def _remember(state: BatchState, interview: str, turn: Turn) -> None:
    state.ended[interview] = turn.heard
    while len(state.ended) > ENDED:
        del state.ended[next(iter(state.ended))]


def _short(name: str) -> str:
    """64 bits in 11 characters: a button has room for no more."""
    return base64.urlsafe_b64encode(bytes.fromhex(name)).rstrip(b"=").decode()


def _pool_row(known: OpenInterview, ended_as: Disposition, name: str) -> dict[str, Any]:
    """The answers that count, without the address and under a name of their own."""
    found = results(known.route.questionnaire, known.interview)
    return {
        "id": name,
        "campaign": known.route.campaign,
        "route": known.route.route,
        "language": known.interview.language,
        "disposition": ended_as,
        "seed": known.interview.seed if is_trial(known.route.campaign) else None,
        "answers": {item: answer.as_json() for item, answer in found.items()},
    }


def _outgoing(
    turn: Turn, known: OpenInterview | None, result: TurnResult, *, before: int | None
) -> tuple[Outgoing, ...]:
    """What the turn shows. `before`: the message where its question stood when it came."""
    return tuple(
        Outgoing(
            turn.update,
            place,
            turn.address,
            known.id if known else None,
            before if isinstance(show, Settle | Refresh) else None,
            show,
        )
        for place, show in enumerate(result.shows)
    )
