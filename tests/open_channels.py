"""The bot and the person of the tests that talk to the simulator by a channel alone, without our bot behind it."""

import asyncio

from storage.turn import Address
from tests.patience import HANG

TOKEN = ":".join(("1234567", "simulated-Token_1"))
AIGUL = 70_000_000_001  # an id of more than 32 bits, as Telegram gives them now
THERE = Address("telegram", str(AIGUL))


async def until_polled(sim):
    """A poll that waits is no call yet in the simulator's log, so there is no event to wait for."""
    async with asyncio.timeout(HANG):
        while not sim.bot(TOKEN).inbox.polls:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
