"""Decides what is told of each question while people answer: in blocks of people, as responses are released.

How many were shown a question that is asked of some only would tell what others have answered before it, and whoever
looked twice would see it of one person. So all is told up to an hour that is over, by which at least LEAST more have
begun to answer. After the close the rest is told too, but not of questions that are asked of some only; and nothing at
any time of a question that fewer than FEW were shown (ADR 23).
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, and_, case, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.counters import FEW, NEVER, hour_of
from storage.periods import LEAST
from storage.tables import counters
from surveys.item import Item
from surveys.questionnaire import Questionnaire

_OF_ITEMS = ("shown", "answered", "stopped", "paused")
HOUR = counters.c.day * literal_column("24", Integer) + counters.c.hour
"""Since 1970. The number is written out: PostgreSQL groups by no expression with a value in it."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is told of one question; None where fewer than FEW were shown it.

    `stopped`: those who stood there when their interview ended unfinished. `timed`: answers without a pause before
    them, which took so many `active` seconds together.
    """

    item: Item
    shown: int | None = None
    answered: int | None = None
    stopped: int | None = None
    timed: int = 0
    active: int = 0

    @property
    def share_stopped(self) -> float | None:
        """Of those who were shown it."""
        return None if self.shown is None or self.stopped is None else self.stopped / self.shown

    @property
    def seconds(self) -> float | None:
        """The mean seconds of an answer; None of few."""
        return self.active / self.timed if self.timed >= FEW else None


async def read(
    connection: AsyncConnection, campaign: str, asked: Questionnaire, *, closed: bool, now: datetime.datetime
) -> Sequence[Question]:
    """What is told of each question; nothing while fewer than LEAST have begun to answer."""
    cells = counters.c
    mine = cells.campaign == campaign
    begun = select(HOUR, func.sum(cells.n)).where(mine, cells.step == "consented", cells.item == "")
    hours = [(int(hour), int(n)) for hour, n in await connection.execute(begun.group_by(HOUR).order_by(HOUR))]
    up_to = _told_up_to(hours, before=None if closed else hour_of(now))
    if up_to == NEVER:
        return ()
    told = (
        func.sum(case((up_to >= HOUR, cells.n), else_=0)),
        func.sum(case((up_to >= HOUR, cells.seconds), else_=0)),
    )
    wanted = select(cells.item, cells.step, func.sum(cells.n), func.sum(cells.seconds), *told)
    found: dict[str, dict[str, tuple[int, int]]] = {}
    rest: dict[str, dict[str, tuple[int, int]]] = {}
    of_items = and_(mine, cells.item != "", cells.step.in_(_OF_ITEMS))
    for item, step, n, seconds, told_n, told_seconds in await connection.execute(
        wanted.where(of_items).group_by(cells.item, cells.step)
    ):
        rest.setdefault(item, {})[step] = int(n), int(seconds)
        found.setdefault(item, {})[step] = int(told_n), int(told_seconds)
    return [
        _question(item, (rest if closed and not _of_some(item) else found).get(item.id, {}))
        for item in asked.items
        if item.id in rest
    ]


def _told_up_to(hours: Iterable[tuple[int, int]], *, before: int | None) -> int:
    """The last hour, of those that are over, by which at least LEAST more have begun to answer; NEVER for none."""
    last, begun = NEVER, 0
    for hour, n in hours:
        if before is not None and hour >= before:
            break
        begun += n
        if begun >= LEAST:
            last, begun = hour, 0
    return last


def _of_some(item: Item) -> bool:
    """Whether earlier answers decide if it is asked."""
    return item.ask_when is not None or any(
        option.offer_when is not None for option in getattr(item, "options", ())
    )


def _question(item: Item, steps: Mapping[str, tuple[int, int]]) -> Question:
    shown, answered, stopped, paused = (steps.get(step, (0, 0))[0] for step in _OF_ITEMS)
    if shown < FEW:
        return Question(item)
    return Question(item, shown, answered, stopped, answered - paused, steps.get("answered", (0, 0))[1])
