"""Decides what still has to be shown: rows written with the turn, erased when the channel has taken them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import among
from storage.record import Outgoing
from storage.tables import interviews, outbox
from surveys.interview.prompts import show_from_json


@dataclass(frozen=True, slots=True)
class Delivered:
    """A row that is done with: sent (as `message`, where it now shows the present question), or given up."""

    id: str
    interview: str | None = None
    message: int | None = None
    failed: str | None = None


async def waiting(connection: AsyncConnection, updates: Sequence[int] | None = None) -> list[Outgoing]:
    """Everything not yet shown, of these updates or of all, in the order in which each address must see it."""
    wanted = select(outbox).where(outbox.c.failed.is_(None))
    if updates is not None:
        wanted = wanted.where(or_(*(outbox.c.id.startswith(f"{update}.") for update in updates)))
    rows = await connection.execute(wanted)
    found = [
        Outgoing(row.id, row.address, row.interview, row.message, show_from_json(row.show)) for row in rows
    ]
    return sorted(found, key=_order)


async def close(connection: AsyncConnection, delivered: Sequence[Delivered]) -> None:
    """Erases what was shown, notes why the rest was given up, and where the present question stands.

    Of what was given up only the reason is left: an address beside an answer must not outlive the interview.
    """
    placed = [
        {"row": row.id, "interview": row.interview, "shown": row.message}
        for row in delivered
        if row.interview is not None and row.message is not None
    ]
    if placed:
        await connection.execute(_PLACE, placed)
    sent = [row.id for row in delivered if row.failed is None]
    if sent:
        await connection.execute(delete(outbox).where(among(connection, outbox.c.id, sent)))
    failed = [{"row": row.id, "why": row.failed[:200]} for row in delivered if row.failed is not None]
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


def _order(outgoing: Outgoing) -> tuple[int, ...]:
    """Update and place as numbers: a clock may jump back, and as words 10 would come before 9."""
    return tuple(map(int, outgoing.id.split(".")))
