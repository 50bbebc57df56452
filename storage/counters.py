"""Decides what is counted of the fieldwork without anybody in it: steps by service, route, day and hour.

Fed in the transaction of the turn, or of the close; erased 30 days after it. Nothing in it knows a person or an answer.

What is counted of interviews adds up at any moment: those that were started are in progress, or rest because their
respondent has blocked the bot, or have become one of complete, partial, break_off, refused and unreachable. The words
are those of AAPOR's Standard Definitions for the web, and `surveys/interview/endings.py` says which becomes what; shown
as unreachable (2.20, non-contact) are those that rest as well. Whoever begins anew after an end is counted again.
What is counted of an item adds up too: of those it was shown to, each has answered it or stands there, or stood there
at the end.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from msgspec.structs import replace
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement

from storage.interview_rows import OpenInterview
from storage.statements import inserting
from storage.tables import counters
from surveys.coding import Disposition
from surveys.interview import TurnResult
from surveys.interview.arrival import CampaignRoute
from surveys.interview.events import Answered, Consented, Refused
from surveys.interview.state import Interview

Step = (
    Literal["started", "consented", "blocked", "shown", "answered", "paused", "stopped", "released"]
    | Disposition
)
"""What is counted: of an interview; of an item (shown, answered, stopped; paused: the answer came after a pause, and
its seconds are not known); of a campaign (released: what waited, with answers, and has gone with a batch)."""

FEW = 10
"""Turns below which the seconds of a cell say too much of one person: shown as fewer than this."""

NEVER = 0
"""The day and the hour of what is counted without its time."""


class Cell(NamedTuple):
    """Where something is counted. `day` since 1970, `hour` of the day (UTC); `item` is empty for a whole interview."""

    campaign: str
    service: str
    route: str
    day: int
    hour: int
    step: Step
    item: str


@dataclass(slots=True)
class Counted:
    """What a batch counts: times and seconds by cell."""

    cells: dict[Cell, list[int]] = field(default_factory=dict)

    def add(
        self,
        route: CampaignRoute,
        now: datetime.datetime,
        step: Step,
        *,
        item: str = "",
        seconds: float = 0,
        n: int = 1,
    ) -> None:
        """Counts one step; `n` is -1 for one that was counted elsewhere or is no longer so."""
        self.add_at(route, hour_of(now), step, item=item, seconds=seconds, n=n)

    def add_at(
        self, route: CampaignRoute, hour: int, step: Step, *, item: str = "", seconds: float = 0, n: int = 1
    ) -> None:
        """The same in an hour since 1970."""
        cell = Cell(route.campaign, route.service, route.kind, *divmod(hour, 24), step, item)
        found = self.cells.get(cell)
        if found is None:
            found = self.cells[cell] = [0, 0]
        found[0] += n
        found[1] += round(seconds)

    def rows(self) -> list[dict[str, Any]]:
        """A row for each cell, in one order for all replicas: of two that lock several, none waits for the other."""
        return [
            {**cell._asdict(), "n": n, "seconds": seconds}
            for cell, (n, seconds) in sorted(self.cells.items())
            if n or seconds
        ]


def hour_of(now: datetime.datetime) -> int:
    """The hour since 1970."""
    return int(now.timestamp() // 3600)


def note_turn(
    counted: Counted,
    known: OpenInterview,
    result: TurnResult,
    *,
    before: Interview | None,
    took: float,
    now: datetime.datetime,
) -> None:
    """Counts what one turn was. `before`: the interview when it came, None for a new one; `took`: the seconds that it
    took, 0 after a pause.
    """
    route, stood_at = known.route, _unanswered(before)
    if before is None:
        counted.add(route, now, "started")
    stopped, first = False, None
    for event in result.events:
        match event:
            case Consented():
                counted.add(route, now, "consented")
            case Answered(item=item) if before is None or item not in before.answers:
                first = item
                counted.add(route, now, "answered", item=item, seconds=took)
                if took <= 0:
                    counted.add(route, now, "paused", item=item)
            case Refused() if before is not None and before.cursor:
                stopped = True
                counted.add(route, now, "stopped", item=before.cursor)
    stands_at = _unanswered(known.interview)
    if stood_at != stands_at:
        if stood_at and stood_at != first and not stopped:  # left without an answer, by going back
            counted.add(route, now, "shown", item=stood_at, n=-1)
        if stands_at:
            counted.add(route, now, "shown", item=stands_at)


def note_moved(
    counted: Counted, known: OpenInterview, to: CampaignRoute, after: Interview, *, now: datetime.datetime
) -> Interview:
    """Counts an interview that becomes one of another service, or goes on by another way in, where it is from now on.

    What was agreed to about one service is not agreed to about another: it is taken back when it last moved. Returns
    the interview without what was taken back.
    """
    counted.add(known.route, now, "started", n=-1)
    counted.add(to, now, "started")
    if known.interview.cursor is not None:
        agreed = int(known.touched // 3600) or hour_of(now)
        counted.add_at(known.route, agreed, "consented", n=-1)
        if after.cursor is not None:
            counted.add_at(to, agreed, "consented")
    if after.cursor is not None:
        return known.interview
    if stood_at := _unanswered(known.interview):
        counted.add(known.route, now, "shown", item=stood_at, n=-1)
    return replace(known.interview, cursor=None)


def note_end(counted: Counted, known: OpenInterview, became: Disposition, *, now: datetime.datetime) -> None:
    """Counts what an interview has become, and where it stood if something was still to be answered."""
    if known.blocked:
        note_reached(counted, known)
    seconds = max(0.0, known.active) if became == "complete" else 0.0
    counted.add(known.route, now, became, seconds=seconds)
    if known.interview.cursor:
        counted.add(known.route, now, "stopped", item=known.interview.cursor)


def note_blocked(counted: Counted, known: OpenInterview) -> None:
    """Counts that its respondent has blocked the bot, in the hour that the interview itself remembers."""
    counted.add_at(known.route, known.blocked, "blocked")


def note_reached(counted: Counted, known: OpenInterview) -> None:
    """Takes that back, where and when it was counted: no cell ever falls below 0."""
    counted.add_at(known.route, known.blocked, "blocked", n=-1)


async def note_released(connection: AsyncConnection, campaign: str, n: int) -> None:
    """Counts interviews with answers that wait no more, without any time: a batch has none."""
    if n:
        row = Cell(campaign, "", "", NEVER, NEVER, "released", "")._asdict()
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        await connection.execute(_grown(insert(counters).values(**row, n=n, seconds=0)))


def _unanswered(interview: Interview | None) -> str:
    """The item where the interview stands, if it has no answer there yet; else empty."""
    if interview is None or interview.cursor is None or interview.cursor in interview.answers:
        return ""
    return interview.cursor


def grow(dialect: str) -> ClauseElement:
    """The statement that adds a row to its cell."""
    grown: ClauseElement = _grown(inserting(dialect, counters, *Cell._fields, "n", "seconds"))
    return grown


def _grown(statement: Any) -> Any:
    grown = {name: counters.c[name] + statement.excluded[name] for name in ("n", "seconds")}
    return statement.on_conflict_do_update(index_elements=list(counters.primary_key), set_=grown)


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
