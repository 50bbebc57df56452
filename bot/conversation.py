"""Decides the life of one update: durable first, then acknowledged, then shown."""

import asyncio
import logging
from collections.abc import Mapping
from itertools import groupby
from typing import NoReturn

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from bot.channel import Channel, Rejected, SlowDown, Unavailable
from bot.delivery import Delivery
from storage.database import StorageError
from storage.outbox import Unfinished
from storage.turn import IN_NO_OUTBOX, Delivered, Outgoing, Turn
from storage.turns import Turns
from surveys.interview.arrival import language_of_app
from surveys.interview.prompts import Ask, Prompt, Refresh, Say

LONG_POLL = 25
"""Seconds that a request for updates waits for the first one."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a failed request is tried again, doubled each time."""

log = logging.getLogger(__name__)


async def converse(channel: Channel, turns: Turns, delivery: Delivery) -> NoReturn:
    """Takes updates until cancelled. An update is confirmed to the channel only after its turn is durable.

    Starts without an offset: update ids may begin anew after a week of silence, and a repetition meets its key.
    """
    offset: int | None = None
    pause = FIRST_PAUSE
    while True:
        await delivery.room()
        try:
            batch = await channel.updates(offset, wait=LONG_POLL)
            for update in batch.parked:
                log.error("update %d could not be read and was left out", update)
            taken = await asyncio.gather(
                *(meet(turn, turns, delivery) for turn in batch.turns), return_exceptions=True
            )
            failures = [each for each in taken if isinstance(each, BaseException)]
            if failures:
                raise failures[0]
            offset, pause = batch.following, FIRST_PAUSE
        except SlowDown as error:
            await asyncio.sleep(error.seconds)
        except (Unavailable, Rejected, SQLAlchemyError, StorageError, OSError) as error:
            log.warning("no updates taken (%s): trying again in %g s", _brief(error), pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def meet(turn: Turn, turns: Turns, delivery: Delivery) -> None:
    """Makes one turn durable and hands what it shows to delivery, behind the answer to its press."""
    outcome = await turns.take(turn)
    if turn.press is not None:
        delivery.add(turn.address, turn.press)
    shows = outcome.shows
    if outcome.put_aside:
        excuse = Say(language=language_of_app(turn.hint), notice="try_again")
        shows = (Outgoing(turn.bot, turn.update, IN_NO_OUTBOX, turn.address, None, None, excuse),)
    if shows:
        delivery.add(turn.address, shows)


def resume(unfinished: Unfinished, delivery: Delivery) -> None:
    """Hands what an earlier process left in the outbox to delivery, each update by itself: a death repeats little.

    A question that was overtaken is not asked again. The present one is drawn as it stands by now: whoever saw no
    tick on it would press again, and take the tick off.
    """
    newest: dict[tuple[str | None, int], Prompt] = {
        (row.interview, row.show.prompt.turn): row.show.prompt
        for row in unfinished.shows
        if isinstance(row.show, Refresh) and row.interview is not None
    }
    for (address, _), rows in groupby(unfinished.shows, key=lambda row: (row.address, row.update)):
        work = (
            Delivered(row) if row.key in unfinished.overtaken else _as_it_stands(row, newest) for row in rows
        )
        delivery.add(address, tuple(work))


def _as_it_stands(row: Outgoing, newest: Mapping[tuple[str | None, int], Prompt]) -> Outgoing:
    if not isinstance(row.show, Ask):
        return row
    prompt = newest.get((row.interview, row.show.prompt.turn), row.show.prompt)
    return msgspec.structs.replace(row, show=Ask(prompt=prompt))


def _brief(error: Exception) -> str:
    return type(error).__name__ if isinstance(error, SQLAlchemyError) else f"{type(error).__name__}: {error}"
