"""Decides what is counted of the fieldwork without anybody in it: steps by service, route, day and hour.

Fed in the turn's own transaction; erased 30 days after the close. Nothing in it knows a person or an answer.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement

from storage.interview_rows import OpenInterview
from storage.statements import inserting
from storage.tables import counters
from surveys.interview import TurnResult
from surveys.interview.arrival import CampaignRoute
from surveys.interview.events import Answered, Completed, Consented, Refused
from surveys.interview.prompts import Ask

Step = Literal["started", "consented", "shown", "answered", "stopped", "complete", "refused"]
"""What is counted: of an interview, and (shown, answered, stopped) of an item."""

FEW = 10
"""Turns below which the seconds of a cell say too much of one person: shown as fewer than this."""


_CELL = ("campaign", "service", "route", "step", "item")


@dataclass(slots=True)
class Counted:
    """What a batch counts: times and seconds by _CELL. `item` is empty for a whole interview."""

    cells: dict[tuple[str, str, str, Step, str], list[int]] = field(default_factory=dict)

    def add(self, route: CampaignRoute, step: Step, *, item: str = "", seconds: float = 0) -> None:
        """Counts one step."""
        cell = (route.campaign, route.service, route.kind, step, item)
        found = self.cells.get(cell)
        if found is None:
            found = self.cells[cell] = [0, 0]
        found[0] += 1
        found[1] += round(seconds)

    def rows(self) -> list[dict[str, Any]]:
        """A row for each cell, in one order for all replicas: of two that lock several, none waits for the other."""
        return [
            {**dict(zip(_CELL, cell, strict=True)), "n": n, "seconds": seconds}
            for cell, (n, seconds) in sorted(self.cells.items())
        ]


def note_turn(
    counted: Counted,
    known: OpenInterview,
    result: TurnResult,
    *,
    began: bool,
    stood_at: str,
    took: float,
    asked: Ask | None,
) -> None:
    """Counts what one turn was. `stood_at`: the item that was asked when it came, empty before the first; `took`: the
    seconds that it took; `asked`: what it asks.
    """
    route, cursor = known.route, known.interview.cursor or ""
    if began:
        counted.add(route, "started")
    for event in result.events:
        match event:
            case Consented():
                counted.add(route, "consented")
            case Answered(item=item):
                counted.add(route, "answered", item=item, seconds=took)
            case Completed():
                counted.add(route, "complete", seconds=max(0.0, known.active))
            case Refused():
                counted.add(route, "stopped" if stood_at else "refused", item=stood_at)
    if asked is not None and asked.prompt.kind == "question":
        counted.add(route, "shown", item=cursor)


def grow(dialect: str) -> ClauseElement:
    """The statement that adds a row to its cell. `day` since 1970 and `hour` (UTC) are those of the whole batch."""
    statement = inserting(dialect, counters, *_CELL, "n", "seconds", same=["day", "hour"])
    grown = {name: counters.c[name] + statement.excluded[name] for name in ("n", "seconds")}
    grown_row: ClauseElement = statement.on_conflict_do_update(
        index_elements=list(counters.primary_key), set_=grown
    )
    return grown_row


async def hourly(
    connection: AsyncConnection, campaign: str, step: Step
) -> dict[tuple[str, str, int, int], int]:
    """How often the step happened, by service, route, day and hour."""
    cells = counters.c
    wanted = select(cells.service, cells.route, cells.day, cells.hour, cells.n).where(
        cells.campaign == campaign, cells.step == step, cells.item == ""
    )
    return {(row[0], row[1], row[2], row[3]): row[4] for row in await connection.execute(wanted)}


async def erase(connection: AsyncConnection, campaign: str) -> int:
    """Erases what was counted in a campaign; returns the number of cells."""
    return (await connection.execute(delete(counters).where(counters.c.campaign == campaign))).rowcount


def shown_seconds(n: int, seconds: int) -> str:
    """The mean seconds of a cell, for people to read; of few turns only that they are few."""
    return f"<{FEW}" if n < FEW else f"{seconds / n:.0f}"
