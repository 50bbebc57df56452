"""Decides how messages that stand in a chat are changed: those of one message in order, the newest alone if it can be.

A change is cosmetic: it is tried twice and given up, and nothing waits for it.
"""

import asyncio
import logging
from dataclasses import dataclass, field

from bot.channel import Channel, MessageGone, Screen, SlowDown, Unavailable
from bot.permits import Permits
from storage.turn import Address

TRIES = 2
"""How often a change is tried."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Message:
    """A message that is being changed: how many wait to change it or do, and the newest screen that it shall show."""

    alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    asked: int = 0
    newest: int = 0


class Edits:
    """`pause`: seconds before a change is tried again."""

    def __init__(self, channel: Channel, permits: Permits, *, pause: float) -> None:
        self._channel = channel
        self._permits = permits
        self._pause = pause
        self._messages: dict[tuple[Address, int], _Message] = {}
        self.given_up = 0
        """Changes that never came to be seen."""

    async def change(self, address: Address, number: int, screen: Screen | None) -> bool:
        """Shows the screen in the message, or takes its buttons; False where the message is gone.

        What is overtaken by a newer screen while it waits is done with. Raises Rejected and Unreachable.
        """
        message = self._messages.setdefault((address, number), _Message())
        message.users += 1
        message.asked += 1
        mine = message.asked
        if screen is not None:
            message.newest = mine
        try:
            async with message.alone:
                return await self._twice(address, number, screen) if message.newest <= mine else True
        except MessageGone:
            log.info("a message to change was gone")
            return False
        finally:
            message.users -= 1
            if not message.users:
                del self._messages[address, number]

    async def _twice(self, address: Address, number: int, screen: Screen | None) -> bool:
        for left in reversed(range(TRIES)):
            try:
                await self._permits.edit(address, lambda: self._once(address, number, screen))
            except (SlowDown, Unavailable) as error:
                if not left:
                    self.given_up += 1
                    log.warning("a message was not changed (%s): given up", error)
                elif isinstance(error, Unavailable):
                    await asyncio.sleep(self._pause)
            else:
                break
        return True

    async def _once(self, address: Address, number: int, screen: Screen | None) -> None:
        if screen is None:
            await self._channel.take_buttons(address, number)
        else:
            await self._channel.edit(address, number, screen)
