"""Decides the life of one update: durable first, then acknowledged, then shown."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import NoReturn

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from bot.channel import UPDATES_PER_CALL, Batch, Channel, Rejected, SlowDown, Unavailable
from bot.delivery import Delivery
from bot.flood import Gate
from bot.outages import Outages
from bot.pacing import LONGEST_SILENCE
from storage.database import StorageError, brief
from storage.outbox import Unfinished
from storage.turn import IN_NO_OUTBOX, Address, Blocked, Delivered, Outgoing, Turn
from storage.turns import Turns
from surveys.interview.arrival import language_of_app
from surveys.interview.events import Typed
from surveys.interview.prompts import Ask, Prompt, Refresh, Say
from surveys.notices import NoticeKey

LONG_POLL = 25
"""Seconds that a request for updates waits for the first one."""
FLOOR = 0.05
"""Seconds that a request takes at least which brings nothing: a server or proxy may not wait for updates."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
"""Seconds before a failed request is tried again, doubled each time: where some fail, the bot is not deaf for long."""
ASKED = 0.5
"""Seconds that words wait for the question they may answer to be known as sent."""

log = logging.getLogger(__name__)


async def converse(
    channel: Channel,
    turns: Turns,
    delivery: Delivery,
    *,
    gate: Gate | None = None,
    outages: Outages | None = None,
    jitter: Callable[[], float] = random.random,
) -> NoReturn:
    """Takes updates until cancelled. An update is confirmed to the channel only after its turn is durable.

    Starts without an offset: update ids may begin anew after a week of silence, and a repetition meets its key.
    Without a `gate` nothing is too much. `jitter` gives numbers from 0 to 1, so that bots do not ask in step.
    """
    offset: int | None = None
    pause = FIRST_PAUSE
    clock = asyncio.get_running_loop().time
    while True:
        await delivery.room()
        try:
            asked = clock()
            batch = await channel.updates(offset, wait=LONG_POLL)
            await take_all(batch, turns, delivery, gate=gate)
            if not batch.turns and not batch.parked and batch.following == (offset or 0):
                await asyncio.sleep(max(0.0, FLOOR - (clock() - asked)))
            offset, pause = batch.following, FIRST_PAUSE
            if outages is not None:
                outages.heard(more=len(batch.turns) + len(batch.parked) >= UPDATES_PER_CALL)
        except SlowDown as error:
            delivery.silence(error.seconds)
            await asyncio.sleep(min(error.seconds, LONGEST_SILENCE))
        except (Unavailable, Rejected, SQLAlchemyError, StorageError, OSError) as error:
            wait = pause * (1 + jitter()) / 2
            log.warning("no updates taken (%s): trying again in %.1f s", brief(error), wait)
            await asyncio.sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)


async def take_all(batch: Batch, turns: Turns, delivery: Delivery, *, gate: Gate | None) -> None:
    """Takes what one request brought, but for what is too much of one chat. Raises what kept a turn from it."""
    for update in batch.parked:
        log.warning("update %d could not be read and was left out", update)
    by_address: dict[Address, list[Turn]] = {}
    for turn in batch.turns:
        block = turn.heard if isinstance(turn.heard, Blocked) else None
        delivery.reaches(turn.address, reached=block is None or block.lifted)
        # After a block nothing is sent that would tell of it again: it is taken, however much came before it.
        if gate is None or block is not None or _is_let_through(turn, delivery, gate):
            by_address.setdefault(turn.address, []).append(turn)
    together = (_of_one_address(mine, turns, delivery) for mine in by_address.values())
    taken = await asyncio.gather(*together, return_exceptions=True)
    failures = [each for each in taken if isinstance(each, BaseException)]
    if failures:
        raise failures[0]
    if gate is not None:
        gate.confirmed()


async def meet(turn: Turn, turns: Turns, delivery: Delivery) -> None:
    """Makes one turn durable; then its press is answered and what it shows is handed to delivery."""
    outcome = await turns.take(turn)
    if turn.press is not None:
        delivery.answer(turn.address, turn.press)
    if outcome.put_aside and not isinstance(turn.heard, Blocked):
        _say(turn, "try_again", delivery)
    elif outcome.shows:
        delivery.add(turn.address, outcome.shows)


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


async def _of_one_address(mine: Sequence[Turn], turns: Turns, delivery: Delivery) -> None:
    """In the order in which they came, and in one transaction if it can be.

    Words may have been sent after a question appeared and still be here before the answer to our own call: whether
    they came before it is only known then.
    """
    if len(mine) == 1:
        if isinstance(mine[0].heard, Typed):
            await delivery.asked(mine[0].address, within=ASKED)
        await meet(mine[0], turns, delivery)
        return
    waited = False
    taken: list[asyncio.Task[None]] = []
    for turn in mine:
        if isinstance(turn.heard, Typed) and not waited:
            await delivery.asked(turn.address, within=ASKED)
            waited = True
        taken.append(asyncio.create_task(meet(turn, turns, delivery)))
    ended = await asyncio.gather(*taken, return_exceptions=True)
    for each in ended:
        if isinstance(each, BaseException):
            raise each


def _is_let_through(turn: Turn, delivery: Delivery, gate: Gate) -> bool:
    """Answers the press of a turn that is not, and says a word where it should be said."""
    clock = asyncio.get_running_loop().time
    verdict = gate.judge(turn, clock(), busy=delivery.is_busy(turn.address))
    if verdict == "take":
        return True
    if turn.press is not None:
        delivery.answer(turn.address, turn.press)
    if verdict == "tell":
        _say(turn, "too_fast", delivery)
    return False


def _say(turn: Turn, notice: NoticeKey, delivery: Delivery) -> None:
    """Says something that is kept nowhere."""
    language = delivery.spoken(turn.address) or language_of_app(turn.hint)
    said = Say(language=language, notice=notice)
    delivery.add(
        turn.address, (Outgoing(turn.bot, turn.update, IN_NO_OUTBOX, turn.address, None, None, said),)
    )


def _as_it_stands(row: Outgoing, newest: Mapping[tuple[str | None, int], Prompt]) -> Outgoing:
    if not isinstance(row.show, Ask):
        return row
    prompt = newest.get((row.interview, row.show.prompt.turn), row.show.prompt)
    return msgspec.structs.replace(row, show=Ask(prompt=prompt))
