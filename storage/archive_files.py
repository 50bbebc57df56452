"""Decides where the archive of a campaign lies, which one holds what the rows hold now, and that no other stays."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import campaigns

SUFFIX = ".parquet"


def archive_file(folder: Path, campaign: str, content: str) -> Path:
    """The file of a campaign's archive with this content: of two, each has a name of its own."""
    return folder / f"{campaign}.{content[:16]}{SUFFIX}"


async def present_archive(connection: AsyncConnection, folder: Path, campaign: str) -> Path | None:
    """The archive that holds the campaign's rows as they are in this view of the database, if there is one."""
    content = await connection.scalar(select(campaigns.c.archived).where(campaigns.c.id == campaign))
    file = archive_file(folder, campaign, content) if content else None
    return file if file is not None and file.is_file() else None


async def begin_archive(connection: AsyncConnection, campaign: str, token: str) -> None:
    """Before the rows are read, in a transaction of its own: whatever changes them afterwards takes the token away."""
    await connection.execute(update(campaigns).where(campaigns.c.id == campaign).values(archived=token))


async def note_archive(connection: AsyncConnection, campaign: str, token: str, content: str) -> bool:
    """Notes what the archive holds, unless the token is gone: then the rows are others by now. The caller commits."""
    still = (campaigns.c.id == campaign) & (campaigns.c.archived == token)
    return (await connection.execute(update(campaigns).where(still).values(archived=content))).rowcount == 1


async def remove_outdated(connection: AsyncConnection, folder: Path) -> list[str]:
    """Removes the archives of rows that have changed since; returns their names. What was withdrawn is in no file then.

    A file of a campaign that this database does not know is left alone.
    """
    known = await connection.execute(select(campaigns.c.id, campaigns.c.archived))
    return _remove(folder, dict(tuple(row) for row in known))


def _remove(folder: Path, known: Mapping[str, str | None]) -> list[str]:
    gone = []
    for campaign, content in known.items():
        present = archive_file(folder, campaign, content) if content else None
        gone += [file for file in folder.glob(f"{campaign}.*{SUFFIX}") if file != present]
    for file in gone:
        file.unlink(missing_ok=True)
    return sorted(file.name for file in gone)
