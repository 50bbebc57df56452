"""Decides what still has to be shown: rows written with the turn, erased when the channel has taken them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, and_, bindparam, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import among
from storage.tables import interviews, outbox
from storage.turn import Delivered, Outgoing
from surveys.interview.prompts import Ask, Refresh, show_as_json, show_from_json


def to_row(outgoing: Outgoing, *, created_at: datetime.datetime) -> dict[str, Any]:
    """The row of something to show. `turn`: of the question that it shows, if it shows one."""
    show = outgoing.show
    return {
        "id": _key(outgoing),
        "address": outgoing.address,
        "place": outgoing.place,
        "interview": outgoing.interview,
        "turn": show.prompt.turn if isinstance(show, Ask | Refresh) else None,
        "message": outgoing.message,
        "show": show_as_json(show),
        "created_at": created_at,
    }


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What an earlier process left to show.

    `overtaken`: the keys of those whose question was answered or asked again meanwhile.
    """

    shows: Sequence[Outgoing]
    overtaken: frozenset[tuple[int, int]]


async def waiting(connection: AsyncConnection, updates: Sequence[int] | None = None) -> list[Outgoing]:
    """Everything not yet shown, of these updates or of all, in the order in which each address must see it."""
    wanted = select(outbox).where(outbox.c.failed.is_(None))
    if updates is not None:
        wanted = wanted.where(or_(*(outbox.c.id.startswith(f"{number}{_DOT}") for number in updates)))
    found = [_from_row(row) for row in (await connection.execute(wanted)).mappings()]
    return sorted(found, key=lambda outgoing: (outgoing.update, outgoing.place))  # a clock may jump back


async def unfinished(connection: AsyncConnection) -> Unfinished:
    """Everything not yet shown, and what has become of its questions."""
    shows = await waiting(connection)
    overtaken = set(map(_numbers, await connection.scalars(_OVERTAKEN)))
    return Unfinished(shows, frozenset(overtaken | former_copies(shows)))


def former_copies(shows: Sequence[Outgoing]) -> set[tuple[int, int]]:
    """The keys of all but the newest asking of each question: one copy of it is enough."""
    newest: dict[tuple[str | None, int], tuple[int, int]] = {}
    former: set[tuple[int, int]] = set()
    for each in shows:
        if isinstance(each.show, Ask):
            question = each.interview, each.show.prompt.turn
            former |= {newest[question]} if question in newest else set()
            newest[question] = each.key
    return former


async def close(connection: AsyncConnection, delivered: Sequence[Delivered]) -> None:
    """Erases what was shown, notes why the rest was given up, and where the present question stands.

    Of what was given up only the reason is left: an address beside an answer must not outlive the interview.
    """
    placed = [
        {"row": _key(row.outgoing), "interview": row.outgoing.interview, "shown": row.message}
        for row in delivered
        if row.outgoing.interview is not None and row.message is not None
    ]
    if placed:
        await connection.execute(_PLACE, placed)
    sent = [_key(row.outgoing) for row in delivered if row.failed is None]
    if sent:
        await connection.execute(delete(outbox).where(among(connection, outbox.c.id, sent)))
    failed = [
        {"row": _key(row.outgoing), "why": row.failed[:200]} for row in delivered if row.failed is not None
    ]
    if failed:
        await connection.execute(_GIVE_UP, failed)


NOBODY = 0
"""Stands in place of the address of somebody who could not be reached; no chat has this id."""

_GIVE_UP = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(failed=bindparam("why"), address=NOBODY, interview=None, message=None, turn=None, show={})
)
_SHOWN_TURN = select(outbox.c.turn).where(outbox.c.id == bindparam("row")).scalar_subquery()
_PLACE = (  # a question that was overtaken while it was being sent is no longer the present one
    update(interviews)
    .where(interviews.c.id == bindparam("interview"), interviews.c.turn == _SHOWN_TURN)
    .values(message=bindparam("shown"))
)

_DOT = "."
"""Stands between update and place in the key of a row."""
_OVERTAKEN = select(outbox.c.id).where(
    and_(outbox.c.failed.is_(None), outbox.c.interview.is_not(None), outbox.c.turn.is_not(None)),
    outbox.c.message.is_(None),  # what changes a message that stands in the chat asks nothing anew
    ~exists().where(interviews.c.id == outbox.c.interview, interviews.c.turn == outbox.c.turn),
)


def _key(outgoing: Outgoing) -> str:
    return f"{outgoing.update}{_DOT}{outgoing.place}"


def _numbers(key: str) -> tuple[int, int]:
    number, _, place = key.partition(_DOT)
    return int(number), int(place)


def _from_row(row: RowMapping) -> Outgoing:
    return Outgoing(
        *_numbers(row["id"]),
        row["address"],
        row["interview"],
        row["message"],
        show_from_json(row["show"]),
    )
