"""Decides what is done with the records while nobody asks: campaigns that end, batches mixed, old keys destroyed."""

import logging
from pathlib import Path

from sqlalchemy import select

from storage import archive_files, closing, mixing, retention, tokens, withdrawals
from storage.database import Database, StorageError
from storage.environment import Environment
from storage.key_files import BadKeyError
from storage.questionnaires import QuestionnaireCache
from storage.tables import HAS_ENDED, interviews

log = logging.getLogger(__name__)


async def close_due(database: Database, *, environment: Environment) -> list[str]:
    """Closes each campaign whose last day is over in Kazakhstan; returns those that nobody else has closed."""
    async with database.reading() as connection:
        if not await closing.are_due(connection, today=environment.today):
            return []
    async with database.writing() as connection:
        closed = await closing.close_due(connection, today=environment.today)
    for campaign in closed:
        log.info("campaign %s is closed: its last day is over", campaign)
    return closed


async def end_closed(database: Database, *, environment: Environment) -> None:
    """Ends what goes on in closed campaigns, as a close by hand does; also where somebody died in the middle of it."""
    async with database.reading() as connection:
        campaigns = await closing.not_ended(connection)
    for campaign in campaigns:
        try:
            await closing.end_all(database, campaign, environment=environment)
        except BadKeyError as error:
            log.error("interviews of campaign %s go on: %s", campaign, error)  # noqa: TRY400 - it says which key


async def mix_all(database: Database, *, cache: QuestionnaireCache, environment: Environment) -> int:
    """Takes apart every batch that has gathered; returns how many ended interviews went.

    A campaign whose key is bad is named and left for later.
    """
    async with database.reading() as connection:
        waiting = select(interviews.c.campaign).where(HAS_ENDED).distinct()
        names = sorted(await connection.scalars(waiting))
    moved = 0
    for campaign in names:
        try:
            while batch := await mixing.mix(database, campaign, cache=cache, environment=environment):
                moved += batch
        except BadKeyError as error:
            log.error("answers wait: %s", error)  # noqa: TRY400 - it says which key, and what to do
    return moved


async def daily(database: Database, *, environment: Environment, life: int, archives: Path) -> None:
    """Once a day: receipts, updates that nobody repeats, keys of old days and of campaigns closed long ago.

    `archives`: their folder. One that holds what was withdrawn goes at once; whoever asks next writes it anew.
    """
    async with database.writing() as connection:
        await withdrawals.apply(connection, environment=environment)
    async with database.reading() as connection:
        for name in await archive_files.remove_outdated(connection, archives):
            log.info("the archive %s is removed: answers in it were taken back", name)
    async with database.writing() as connection:
        await retention.forget_updates(connection, environment=environment)
        await tokens.erase_expired(connection, environment=environment)
    await retention.destroy_day_keys(database, environment=environment, life=life)
    async with database.reading() as connection:
        due = await closing.to_forget(connection, today=environment.today)
    for campaign in due:
        try:
            lost = await closing.forget(database, campaign, environment=environment)
        except (StorageError, OSError) as error:
            log.error("the key of campaign %s was not destroyed: %s", campaign, error)  # noqa: TRY400 - it says why
        else:
            log.info("campaign %s is forgotten; %d ended interviews went with its key", campaign, lost)
