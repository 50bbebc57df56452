"""Decides how one turn is shown: what it changes and its next question go out together, and it is closed as a whole.

New messages are sent in their order, again and again until they are taken. Changes go out beside them; what follows in
the same chat does not wait for them.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from msgspec.structs import replace

from bot.channel import Channel, ChannelError, Screen, SlowDown, Unavailable, Unreachable
from bot.edits import Edits
from bot.latest import Latest
from bot.permits import Permits
from bot.present import PresentQuestions
from storage.turn import Address, Delivered, Outgoing
from storage.turns import Turns
from surveys.interview.prompts import Ask, Drawn, Refresh, Retire, Settle

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
"""Seconds before a failed call is tried again, doubled each time."""
CHATS = 20_000
"""Chats of which it is remembered that nothing can be sent there, the latest; others are tried once more."""
BESIDE = 0.1
"""Seconds that a sent question waits for the changes beside it before its place is noted without them."""

log = logging.getLogger(__name__)

Draw = Callable[[Drawn, str], Screen]
"""Makes a screen of a show; the second argument is the interview's id for its buttons."""

Work = tuple[Outgoing | Delivered, ...]
"""What one turn has to show to one address, and what of it is done with already."""

Changes = dict[int, asyncio.Task[Outgoing | Delivered]]
"""What a turn changes in messages that stand, by its place in the turn; Outgoing where that must be shown anew."""


@dataclass(slots=True)
class Shown:
    """A turn that is being shown: what is `done` with, by place, and the changes under way beside it."""

    done: list[Outgoing | Delivered]
    changes: Changes = field(default_factory=dict)
    screens: dict[int, tuple[Outgoing, Screen]] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        """No change is under way any more."""
        return all(task.done() for task in self.changes.values())

    @property
    def placed(self) -> list[Delivered]:
        """The questions that were sent."""
        return [each for each in self.done if isinstance(each, Delivered) and each.message is not None]

    def give_up(self) -> None:
        """At a stop: the next process shows what was not."""
        for task in self.changes.values():
            task.cancel()


class Showing:
    """`present` remembers where questions stand; Permits say when a call may be made; `gone` is told what showed that
    its address cannot be reached, once until somebody is heard there again.
    """

    def __init__(
        self,
        channel: Channel,
        turns: Turns,
        draw: Draw,
        *,
        permits: Permits,
        present: PresentQuestions,
        gone: Callable[[Outgoing], None],
    ) -> None:
        self._channel = channel
        self._turns = turns
        self._draw = draw
        self._permits = permits
        self._present = present
        self._edits = Edits(channel, permits, pause=FIRST_PAUSE)
        self._sending: dict[Address, asyncio.Event] = {}
        self._gone = gone
        self.unreachable: Latest[Address, bool] = Latest(CHATS)
        """Those to whom nothing is sent."""

    async def show(self, address: Address, work: Work) -> Shown | None:
        """Sends what is new; returns then, with the turn where changes are still under way, to be given to `close`."""
        shown = self.begin(work)
        try:
            for place, (outgoing, screen) in shown.screens.items():
                shown.done[place] = await self._sent(address, outgoing, screen)
            if shown.screens and not shown.is_changed:
                await asyncio.wait(shown.changes.values(), timeout=BESIDE)
        except BaseException:
            shown.give_up()
            raise
        if shown.is_changed:
            left = self.close(shown)
            self._known(address)
            return await self.show(address, left) if left else None
        if shown.placed:
            self._turns.place(shown.placed)
        self._known(address)
        return shown

    async def until_changed(self, shown: Shown) -> Work:
        """Returns when the changes have ended; see `close`."""
        try:
            await asyncio.wait(shown.changes.values())
        except BaseException:
            shown.give_up()
            raise
        return self.close(shown)

    def close(self, shown: Shown) -> Work:
        """Closes the turn. What stood in a message that is gone must be shown anew, and the turn closed with it."""
        for place, task in shown.changes.items():
            shown.done[place] = task.result()
        closed = [each for each in shown.done if isinstance(each, Delivered)]
        if len(closed) < len(shown.done):
            return tuple(shown.done)
        self._turns.close(closed)
        return ()

    async def until_known(self, address: Address) -> None:
        """Returns when no new message to the address is under way, and those that were are known."""
        if (sending := self._sending.get(address)) is not None:
            await sending.wait()

    def begin(self, work: Work) -> Shown:
        """Starts the changes; `show` goes on. What needs a new message has its screen."""
        shown = Shown(list(work))
        for place, each in enumerate(work):
            if isinstance(each, Delivered):
                continue
            if self.unreachable.get(each.address):
                shown.done[place] = self._given_up(each, Unreachable())
                continue
            screen = self._screen(each)
            if isinstance(screen, Delivered):
                shown.done[place] = screen
            elif messages := self._present.changed_by(each):
                shown.changes[place] = asyncio.create_task(self._change(each, screen, messages, work))
            elif screen is None or (isinstance(each.show, Settle) and each.show.outcome == "left"):
                shown.done[place] = Delivered(each)
            else:
                shown.screens[place] = each, screen
        for each in work:
            if isinstance(each, Delivered) and isinstance(each.outgoing.show, Ask):
                self._present.passed_over(each.outgoing.interview, each.outgoing.show.prompt.turn)
        return shown

    def _screen(self, outgoing: Outgoing) -> Screen | Delivered | None:
        """None for what has no words: the buttons that go. Delivered for what can never be drawn."""
        show = outgoing.show
        if isinstance(show, Retire):
            return None
        try:
            return self._draw(show, outgoing.interview or "-")
        except (KeyError, ValueError) as error:  # nor will it ever be: what comes behind it must not wait
            log.exception("a screen cannot be drawn")
            return Delivered(outgoing, failed=f"cannot be drawn: {type(error).__name__}")

    async def _change(
        self, outgoing: Outgoing, screen: Screen | None, messages: Sequence[int], work: Work
    ) -> Outgoing | Delivered:
        """Outgoing where it must be shown in a new message."""
        changing = (self._edits.change(outgoing.address, message, screen) for message in messages)
        changed = await asyncio.gather(*changing, return_exceptions=True)  # one copy waits for no other
        for error in changed:
            if isinstance(error, ChannelError):
                return self._given_up(outgoing, error)
            if isinstance(error, BaseException):
                raise error
        self._present.changed(outgoing.address, outgoing.message, outgoing.show)
        if any(changed) or not self._present.asks_still(outgoing, work):
            return Delivered(outgoing)
        self._present.forget(outgoing.interview)
        return replace(outgoing, message=None)

    async def _sent(self, address: Address, outgoing: Outgoing, screen: Screen) -> Delivered:
        """Sends a new message, again and again until it is taken or refused for good."""
        show, interview = outgoing.show, outgoing.interview
        pause = FIRST_PAUSE
        while True:
            try:
                sent = await self._permits.message(address, lambda: self._send(address, screen))
            except SlowDown:
                self._known(address)
                await self._permits.until_taken(address)
            except Unavailable as error:
                self._known(address)
                log.warning("the channel is unavailable (%s): trying again in %g s", error, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except ChannelError as error:
                self._present.forget(interview)
                return self._given_up(outgoing, error)
            else:
                if not isinstance(show, Ask | Refresh):
                    return Delivered(outgoing)
                await self._take_loose(address, sent if interview is None else None)
                if interview is None:
                    return Delivered(outgoing)
                self._present.remember(interview, show.prompt.turn, sent)
                return Delivered(outgoing, sent)

    def _given_up(self, outgoing: Outgoing, error: ChannelError) -> Delivered:
        if not isinstance(error, Unreachable):
            log.warning("a message was refused: %s", error)
            return Delivered(outgoing, failed=str(error))
        if not self.unreachable.get(outgoing.address):
            self.unreachable.put(outgoing.address, True)
            self._gone(outgoing)
        return Delivered(outgoing, failed="unreachable")

    async def _take_loose(self, address: Address, following: int | None) -> None:
        """In one try; see PresentQuestions."""
        before = self._present.loose(address, following)
        if before is not None:
            with suppress(ChannelError):
                await self._edits.change(address, before, None)

    async def _send(self, address: Address, screen: Screen) -> int:
        self._sending.setdefault(address, asyncio.Event())
        return await self._channel.send(address, screen)

    def _known(self, address: Address) -> None:
        """What was sent to the address is on its way into the database, or will be sent again."""
        if (sending := self._sending.pop(address, None)) is not None:
            sending.set()
