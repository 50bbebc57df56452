"""Decides how a campaign ends: closed to all, unfinished interviews ended, the pool emptied, every answer counted."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.campaigns import set_state
from storage.database import Database
from storage.environment import Environment
from storage.loading import load_interviews
from storage.mixer import mix
from storage.questionnaires import QuestionnaireCache
from storage.tables import interviews
from storage.writing import Changes, end, write

AT_ONCE = 500
"""Unfinished interviews that are ended in one transaction."""


async def close(database: Database, campaign: str, *, environment: Environment) -> None:
    """Closes the campaign for good; may be repeated after a fault. StorageError for an unknown campaign."""
    async with database.writing() as connection:
        await set_state(connection, campaign, "closed")
    cache = QuestionnaireCache()
    while True:
        async with database.writing() as connection:
            if not await end_interviews(connection, campaign, cache=cache, environment=environment):
                break
    while True:
        async with database.writing() as connection:
            if not await mix(connection, campaign, cache=cache, everything=True):
                break


async def end_interviews(
    connection: AsyncConnection, campaign: str, *, cache: QuestionnaireCache, environment: Environment
) -> int:
    """Ends up to AT_ONCE unfinished interviews of a closed campaign; returns how many it ended.

    What each has become is decided in `surveys/interview/endings.py`; nothing that knows an address is left.
    """
    wanted = select(interviews.c.address).where(interviews.c.campaign == campaign).limit(AT_ONCE)
    addresses = (await connection.scalars(wanted)).all()
    changes = Changes()
    for known in await load_interviews(connection, addresses, cache=cache):
        if known.route.campaign == campaign:
            end(changes, known, "closed", environment=environment)
    await write(connection, changes)
    return len(changes.ended)
