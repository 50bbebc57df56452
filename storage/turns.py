"""Decides when turns become durable: all that wait now share one transaction (group commit).

The group grows by itself: while one batch is being synced to disk, the next one gathers. A turn that fails is taken
alone, and buried if it fails again; one poison update never stops the others.
"""

import asyncio
import datetime
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from storage import cases, outbox, record
from storage.cases import Turn
from storage.database import Database, StorageError
from storage.keys import Keys
from storage.outbox import Delivered
from storage.questionnaires import Shelf
from storage.record import Changes, Moment, Outgoing
from surveys.reception import receive

BATCH = 256
"""Turns in one transaction: above some hundreds the sync is no longer what costs."""

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
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()

    async def take(self, turn: Turn) -> Outcome:
        """Takes one turn; returns when it is durable. Raises SQLAlchemyError while the database cannot write."""
        return await self._join(_Waiting(turn, (), asyncio.get_running_loop().create_future()))

    async def close(self, delivered: Sequence[Delivered]) -> None:
        """Closes outbox rows, in the same batches as the turns."""
        await self._join(_Waiting(None, delivered, asyncio.get_running_loop().create_future()))

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

    async def _write(self, batch: list[_Waiting]) -> None:
        try:
            outcomes = await self._commit(batch)
        except (SQLAlchemyError, StorageError, OSError):
            await self._database.close()  # after a failed sync nothing on that connection can be trusted
            for waiting in batch:
                await self._write_alone(waiting)
            return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            _settle(waiting, outcome)

    async def _write_alone(self, waiting: _Waiting) -> None:
        """Once more, apart from the others; buried if the database refuses its content, else its taker is told."""
        try:
            _settle(waiting, (await self._commit([waiting]))[0])
        except (IntegrityError, DataError, StorageError) as error:
            await self._bury(waiting, error)
        except (SQLAlchemyError, OSError) as error:
            _settle(waiting, error)

    async def _commit(self, batch: Sequence[_Waiting]) -> list[Outcome]:
        turns = [waiting.turn for waiting in batch if waiting.turn is not None]
        moment = Moment(self._clock(), self._name, self._keys)
        async with self._database.writing() as connection:
            desk = (
                await cases.load(connection, turns, shelf=self._shelf, keys=self._keys)
                if turns
                else cases.Desk()
            )
            changes = Changes()
            outcomes = [
                self._advance(changes, desk, waiting.turn, moment) if waiting.turn else Outcome()
                for waiting in batch
            ]
            await record.write(connection, changes)
            delivered = [row for waiting in batch for row in waiting.delivered]
            if delivered:
                await outbox.close(connection, delivered)
        return outcomes

    def _advance(self, changes: Changes, desk: cases.Desk, turn: Turn, moment: Moment) -> Outcome:
        if turn.update in desk.seen:
            return Outcome(repeated=True)
        desk.seen.add(turn.update)
        case, _ = desk.case(turn)
        try:
            meeting = receive(case, turn.heard, seed=int(moment.name(6), 16))
        except Exception as error:
            log.exception("update %d was put aside", turn.update)
            record.bury(changes, turn, f"{type(error).__name__}: in the interview", moment=moment)
            return Outcome(buried=True)
        return Outcome(tuple(record.keep(changes, desk, turn, meeting, moment=moment)))

    async def _bury(self, waiting: _Waiting, error: SQLAlchemyError | StorageError) -> None:
        if waiting.turn is None:
            _settle(waiting, error)
            return
        log.error("update %d was put aside: %s", waiting.turn.update, type(error).__name__)
        changes = Changes()
        moment = Moment(self._clock(), self._name, self._keys)
        record.bury(changes, waiting.turn, type(error).__name__, moment=moment)
        try:
            async with self._database.writing() as connection:
                await record.write(connection, changes)
        except SQLAlchemyError as failure:
            _settle(waiting, failure)
        else:
            _settle(waiting, Outcome(buried=True))


def _settle(waiting: _Waiting, outcome: Outcome | Exception) -> None:
    if waiting.done.done():
        return  # its taker has gone, at a stop
    if isinstance(outcome, Exception):
        waiting.done.set_exception(outcome)
    else:
        waiting.done.set_result(outcome)
