"""Decides what one person can do with their phone, and when what they did has been answered.

A phone acts at once and never waits by itself; the waiting is said apart (`settles`, `waits`, `until`), and
each wait ends on an event of its chat. Times to wait are real seconds, whatever the simulator's clock says.
"""

import re
from collections.abc import Callable
from typing import Literal, TypeVar

from bot.simulator.methods.identity import commands_shown
from bot.simulator.phone import arrivals
from bot.simulator.phone.attachments import attachment, forwarded
from bot.simulator.phone.screens import (
    Button,
    Shown,
    buttons_newest_first,
    former_buttons_newest_first,
    reply_labels,
    screen,
    shown,
    shown_messages,
)
from bot.simulator.state.bots import Bot, Press
from bot.simulator.state.chats import Change, Chat
from bot.simulator.state.world import World
from bot.simulator.wire.markup import find_commands
from bot.simulator.wire.objects import JsonObject

T = TypeVar("T")

PATIENCE = 60.0  # seconds to wait for the bot when the caller says nothing
DEEP_LINK = re.compile(r"(?:https://t\.me/\w+\?start=)?(?P<payload>[A-Za-z0-9_-]{1,64})")


class NoSuchButtonError(AssertionError):
    """There is no such button to press; the text shows what is on the screen."""


class NotOnScreenError(AssertionError):
    """The text is in no message of the chat; the text of the error shows what is."""


class NotAnsweredError(AssertionError):
    """The bot did not react in time; the text shows the screen as it stayed."""


class BlockedBotError(AssertionError):
    """Who has blocked a bot cannot write to it before taking the block back."""


class Phone:
    """One person's phone in one chat with one bot."""

    def __init__(self, world: World, bot: Bot, user: JsonObject, chat: Chat) -> None:
        self.user = user
        self.chat = chat
        self._world = world
        self._bot = bot
        self._acted_at = chat.sequence
        self._press: Press | None = None
        self._presses: list[Press] = []

    # What the person does

    async def types(self, text: str) -> int:
        """Sends a text; commands in it are marked as a client marks them. Gives the message_id."""
        content: JsonObject = {"text": text}
        if commands := find_commands(text):
            content["entities"] = commands
        return self._send(content)

    async def opens(self, link: str) -> int:
        """Follows a deep link: `https://t.me/<bot>?start=<payload>`, or the payload alone.

        Raises ValueError for a payload that Telegram does not carry: 1-64 of A-Z, a-z, 0-9, _ and -.
        """
        found = DEEP_LINK.fullmatch(link)
        if found is None:
            raise ValueError(f"Telegram carries no such start payload: {link!r}")
        return await self.types(f"/start {found['payload']}")

    async def sends(self, kind: str, caption: str = "") -> int:
        """Sends something other than text: "photo", "document", "sticker", "voice", "video", "location",
        "contact".
        """
        return self._send(attachment(kind, caption))

    async def forwards(self, text: str, sender_name: str = "Серік") -> int:
        """Passes on what somebody else wrote."""
        return self._send(forwarded(text, sender_name, self._world.clock()))

    async def edits(self, message_id: int, text: str) -> None:
        """Changes an own message afterwards."""
        self._acts()
        arrivals.edit_arrives(self._world, self._bot, self.chat, message_id, {"text": text})

    async def taps(self, label: str) -> Press | None:
        """Presses the button with this label on the newest message that has one; gives the press.

        A key of a reply keyboard sends its label as a text, and gives None. A label that no button bears
        whole may be a part of exactly one button's label on that message. Raises NoSuchButtonError, with
        the screen in its text.
        """
        if any(label in row for row in reply_labels(self.chat)):
            self._send({"text": label})
            if self.chat.reply_keyboard.get("one_time_keyboard"):
                self.chat.reply_keyboard = {}
            return None
        message_id, button = self._find(label, list(buttons_newest_first(self.chat)))
        return await self.presses(message_id, button.data)

    async def taps_old(self, label: str) -> Press:
        """Presses a button that an edit or a deletion has taken away, as a phone that lags behind does."""
        message_id, button = self._find(label, list(former_buttons_newest_first(self.chat)))
        return await self.presses(message_id, button.data)

    async def presses(self, message_id: int, data: str) -> Press:
        """Sends a press with any data at all, of any message at all: stale, invented or hostile."""
        self._acts()
        press = arrivals.press_arrives(self._world, self._bot, self.chat, self.user, message_id, data)
        self._press = press
        self._presses.append(press)
        return press

    async def blocks(self) -> None:
        """Blocks the bot: its calls are refused from now on."""
        self._acts()
        arrivals.block_arrives(self._world, self._bot, self.chat, self.user, is_blocked=True)

    async def unblocks(self) -> None:
        """Takes the block back."""
        arrivals.block_arrives(self._world, self._bot, self.chat, self.user, is_blocked=False)

    def inside(self, group: Chat) -> "Phone":
        """The same person's phone, turned to a group that the bot is in."""
        return Phone(self._world, self._bot, self.user, group)

    # What the person waits for

    async def settles(
        self, by: Literal["message", "edit", "answer"] = "message", *, within: float = PATIENCE
    ) -> None:
        """Until the bot has reacted to the last act of this phone.

        If that was a press, it must be answered; besides, by "message" the bot has sent at least one new
        message since, by "edit" it has edited one, by "answer" nothing more is asked. Raises
        NotAnsweredError.
        """

        def is_settled() -> bool:
            if self._press and not self._press.is_answered:
                return False
            return by == "answer" or self.chat.last_by_bot(by) > self._acted_at

        await self._wait(is_settled, within, f"no {by} after what was done last")

    async def waits(self, *, within: float = PATIENCE) -> None:
        """Until every press of this phone is answered and the bot has sent or edited something since the
        last act.
        """

        def is_answered() -> bool:
            self._presses = [press for press in self._presses if not press.is_answered]
            newest = max(self.chat.last_by_bot("message"), self.chat.last_by_bot("edit"))
            return not self._presses and newest > self._acted_at

        await self._wait(is_answered, within, "a press or a text is not answered")

    async def until(self, ask: Callable[[], T], *, within: float = PATIENCE) -> T:
        """Until `ask()` gives something true, asked at every change of this chat; gives that. Raises
        NotAnsweredError.
        """
        return await self._wait(ask, within, "what was waited for did not happen")

    async def until_sees(self, text: str, *, within: float = PATIENCE) -> Shown:
        """Until this text is in a message; gives that message. Raises NotAnsweredError."""
        return await self._wait(lambda: self._seen(text), within, f"{text!r} did not appear")

    async def next_change(self, since: int, *, within: float = PATIENCE) -> Change:
        """The first change of the chat after number `since` (`phone.chat.sequence` is the newest)."""
        changes = await self._wait(
            lambda: self.chat.changes(since), within, f"nothing happened after {since}"
        )
        return changes[0]

    # What the person sees

    @property
    def messages(self) -> list[Shown]:
        """All messages of the chat as they stand now, oldest first."""
        return shown_messages(self.chat)

    @property
    def newest(self) -> Shown | None:
        """The newest message of either side, found at once in a long chat too; None in an empty one."""
        message = next(reversed(self.chat.messages.values()), None)
        return shown(message) if message else None

    @property
    def last(self) -> Shown:
        """The newest message of the bot. Raises NotOnScreenError when it has sent none."""
        for message in reversed(self.chat.messages.values()):
            if message["from"]["is_bot"]:
                return shown(message)
        raise NotOnScreenError("the bot has sent nothing\n" + self.screen())

    @property
    def notices(self) -> list[str]:
        """What answered presses showed for a moment over the chat, oldest first."""
        return [change.notice for change in self.chat.feed if change.notice]

    @property
    def menu(self) -> list[JsonObject]:
        """The commands the bot offers to this person."""
        return commands_shown(self._bot, self.chat.id, self.user.get("language_code", ""))

    def screen(self) -> str:
        """The chat as plain text."""
        return screen(self.chat)

    def sees(self, text: str) -> Shown:
        """The newest message with this text in it. Raises NotOnScreenError, with the screen in its text."""
        found = self._seen(text)
        if found is None:
            raise NotOnScreenError(f"{text!r} is not on the screen:\n{self.screen()}")
        return found

    def _seen(self, text: str) -> Shown | None:
        for message in reversed(self.chat.messages.values()):
            if text in (message.get("text") or message.get("caption") or ""):
                return shown(message)
        return None

    def _acts(self) -> None:
        if self.chat.is_blocked:
            raise BlockedBotError(f"{self.user['first_name']} has blocked the bot")
        self._acted_at = self.chat.sequence
        self._press = None

    def _send(self, content: JsonObject) -> int:
        self._acts()
        message = arrivals.message_arrives(self._world, self._bot, self.chat, self.user, content)
        return int(message["message_id"])

    def _find(self, label: str, buttons: list[tuple[int, Button]]) -> tuple[int, Button]:
        pressable = [(message_id, button) for message_id, button in buttons if button.data]
        for message_id, button in pressable:
            if button.label == label:
                return message_id, button
        partly = [(message_id, button) for message_id, button in pressable if label in button.label]
        if partly and [message_id for message_id, _ in partly].count(partly[0][0]) == 1:
            return partly[0]
        raise NoSuchButtonError(f"no button {label!r}; the screen shows:\n{self.screen()}")

    async def _wait(self, ask: Callable[[], T | None], within: float, complaint: str) -> T:
        try:
            return await self.chat.waiters.until(ask, within=within)
        except TimeoutError:
            raise NotAnsweredError(f"{complaint}, within {within:g} s:\n{self.screen()}") from None
