"""Decides what each call to Telegram says: its fields, all of them text, as both libraries can send them."""

from collections.abc import Mapping, Sequence

import msgspec

from bot.channel import UPDATES_PER_CALL, Screen
from bot.telegram.commands import Command
from storage.turn import Address

Fields = Mapping[str, str]

FORM = "application/json"
"""How the fields go out. As a form each Cyrillic letter would be six characters, and half the work of a call."""

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""Kinds of update asked for. What was edited is not read again: who edits an answer is told how to change it. By the
last one a block is heard, and that it was lifted."""

_NO_PREVIEW = '{"is_disabled":true}'
_KINDS = msgspec.json.encode(ALLOWED_UPDATES).decode()


def body(fields: Mapping[str, object]) -> bytes:
    """The fields as they go over the wire."""
    return msgspec.json.encode(fields)


def get_updates(offset: int | None, *, wait: int) -> Fields:
    """getUpdates."""
    asked = {"limit": str(UPDATES_PER_CALL), "timeout": str(wait), "allowed_updates": _KINDS}
    return asked if offset is None else {"offset": str(offset), **asked}


def send_message(address: Address, screen: Screen) -> Fields:
    """sendMessage. The format is stated in each call: a bot of somebody else's has defaults of its own."""
    fields = {
        "chat_id": address.name,
        "text": screen.text,
        "parse_mode": "HTML",
        "link_preview_options": _NO_PREVIEW,
    }
    if screen.rows:
        rows = [
            [{"text": button.label, "callback_data": button.data} for button in row] for row in screen.rows
        ]
        fields["reply_markup"] = msgspec.json.encode({"inline_keyboard": rows}).decode()
    return fields


def edit_message(address: Address, message: int, screen: Screen) -> Fields:
    """editMessageText."""
    return {"message_id": str(message), **send_message(address, screen)}


def take_buttons(address: Address, message: int) -> Fields:
    """editMessageReplyMarkup: without a keyboard it takes the one that is there."""
    return {"chat_id": address.name, "message_id": str(message)}


def answer_press(press: str) -> Fields:
    """answerCallbackQuery: without a text, which a screen reader would never read."""
    return {"callback_query_id": press}


def set_commands(commands: Sequence[Command], language: str | None) -> Fields:
    """setMyCommands."""
    menu = [{"command": one.name, "description": one.description} for one in commands]
    fields = {"commands": msgspec.json.encode(menu).decode()}
    return fields if language is None else {**fields, "language_code": language}
