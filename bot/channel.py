"""Decides what any channel must do: take updates in, show screens, and say in our words what went wrong."""

from dataclasses import dataclass
from typing import Protocol

import msgspec

from storage.turn import Address, Turn

UPDATES_PER_CALL = 100
"""Updates in one answer at most, as Telegram gives them; behind so many more may wait."""


class Button(msgspec.Struct, frozen=True):
    """One button: what is read on it, and what comes back when it is pressed (at most 64 bytes)."""

    label: str
    data: str


class Screen(msgspec.Struct, frozen=True):
    """One message as the channel sends it: HTML text, and one row of buttons after another."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """What one request for updates brought. `parked`: updates that could not be read, by id."""

    turns: tuple[Turn, ...]
    parked: tuple[int, ...]
    following: int
    """The offset that confirms all of it."""


class ChannelError(Exception):
    """Something that the channel could not do; its subclasses say what to do about it."""


class Unreachable(ChannelError):
    """The person has blocked the bot or is gone: stop sending."""


class SlowDown(ChannelError):
    """Too many requests: wait `seconds`, then send again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:g} s")
        self.seconds = seconds


class MessageGone(ChannelError):
    """The message to change is no longer there: send anew."""


class Unavailable(ChannelError):
    """The network or the server failed: the call may or may not have been carried out; try again."""


class Rejected(ChannelError):
    """The call itself is at fault and will be so again: keep it aside with this reason."""


class Channel(Protocol):
    """A way to reach respondents. For what the far side does, a method raises a ChannelError and nothing else."""

    @property
    def bot(self) -> int:
        """The number that the channel knows this bot by."""

    async def open(self) -> str:
        """Connects and registers commands; returns the bot's public name. Raises ChannelError for a refused token."""

    async def close(self) -> None:
        """Lets go of connections."""

    async def updates(self, offset: int | None, *, wait: int) -> Batch:
        """The next updates from `offset` on, waiting up to `wait` seconds for the first; confirms all before it."""

    async def send(self, address: Address, screen: Screen) -> int:
        """Sends a new message; returns its id."""

    async def edit(self, address: Address, message: int, screen: Screen) -> None:
        """Changes a message in place. A message that already looks like this is no error."""

    async def take_buttons(self, address: Address, message: int) -> None:
        """Takes the buttons from a message and leaves its words. A message without any is no error."""

    async def answer_press(self, press: str) -> None:
        """Ends the waiting sign on the pressed button. A press too old to be answered is no error."""
