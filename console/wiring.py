"""Decides which real things the parts get: the clock, random names, the database and the keys."""

import datetime
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from console.settings import Settings
from storage.database import Database, open_database
from storage.keys import KEY_BYTES, Keys
from storage.record import Moment
from storage.schema import require_current


def clock() -> datetime.datetime:
    """The time now, with its zone."""
    return datetime.datetime.now(datetime.UTC)


def name(size: int) -> str:
    """`size` random bytes in hexadecimal, fit for secrets."""
    return secrets.token_hex(size)


def secret() -> bytes:
    """A new key for a campaign."""
    return secrets.token_bytes(KEY_BYTES)


def keys(settings: Settings) -> Keys:
    """The campaigns' keys."""
    return Keys(settings.keys)


def moment(settings: Settings) -> Moment:
    """Now, for what is recorded outside a turn."""
    return Moment(clock(), name, keys(settings))


@asynccontextmanager
async def storage(settings: Settings, *, current: bool = True) -> AsyncIterator[Database]:
    """The open database; with `current`, StorageError unless its schema is the one of this release."""
    if not settings.database:
        settings.data.mkdir(parents=True, exist_ok=True)
    database = open_database(settings.database_url)
    try:
        if current:
            await require_current(database)
        yield database
    finally:
        await database.close()
