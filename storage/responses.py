"""Decides what one response is, how many of them are kept at once, and how one that is withdrawn goes."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, delete, insert, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import campaigns, imports
from storage.tables import responses as table
from surveys.answers import Answer
from surveys.questionnaire import Questionnaire

IMPORTED = "import"
"""The kind of route of a response that came in a file: nobody arrived by it."""

BURST = 1
"""The bit of `flags` for a response that came in a burst."""

PACES = (1, 2, 4, 8)
"""Active seconds for each answered item at which the next class of duration begins; below the first it is 1."""
UNKNOWN_PACE = 0
"""The class of a response whose time nobody took, or that answered nothing."""

AT_ONCE = 10_000
"""Hashes in one statement: both databases take 32,766 values."""


@dataclass(frozen=True, slots=True)
class Response:
    """One row. `answers` and `beside` are what `Layout.encode` of the questionnaire `version` made of the answers.

    `id`: 16 random bytes. `office`, `region`: the codes answered, None where there is none. `week`: as `week_of` gives
    it, None where it is not known. `duration`: as `pace` gives it. `withdrawal`: SHA-256 of the receipt's secret.
    """

    id: bytes
    campaign: str
    agency: str
    service: str
    route: str
    mode: str
    panel: str
    language: str
    disposition: str
    version: int
    answers: bytes
    beside: Mapping[str, str]
    office: str | None = None
    region: str | None = None
    week: int | None = None
    duration: int = UNKNOWN_PACE
    flags: int = 0
    withdrawal: bytes | None = None


def pace(active: float, answered: int) -> int:
    """The class of duration: `active` seconds, pauses left out, for so many answered items."""
    return bisect_right(PACES, active / answered) + 1 if answered else UNKNOWN_PACE


def places(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> tuple[str | None, str | None]:
    """The codes of office and region that were answered, None where there are none."""
    office, region = questionnaire.once(_asking_for_places)
    return _code(answers.get(office)), _code(answers.get(region))


def _asking_for_places(questionnaire: Questionnaire) -> tuple[str, str]:
    """The items that ask for office and region; "" where none does."""
    office = next((item.id for item in questionnaire.items if item.also_kept_as == "office"), "")
    return office, next((item.id for item in questionnaire.items if item.measures == "region"), "")


def _code(answer: Answer | None) -> str | None:
    return answer.codes[0] if answer is not None and answer.codes else None


def counted(campaign: str | BindParameter[str]) -> ColumnElement[bool]:
    """False for the rows of an import into this campaign that is not complete: they are there, but count for nothing.

    There is at most one of them, so whether there is, and its ends, are looked up once, not for every row.
    """
    unfinished = select(imports).where(imports.c.campaign == campaign, not_(imports.c.complete))
    first, last = (
        unfinished.with_only_columns(end).scalar_subquery() for end in (imports.c.first, imports.c.last)
    )
    return or_(not_(unfinished.exists()), table.c.id < first, table.c.id > last)


async def keep(connection: AsyncConnection, responses: Sequence[Response]) -> None:
    """Writes these rows in their order, in one statement. The caller shuffles them, and commits."""
    if responses:
        await connection.execute(insert(table), [_row(response) for response in responses])
        await outdate_archives(connection, {response.campaign for response in responses})


async def withdraw(connection: AsyncConnection, hashes: Sequence[bytes]) -> int:
    """Deletes the responses with these withdrawal hashes; returns how many there were. The caller commits."""
    gone: list[str] = []
    for first in range(0, len(hashes), AT_ONCE):
        named = table.c.withdrawal.in_(hashes[first : first + AT_ONCE])
        gone += await connection.scalars(delete(table).where(named).returning(table.c.campaign))
    await outdate_archives(connection, set(gone))
    return len(gone)


async def outdate_archives(connection: AsyncConnection, changed: set[str]) -> None:
    """In the transaction that changes the rows, so that no archive of other rows is ever taken for the present one.

    Without looking whether there is one: the lock makes whoever begins an archive wait for this commit.
    """
    if changed:
        of_these = campaigns.c.id.in_(sorted(changed))
        await connection.execute(update(campaigns).where(of_these).values(archived=None))


def _row(response: Response) -> dict[str, Any]:
    row = {name: getattr(response, name) for name in Response.__slots__}
    row["beside"] = dict(response.beside) or None
    return row


async def find(connection: AsyncConnection, hashes: Sequence[bytes]) -> list[bytes]:
    """Those of these withdrawal hashes that some response has."""
    found: list[bytes] = []
    for first in range(0, len(hashes), AT_ONCE):
        named = table.c.withdrawal.in_(hashes[first : first + AT_ONCE])
        found += await connection.scalars(select(table.c.withdrawal).where(named))
    return found
