"""Decides when a call may be made: its chat's wait first, then everybody's, then a free place.

Whoever waits for a chat of their own holds nothing that others need. New messages stand in one queue, in which each
chat has one at most: so a chat that has much to be shown takes no more of the whole than another.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from typing import TypeVar

from bot.channel import SlowDown, Unavailable
from bot.latest import Latest
from bot.pacing import CHAT_BURST, CHAT_RATE, KEPT_FOR_QUESTIONS, Brake, Bucket, Window
from storage.turn import Address

AT_ONCE = 48
"""Calls to the channel under way together: enough to hide the network, few enough for a small connection pool."""
CHATS = 20_000
"""Chats of which something is remembered, the latest used."""
LONG = 60.0
"""Seconds: a chat that is refused for longer is worth a line in the log."""

log = logging.getLogger(__name__)

T = TypeVar("T")
Call = Callable[[], Awaitable[T]]


@dataclass(slots=True)
class _Chat:
    bucket: Bucket = field(default_factory=lambda: Bucket(CHAT_BURST, CHAT_RATE))
    refused_until: float = 0.0


class Permits:
    """`per_second`: new messages to all chats together; 0 sets no pace, for a server of one's own.

    `changed` is told when `refused` does.
    """

    def __init__(self, per_second: int, *, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.refused: set[Address] = set()
        """Those that wait in `until_taken`."""
        self._window = Window(per_second) if per_second else None
        self._chats: Latest[Address, _Chat] = Latest(CHATS)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._queue = asyncio.Lock()
        self._brake = Brake()
        self._released, self._stopped = asyncio.Event(), asyncio.Event()
        self.refusals = 0
        """Calls that were refused because there were too many."""

    async def message(self, address: Address, call: Call[T]) -> T:
        """Sends a new message when it may be sent. Raises what the call raises; SlowDown is heard already."""
        await self._chats_turn(address, leaving=0.0)
        async with self._queue:
            await self._places.acquire()
            try:
                probe = await self._clearance()
                if self._window is not None:
                    if wait := self._window.wait(_now()):
                        await asyncio.sleep(wait)
                    self._window.take(_now())
            except BaseException:
                self._places.release()  # a stop: nobody will ask again
                raise
        return await self._made(address, call, probe=probe)

    async def edit(self, address: Address, call: Call[T]) -> T:
        """Changes a message when it may be changed; new messages to the chat come first."""
        await self._chats_turn(address, leaving=KEPT_FOR_QUESTIONS)
        return await self.answer(address, call)

    async def answer(self, address: Address, call: Call[T]) -> T:
        """Answers a press: that is no message, and waits for a silence of the whole bot only."""
        probe = await self._clearance()
        await self._places.acquire()
        return await self._made(address, call, probe=probe)

    def silence(self, seconds: float) -> None:
        """Telegram refused something that belongs to no chat."""
        self.refusals += 1
        self._silence(seconds)

    def is_refused(self, address: Address) -> bool:
        """Whether this chat waits because Telegram said so."""
        found = self._chats.get(address)
        return found is not None and found.refused_until > _now()

    async def until_taken(self, address: Address) -> bool:
        """Returns when the chat is no longer refused; True where that had to be waited for."""
        if not self.is_refused(address):
            return False
        self.refused.add(address)
        self._changed()
        try:
            while self.is_refused(address):  # it may be put off again
                await self._pause(self._chats.used(address, _Chat).refused_until - _now())
        finally:
            self.refused.discard(address)
            self._changed()
        return True

    def stop(self) -> None:
        """Cancels whoever waits for their own chat, now and from now on."""
        self._stopped.set()

    async def _made(self, address: Address, call: Call[T], *, probe: bool) -> T:
        """Makes the call and hears a refusal. Gives the place back."""
        answered = True
        try:
            return await call()
        except SlowDown as error:
            answered = False
            self._refused(address, error.seconds, by_the_probe=probe)
            raise
        except Unavailable:
            answered = False
            raise
        finally:
            self._places.release()
            if probe:
                self._brake.probed(taken=answered)
                self._released.set()

    def _refused(self, address: Address, seconds: float, *, by_the_probe: bool) -> None:
        now = _now()
        chat = self._chats.used(address, _Chat)
        self.refusals += 1
        if seconds > LONG and chat.refused_until < now:
            log.warning("Telegram refuses one chat for %g s; what it has to be shown waits so long", seconds)
        chat.refused_until = max(chat.refused_until, now + seconds)
        if by_the_probe or self._brake.refused(address, now):
            self._silence(seconds)

    def _silence(self, seconds: float) -> None:
        log.warning("Telegram refuses the whole bot (wait %g s): silent for a while", seconds)
        self._brake.pull(seconds, _now())
        self._released.set()

    async def _chats_turn(self, address: Address, *, leaving: float) -> None:
        """Waits until the chat may be sent something, and takes the token for it."""
        chat = self._chats.used(address, _Chat)
        while wait := self._wait(chat, leaving):
            await self._pause(wait)
        chat.bucket.take(_now())

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
            raise asyncio.CancelledError

    def _wait(self, chat: _Chat, leaving: float) -> float:
        now = _now()
        paced = chat.bucket.wait(now, leaving=leaving) if self._window is not None else 0.0
        return max(chat.refused_until - now, paced, 0.0)

    async def _clearance(self) -> bool:
        """Waits for the end of a silence; True for the call that finds out whether it has ended."""
        while True:
            pulled = self._brake.is_pulled
            wait = self._brake.wait(_now())
            if not wait:
                return pulled
            if wait == inf:
                self._released.clear()
                await self._released.wait()
            else:
                await asyncio.sleep(wait)


def _now() -> float:
    return asyncio.get_running_loop().time()
