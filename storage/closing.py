"""Decides how a campaign ends: closed to all, unfinished interviews ended, what they left mixed, its key destroyed."""

import datetime
from functools import partial

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import counters, mixing, tokens
from storage.campaign_routes import CampaignRoutes
from storage.campaigns import set_state
from storage.database import Database, StorageError
from storage.driver import Writer, after_deadlocks
from storage.environment import Environment
from storage.loading import load_campaign
from storage.periods import KEPT
from storage.questionnaires import QuestionnaireCache
from storage.tables import campaigns, interviews
from storage.writing import Changes, end, write

AT_ONCE = 500
"""Unfinished interviews that are ended in one transaction."""


async def close(
    database: Database, campaign: str, *, environment: Environment, release_small: bool = False
) -> int:
    """Closes the campaign for good; may be repeated after a fault. Returns how many ended interviews still wait.

    They are a rest of fewer than a batch, which cannot be taken apart without showing who said what: with
    `release_small` they are released all the same, else they go with the campaign's key. StorageError for an unknown
    campaign.
    """
    async with database.writing() as connection:
        await set_state(connection, campaign, "closed", today=environment.today)
    writer = Writer(database)
    try:
        while await end_interviews(writer, campaign, environment=environment):
            pass
    finally:
        await writer.close()
    cache = QuestionnaireCache()
    while await mixing.mix(
        database, campaign, cache=cache, environment=environment, everything=release_small
    ):
        pass
    async with database.reading() as connection:
        return await mixing.waiting(connection, campaign)


async def end_interviews(writer: Writer, campaign: str, *, environment: Environment) -> int:
    """Ends up to AT_ONCE unfinished interviews of a closed campaign; returns how many it ended.

    What each has become is decided in `surveys/interview/endings.py`.
    """
    return await after_deadlocks(partial(_end_some, writer, campaign, environment=environment))


async def _end_some(writer: Writer, campaign: str, *, environment: Environment) -> int:
    async with writer.writing() as transaction:
        state = await load_campaign(
            transaction, campaign, most=AT_ONCE, routes=CampaignRoutes(), environment=environment
        )
        changes = Changes(aside=state.unreadable)
        for known in state.interviews.values():
            end(changes, known, "closed", environment=environment)
        await write(transaction, changes, environment=environment)
    return len(changes.ended) + len(changes.aside)


async def to_forget(connection: AsyncConnection, *, today: datetime.date) -> list[str]:
    """The campaigns that were closed KEPT days ago and whose keys are still there."""
    wanted = select(campaigns.c.id).where(
        campaigns.c.state == "closed",
        campaigns.c.closed_on <= today - datetime.timedelta(days=KEPT),
        campaigns.c.forgotten_on.is_(None),
    )
    return list(await connection.scalars(wanted.order_by(campaigns.c.id)))


async def forget(database: Database, campaign: str, *, environment: Environment) -> int:
    """Destroys the key of a closed campaign, what was counted in it, and what still waits of it; returns the latter.

    From then on nobody can tell who took part. StorageError for a campaign that is not closed. The key goes first:
    what fails after that is done again tomorrow, and a campaign is never noted as forgotten while its key is there.
    """
    async with database.reading() as connection:
        state = await connection.scalar(select(campaigns.c.state).where(campaigns.c.id == campaign))
        if state is None:
            raise StorageError(f"there is no campaign {campaign}: see `saualnama campaign list`")
        if state != "closed":
            raise StorageError(f"campaign {campaign} is {state}: close it before it is forgotten")
    environment.keys.destroy(campaign)
    async with database.writing() as connection:
        erased = await connection.execute(delete(interviews).where(interviews.c.campaign == campaign))
        await counters.erase(connection, campaign)
        await tokens.erase(connection, campaign)
        await connection.execute(
            update(campaigns).where(campaigns.c.id == campaign).values(forgotten_on=environment.today)
        )
    return erased.rowcount
