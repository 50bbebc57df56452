"""Decides how a campaign ends: closed to all, unfinished interviews ended, what they left mixed, its key destroyed."""

import datetime
from functools import partial

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import counters, drafts, mixing, tokens
from storage.allowing import required
from storage.campaign_routes import CampaignRoutes
from storage.campaigns import set_state
from storage.changes import Changes
from storage.database import Database
from storage.driver import Writer, after_deadlocks
from storage.environment import Environment
from storage.loading import load_campaign
from storage.periods import KEPT
from storage.questionnaires import QuestionnaireCache
from storage.tables import OPEN, campaigns, interviews
from storage.writing import end, write

AT_ONCE = 500
"""Unfinished interviews that are ended in one transaction."""
_DUE = campaigns.c.state.in_(("open", "paused"))
"""What ends by itself after its last day; a draft does not."""


async def close(
    database: Database, campaign: str, *, environment: Environment, release_small: bool = False
) -> int:
    """Closes the campaign for good; may be repeated after a fault. Returns how many ended interviews still wait.

    They are a rest of fewer than a batch, which cannot be taken apart without showing who said what: with
    `release_small` they are released all the same, else they go with the campaign's key. A draft has asked nobody: it
    is taken out, and its id can be used again. StorageError for an unknown campaign.
    """
    async with database.writing() as connection:
        row = await required(connection, campaign, "close", today=environment.today)
        if row["state"] == "draft":
            await drafts.remove(connection, campaign)
        else:
            await set_state(connection, campaign, "closed", today=environment.today)
    if row["state"] == "draft":
        environment.keys.destroy(campaign)
        return 0
    await end_all(database, campaign, environment=environment)
    cache = QuestionnaireCache()
    while await mixing.mix(
        database, campaign, cache=cache, environment=environment, everything=release_small
    ):
        pass
    async with database.reading() as connection:
        return await mixing.waiting(connection, campaign)


async def close_due(connection: AsyncConnection, *, today: datetime.date) -> list[str]:
    """Closes the campaigns whose last day is over; returns those that this very statement has closed, each once.

    Of several processes that do it at once the first has them: the others wait for its commit and find nothing.
    """
    due = (
        update(campaigns)
        .where(_DUE, campaigns.c.closes_on < today)
        .values(state="closed", closed_on=today)
        .returning(campaigns.c.id)
    )
    return sorted(await connection.scalars(due))


async def are_due(connection: AsyncConnection, *, today: datetime.date) -> bool:
    """Whether there is anything for `close_due`: a look that keeps no writer waiting."""
    wanted = select(campaigns.c.id).where(_DUE, campaigns.c.closes_on < today)
    return await connection.scalar(wanted.limit(1)) is not None


async def not_ended(connection: AsyncConnection) -> list[str]:
    """Closed campaigns in which interviews are still in progress: whoever closed them did not come to the end."""
    wanted = (
        select(interviews.c.campaign)
        .join(campaigns)
        .where(campaigns.c.state == "closed", interviews.c.slot <= OPEN)
        .distinct()
    )
    return sorted(await connection.scalars(wanted))


async def end_all(database: Database, campaign: str, *, environment: Environment) -> None:
    """Ends every unfinished interview of a closed campaign."""
    writer = Writer(database)
    try:
        while await end_interviews(writer, campaign, environment=environment):
            pass
    finally:
        await writer.close()


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
    async with database.writing() as connection:
        row = await required(connection, campaign, "forget", today=environment.today)
        if row["state"] != "closed":  # its last day is over, and nobody has noted it yet
            await set_state(connection, campaign, "closed", today=environment.today)
    environment.keys.destroy(campaign)
    async with database.writing() as connection:
        erased = await connection.execute(delete(interviews).where(interviews.c.campaign == campaign))
        await counters.erase(connection, campaign)
        await tokens.erase(connection, campaign)
        await connection.execute(
            update(campaigns).where(campaigns.c.id == campaign).values(forgotten_on=environment.today)
        )
    return erased.rowcount
