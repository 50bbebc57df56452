"""Decides which real things the parts get: the clock, chance, the database and the keys."""

import asyncio
import datetime
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import OperationalError

from console.settings import Settings
from storage.database import Database, StorageError, open_database
from storage.environment import Environment
from storage.inspection import sqlite_file
from storage.key_files import make_closed
from storage.keys import DAYS, CampaignKeys
from storage.migrations.outside import Outside
from storage.schema import require_current
from storage.sealing import Seals

CLOSED = 0o600
"""The mode of a database file that is made: for this user alone."""
THREAD_END = 0.05
"""Seconds in which a thread that was told to stop has stopped; after the loop it would complain to the terminal."""


def clock() -> datetime.datetime:
    """The time now, with its zone."""
    return datetime.datetime.now(datetime.UTC)


def random_hex(size: int) -> str:
    """`size` random bytes in hexadecimal, fit for secrets."""
    return secrets.token_hex(size)


def keys(settings: Settings) -> CampaignKeys:
    """The campaigns' keys."""
    return CampaignKeys(settings.keys_folder)


def seals(settings: Settings) -> Seals:
    """The keys of the days, which seal whatever knows a person."""
    return Seals(settings.keys_folder / DAYS, secret=secrets.token_bytes)


def environment(settings: Settings, *, now: datetime.datetime | None = None) -> Environment:
    """What the records take from outside, for what happens outside a turn; `now` in place of the clock."""
    return Environment(now or clock(), random_hex, keys(settings), seals(settings))


def outside(settings: Settings) -> Outside:
    """What an upgrade of the database is given. Whose updates it holds is known by the bot's token."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    number = token.partition(":")[0]
    bot = int(number) if number.isdecimal() else None
    return Outside(seals(settings), environment(settings).today, secrets.token_bytes, bot)


@asynccontextmanager
async def storage(settings: Settings, *, current: bool = True) -> AsyncIterator[Database]:
    """The open database; with `current`, StorageError unless it is there with the schema of this release."""
    file = sqlite_file(settings.database_url)
    if current and file is not None and not file.exists():
        raise StorageError(f"there is no database {file}: run `saualnama db upgrade`")
    if not settings.database:
        make_closed(settings.data)
    if file is not None and not file.absolute().parent.is_dir():
        raise StorageError(f"there is no folder {file.parent}: make it, or correct SAUALNAMA_DATABASE")
    if file is not None and not file.exists():
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, CLOSED))  # SQLite gives its log the same mode
    database = open_database(settings.database_url)
    try:
        if current:
            await require_current(database)
        yield database
    except OperationalError:
        await asyncio.sleep(THREAD_END)  # aiosqlite does not wait for the thread of a connection that failed
        raise
    finally:
        await database.close()
