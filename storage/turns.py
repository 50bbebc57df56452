"""Decides when turns become durable: all that wait now share one transaction (group commit).

The group grows by itself: while one batch is being synced to disk, the next one gathers. Where something in a batch is
refused, each turn is taken alone, and buried if it is refused again; one poison update never stops the others.
"""

import asyncio
import datetime
import logging
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import cases, outbox, record
from storage.cases import Turn
from storage.database import Database, refuses
from storage.keys import Keys
from storage.outbox import Delivered
from storage.questionnaires import Shelf
from storage.record import Changes, Moment, Outgoing
from surveys.interview.reception import Heard, receive

BATCH = 256
"""Turns in one transaction: above some hundreds the sync is no longer what costs."""

AGAIN = 1.0
"""Seconds until closing what was shown is tried again."""
FRAMES = 3
"""Lines of a traceback that say where a turn failed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn led to, durable by now. `repeated`: the update was known; `buried`: it could not be taken."""

    shows: tuple[Outgoing, ...] = ()
    repeated: bool = False
    buried: bool = False


@dataclass(slots=True)
class _Waiting:
    turn: Turn | None
    delivered: Sequence[Delivered]
    done: asyncio.Future[Outcome]


class Turns:
    """The one writer of a process.

    `clock` gives the time with its zone; `name(n)` n random bytes in hexadecimal; `batch` is the most turns in one
    transaction.
    """

    def __init__(
        self,
        database: Database,
        keys: Keys,
        *,
        clock: Callable[[], datetime.datetime],
        name: Callable[[int], str],
        batch: int = BATCH,
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._name = name
        self._most = batch
        self._shelf = Shelf()
        self._ended: dict[str, Heard] = {}
        self._doubtful: set[int] = set()
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()

    async def take(self, turn: Turn) -> Outcome:
        """Takes one turn; returns when it is durable. SQLAlchemyError or OSError while the database cannot write."""
        return await self._join(_Waiting(turn, (), asyncio.get_running_loop().create_future()))

    async def close(self, delivered: Sequence[Delivered]) -> None:
        """Closes outbox rows, in the same batches as the turns; waits as long as the database cannot write."""
        while True:
            try:
                await self._join(_Waiting(None, delivered, asyncio.get_running_loop().create_future()))
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
            writing = asyncio.create_task(self._write(batch))
            try:
                await asyncio.shield(writing)
            except asyncio.CancelledError:
                await writing
                raise

    async def _join(self, waiting: _Waiting) -> Outcome:
        self._queue.put_nowait(waiting)
        return await waiting.done

    async def _write(self, batch: Sequence[_Waiting]) -> None:
        """Whatever is wrong with a batch, every taker gets an outcome, and the next batch is taken."""
        try:
            outcomes: Sequence[Outcome | Exception] = await self._twice(batch)
        except Exception as error:  # noqa: BLE001 - told to the taker, or buried with the turn
            if not refuses(error):
                outcomes = [error] * len(batch)
            elif len(batch) == 1:
                outcomes = [await self._bury(batch[0].turn, error)]
            else:
                for waiting in batch:
                    await self._write([waiting])
                return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            _settle(waiting, outcome)

    async def _twice(self, batch: Sequence[_Waiting]) -> list[Outcome]:
        """Once more on a new connection: after a failed sync nothing on the old one can be trusted."""
        try:
            return await self._commit(batch)
        except (SQLAlchemyError, OSError) as error:
            if refuses(error):
                raise
            log.warning("a batch was not written (%s): once more", type(error).__name__)
            self._doubtful.update(waiting.turn.update for waiting in batch if waiting.turn)
            await self._database.close()
            return await self._commit(batch)

    async def _commit(self, batch: Sequence[_Waiting]) -> list[Outcome]:
        turns = [waiting.turn for waiting in batch if waiting.turn]
        delivered = [row for waiting in batch for row in waiting.delivered]
        moment = Moment(self._clock(), self._name, self._keys)
        async with self._database.writing() as connection:
            if delivered:  # first, so that the turns know where their questions stand
                await outbox.close(connection, delivered)
            if not turns:
                return [Outcome()] * len(batch)
            desk = await cases.load(connection, turns, shelf=self._shelf, keys=self._keys)
            desk.ended = self._ended
            unshown = await self._unshown(connection, desk)
            changes = Changes()
            outcomes = [
                self._advance(changes, desk, waiting.turn, moment, unshown) if waiting.turn else Outcome()
                for waiting in batch
            ]
            await record.write(connection, changes)
        self._doubtful.difference_update(turn.update for turn in turns)
        return outcomes

    async def _unshown(self, connection: AsyncConnection, desk: cases.Desk) -> dict[int, list[Outgoing]]:
        """What turns have to show that are durable after all, although no commit was ever confirmed."""
        kept = desk.seen & self._doubtful
        found: dict[int, list[Outgoing]] = {}
        for outgoing in await outbox.waiting(connection, sorted(kept)) if kept else ():
            found.setdefault(outgoing.update, []).append(outgoing)
        return found

    def _advance(
        self,
        changes: Changes,
        desk: cases.Desk,
        turn: Turn,
        moment: Moment,
        unshown: dict[int, list[Outgoing]],
    ) -> Outcome:
        if turn.update in desk.seen:
            return Outcome(tuple(unshown.pop(turn.update, ())), repeated=True)
        desk.seen.add(turn.update)
        case, _ = desk.case(turn)
        meeting = receive(case, turn.heard, seed=int(moment.name(6), 16))
        return Outcome(tuple(record.keep(changes, desk, turn, meeting, moment=moment)))

    async def _bury(self, turn: Turn | None, error: Exception) -> Outcome | Exception:
        """Puts a turn aside that was refused alone; the log says where, and nothing of what was in it."""
        if turn is None:
            return error
        where = "".join(traceback.format_tb(error.__traceback__)[-FRAMES:])
        log.error("update %d was put aside: %s\n%s", turn.update, type(error).__name__, where)
        try:
            async with self._database.writing() as connection:
                await record.bury(connection, turn, type(error).__name__, today=self._clock().date())
        except Exception as failure:  # noqa: BLE001 - told to the taker, who will try again
            return failure
        return Outcome(buried=True)


def _settle(waiting: _Waiting, outcome: Outcome | Exception) -> None:
    if waiting.done.done():
        return  # its taker has gone, at a stop
    if isinstance(outcome, Exception):
        waiting.done.set_exception(outcome)
    else:
        waiting.done.set_result(outcome)
