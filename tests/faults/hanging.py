"""Decides when a bot has hung: by what it does, so that a busy machine is never taken for a fault.

A bot that lives asks for updates again and again. If it has asked several times in vain, each time for as long as a
request for updates waits, and nothing else has moved meanwhile, then whoever still waits would wait for ever.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

IN_VAIN = 4
"""Requests for updates after which a bot that does nothing else has nothing left to do."""
DEAD = 900.0
"""Seconds without even a request for updates: longer than any start takes on any machine that works."""
LOOK = 0.5
"""Seconds between two looks."""


class HungError(AssertionError):
    """Nothing moves any more, although something is waited for."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What shows that a bot lives: `moves()` changes with all that happens, `polls()` counts requests for updates."""

    moves: Callable[[], object]
    polls: Callable[[], int]


async def unless_it_hangs(signs: Signs, *works: asyncio.Future[Any]) -> None:
    """Until the first of these works is done, or one has failed, which is raised. HungError where nothing moves."""
    watch = asyncio.create_task(_hangs(signs))
    done, _ = await asyncio.wait({*works, watch}, return_when=asyncio.FIRST_COMPLETED)
    if done == {watch}:
        raise HungError(watch.result())
    watch.cancel()
    for work in done - {watch}:
        work.result()


async def _hangs(signs: Signs) -> str:
    """Why there is nothing to wait for any more."""
    loop = asyncio.get_running_loop()
    seen, since = (signs.moves(), signs.polls()), loop.time()
    idle_from = signs.polls()
    while True:
        await asyncio.sleep(LOOK)
        now = signs.moves(), signs.polls()
        if now[0] != seen[0]:
            idle_from = signs.polls()
        if now != seen:
            seen, since = now, loop.time()
        if signs.polls() - idle_from >= IN_VAIN:
            return f"the bot has asked {IN_VAIN} times for updates in vain, and nothing else has moved"
        if loop.time() - since > DEAD:
            return f"nothing has moved for {DEAD:g} s, and the bot asks for no updates"
