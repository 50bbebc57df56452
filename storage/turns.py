"""Decides when turns become durable: all that wait now share one transaction (group commit).

The group grows by itself: while one batch is being synced to disk, the next one gathers. Where something in a batch is
refused, each turn is taken alone, and put aside if it is refused again; one poison update never stops the others.
"""

import asyncio
import datetime
import logging
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import loading, outbox, writing
from storage.database import Database, refuses
from storage.environment import Environment
from storage.keys import Keys
from storage.loading import BatchState
from storage.questionnaires import QuestionnaireCache
from storage.turn import Delivered, Outcome, Outgoing, Turn
from storage.writing import Changes
from surveys.interview.arrival import Heard
from surveys.interview.reception import receive

BATCH = 256
"""Turns in one transaction: above some hundreds the sync is no longer what costs."""

AGAIN = 1.0
"""Seconds until closing what was shown is tried again."""
FRAMES = 3
"""Lines of a traceback that say where a turn failed."""

log = logging.getLogger(__name__)

Work = Turn | tuple[Delivered, ...]
"""What joins a batch: a turn to take, or rows of the outbox to close."""
Waiting = tuple[Work, asyncio.Future[Outcome]]
"""Work, and who waits for it to be durable."""


class Turns:
    """The one writer of a process.

    `clock` gives the time with its zone; `random_hex(n)` n random bytes in hexadecimal; `batch` is the most turns in
    one transaction.
    """

    def __init__(
        self,
        database: Database,
        keys: Keys,
        *,
        clock: Callable[[], datetime.datetime],
        random_hex: Callable[[int], str],
        batch: int = BATCH,
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._random_hex = random_hex
        self._most = batch
        self._cache = QuestionnaireCache()
        self._ended: dict[str, Heard] = {}
        self._doubtful: set[int] = set()
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue()

    async def take(self, turn: Turn) -> Outcome:
        """Takes one turn; returns when it is durable. SQLAlchemyError or OSError while the database cannot write."""
        return await self._join(turn)

    async def close(self, delivered: Sequence[Delivered]) -> None:
        """Closes outbox rows, in the same batches as the turns; waits as long as the database cannot write."""
        while True:
            try:
                await self._join(tuple(delivered))
            except (SQLAlchemyError, OSError) as error:
                if refuses(error):
                    raise
                log.warning("what was shown is not closed yet: %s", type(error).__name__)
                await asyncio.sleep(AGAIN)
            else:
                return

    async def run(self) -> None:
        """Writes batches until cancelled; the one under way is then finished first.

        A transaction cut off in the middle would leave its connection, and SQLite's only lock, in the air.
        """
        while True:
            batch = [await self._queue.get()]
            with suppress(asyncio.QueueEmpty):
                while len(batch) < self._most:
                    batch.append(self._queue.get_nowait())
            under_way = asyncio.create_task(self._write(batch))
            try:
                await asyncio.shield(under_way)
            except asyncio.CancelledError:
                await under_way
                raise

    async def _join(self, work: Work) -> Outcome:
        durable: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((work, durable))
        return await durable

    async def _write(self, batch: Sequence[Waiting]) -> None:
        """Whatever is wrong with a batch, every taker gets an outcome, and the next batch is taken."""
        works = [work for work, _ in batch]
        try:
            outcomes: Sequence[Outcome | Exception] = await self._twice(works)
        except Exception as error:  # noqa: BLE001 - told to the taker, or put aside with the turn
            if not refuses(error):
                outcomes = [error] * len(batch)
            elif len(batch) == 1:
                outcomes = [await self._put_aside(works[0], error)]
            else:
                for waiting in batch:
                    await self._write([waiting])
                return
        for (_, durable), outcome in zip(batch, outcomes, strict=True):
            _settle(durable, outcome)

    async def _twice(self, works: Sequence[Work]) -> list[Outcome]:
        """Once more on a new connection: after a failed sync nothing on the old one can be trusted."""
        try:
            return await self._commit(works)
        except (SQLAlchemyError, OSError) as error:
            if refuses(error):
                raise
            log.warning("a batch was not written (%s): once more", type(error).__name__)
            self._doubtful.update(work.update for work in works if isinstance(work, Turn))
            await self._database.close()
            return await self._commit(works)

    async def _commit(self, works: Sequence[Work]) -> list[Outcome]:
        turns = [work for work in works if isinstance(work, Turn)]
        delivered = [row for work in works if not isinstance(work, Turn) for row in work]
        environment = Environment(self._clock(), self._random_hex, self._keys)
        async with self._database.writing() as connection:
            if delivered:  # first, so that the turns know where their questions stand
                await outbox.close(connection, delivered)
            if not turns:
                return [Outcome()] * len(works)
            state = await loading.load(
                connection, turns, cache=self._cache, keys=self._keys, ended=self._ended
            )
            unshown = await self._unshown(connection, state)
            changes = Changes()
            outcomes = [
                _advance(changes, state, work, environment=environment, unshown=unshown)
                if isinstance(work, Turn)
                else Outcome()
                for work in works
            ]
            await writing.write(connection, changes)
        self._doubtful.difference_update(turn.update for turn in turns)
        return outcomes

    async def _unshown(self, connection: AsyncConnection, state: BatchState) -> dict[int, list[Outgoing]]:
        """What turns have to show that are durable after all, although no commit was ever confirmed."""
        kept = state.seen & self._doubtful
        found: dict[int, list[Outgoing]] = {}
        for outgoing in await outbox.waiting(connection, sorted(kept)) if kept else ():
            found.setdefault(outgoing.update, []).append(outgoing)
        return found

    async def _put_aside(self, work: Work, error: Exception) -> Outcome | Exception:
        """Puts a turn aside that was refused alone; the log says where, and nothing of what was in it."""
        if not isinstance(work, Turn):
            return error
        where = "".join(traceback.format_tb(error.__traceback__)[-FRAMES:])
        log.error("update %d was put aside: %s\n%s", work.update, type(error).__name__, where)
        try:
            async with self._database.writing() as connection:
                await writing.put_aside(connection, work, type(error).__name__, today=self._clock().date())
        except Exception as failure:  # noqa: BLE001 - told to the taker, who will try again
            return failure
        return Outcome(put_aside=True)


def _advance(
    changes: Changes,
    state: BatchState,
    turn: Turn,
    *,
    environment: Environment,
    unshown: dict[int, list[Outgoing]],
) -> Outcome:
    if turn.update in state.seen:
        return Outcome(tuple(unshown.pop(turn.update, ())), repeated=True)
    state.seen.add(turn.update)
    found = state.find(turn)
    result = receive(state.arrival(turn, found), turn.heard, seed=int(environment.random_hex(6), 16))
    return Outcome(writing.keep(changes, state, turn, result, found=found, environment=environment))


def _settle(durable: asyncio.Future[Outcome], outcome: Outcome | Exception) -> None:
    if durable.done():
        return  # its taker has gone, at a stop
    if isinstance(outcome, Exception):
        durable.set_exception(outcome)
    else:
        durable.set_result(outcome)
