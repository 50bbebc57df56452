"""Decides which rows a turn becomes: answers, interview state, participation, pool and outbox, written in bulk."""

import base64
import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cases import Desk, Held, Turn
from storage.database import upsert
from storage.keys import Keys
from storage.tables import (
    dead_letters,
    interview_answers,
    interviews,
    outbox,
    participations,
    pool,
    respondents,
    updates,
)
from surveys.answers import Answer
from surveys.events import Answered, Completed, Erased, LanguageChosen, Refused
from surveys.interview import results
from surveys.prompts import Refresh, Settle, Show
from surveys.reception import Meeting

_STATE = ("language", "stage", "cursor", "turn", "page", "draft", "last", "message", "touched_at")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to show. `message`: what it changes, None for a new message or where it was not known yet."""

    id: str
    address: int
    interview: str | None
    message: int | None
    show: Show


@dataclass(frozen=True, slots=True)
class Moment:
    """What the records take from outside: the time, `name(n)` for n random bytes in hexadecimal, and the keys."""

    now: datetime.datetime
    name: Callable[[int], str]
    keys: Keys


@dataclass(slots=True)
class Changes:
    """Everything that a batch changes, the last state of each row only."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    dead: list[dict[str, Any]] = field(default_factory=list)
    languages: dict[int, str] = field(default_factory=dict)
    interviews: dict[str, dict[str, Any]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    answers: dict[tuple[str, str], Answer | None] = field(default_factory=dict)
    participations: list[dict[str, Any]] = field(default_factory=list)
    pool: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)


def keep(changes: Changes, desk: Desk, turn: Turn, meeting: Meeting, *, moment: Moment) -> list[Outgoing]:
    """Notes what the turn changed, in the desk for the turns after it and in the changes for the database."""
    changes.updates.append({"id": turn.update, "day": moment.now.date()})
    held = _held(desk, turn, meeting, moment)
    before = held.message if held else turn.message
    for event in meeting.events:
        if isinstance(event, LanguageChosen):
            desk.languages[turn.address] = changes.languages[turn.address] = event.language
        elif held is not None and isinstance(event, Answered):
            changes.answers[held.id, event.item] = event.answer
        elif held is not None and isinstance(event, Erased):
            changes.answers.update({(held.id, item): None for item in event.items})
        elif held is not None and isinstance(event, Completed | Refused):
            _end(changes, desk, held, event, moment)
    if held is not None and held.id not in changes.ended:
        changes.interviews[held.id] = _row(held, moment.now)
    return [
        _outgoing(changes, turn, held.id if held else None, (place, show), message=before, now=moment.now)
        for place, show in enumerate(meeting.shows)
    ]


def bury(changes: Changes, turn: Turn, reason: str, *, moment: Moment) -> None:
    """Notes that a turn could not be taken, so that its repetition does not stop the channel."""
    changes.updates.append({"id": turn.update, "day": moment.now.date()})
    changes.dead.append({"update": turn.update, "reason": reason[:200], "day": moment.now.date()})


async def write(connection: AsyncConnection, changes: Changes) -> None:
    """Writes the changes: one statement a table, whatever the number of turns. The caller commits."""
    await _many(connection, insert(updates), changes.updates)
    await _many(connection, insert(dead_letters), changes.dead)
    languages = [{"address": who, "language": language} for who, language in changes.languages.items()]
    await _many(connection, upsert(connection, respondents, "language"), languages)
    await _many(connection, upsert(connection, interviews, *_STATE), list(changes.interviews.values()))
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
    if changes.ended:
        await connection.execute(
            delete(interview_answers).where(interview_answers.c.interview.in_(changes.ended))
        )
        await connection.execute(delete(interviews).where(interviews.c.id.in_(changes.ended)))
    await _many(connection, insert(outbox), changes.outbox)


_ERASE_ANSWER = delete(interview_answers).where(
    and_(
        interview_answers.c.interview == bindparam("gone"),
        interview_answers.c.item == bindparam("gone_item"),
    )
)


async def _many(connection: AsyncConnection, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        await connection.execute(statement, rows)


def _held(desk: Desk, turn: Turn, meeting: Meeting, moment: Moment) -> Held | None:
    """The interview that the meeting stands in: the known one with its new state, or one just begun."""
    if meeting.interview is None or meeting.occasion is None:
        return None
    mine = desk.latest.setdefault(turn.address, [])
    same = [name for name in mine if desk.held[name].occasion.campaign == meeting.occasion.campaign]
    if same:
        held = desk.held[same[-1]]
        if turn.message is not None and _shows_present(turn, held):
            held.message = turn.message
        held.interview = meeting.interview
    else:
        held = Held(_short(moment.name(8)), turn.address, meeting.occasion, meeting.interview)
        desk.held[held.id] = held
        mine.append(held.id)
    mine.remove(held.id)
    mine.append(held.id)
    return held


def _short(name: str) -> str:
    """64 bits in 11 characters: a button has room for no more."""
    return base64.urlsafe_b64encode(bytes.fromhex(name)).rstrip(b"=").decode()


def _shows_present(turn: Turn, held: Held) -> bool:
    """A press with the present turn number came from the message that shows the present question."""
    return getattr(turn.heard, "turn", None) == held.interview.turn


def _end(changes: Changes, desk: Desk, held: Held, event: Completed | Refused, moment: Moment) -> None:
    """Takes leave of the address: the interview goes, participation and answers stay apart."""
    campaign, interview = held.occasion.campaign, held.interview
    complete = isinstance(event, Completed)
    disposition = "complete" if complete else "break_off" if interview.answers else "refused"
    changes.ended.add(held.id)
    changes.interviews.pop(held.id, None)
    desk.latest[held.address].remove(held.id)
    person = moment.keys.person(campaign, held.address)
    changes.participations.append(
        {"campaign": campaign, "person": person, "disposition": disposition, "day": moment.now.date()}
    )
    if complete:
        desk.participants.add((campaign, held.address))
        changes.pool.append(pool_row(held, disposition, moment.name(16)))


def pool_row(held: Held, disposition: str, name: str) -> dict[str, Any]:
    """The answers that count, without the address and under a name of their own."""
    found = results(held.occasion.questionnaire, held.interview)
    return {
        "id": name,
        "campaign": held.occasion.campaign,
        "route": held.occasion.route,
        "language": held.interview.language,
        "disposition": disposition,
        "seed": held.interview.seed,
        "answers": {item: answer.as_json() for item, answer in found.items()},
    }


def _row(held: Held, now: datetime.datetime) -> dict[str, Any]:
    interview = held.interview
    return {
        "id": held.id,
        "address": held.address,
        "campaign": held.occasion.campaign,
        "route": held.occasion.route,
        "language": interview.language,
        "stage": interview.stage,
        "cursor": interview.cursor,
        "turn": interview.turn,
        "page": interview.page,
        "draft": list(interview.draft),
        "last": interview.last,
        "seed": interview.seed,
        "message": held.message,
        "touched_at": now,
    }


def _outgoing(
    changes: Changes,
    turn: Turn,
    interview: str | None,
    placed: tuple[int, Show],
    *,
    message: int | None,
    now: datetime.datetime,
) -> Outgoing:
    place, show = placed
    changed = message if isinstance(show, Settle | Refresh) else None
    outgoing = Outgoing(f"{turn.update}.{place}", turn.address, interview, changed, show)
    changes.outbox.append(
        {
            "id": outgoing.id,
            "address": turn.address,
            "place": place,
            "interview": interview,
            "message": changed,
            "show": {"show": show.show, **show.model_dump(mode="json", exclude_defaults=True)},
            "created_at": now,
        }
    )
    return outgoing
