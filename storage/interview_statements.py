"""Decides by which statements rows of interviews are written: as few columns as have changed."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from sqlalchemy import update
from sqlalchemy.sql import ClauseElement

from storage.driver import Transaction
from storage.statements import inserting, listed, updating
from storage.tables import interviews

FoundBy = Mapping[int, tuple[int, int] | None]
"""By number, the person and slot of a row as it was read."""

_FOUND_BY = ("person", "slot")
"""What a turn seldom changes. To write it anew, the same, costs SQLite a page of its index for each row."""
_CHANGED = ("turn", "message", "day", "sealed")
"""What every turn changes; the rest was decided when the interview began."""


async def write(
    transaction: Transaction, rows: Sequence[dict[str, Any]], *, new: Set[int], found_by: FoundBy
) -> None:
    """Writes these rows; `new` are those that are not there yet."""
    begun, moved, same = [], [], []
    for row in rows:
        if row["id"] in new:
            begun.append(row)
        elif found_by.get(row["id"]) == (row["person"], row["slot"]):
            same.append(row)
        else:
            moved.append(row)
    await transaction.many(_move, moved)
    await transaction.many(_change, same)
    await transaction.many(_begin, begun, marked=False)


async def put_aside(transaction: Transaction, numbers: Sequence[int]) -> None:
    """Makes room for new interviews of the same persons; should a key come back, nothing is lost."""
    if numbers:
        await transaction.fetch(_put_aside, aside=transaction.a_list(numbers))


def _put_aside(dialect: str) -> ClauseElement:
    mine = listed(dialect, interviews.c.id, "aside")
    return update(interviews).where(mine).values(slot=-interviews.c.id)


def _begin(dialect: str) -> ClauseElement:
    columns = ("id", "campaign", *_FOUND_BY, *_CHANGED)
    begun: ClauseElement = inserting(dialect, interviews, *columns, same=["marked"])
    return begun


def _move(dialect: str) -> ClauseElement:
    """Apart from the first, since an UPSERT costs PostgreSQL half as much again for a row that is there."""
    return updating(dialect, interviews, "id", *_FOUND_BY, *_CHANGED)


def _change(dialect: str) -> ClauseElement:
    return updating(dialect, interviews, "id", *_CHANGED)
