"""Decides what is kept of an update that could not be read: its number and the day, for the check-up to count."""

import datetime
from collections.abc import Sequence

from storage.database import Database, upsert
from storage.inspection import UNREADABLE
from storage.tables import dead_letters


async def note_unreadable(
    database: Database, bot: int, updates: Sequence[int], *, today: datetime.date
) -> None:
    """Notes the updates, each once however often it comes. The channel confirms them afterwards."""
    letters = [{"bot": bot, "update": each, "reason": UNREADABLE, "day": today} for each in updates]
    async with database.writing() as connection:
        await connection.execute(upsert(connection, dead_letters), letters)
