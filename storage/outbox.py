"""Decides what still has to be shown: rows written with the turn, erased when the channel has taken them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.record import Outgoing
from storage.tables import interviews, outbox
from surveys.prompts import SHOW


@dataclass(frozen=True, slots=True)
class Delivered:
    """A row that is done with: sent (as `message`, where it now shows the present question), or given up."""

    id: str
    interview: str | None = None
    message: int | None = None
    failed: str | None = None


async def waiting(connection: AsyncConnection) -> list[Outgoing]:
    """Everything not yet shown, in the order in which each address must see it."""
    wanted = (
        select(outbox)
        .where(outbox.c.failed.is_(None))
        .order_by(outbox.c.created_at, outbox.c.id, outbox.c.place)
    )
    rows = await connection.execute(wanted)
    return [
        Outgoing(row.id, row.address, row.interview, row.message, SHOW.validate_python(row.show))
        for row in rows
    ]


async def close(connection: AsyncConnection, delivered: Sequence[Delivered]) -> None:
    """Erases what was shown, notes why the rest was given up, and where the present question stands."""
    sent = [row.id for row in delivered if row.failed is None]
    if sent:
        await connection.execute(delete(outbox).where(outbox.c.id.in_(sent)))
    failed = [{"row": row.id, "why": row.failed[:200]} for row in delivered if row.failed is not None]
    if failed:
        await connection.execute(_GIVE_UP, failed)
    placed: dict[str, Any] = {
        row.interview: row.message
        for row in delivered
        if row.interview is not None and row.message is not None
    }
    if placed:
        rows = [{"interview": interview, "shown": message} for interview, message in placed.items()]
        await connection.execute(_PLACE, rows)


_GIVE_UP = update(outbox).where(outbox.c.id == bindparam("row")).values(failed=bindparam("why"))
_PLACE = (
    update(interviews).where(interviews.c.id == bindparam("interview")).values(message=bindparam("shown"))
)
