"""Decides how the real bot runs inside the preview: all of its parts, on the simulator instead of Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.conversation import converse
from bot.delivery import Delivery
from bot.telegram.libraries import Library, open_channel
from bot.telegram.rendering import render
from console.preview.alongside import alongside
from console.settings import Settings
from console.wiring import clock, keys, random_hex, seals
from storage.database import Database
from storage.turns import Turns

FINISH = 1.0
"""Seconds that an ending waits for messages under way."""


@asynccontextmanager
async def answering(
    database: Database, settings: Settings, *, token: str, base: str, library: Library
) -> AsyncIterator[None]:
    """The bot answers meanwhile. `base` is the simulator's address. A fault of the bot's ends the body."""
    channel = open_channel(library, token, base=base)
    turns = Turns(database, keys(settings), seals(settings), clock=clock, random_hex=random_hex)
    delivery = Delivery(channel, turns, render)
    await channel.open()
    try:
        async with alongside(turns.run(), converse(channel, turns, delivery)):
            yield
            await delivery.finish(within=FINISH)
    finally:
        await channel.close()
