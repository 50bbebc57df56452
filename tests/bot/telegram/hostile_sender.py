"""Decides who sends hostile updates, and of which parts they are made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Update = dict[str, Any]

CANARY = "құпиясөз"
"""A word in names and texts that no log may show."""
WORDS = f"жақсы {CANARY}"
BOT = {"id": 1_000_000, "is_bot": True, "first_name": "b", "username": "b_bot"}
GROUP = {"id": -1_001_234_567_890, "type": "supergroup", "title": f"Көше {CANARY}"}
CHANNEL = {"id": -1_005_000_000_000, "type": "channel", "title": "c"}
FILE = {"file_id": "A", "file_unique_id": "B"}
SIZE = {"width": 1, "height": 1}
STICKER = {**FILE, **SIZE, "type": "regular", "is_animated": False, "is_video": False}
PHOTO = [{**FILE, **SIZE, "file_size": 1}]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends it: a private chat, the number and time of the message, and the message of the present question."""

    id: int
    message: int
    date: int
    question: int

    @property
    def user(self) -> Update:
        """The person as Telegram describes them."""
        return {"id": self.id, "is_bot": False, "first_name": f"Айгүл {CANARY}", "language_code": "ru"}

    @property
    def chat(self) -> Update:
        """The private chat."""
        return {"id": self.id, "type": "private", "first_name": f"Айгүл {CANARY}"}

    def says(self, **content: Any) -> Update:
        """An update with a message; content may replace any field."""
        envelope = {"message_id": self.message, "date": self.date, "chat": self.chat, "from": self.user}
        return {"message": {**envelope, **content}}

    def presses(self, data: str = "q:AAAAAAAAAAA:3:1", **content: Any) -> Update:
        """An update with a press on the present question; content may replace any field."""
        shown = {"message_id": self.question, "date": self.date, "chat": self.chat, "from": BOT, "text": "x"}
        query = {"id": str(self.id * 1_000 + 7), "from": self.user, "chat_instance": "1", "message": shown}
        return {"callback_query": {**query, "data": data, **content}}


Make = Callable[[Sender], Update]


def without(update: Update, *fields: str) -> Update:
    """The same without these fields of its message or press."""
    ((kind, body),) = update.items()
    return {kind: {name: value for name, value in body.items() if name not in fields}}


def nested(value: Any, depth: int, field: str = "x") -> Any:
    """The value inside so many others."""
    for _ in range(depth):
        value = {field: value}
    return value


def content(**fields: Any) -> Make:
    """A message with just this in it."""
    return lambda sender: sender.says(**fields)


def hidden(sender: Sender, kind: str = "hidden_user") -> Update:
    """Where a forwarded message comes from."""
    return {"type": kind, "date": sender.date, "sender_user_name": CANARY}


def old_message(sender: Sender) -> Update:
    """A message of the person's own from before."""
    return {"message_id": 1, "date": sender.date, "chat": sender.chat, "from": sender.user, "text": "x"}
