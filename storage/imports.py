"""Decides how the responses of a file from another channel come in, and go out again: all of them or none.

They are written in small transactions, so that the bot is never kept waiting, under ids of one range, and count for
nothing until the import is marked as complete, in a transaction of its own (`responses.counted`). Taking them out goes
the other way round. What was interrupted is named, and taken out in the same way.
"""

import asyncio
import datetime
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import RowMapping, delete, insert, not_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, StorageError
from storage.responses import Response, keep, outdate_archives
from storage.tables import campaigns, imports, responses

AT_ONCE = 2_000
"""Responses in one transaction: some 50 ms on SQLite, in which no turn can be written."""
PAUSE = 0.05
"""Seconds between two of them, in which those who wait get their turn: SQLite has no queue."""
RANGE = 8
"""Bytes that the ids of one import share; as many again tell them apart."""
LEAVING = -1
"""Stands where the number of responses does while they are taken out."""
SHORTEST = 6
"""Digits of a file's sum that are enough to name it."""

NewId = Callable[[], bytes]
"""Gives the id of one more response; in the order of ids, which is none, those of a batch are written."""


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was imported. `rows`: responses that are in; they count once it is `complete`."""

    sha256: str
    campaign: str
    mode: str
    day: datetime.date
    rows: int = 0
    complete: bool = False


async def known(connection: AsyncConnection, sha256: str) -> Import | None:
    """The import of the file with this sum, complete or not."""
    found = await connection.execute(select(imports).where(imports.c.sha256 == sha256))
    row = found.mappings().first()
    return _import(row) if row is not None else None


async def find(connection: AsyncConnection, beginning: str) -> Import:
    """The one import of a file whose sum begins like this. Raises StorageError for none or several."""
    if len(beginning) < SHORTEST:
        raise StorageError(f"{beginning} is too short: give at least {SHORTEST} digits of the file's sum")
    wanted = select(imports).where(imports.c.sha256.startswith(beginning.lower(), autoescape=True))
    found = (await connection.execute(wanted)).mappings().all()
    if len(found) != 1:
        many = "no" if not found else "more than one"
        raise StorageError(
            f"{many} imported file has a sum that begins with {beginning}: see `saualnama responses list CAMPAIGN`"
        )
    return _import(found[0])


async def listing(connection: AsyncConnection, campaign: str) -> list[Import]:
    """The files of a campaign, by day. Raises StorageError for an unknown campaign."""
    if await connection.scalar(select(campaigns.c.id).where(campaigns.c.id == campaign)) is None:
        raise StorageError(f"there is no campaign {campaign}: see `saualnama campaign list`")
    wanted = select(imports).where(imports.c.campaign == campaign)
    rows = await connection.execute(wanted.order_by(imports.c.day, imports.c.sha256))
    return [_import(row) for row in rows.mappings()]


async def bring_in(
    database: Database,
    new: Import,
    rows: Callable[[NewId], Iterable[Response]],
    *,
    random_hex: Callable[[int], str],
) -> Import:
    """Brings in all the responses that `rows` makes with new ids. Returns the import as it is now.

    Raises StorageError where the same file is in, or another one is not complete. Whatever goes wrong on the way, what
    was written is taken out again, or, if even that fails, counts for nothing.
    """
    shared = await _begin(database, new, random_hex)
    try:
        waiting, count = iter(rows(lambda: shared + bytes.fromhex(random_hex(RANGE)))), 0
        while batch := sorted(islice(waiting, AT_ONCE), key=lambda each: each.id):
            async with database.writing() as connection:
                await keep(connection, batch)
                await _count(connection, new.sha256, count, count + len(batch))
                count += len(batch)
            await asyncio.sleep(PAUSE)
        async with database.writing() as connection:
            await _count(connection, new.sha256, count, count, complete=True)
            await outdate_archives(connection, {new.campaign})
    except BaseException:
        with suppress(SQLAlchemyError, StorageError):  # what was wrong first is what is told
            await take_out(database, new.sha256)
        raise
    return replace(new, rows=count, complete=True)


async def take_out(database: Database, sha256: str) -> int:
    """Takes the responses of a file out; returns how many there were. With the first transaction they count no more."""
    mine = imports.c.sha256 == sha256
    async with database.writing() as connection:
        found = await connection.execute(
            select(imports.c.campaign, imports.c.first, imports.c.last).where(mine)
        )
        row = found.first()
        if row is None:
            return 0
        await _alone(connection, row.campaign)
        await require_no_other(connection, row.campaign, sha256)
        await connection.execute(update(imports).where(mine).values(complete=False, rows=LEAVING))
        await outdate_archives(connection, {row.campaign})
    theirs = (responses.c.campaign == row.campaign, responses.c.id.between(row.first, row.last))
    some = delete(responses).where(
        responses.c.campaign == row.campaign,
        responses.c.id.in_(select(responses.c.id).where(*theirs).limit(AT_ONCE)),
    )
    gone = 0
    while True:
        async with database.writing() as connection:
            erased = (await connection.execute(some)).rowcount
            gone += erased
            if not erased:
                await connection.execute(delete(imports).where(mine))
                return gone
        await asyncio.sleep(PAUSE)


async def _begin(database: Database, new: Import, random_hex: Callable[[int], str]) -> bytes:
    """Notes that the import has begun; returns what the ids of its responses share."""
    shared = bytes.fromhex(random_hex(RANGE))
    ends = {"first": shared + b"\x00" * RANGE, "last": shared + b"\xff" * RANGE}
    async with database.writing() as connection:
        await _alone(connection, new.campaign)
        if await known(connection, new.sha256) is not None:
            raise StorageError(f"the file {new.sha256[:12]} is imported already")
        await require_no_other(connection, new.campaign, new.sha256)
        row = {"sha256": new.sha256, "campaign": new.campaign, "mode": new.mode, "day": new.day}
        await connection.execute(insert(imports), [{**row, "rows": 0, "complete": False, **ends}])
    return shared


async def _alone(connection: AsyncConnection, campaign: str) -> None:
    """Until the commit, nobody else begins an import into this campaign, or takes one out; its responses may come."""
    mine = select(campaigns.c.id).where(campaigns.c.id == campaign)
    if await connection.scalar(mine.with_for_update(key_share=True)) is None:
        raise StorageError(f"there is no campaign {campaign}: see `saualnama campaign list`")


async def require_no_other(connection: AsyncConnection, campaign: str, sha256: str) -> None:
    """Raises StorageError where another file of the campaign is not complete: only one such range is left out."""
    unfinished = select(imports.c.sha256).where(
        imports.c.campaign == campaign, imports.c.sha256 != sha256, not_(imports.c.complete)
    )
    other = await connection.scalar(unfinished)
    if other is not None:
        raise StorageError(
            f"the import of {other[:12]} into {campaign} is under way, or was interrupted: wait for it, or take out "
            f"what it left: `saualnama responses forget {other[:12]}`"
        )


async def _count(
    connection: AsyncConnection, sha256: str, before: int, now: int, *, complete: bool = False
) -> None:
    """Notes how many responses are in. Raises StorageError where somebody takes them out meanwhile."""
    mine = update(imports).where(imports.c.sha256 == sha256, imports.c.rows == before)
    if (await connection.execute(mine.values(rows=now, complete=complete))).rowcount != 1:
        raise StorageError(f"the import of {sha256[:12]} was taken out meanwhile: nothing of it is in")


def _import(row: RowMapping) -> Import:
    found = Import(**{name: row[name] for name in Import.__slots__})
    return replace(found, rows=max(0, found.rows))
