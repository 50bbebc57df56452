"""Decides how what is durable gets shown: turn by turn for each address, and for all addresses at once.

A turn costs one round trip: the answer to its press, what it changes and the next question go out together.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.channel import Channel, Rejected, SlowDown, Unavailable, Unreachable
from bot.own_turns import own_number
from bot.permits import Permits
from bot.present import PresentQuestions
from bot.showing import Draw, Showing, Shown, Work
from storage.database import StorageError, brief
from storage.turn import Address, Blocked, Delivered, Outgoing, Turn
from storage.turns import Turns
from surveys.interview.prompts import Ask, Retire, Say

CROWD = 2_000
"""Addresses waiting to be shown something beyond which no more updates should be taken."""
HELD = 20_000
"""The same, counting those too that wait because their own chat is refused."""
LINE = 32
"""Turns of one address that wait to be shown; of more, the oldest stay in the outbox until the next start."""

log = logging.getLogger(__name__)


class Delivery:
    """Answers presses, shows what is durable. Nothing is lost by stopping it: what was not shown is in the outbox.

    `per_second`: new messages to all chats together, see Permits.
    """

    def __init__(self, channel: Channel, turns: Turns, draw: Draw, *, per_second: int = 0) -> None:
        self._channel = channel
        self._permits = Permits(per_second, changed=self._make_room)
        self._paced = per_second > 0
        self._present = PresentQuestions()
        self._turns = turns
        self._showing = Showing(
            channel, turns, draw, permits=self._permits, present=self._present, gone=self._gone
        )
        self._lines: dict[Address, deque[Work]] = {}
        self._long: set[Address] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Event()
        self._room.set()

    def answer(self, address: Address, press: str) -> None:
        """Answers a press; returns at once."""
        self._start(self._answer(address, press))

    def add(self, address: Address, work: Work) -> None:
        """Joins the address's line; returns at once. Buttons that go wait for nothing that has to be sent before."""
        self._present.note_language(address, work)
        line = self._lines.get(address)
        if line is not None and _takes_buttons(work) and not self._permits.is_refused(address):
            self._start(self._close_later(address, self._showing.begin(work)))
            return
        if line is not None:
            line.append(work)
            if len(line) > LINE:
                self._leave_oldest(address, line)
            return
        line = self._lines[address] = deque([work])
        self._start(self._work(address, line))
        self._make_room()

    def silence(self, seconds: float) -> None:
        """Telegram refused what belongs to no chat: the whole bot pauses, a few seconds at most."""
        self._permits.silence(seconds)

    def is_busy(self, address: Address) -> bool:
        """Whether something is being shown to this address, or waits to be."""
        return address in self._lines

    @property
    def is_idle(self) -> bool:
        """Nothing is under way."""
        return not self._tasks

    def spoken(self, address: Address) -> str | None:
        """The language in which the address was spoken to last, as far as it is remembered."""
        return self._present.spoken(address)

    def reaches(self, address: Address, *, reached: bool) -> None:
        """The address was heard from, or has blocked the bot: then nothing is sent there until it is heard again."""
        if reached:
            self._showing.unreachable.pop(address)
        else:
            self._showing.unreachable.put(address, True)

    async def asked(self, address: Address, *, within: float) -> None:
        """Returns when no new message to the address is under way, and where those stand that were is handed on.

        After `within` seconds in any case. Whatever turn is taken then knows which question was sent before it.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._showing.until_known(address)

    async def room(self) -> None:
        """Returns when fewer than CROWD addresses wait."""
        await self._room.wait()

    async def finish(self, *, within: float) -> None:
        """Waits for what is under way, at most `within` seconds; for no chat that must wait itself."""
        self._permits.stop()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        for task in self._tasks:
            task.cancel()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a delivery ended: %s", type(error).__name__, exc_info=error)

    def _make_room(self) -> None:
        waiting = len(self._lines)
        if waiting - len(self._permits.refused) >= CROWD or waiting >= HELD:
            self._room.clear()
        else:
            self._room.set()

    def _leave_oldest(self, address: Address, line: deque[Work]) -> None:
        line.popleft()
        if address not in self._long:
            self._long.add(address)
            log.warning("too much waits for one chat: the oldest stays in the outbox")

    def _gone(self, outgoing: Outgoing) -> None:
        """The channel says that the address cannot be reached, the first time since it was heard from."""
        self._start(self._note_gone(outgoing))

    async def _note_gone(self, outgoing: Outgoing) -> None:
        """In one try: a block is told in an update too."""
        number = own_number(f"unreachable {outgoing.update} {outgoing.place}")
        turn = Turn(outgoing.bot, number, outgoing.address, Blocked())
        try:
            await self._turns.take(turn)
        except (SQLAlchemyError, StorageError, OSError) as error:
            log.warning("that somebody cannot be reached was not noted: %s", brief(error))

    async def _answer(self, address: Address, press: str) -> None:
        """One try: the sign on the button ends by itself, the answer is durable already."""
        try:
            await self._permits.answer(address, lambda: self._channel.answer_press(press))
        except (Unavailable, SlowDown, Rejected, Unreachable) as error:
            log.warning("a press was not answered: %s", type(error).__name__)

    async def _work(self, address: Address, line: deque[Work]) -> None:
        """Nothing is taken from the line while its chat is refused: something newer may say the same meanwhile."""
        try:
            while line:
                waited = await self._permits.until_taken(address)
                work = line.popleft()
                if line and (waited or self._paced):
                    work = tuple(_unless_repeated(each, line) for each in work)
                shown = await self._showing.show(address, work)
                if shown is not None:
                    self._start(self._close_later(address, shown))
        finally:
            del self._lines[address]
            self._long.discard(address)
            self._make_room()

    async def _close_later(self, address: Address, shown: Shown) -> None:
        if left := await self._showing.until_changed(shown):
            self.add(address, left)


def _takes_buttons(work: Work) -> bool:
    """Whether all that a turn shows is that messages lose their buttons: in which order to others does not matter."""
    return all(
        isinstance(each, Outgoing) and isinstance(each.show, Retire) and each.message is not None
        for each in work
    )


def _unless_repeated(each: Outgoing | Delivered, behind: deque[Work]) -> Outgoing | Delivered:
    """Delivered for what something behind it says as well: the same notice, or a newer copy of the same question."""
    if isinstance(each, Outgoing) and isinstance(each.show, Ask | Say):
        for work in behind:
            if any(_says(later, each) for later in work):
                return Delivered(each)
    return each


def _says(later: Outgoing | Delivered, each: Outgoing) -> bool:
    if not isinstance(later, Outgoing) or later.interview != each.interview:
        return False
    if isinstance(later.show, Ask) and isinstance(each.show, Ask):
        return later.show.prompt.turn == each.show.prompt.turn
    return isinstance(each.show, Say) and later.show == each.show
