"""Decides how a bot process lives: what it starts, in which order, and how it ends without losing a turn."""

import asyncio
import datetime
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.channel import Channel, Unavailable
from bot.conversation import converse, meet, resume
from bot.delivery import Delivery
from bot.flood import Gate
from bot.outages import Outages
from console import launching
from console.settings import PREFIX, Settings, SettingsError
from console.wiring import clock, environment, keys, random_hex, seals, storage
from storage import campaigns, releases, schema, upkeep
from storage.database import Database, StorageError, brief
from storage.days import day_in_kazakhstan
from storage.questionnaires import QuestionnaireCache
from storage.turns import Turns
from storage.unreadable import note_unreadable

FINISH = 10.0
"""Seconds that a stop waits for messages under way; the rest is in the outbox."""
REACHING = 5.0
"""Seconds between two tries to reach Telegram at the start."""
MIXING = 60.0
"""Seconds between two looks into the pool."""

log = logging.getLogger("saualnama")


async def run_bot(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT. Raises SettingsError without a token, StorageError for a foreign schema."""
    from bot.telegram.libraries import open_channel
    from bot.telegram.rendering import render

    if settings.telegram_token is None:
        raise SettingsError("SAUALNAMA_TELEGRAM_TOKEN is not set: ask @BotFather for a token and set it")
    token = settings.telegram_token.get_secret_value()
    async with storage(settings, current=False) as database:

        async def unread(bot: int, updates: Sequence[int]) -> None:
            await note_unreadable(database, bot, updates, today=day_in_kazakhstan(clock()))

        channel = open_channel(settings.library, token, base=settings.telegram_api, unread=unread)
        await prepare(database, settings)
        turns = Turns(database, keys(settings), seals(settings), clock=clock, random_hex=random_hex)
        delivery = Delivery(channel, turns, render, per_second=settings.messages_per_second)
        gate = Gate() if settings.messages_per_second else None
        writer = asyncio.create_task(turns.run())
        try:
            username = await _open(channel)
            log.info("@%s is listening, by %s: https://t.me/%s", username, settings.library, username)
            freeze()
            outages = Outages(turns, channel.bot, clock=clock, take=lambda turn: meet(turn, turns, delivery))
            await outages.begin()
            resume(await turns.unfinished(channel.bot), delivery)
            await _until_stopped(
                converse(channel, turns, delivery, gate=gate, outages=outages),
                keep_up_for_ever(database, settings),
                writer=writer,
            )
            outages.stop()
            await delivery.finish(within=FINISH)
        finally:
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer  # it ends its transaction, for which the database must still be open
            await channel.close()
    log.info("stopped; nothing is lost")


async def _open(channel: Channel) -> str:
    """The bot's name, once Telegram can be reached; a refused token is raised at once."""
    while True:
        try:
            return await channel.open()
        except Unavailable as error:
            log.warning("Telegram cannot be reached (%s): trying again in %g s", error, REACHING)
            await asyncio.sleep(REACHING)


async def prepare(database: Database, settings: Settings) -> None:
    """Makes an empty database ready, so that the first /start works; refuses one of another release."""
    found, _ = await schema.revisions(database)
    if found is None:
        await schema.upgrade(database)
    await schema.require_current(database)
    await upkeep.close_due(database, environment=environment(settings))  # before anybody is asked again
    async with database.reading() as connection:
        if await campaigns.any_known(connection):
            return
    await launching.open_example(database, settings)
    log.info("nothing was published: an example campaign with the short questionnaire is open")


async def keep_up_for_ever(
    database: Database,
    settings: Settings,
    *,
    pause: float = MIXING,
    clock: Callable[[], datetime.datetime] | None = None,
) -> None:
    """Closes what ends, takes batches apart as they gather, and once a day lets go of what has lived its time.

    A passing fault of the database or of a key is waited out; one campaign's bad key stops no other.
    """
    cache = QuestionnaireCache()
    last: datetime.date | None = None
    while True:
        await asyncio.sleep(pause)
        now = environment(settings, now=clock() if clock else None)
        try:
            closed = await upkeep.close_due(database, environment=now)
            if closed or last != now.today:
                await upkeep.end_closed(database, environment=now)
            await upkeep.mix_all(database, cache=cache, environment=now)
            if last != now.today:
                await upkeep.daily(
                    database, environment=now, life=settings.day_key_life, archives=settings.archives
                )
                last = now.today
                await release_due(database, settings, today=now.today)
        except (SQLAlchemyError, StorageError, OSError) as error:
            log.warning("the records were not kept up (%s): trying again in %g s", brief(error), pause)


async def release_due(database: Database, settings: Settings, *, today: datetime.date) -> None:
    """Releases the figures that are due, in a process of its own.

    Seconds of arithmetic, and all that it imports, are not for the process that answers people.
    """
    async with database.reading() as connection:
        if not await releases.due(connection, today=today):
            return
    given = {
        "DATA": settings.data.absolute(),
        "DATABASE": settings.database_url,
        "KEYS": settings.keys_folder.absolute(),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "console", "campaign", "release", "--due"),
        env={**os.environ, **{f"{PREFIX}{name}": str(value) for name, value in given.items()}},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.communicate()  # its pipes must be closed before the loop is
        raise
    for line in said.decode("utf-8", "replace").splitlines():
        log.info("%s", line)


async def _until_stopped(*works: Coroutine[Any, Any, None], writer: asyncio.Task[None]) -> None:
    """Until a signal, or until one of them ends by a fault, which is raised. `writer` goes on: delivery needs it."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stopped.set)
    tasks = [asyncio.create_task(work) for work in works]
    waiting = asyncio.create_task(stopped.wait())
    done, _ = await asyncio.wait([*tasks, writer, waiting], return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
    for ended in done - {waiting}:
        ended.result()


def freeze() -> None:
    """Takes what was imported out of the collector's sight: worth more than a faster event loop."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
