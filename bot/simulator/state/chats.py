"""Decides what a chat holds and in which order it changed.

Each change has a number of its own in its chat. The feed of changes names messages and does not copy them:
whoever draws a chat takes the message as it stands now, so an edit that came twice is drawn once and memory
stays small.
"""

from collections import deque
from collections.abc import AsyncIterator
from functools import partial
from itertools import islice
from typing import Any, Literal, NamedTuple

from bot.simulator.state.waiting import Waiters
from bot.simulator.wire.keyboards import inline_rows
from bot.simulator.wire.objects import JsonObject

FEED_LENGTH = 1_000  # changes kept per chat: a page that comes back later than that draws the chat anew
FOREVER = 365 * 86_400.0  # seconds; a page may follow a chat as long as it likes

Kind = Literal["message", "edit", "delete", "answer"]


class Change(NamedTuple):
    """One thing that happened in a chat; `by_bot` tells the bot's doing from the person's."""

    sequence: int
    kind: Kind
    message_id: int
    by_bot: bool
    at: float
    notice: str = ""
    is_alert: bool = False


class FormerKeyboard(NamedTuple):
    """The buttons a message had before an edit took them away: a slow phone may still press them."""

    message_id: int
    rows: list[list[dict[str, Any]]]


class Chat:
    """One chat as its bot sees it: `messages` holds the Bot API's Message objects by message_id, oldest
    first.
    """

    __slots__ = (
        "_bot_sequences",
        "_waiters",
        "feed",
        "former_keyboards",
        "has_met",
        "id",
        "is_blocked",
        "messages",
        "migrated_to",
        "object",
        "reply_keyboard",
        "sequence",
    )

    def __init__(self, chat: JsonObject, *, former_keyboards: int) -> None:
        self.id: int = chat["id"]
        self.object = chat
        self.messages: dict[int, JsonObject] = {}
        self.has_met = False  # a bot cannot write to a person who never wrote to it
        self.is_blocked = False
        self.migrated_to: int | None = None
        self.reply_keyboard: JsonObject = {}
        self.former_keyboards: deque[FormerKeyboard] = deque(maxlen=former_keyboards)
        self.feed: deque[Change] = deque(maxlen=FEED_LENGTH)
        self.sequence = 0
        self._bot_sequences: dict[Kind, int] = {}
        self._waiters = Waiters()

    def add(self, message: JsonObject, *, by_bot: bool, at: float) -> None:
        """A new message stands in the chat."""
        self.messages[message["message_id"]] = message
        self.note("message", message["message_id"], by_bot=by_bot, at=at)

    def replace(self, message: JsonObject, *, by_bot: bool, at: float) -> None:
        """A message was edited; the buttons it loses are remembered."""
        former = inline_rows(self.messages[message["message_id"]])
        if former and former != inline_rows(message):
            self.former_keyboards.append(FormerKeyboard(message["message_id"], former))
        self.messages[message["message_id"]] = message
        self.note("edit", message["message_id"], by_bot=by_bot, at=at)

    def remove(self, message_id: int, *, by_bot: bool, at: float) -> None:
        """A message was deleted; its buttons are remembered."""
        message = self.messages.pop(message_id)
        if former := inline_rows(message):
            self.former_keyboards.append(FormerKeyboard(message_id, former))
        self.note("delete", message_id, by_bot=by_bot, at=at)

    def note(
        self,
        kind: Kind,
        message_id: int,
        *,
        by_bot: bool,
        at: float,
        notice: str = "",
        is_alert: bool = False,
    ) -> None:
        """Adds a change to the feed and wakes those who wait for it."""
        self.sequence += 1
        if by_bot:
            self._bot_sequences[kind] = self.sequence
        self.feed.append(Change(self.sequence, kind, message_id, by_bot, at, notice, is_alert))
        self._waiters.wake()

    def last_by_bot(self, kind: Kind) -> int:
        """The sequence number of the bot's last change of this kind, 0 when there was none."""
        return self._bot_sequences.get(kind, 0)

    def changes(self, since: int = 0) -> list[Change]:
        """The changes after number `since`, oldest first, as far back as the feed reaches."""
        skipped = len(self.feed) - (self.sequence - since)
        return list(islice(self.feed, max(skipped, 0), None))

    async def follow(self, since: int = 0) -> AsyncIterator[Change]:
        """The changes after number `since`, and each later one as it comes. After a gap, draw anew."""
        while True:
            for change in await self._waiters.until(partial(self.changes, since), within=FOREVER):
                since = change.sequence
                yield change

    def upgrade(self, supergroup: "Chat") -> None:
        """The group lives on as a supergroup: calls to the old id are told the new one."""
        self.migrated_to = supergroup.id

    @property
    def waiters(self) -> Waiters:
        """Where to wait for something in this chat to become true."""
        return self._waiters
