"""Decides when a bot was deaf, and who is asked again: what was pressed in that time Telegram may have lost.

Telegram keeps a press for some two minutes. Whoever was answering just before gets the present question again, once, by
day: nobody is woken by a survey. What Telegram has kept is taken first, and whoever goes on by it is not asked.
"""

import asyncio
import datetime
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from bot.own_turns import own_number
from storage.database import StorageError
from storage.days import KAZAKHSTAN
from storage.outages import Left
from storage.turn import Turn
from storage.turns import Turns
from surveys.interview.events import Commanded

LONG = datetime.timedelta(minutes=2)
"""Without an answer to a request for updates; an idle bot has one every half a minute."""
NOTED = datetime.timedelta(seconds=20)
"""Between two notes that the bot can be heard."""
BETWEEN = 0.1
"""Seconds between two people who are asked again: they leave room for those who answer."""
AGAIN = 5.0
"""Seconds until a database that failed is asked again."""
MORNING, EVENING = datetime.time(9), datetime.time(21)

log = logging.getLogger(__name__)


def by_day(now: datetime.datetime) -> bool:
    """Whether people in Kazakhstan may be written to of our own accord."""
    return MORNING <= now.astimezone(KAZAKHSTAN).time() < EVENING


class Outages:
    """`take` makes a turn durable and shows what it leads to. `bot` is the number of the bot that is heard."""

    def __init__(
        self,
        turns: Turns,
        bot: int,
        *,
        clock: Callable[[], datetime.datetime],
        take: Callable[[Turn], Awaitable[object]],
        between: float = BETWEEN,
    ) -> None:
        self._turns = turns
        self._bot = bot
        self._clock = clock
        self._take = take
        self._between = between
        self._last: datetime.datetime | None = None
        self._noted: datetime.datetime | None = None
        self._began: datetime.datetime | None = None
        self._asking: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Learns when an earlier process could be heard last."""
        self._last = self._noted = await self._turns.last_polled(self._bot)

    def heard(self, *, more: bool) -> None:
        """A request for updates was answered, and what it brought is durable. `more`: others may wait at Telegram.

        Nothing is noted until those that an outage concerns are asked: should the process die meanwhile, the next one
        finds the outage as it was, and those that are left.
        """
        now, last = self._clock(), self._last
        self._last = now
        if self._began is None and last is not None and now - last > LONG:
            self._began = last
            log.warning("no updates for %d s", (now - last).total_seconds())
        if self._began is not None:
            if not more and self._asking is None:
                self._asking = asyncio.create_task(self._ask_again(self._began))
        elif (
            self._noted is None or not datetime.timedelta() <= now - self._noted < NOTED
        ):  # a clock may jump back
            self._noted = now
            self._turns.polled(self._bot, now)

    def stop(self) -> None:
        """Asks nobody any more; the next process goes on."""
        if self._asking is not None:
            self._asking.cancel()

    async def _ask_again(self, began: datetime.datetime) -> None:
        asked = 0
        after: int | None = -1
        while after is not None and by_day(self._clock()):
            try:
                left, following = await self._turns.left_waiting(began, after=after)
                for one in left:
                    await self._take(self._turn(one, began))
                    asked += 1
                    await asyncio.sleep(self._between)
                after = following
            except (SQLAlchemyError, StorageError, OSError) as error:
                log.warning("people could not be asked again (%s): once more", type(error).__name__)
                await asyncio.sleep(AGAIN)
        log.info("%d people were asked their question again", asked)
        self._began = self._asking = None

    def _turn(self, left: Left, began: datetime.datetime) -> Turn:
        """As if they had asked to be shown the question, once an outage."""
        number = own_number(f"{int(began.timestamp())} {left.interview}")
        return Turn(self._bot, number, left.address, Commanded("show"), interview=left.interview)
