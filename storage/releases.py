"""Decides how releases are kept: numbered, as the text that was published, with the ledger that the next one needs.

Nothing of a release is changed afterwards.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import StorageError
from storage.responses import counted
from storage.tables import campaigns, releases, responses
from storage.trials import is_trial

PAUSE = 7
"""Days between two releases while people answer: with fewer, differences would speak of fewer people."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A release. `published`: the text, whose SHA-256 is `sha256`. `ledger`: JSON, for nobody but the next release."""

    campaign: str
    number: int
    day: datetime.date
    closing: bool
    method: str
    sha256: str
    published: str
    ledger: str

    @property
    def protected(self) -> Mapping[str, Any]:
        """The ledger, read."""
        found: Mapping[str, Any] = json.loads(self.ledger)
        return found

    @property
    def tables(self) -> Mapping[str, Any]:
        """What is published, read."""
        found: Mapping[str, Any] = json.loads(self.published)
        return found


async def all_of(connection: AsyncConnection, campaign: str) -> list[Kept]:
    """The releases of a campaign, the oldest first."""
    wanted = select(releases).where(releases.c.campaign == campaign).order_by(releases.c.number)
    return [_kept(row) for row in (await connection.execute(wanted)).mappings()]


async def one_of(connection: AsyncConnection, campaign: str, number: int | None = None) -> Kept | None:
    """One release of a campaign, the newest where no number is given; None where there is none at all.

    Raises StorageError for a number that no release has.
    """
    wanted = select(releases).where(releases.c.campaign == campaign)
    if number is not None:
        wanted = wanted.where(releases.c.number == number)
    row = (await connection.execute(wanted.order_by(releases.c.number.desc()).limit(1))).mappings().first()
    if row is None and number is not None:
        raise StorageError(
            f"{campaign} has no release {number}: see `saualnama campaign releases {campaign}`"
        )
    return None if row is None else _kept(row)


async def keep(connection: AsyncConnection, release: Kept) -> None:
    """Keeps a new release; the caller commits. Raises StorageError where another process has made this one already."""
    try:
        await connection.execute(
            insert(releases), [{name: getattr(release, name) for name in Kept.__slots__}]
        )
    except IntegrityError as error:
        raise StorageError(f"release {release.number} of {release.campaign} is there already") from error


async def due(connection: AsyncConnection, *, today: datetime.date) -> list[str]:
    """The campaigns that may be released now, and have been answered at all; those of previews never are.

    One that was released after its close is left alone.
    """
    found = []
    named = select(campaigns.c.id, campaigns.c.state).order_by(campaigns.c.id)
    for campaign, state in await connection.execute(named):
        newest = await one_of(connection, campaign)
        closing = state == "closed"
        day = due_from(newest, closing=closing)
        over = closing and newest is not None and newest.closing
        if not is_trial(campaign) and not over and (day is None or day <= today):
            found.append(campaign)
    return [campaign for campaign in found if await people_counted(connection, campaign)]


def due_from(newest: Kept | None, *, closing: bool) -> datetime.date | None:
    """From which day the next release may be made; None for at once: the first, and the first after the close."""
    if newest is None or (closing and not newest.closing):
        return None
    return newest.day + datetime.timedelta(days=PAUSE)


async def people_counted(connection: AsyncConnection, campaign: str) -> int:
    """How many responses of a campaign would be in a release."""
    here = select(func.count()).where(responses.c.campaign == campaign, counted(campaign))
    return int(await connection.scalar(here) or 0)


def _kept(row: RowMapping) -> Kept:
    return Kept(**{name: row[name] for name in Kept.__slots__})
