"""Decides how what is durable gets shown: in order for each address, and again until the channel has taken it."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from bot.channel import (
    Channel,
    ChannelError,
    MessageGone,
    Rejected,
    Screen,
    SlowDown,
    Unavailable,
    Unreachable,
)
from storage.turn import Address, Delivered, Outgoing
from storage.turns import Turns
from surveys.interview.prompts import Ask, Drawn, Refresh, Retire, Settle

AT_ONCE = 48
"""Calls to the channel under way together: enough to hide the network, few enough for a small connection pool."""
CROWD = 2_000
"""Addresses waiting to be shown something beyond which no more updates should be taken."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
"""Seconds before a failed call is tried again, doubled each time."""
PRESENT = 10_000
"""Interviews of which it is remembered where their present question stands, from its sending on."""

log = logging.getLogger(__name__)

Draw = Callable[[Drawn, str], Screen]
"""Makes a screen of a show; the second argument is the interview's id for its buttons."""


Work = str | tuple[Outgoing | Delivered, ...]
"""A press to answer, or what one turn has to show to one address, and what of it is done with already."""


class Delivery:
    """Answers presses, shows what is durable. Nothing is lost by stopping it: what was not shown is in the outbox."""

    def __init__(self, channel: Channel, turns: Turns, draw: Draw) -> None:
        self._channel = channel
        self._turns = turns
        self._draw = draw
        self._lines: dict[Address, deque[Work]] = {}
        self._present: dict[str, tuple[int, int]] = {}
        self._loose: dict[Address, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._resume_at = 0.0
        self._room = asyncio.Event()
        self._room.set()

    def add(self, address: Address, work: Work) -> None:
        """Joins the address's line; returns at once."""
        line = self._lines.get(address)
        if line is not None:
            line.append(work)
            return
        line = self._lines[address] = deque([work])
        if len(self._lines) >= CROWD:
            self._room.clear()
        task = asyncio.create_task(self._work(address, line))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def room(self) -> None:
        """Returns when fewer than CROWD addresses wait."""
        await self._room.wait()

    async def finish(self, *, within: float) -> None:
        """Waits for what is under way, at most `within` seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        for task in self._tasks:
            task.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a delivery ended: %s", type(error).__name__, exc_info=error)

    async def _work(self, address: Address, line: deque[Work]) -> None:
        try:
            while line:
                work = line.popleft()
                if isinstance(work, str):
                    await self._answer(work)
                else:
                    self._turns.close(
                        [
                            each if isinstance(each, Delivered) else await self._show(address, each)
                            for each in work
                        ]
                    )
        finally:
            del self._lines[address]
            if len(self._lines) < CROWD:
                self._room.set()

    async def _answer(self, press: str) -> None:
        """One try: the sign on the button ends by itself, the answer is durable already."""
        try:
            async with self._places:
                await self._channel.answer_press(press)
        except (Unavailable, SlowDown, Rejected, Unreachable) as error:
            log.warning("a press was not answered: %s", type(error).__name__)

    async def _show(self, address: Address, outgoing: Outgoing) -> Delivered:
        try:
            screen = self._screen(outgoing)
        except (KeyError, ValueError) as error:  # nor will it ever be: what comes behind it must not wait
            log.exception("a screen cannot be drawn")
            return Delivered(outgoing, failed=f"cannot be drawn: {type(error).__name__}")
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._places:
                    await self._wait_for_permission()
                    return await self._once(address, outgoing, screen)
            except SlowDown as error:
                self._resume_at = asyncio.get_running_loop().time() + error.seconds
            except Unavailable as error:
                log.warning("the channel is unavailable (%s): trying again in %g s", error, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except Unreachable:
                return Delivered(outgoing, failed="unreachable")
            except Rejected as error:
                log.warning("a message was refused: %s", error)
                return Delivered(outgoing, failed=str(error))

    def _screen(self, outgoing: Outgoing) -> Screen | None:
        """None for what has no words: the buttons that go."""
        show = outgoing.show
        return None if isinstance(show, Retire) else self._draw(show, outgoing.interview or "-")

    async def _wait_for_permission(self) -> None:
        """Telegram says how long the whole bot must be silent; obeyed for every address."""
        while (left := self._resume_at - asyncio.get_running_loop().time()) > 0:  # noqa: ASYNC110 - it may be put off again meanwhile
            await asyncio.sleep(left)

    async def _once(self, address: Address, outgoing: Outgoing, screen: Screen | None) -> Delivered:
        show, interview = outgoing.show, outgoing.interview
        if screen is None:
            return await self._retire(address, outgoing)
        if isinstance(show, Settle | Refresh):
            places = self._places_of(outgoing)
            changed = [await self._change(address, message, screen) for message in places]
            if isinstance(show, Settle) and outgoing.message == self._loose.get(address):
                self._loose.pop(address, None)
            if any(changed):
                return Delivered(outgoing)
            if isinstance(show, Settle) and (places or show.outcome == "left"):
                return Delivered(outgoing)  # the citizen has erased it: nothing to tidy up
        sent = await self._channel.send(address, screen)
        if isinstance(show, Ask | Refresh):
            await self._take_loose(address, sent if interview is None else None)
        if interview is None or not isinstance(show, Ask | Refresh):
            return Delivered(outgoing)
        self._remember(interview, show.prompt.turn, sent)
        return Delivered(outgoing, sent)

    async def _retire(self, address: Address, outgoing: Outgoing) -> Delivered:
        with suppress(MessageGone):
            if outgoing.message is not None:
                await self._channel.take_buttons(address, outgoing.message)
                if outgoing.message == self._loose.get(address):
                    self._loose.pop(address, None)
        return Delivered(outgoing)

    async def _take_loose(self, address: Address, following: int | None) -> None:
        """One keyboard is enough: what was asked before outside of an interview loses its buttons, in one try.

        `following`: the message that asks outside of one now. Remembered in memory only: every button goes on working.
        """
        before = self._loose.pop(address, None)
        if following is not None:
            self._loose[address] = following
            while len(self._loose) > PRESENT:
                del self._loose[next(iter(self._loose))]
        if before is not None:
            with suppress(ChannelError):
                await self._channel.take_buttons(address, before)

    def _places_of(self, outgoing: Outgoing) -> list[int]:
        """The messages that a show changes: the one it was made for, and the newest copy of the same question.

        None for the answer to a question that went out with a process that died: it is then sent by itself.
        """
        turn, newest = self._present.get(outgoing.interview or "", (None, None))
        if outgoing.message is None:
            return [newest] if newest is not None else []
        if isinstance(outgoing.show, Refresh) and outgoing.show.prompt.turn == turn and newest is not None:
            return list(dict.fromkeys((outgoing.message, newest)))
        return [outgoing.message]

    async def _change(self, address: Address, message: int, screen: Screen) -> bool:
        """False where the message is gone."""
        try:
            await self._channel.edit(address, message, screen)
        except MessageGone:
            log.info("a message to change was gone")
            return False
        return True

    def _remember(self, interview: str, turn: int, message: int) -> None:
        """For turns that come before the database knows where the question stands."""
        self._present.pop(interview, None)
        self._present[interview] = turn, message
        while len(self._present) > PRESENT:
            del self._present[next(iter(self._present))]
