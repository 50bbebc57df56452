"""Decides what is read of an update: the few fields that are used, from Telegram's JSON, and nothing beside them.

The first way is strict and takes microseconds. Where it fails, and for a message without words, the update is taken
apart field by field: a part that is not needed and has not its documented form is as if it were absent, and only a
part that is needed makes the update unreadable.
"""

import json
from typing import Any

import msgspec
from msgspec.structs import fields


class Unreadable(ValueError):
    """The update has not the form that is needed of it. The text tells nothing of what was in it."""


class Person(msgspec.Struct, frozen=True, gc=False):
    """Who sent it."""

    id: int
    is_bot: bool = False
    language_code: str | None = None


class Place(msgspec.Struct, frozen=True, gc=False):
    """The chat it was sent in."""

    type: str


class Numbered(msgspec.Struct, frozen=True, gc=False):
    """Another message, of which the number is all that counts: its content may be out of reach."""

    message_id: int


class Shown(msgspec.Struct, frozen=True, gc=False):
    """The message that a pressed button stands under."""

    message_id: int
    chat: Place | None = None


class Present(msgspec.Struct, frozen=True, gc=False):
    """Something that is there, whatever it is."""


class Message(msgspec.Struct, frozen=True, gc=False):
    """A message that arrived. `parts` names every field of it, and is known only where it has no words."""

    message_id: int
    chat: Place
    sender: Person | None = msgspec.field(name="from", default=None)
    date: int | None = None
    edit_date: int | None = None
    text: str | None = None
    answered: Numbered | None = msgspec.field(name="reply_to_message", default=None)
    answered_elsewhere: Present | None = msgspec.field(name="external_reply", default=None)
    story: Present | None = msgspec.field(name="reply_to_story", default=None)
    origin: Present | None = msgspec.field(name="forward_origin", default=None)
    via_bot: Present | None = None
    media_group_id: str | None = None
    parts: frozenset[str] = msgspec.field(name="", default=frozenset())


class Member(msgspec.Struct, frozen=True, gc=False):
    """What the bot is to a chat from now on."""

    status: str


class Membership(msgspec.Struct, frozen=True, gc=False):
    """The bot was blocked by somebody, or is no longer; in a group, that it came or went."""

    chat: Place
    sender: Person = msgspec.field(name="from")
    member: Member = msgspec.field(name="new_chat_member")


class Press(msgspec.Struct, frozen=True, gc=False):
    """A pressed button."""

    id: str
    sender: Person = msgspec.field(name="from")
    shown: Shown | None = msgspec.field(name="message", default=None)
    data: str | None = None


class Update(msgspec.Struct, frozen=True, gc=False):
    """One update; none of its kinds is there where it brings something that nobody asks about."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    press: Press | None = msgspec.field(name="callback_query", default=None)
    membership: Membership | None = msgspec.field(name="my_chat_member", default=None)


_strictly = msgspec.json.Decoder(Update).decode

_TAKEN_APART: dict[str, type[msgspec.Struct]] = {
    "message": Message,
    "edited_message": Message,
    "press": Press,
    "membership": Membership,
    "member": Member,
    "sender": Person,
    "chat": Place,
}
"""Fields of which a broken part may be left out, so that the rest of them is kept."""
_NEEDED = frozenset({*_TAKEN_APART, "text"})
"""Fields that may be absent, but not broken: what they say would be lost. A press is answered without its data."""


def read(raw: bytes) -> Update:
    """The update that this JSON is. Raises Unreadable."""
    try:
        found = _strictly(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _apart(raw)
    if found.message is not None and found.message.text is None and found.press is None:
        return _apart(raw)
    return found


def _apart(raw: bytes) -> Update:
    """What is no character of UTF-8 becomes half of one, which no text that is kept may have."""
    try:
        found = json.loads(raw.decode("utf-8", "surrogateescape"), strict=False)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    update: Update = _kept(Update, found)
    return update


def _kept(kind: type[msgspec.Struct], found: Any) -> Any:
    if not isinstance(found, dict):
        raise Unreadable(f"{kind.__name__} is no object")
    kept: dict[str, Any] = {}
    for each in fields(kind):
        value = found.get(each.encode_name)
        if value is None:
            continue
        part = _TAKEN_APART.get(each.name)
        if part is not None:
            kept[each.name] = _kept(part, value)
            continue
        try:
            kept[each.name] = msgspec.convert(value, each.type)
        except (msgspec.ValidationError, UnicodeEncodeError, RecursionError):
            if each.required or each.name in _NEEDED:
                raise Unreadable(f"{kind.__name__}.{each.name}") from None
    if kind is Message:
        kept["parts"] = frozenset(name for name, value in found.items() if value is not None)
    try:
        return kind(**kept)
    except TypeError:
        raise Unreadable(f"{kind.__name__} lacks a field that is needed") from None
