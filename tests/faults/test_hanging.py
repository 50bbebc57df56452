"""A bot has hung when it has nothing left to do and somebody still waits: never because a machine is slow."""

import asyncio
import os
import signal
from itertools import count

import pytest

from tests.faults import hanging
from tests.faults.hanging import IN_VAIN, HungError, Signs, unless_it_hangs
from tests.faults.living_bot import UNMIXED, living_bot
from tests.faults.rating import rating
from tests.faults.trial import TOKEN


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch):
    monkeypatch.setattr(hanging, "LOOK", 0.001)


def forever():
    return asyncio.get_running_loop().create_future()


async def test_a_bot_that_asks_for_updates_again_and_again_in_vain_has_hung():
    polls = count()
    with pytest.raises(HungError, match="in vain"):
        await unless_it_hangs(Signs(lambda: "still", lambda: next(polls)), forever())


async def test_a_bot_that_asks_as_often_and_moves_something_lives():
    polls, moved, over = count(), count(), asyncio.Event()

    def moves():
        number = next(moved)
        if number > 10 * IN_VAIN:
            over.set()
        return number

    await unless_it_hangs(Signs(moves, lambda: next(polls)), asyncio.ensure_future(over.wait()), forever())


async def test_a_bot_that_does_not_even_ask_is_given_much_longer(monkeypatch):
    work = asyncio.create_task(asyncio.sleep(0.1))
    await unless_it_hangs(Signs(lambda: 0, lambda: 0), work)
    monkeypatch.setattr(hanging, "DEAD", 0.01)
    with pytest.raises(HungError, match="asks for no updates"):
        await unless_it_hangs(Signs(lambda: 0, lambda: 0), forever())


async def test_what_fails_is_raised_at_once():
    async def fails():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await unless_it_hangs(Signs(lambda: 0, lambda: 0), asyncio.ensure_future(fails()), forever())


async def test_a_bot_that_dies_is_told_at_once(tmp_path):
    async with rating("ptb", tmp_path, seed=1) as trial:
        with pytest.raises(AssertionError, match="the bot has died"):
            async with living_bot(trial, UNMIXED) as process:
                await trial.simulator.bot(TOKEN).inbox.until_polled(within=float("inf"))
                os.kill(process, signal.SIGKILL)
                await forever()
