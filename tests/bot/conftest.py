"""Decides what the tests of a whole bot share: the bots of a file, on one simulator, and the pace of Telegram."""

import pytest_asyncio

from tests.live_bot import live_bots


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bots(tmp_path_factory):
    async with live_bots(tmp_path_factory.mktemp("bots")) as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="module")
async def paced(bot):
    """The bot as it is on Telegram."""
    await bot.stop()
    bot.per_second = 25
    await bot.start()
    yield bot
    await bot.quiet()
    await bot.stop()
    bot.per_second = 0
    await bot.start()
