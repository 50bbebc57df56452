"""Decides when turns become durable: all that wait now share one transaction (group commit).

The group grows by itself: while one batch is being synced to disk, the next one gathers. What was shown is closed in
the batch of the turns that come next. Where something in a batch is refused, each turn is taken alone, and put aside if
it is refused again; one poison update never stops the others.
"""

import asyncio
import datetime
import logging
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from storage import batches, outages, outbox, writing
from storage.batch_state import Ended
from storage.batches import Batch
from storage.campaign_routes import CampaignRoutes
from storage.database import Database, refuses
from storage.driver import Writer
from storage.environment import Environment
from storage.keys import CampaignKeys
from storage.outages import Page
from storage.outbox import Unfinished
from storage.sealing import Seals
from storage.turn import Delivered, Outcome, Turn

BATCH = 256
"""Turns in one transaction: above some hundreds the sync is no longer what costs."""
LINGER = 0.05
"""Seconds that the closing of what was shown waits for a turn to ride with."""
AGAIN = 1.0
"""Seconds until closing what was shown is tried again."""
FRAMES = 3
"""Lines of a traceback that say where a turn failed."""

log = logging.getLogger(__name__)

Waiting = tuple[Turn, asyncio.Future[Outcome]]
"""A turn to take, and who waits for it to be durable."""


class Turns:
    """The one writer of a process.

    `clock` gives the time with its zone; `random_hex(n)` n random bytes as hexadecimal digits; `batch` is the most
    turns in one transaction.
    """

    def __init__(
        self,
        database: Database,
        keys: CampaignKeys,
        seals: Seals,
        *,
        clock: Callable[[], datetime.datetime],
        random_hex: Callable[[int], str],
        batch: int = BATCH,
    ) -> None:
        self._writer = Writer(database)
        self._database = database
        self._outside = keys, seals
        self._clock = clock
        self._random_hex = random_hex
        self._most = batch
        self._routes = CampaignRoutes()
        self._ended: Ended = {}
        self._doubtful: set[tuple[int, int]] = set()
        self._waiting: list[Waiting] = []
        self._delivered: list[Delivered] = []
        self._placed: list[Delivered] = []
        self._polls: dict[int, int] = {}
        self._arrived, self._wake = asyncio.Event(), asyncio.Event()
        self._stopping = False

    @property
    def environment(self) -> Environment:
        """Now, with chance and the keys."""
        return Environment(self._clock(), self._random_hex, *self._outside)

    async def take(self, turn: Turn) -> Outcome:
        """Takes one turn; returns when it is durable.

        SQLAlchemyError or OSError while the database cannot write, BadKeyError while there is no key to seal under.
        """
        durable: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, durable))
        self._arrived.set()
        self._wake.set()
        return await durable

    def close(self, delivered: Sequence[Delivered]) -> None:
        """Closes the outbox row of one turn with the next batch; all that it had to show belongs into one call."""
        self._delivered += delivered
        self._wake.set()

    def place(self, delivered: Sequence[Delivered]) -> None:
        """Notes with the next batch where questions stand whose turn is not shown whole; closing it says so again."""
        self._placed += delivered
        self._wake.set()

    def polled(self, bot: int, at: datetime.datetime) -> None:
        """Notes with the next batch that this bot could be heard."""
        self._polls[bot] = int(at.timestamp())
        self._wake.set()

    async def run(self) -> None:
        """Writes batches until cancelled; the one under way is then finished first, and what was shown is closed.

        A transaction cut off in the middle would leave its connection, and SQLite's only lock, in the air.
        """
        batches = asyncio.create_task(self._write_batches())
        try:
            await asyncio.shield(batches)
        except asyncio.CancelledError:
            self._stopping = True
            self._wake.set()
            self._arrived.set()
            await batches
            raise
        finally:
            if self._delivered:
                await self._write([])
            await self._writer.close()

    async def _write_batches(self) -> None:
        """One batch after the other: a task for each would cost a lone turn as much as its seals."""
        while not self._stopping:
            batch = await self._gathered()
            if batch or self._has_notes:
                await self._write(batch)

    @property
    def _has_notes(self) -> bool:
        """Something else than turns wants to be written."""
        return bool(self._delivered or self._placed or self._polls)

    async def unfinished(self, bot: int) -> Unfinished:
        """What an earlier process of this bot has left to show."""
        async with self._writer.writing() as transaction:
            return await outbox.unfinished(transaction, bot, seals=self._outside[1])

    async def last_polled(self, bot: int) -> datetime.datetime | None:
        """When this bot could be heard last, as far as it was noted."""
        async with self._writer.writing() as transaction:
            return await outages.last(transaction, bot)

    async def left_waiting(self, began: datetime.datetime, *, after: int) -> Page:
        """Who was answering when an outage began, and has not been back since; see storage/outages.py."""
        async with self._writer.writing() as transaction:
            return await outages.left_waiting(transaction, began, after=after, seals=self._outside[1])

    async def _gathered(self) -> list[Waiting]:
        """The turns that wait now; none where only closings do, and no turn came for LINGER seconds to take them."""
        while not (self._waiting or self._has_notes or self._stopping):
            self._wake.clear()
            await self._wake.wait()
        if not (self._waiting or self._stopping):
            self._arrived.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LINGER):
                    await self._arrived.wait()
        batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        return batch

    async def _write(self, batch: Sequence[Waiting]) -> None:
        """Whatever is wrong with a batch, every taker gets an outcome, and the next batch is taken."""
        turns = [turn for turn, _ in batch]
        delivered, self._delivered = self._delivered, []
        try:
            outcomes: Sequence[Outcome | Exception] = await self._twice(turns, delivered)
        except Exception as error:  # noqa: BLE001 - told to the taker, or put aside with the turn
            outcomes = await self._after(error, batch, delivered)
        for (_, durable), outcome in zip(batch, outcomes, strict=False):
            _settle(durable, outcome)

    async def _after(
        self, error: Exception, batch: Sequence[Waiting], delivered: list[Delivered]
    ) -> Sequence[Outcome | Exception]:
        """What the takers of a failed batch are told; of a refused one each turn is taken alone before."""
        if not refuses(error):
            self._delivered = delivered + self._delivered
            if not batch:
                log.warning("what was shown is not closed yet: %s", type(error).__name__)
                await asyncio.sleep(AGAIN)
            return [error] * len(batch)
        if len(batch) == 1 and not delivered:
            return [await self._put_aside(batch[0][0], error)]
        for one in delivered if not batch else ():
            log.error(
                "what update %d had shown cannot be closed: %s", one.outgoing.update, type(error).__name__
            )
        if batch and delivered:
            self._delivered = delivered + self._delivered
            await self._write([])
        for waiting in batch:
            await self._write([waiting])
        return ()

    async def _twice(self, turns: Sequence[Turn], delivered: Sequence[Delivered]) -> list[Outcome]:
        """Once more on a new connection: after a failed sync nothing on the old one can be trusted."""
        try:
            return await self._commit(turns, delivered)
        except (SQLAlchemyError, OSError) as error:
            if refuses(error):
                raise
            log.warning("a batch was not written (%s): once more", type(error).__name__)
            self._doubtful.update((turn.bot, turn.update) for turn in turns)
            await self._writer.drop()
            return await self._commit(turns, delivered)

    async def _commit(self, turns: Sequence[Turn], delivered: Sequence[Delivered]) -> list[Outcome]:
        placed, self._placed = self._placed, []
        polls, self._polls = self._polls, {}
        batch = Batch(turns, delivered, placed, polls, doubtful=self._doubtful)
        work = partial(batches.carry_out, batch, self._routes, self._ended, self.environment)
        outcomes = await self._writer.carry_out(work)
        self._doubtful.difference_update((turn.bot, turn.update) for turn in turns)
        return outcomes

    async def _put_aside(self, turn: Turn, error: Exception) -> Outcome | Exception:
        """Puts a turn aside that was refused alone; the log says where, and nothing of what was in it."""
        where = "".join(traceback.format_tb(error.__traceback__)[-FRAMES:])
        log.error("update %d was put aside: %s\n%s", turn.update, type(error).__name__, where)
        try:
            async with self._database.writing() as connection:
                await writing.put_aside(connection, turn, type(error).__name__, now=self._clock())
        except Exception as failure:  # noqa: BLE001 - told to the taker, who will try again
            return failure
        return Outcome(put_aside=True)


def _settle(durable: asyncio.Future[Outcome], outcome: Outcome | Exception) -> None:
    if durable.done():
        return  # its taker has gone, at a stop
    if isinstance(outcome, Exception):
        durable.set_exception(outcome)
    else:
        durable.set_result(outcome)
