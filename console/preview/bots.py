"""Decides how the real bot runs inside the preview: all of its parts, on the simulator instead of Telegram."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import cast

from bot.conversation import converse
from bot.delivery import Delivery
from bot.telegram.libraries import Library, open_channel
from bot.telegram.rendering import render
from console.settings import Settings
from console.wiring import clock, keys, name
from storage.database import Database
from storage.turns import Turns

FINISH = 1.0
"""Seconds that an ending waits for messages under way."""


@asynccontextmanager
async def running_bot(
    database: Database, settings: Settings, *, token: str, base: str, library: str
) -> AsyncIterator[asyncio.Task[None]]:
    """The bot, answering; gives the task that ends only by a fault. `base` is the simulator's address."""
    channel = open_channel(cast("Library", library), token, base=base)
    turns = Turns(database, keys(settings), clock=clock, name=name)
    delivery = Delivery(channel, turns, render)
    works: list[asyncio.Task[None]] = [asyncio.create_task(turns.run())]
    try:
        await channel.open()
        works.append(asyncio.create_task(converse(channel, turns, delivery)))
        yield asyncio.create_task(_first(works))
        await delivery.finish(within=FINISH)
    finally:
        for work in works:
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work
        await channel.close()


async def _first(works: list[asyncio.Task[None]]) -> None:
    """Ends with the first of them, and raises what it raised."""
    done, _ = await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
    for work in done:
        work.result()
