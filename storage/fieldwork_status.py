"""Decides what is told of how a campaign goes: interviews by what became of them, and where people stop; never content.

All of it comes from counters, which know nobody, and from counts of rows: nothing sealed is opened. Interviews are told
apart by service, or by route, or by day, never by two of them at once (ADR 23).
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Integer, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import question_counts, questionnaires
from storage.database import StorageError
from storage.days import KAZAKHSTAN
from storage.periods import LEAST
from storage.question_counts import HOUR, Question
from storage.registry_tables import services
from storage.responses import IMPORTED, counted
from storage.tables import HAS_ENDED, campaigns, counters, interviews, responses, routes
from surveys.coding import DISPOSITIONS, Disposition, names_of

EAST = int(KAZAKHSTAN.utcoffset(None).total_seconds()) // 3600
"""Hours by which the day begins earlier in Kazakhstan than the counters' day."""
FIRST = datetime.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Tally:
    """Interviews: those that were opened, and what has become of them.

    `blocked`: those of the unreachable that go on once their respondent lifts the block; `released`: those with answers
    that have gone with a batch, which is known of a whole campaign only.
    """

    opened: int = 0
    consented: int = 0
    complete: int = 0
    partial: int = 0
    break_off: int = 0
    refused: int = 0
    unreachable: int = 0
    blocked: int = 0
    released: int = 0

    @property
    def in_progress(self) -> int:
        """Those of which nothing has become yet, as far as that was counted."""
        ended = self.complete + self.partial + self.break_off + self.refused + self.unreachable
        return self.opened - ended

    @property
    def dispositions(self) -> dict[Disposition, int]:
        """What has become of how many, without what became of none."""
        found: dict[Disposition, int] = {name: getattr(self, name) for name in DISPOSITIONS}
        return {name: n for name, n in found.items() if n}

    def waiting(self, ended: int) -> int:
        """How many with answers wait for their batch; `ended`: the rows of all that has ended and waits."""
        return max(0, min(self.complete + self.partial - self.released, ended))


@dataclass(frozen=True, slots=True)
class Status:
    """How a campaign goes. `by_service` goes by the service's code, `by_route` by the kind.

    `in_progress`: those that go on, without those of people who have blocked the bot. `lost`: those of which nobody
    knows what became, since the key of their day was bad, or since they began before that was counted. `counted`:
    responses that figures can be made of, `imported` those from files; `waiting`: ended interviews with answers that
    wait for their batch. `erased_on`: when all that was counted went with the key.
    """

    campaign: str
    names: Mapping[str, str]
    state: str
    opens_on: datetime.date
    closes_on: datetime.date | None
    closed_on: datetime.date | None
    erased_on: datetime.date | None
    target: int | None
    total: Tally
    in_progress: int
    lost: int
    counted: int
    imported: int
    waiting: int
    by_route: Mapping[str, Tally] = field(default_factory=dict)
    by_service: Mapping[str, Tally] = field(default_factory=dict)
    by_day: Mapping[datetime.date, Tally] = field(default_factory=dict)
    services: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    questions: Sequence[Question] = ()

    @property
    def needed(self) -> int:
        """How many more with answers the next batch needs."""
        return max(0, LEAST - self.waiting)


async def read(connection: AsyncConnection, campaign: str, *, now: datetime.datetime) -> Status:
    """How the campaign goes, in as many queries whatever there is of it. StorageError for an unknown one."""
    if connection.dialect.name != "sqlite":  # all that is counted is of one moment
        await connection.execution_options(isolation_level="REPEATABLE READ")
    row = (await connection.execute(select(campaigns).where(campaigns.c.id == campaign))).mappings().first()
    if row is None:
        raise StorageError(f"there is no campaign {campaign}: see `saualnama campaign list`")
    asked = await questionnaires.load(connection, row["questionnaire"])
    cells = (await connection.execute(_interviews(campaign))).all()
    open_rows, ended_rows = await _rows(connection, campaign)
    bot, imported = await _responses(connection, campaign)
    named = await _services(connection, campaign)
    total = _tally(cells)
    cells = [cell for cell in cells if cell.service]
    in_progress = open_rows - total.blocked
    known = row["forgotten_on"] is None
    return Status(
        campaign=campaign,
        names=names_of(row),
        state=row["state"],
        opens_on=row["opens_on"],
        closes_on=row["closes_on"],
        closed_on=row["closed_on"],
        erased_on=row["forgotten_on"],
        target=row["target"],
        total=total,
        in_progress=in_progress if known else 0,
        lost=max(0, total.in_progress - in_progress) if known else 0,
        counted=bot,
        imported=imported,
        waiting=total.waiting(ended_rows),
        by_route=_tallies(cells, "route", sorted({each.kind for each in named})),
        by_service=_tallies(cells, "service", [each.code for each in named]),
        by_day=_by_day(cells),
        services={each.code: names_of(each._mapping) for each in named},
        questions=await question_counts.read(
            connection, campaign, asked, closed=row["state"] == "closed", now=now
        ),
    )


def as_record(status: Status) -> dict[str, Any]:
    """The same for a program, as plain as JSON."""

    def counts(tally: Tally) -> dict[str, int]:
        return {name: getattr(tally, name) for name in _COUNTS}

    return {
        **{
            name: getattr(status, name)
            for name in ("campaign", "state", "opens_on", "closes_on", "closed_on", "erased_on", "target")
        },
        "names": dict(status.names),
        **counts(status.total),
        "in_progress": status.in_progress,
        "lost": status.lost,
        "counted": status.counted,
        "imported": status.imported,
        "waiting": status.waiting,
        "batch": LEAST,
        "needed": status.needed,
        "by_route": [{"route": kind, **counts(each)} for kind, each in status.by_route.items()],
        "by_service": [
            {"service": code, "names": dict(status.services.get(code, {})), **counts(each)}
            for code, each in status.by_service.items()
        ],
        "by_day": [
            {"day": day, **{name: n for name, n in counts(each).items() if name != "in_progress"}}
            for day, each in status.by_day.items()
        ],
        "questions": [
            {
                "item": each.item.id,
                "shown": each.shown,
                "answered": each.answered,
                "stopped": each.stopped,
                "share_stopped": each.share_stopped,
                "seconds": each.seconds,
            }
            for each in status.questions
        ],
    }


async def totals(connection: AsyncConnection) -> dict[str, Tally]:
    """What has become of the interviews of every campaign that is not forgotten."""
    cells = counters.c
    grouped = select(cells.campaign, cells.step, func.sum(cells.n).label("n")).where(cells.item == "")
    found: dict[str, list[Any]] = {}
    for cell in await connection.execute(grouped.group_by(cells.campaign, cells.step)):
        found.setdefault(cell.campaign, []).append(cell)
    return {campaign: _tally(each) for campaign, each in found.items()}


_COUNTS = (
    *("opened", "consented", "in_progress", "complete", "partial", "break_off", "refused", "unreachable"),
    "blocked",
)


def _tally(cells: Iterable[Any]) -> Tally:
    found = dict.fromkeys(Tally.__slots__, 0)
    for cell in cells:
        found["opened" if cell.step == "started" else cell.step] += int(cell.n)
    found["unreachable"] += found["blocked"]
    return Tally(**found)


def _tallies(cells: Iterable[Any], by: str, every: Iterable[str]) -> dict[str, Tally]:
    found: dict[str, list[Any]] = {each: [] for each in every}
    for cell in cells:
        found.setdefault(getattr(cell, by), []).append(cell)
    return {name: _tally(each) for name, each in found.items()}


def _by_day(cells: Iterable[Any]) -> dict[datetime.date, Tally]:
    found: dict[int, list[Any]] = {}
    for cell in cells:
        found.setdefault(int(cell.local_day), []).append(cell)
    return {FIRST + datetime.timedelta(days=day): _tally(found[day]) for day in sorted(found)}


def _interviews(campaign: str) -> Any:
    cells = counters.c
    local_day = ((HOUR + literal_column(str(EAST), Integer)) // literal_column("24", Integer)).label(
        "local_day"
    )
    grouped = (cells.service, cells.route, local_day, cells.step)
    wanted = select(*grouped, func.sum(cells.n).label("n"))
    return wanted.where(cells.campaign == campaign, cells.item == "").group_by(*grouped)


async def _rows(connection: AsyncConnection, campaign: str) -> tuple[int, int]:
    """Interviews that can go on, and those that have ended and wait, also where their batch is half taken apart."""
    mine = select(HAS_ENDED, func.count()).where(interviews.c.campaign == campaign)
    found = {bool(ended): n for ended, n in await connection.execute(mine.group_by(HAS_ENDED))}
    return found.get(False, 0), found.get(True, 0)


async def _responses(connection: AsyncConnection, campaign: str) -> tuple[int, int]:
    """Those of the bot, and those that came in files."""
    mine = select(responses.c.route, func.count()).where(responses.c.campaign == campaign, counted(campaign))
    rows = (await connection.execute(mine.group_by(responses.c.route))).all()
    found: dict[str, int] = {row[0]: row[1] for row in rows}
    imported = found.pop(IMPORTED, 0)
    return sum(found.values()), imported


async def _services(connection: AsyncConnection, campaign: str) -> Sequence[Any]:
    """The services of a campaign and the ways in, by code."""
    mine = (
        select(services, routes.c.kind)
        .join(routes, routes.c.service == services.c.code)
        .where(routes.c.campaign == campaign)
        .distinct()
    )
    return (await connection.execute(mine.order_by(services.c.code, routes.c.kind))).all()
