"""Decides which rows a turn becomes: answers, interview state, participation, pool and outbox, written in bulk."""

import base64
import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cases import ENDED, Desk, Held, Turn
from storage.database import among, upsert
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
from storage.trials import is_trial
from surveys.answers import Answer
from surveys.interview import results
from surveys.interview.events import Answered, Completed, Erased, LanguageChosen, Refused
from surveys.interview.prompts import Ask, Refresh, Settle, Show, show_as_json
from surveys.interview.reception import Meeting

_STATE = ("route", "language", "stage", "cursor", "turn", "page", "draft", "last", "message", "touched_at")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to show. `message`: what it changes, None for a new message or where it was not known yet."""

    id: str
    address: int
    interview: str | None
    message: int | None
    show: Show

    @property
    def update(self) -> int:
        """The update whose turn had this to show."""
        return int(self.id.partition(".")[0])


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
    if held is not None and held.id in changes.ended:
        _remember(desk, held.id, turn)
    elif held is not None:
        if any(isinstance(show, Ask) for show in meeting.shows):
            held.message = None  # until the channel has taken it, only delivery can know where it stands
        tick = datetime.timedelta(microseconds=len(changes.updates))  # the latest of a batch stays the latest
        changes.interviews[held.id] = _row(held, moment.now + tick)
    return [
        _outgoing(changes, turn, held.id if held else None, (place, show), message=before, now=moment.now)
        for place, show in enumerate(meeting.shows)
    ]


async def write(connection: AsyncConnection, changes: Changes) -> None:
    """Writes the changes: one statement a table, whatever the number of turns. The caller commits."""
    await _many(connection, insert(updates), changes.updates)
    if changes.ended:  # before the new ones: who has stopped may have begun again in the same batch
        await connection.execute(delete(interviews).where(among(connection, interviews.c.id, changes.ended)))
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
    await _many(connection, insert(outbox), changes.outbox)


async def bury(connection: AsyncConnection, turn: Turn, reason: str, *, today: datetime.date) -> None:
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
        held.occasion, held.interview = meeting.occasion, meeting.interview
    else:
        held = Held(_short(moment.name(8)), turn.address, meeting.occasion, meeting.interview)
        desk.held[held.id] = held
        mine.append(held.id)
    mine.remove(held.id)
    mine.append(held.id)
    return held


def _remember(desk: Desk, interview: str, turn: Turn) -> None:
    desk.ended[interview] = turn.heard
    while len(desk.ended) > ENDED:
        del desk.ended[next(iter(desk.ended))]


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
        "seed": held.interview.seed if is_trial(held.occasion.campaign) else None,
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
            "turn": show.prompt.turn if isinstance(show, Ask | Refresh) else None,
            "message": changed,
            "show": show_as_json(show),
            "created_at": now,
        }
    )
    return outgoing
