"""Decides how the Bot API's objects look: every required field, dates in seconds, nothing left out by chance.

A dictionary made here is shared between messages, updates and answers, and is never changed afterwards: an
edit makes a new one. Python's own `json` writes them; half a surrogate pair, which UTF-8 cannot hold, goes
out as a \\u escape.
"""

import json
from typing import Any, NewType

JsonObject = dict[str, Any]

CHAT_FIELDS = ("id", "first_name", "last_name", "username")  # what a private chat takes from its person
Encoded = NewType("Encoded", bytes)  # JSON that is ready to go out

_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_escaped = json.JSONEncoder(separators=(",", ":")).encode


def encode(value: Any) -> Encoded:
    """The value as JSON in UTF-8."""
    try:
        return Encoded(_compact(value).encode())
    except UnicodeEncodeError:
        return Encoded(_escaped(value).encode())


def user_object(
    user_id: int,
    first_name: str,
    *,
    last_name: str | None = None,
    username: str | None = None,
    language_code: str | None = None,
    is_bot: bool = False,
) -> JsonObject:
    """A User; what is None is left out, as Telegram leaves it out."""
    optional = {"last_name": last_name, "username": username, "language_code": language_code}
    return {
        "id": user_id,
        "is_bot": is_bot,
        "first_name": first_name,
        **{name: value for name, value in optional.items() if value is not None},
    }


def private_chat(user: JsonObject) -> JsonObject:
    """The Chat between a bot and this person: it bears the person's id and names."""
    chat = {name: user[name] for name in CHAT_FIELDS if name in user}
    return {**chat, "type": "private"}


def group_chat(chat_id: int, title: str, *, is_supergroup: bool = True) -> JsonObject:
    """The Chat of a group."""
    return {"id": chat_id, "title": title, "type": "supergroup" if is_supergroup else "group"}


def inaccessible_message(chat: JsonObject, message_id: int) -> JsonObject:
    """What stands for a message that is gone or never was: `date` 0 tells it apart (Bot API 7.0)."""
    return {"chat": chat, "message_id": message_id, "date": 0}


def member_object(user: JsonObject, *, is_blocked: bool) -> JsonObject:
    """The bot's membership in a private chat: `kicked` is how a block shows."""
    if is_blocked:
        return {"status": "kicked", "user": user, "until_date": 0}
    return {"status": "member", "user": user}
