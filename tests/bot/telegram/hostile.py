"""Decides how an update is spoilt: mutants by number, the same each time, and which of them must still be answered."""

import copy
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from tests.bot.telegram.hostile_kinds import UNSUPPORTED_CONTENT, Expected, kinds
from tests.bot.telegram.hostile_sender import Sender, Update

KINDS = tuple(kinds())
JUNK: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 2**31, 2**53 + 1, 2**64, 1e308, -0.5),
    *("", "\x00", "x" * 70, "\ud83d", "2026-01-01", "private", "supergroup", "✓", "3"),
    *([], {}, [[]], {"id": None}, [None, {"type": "x"}]),
)
NAMES = (
    *("text", "photo", "from", "chat", "data", "message", "id", "date", "sticker", "forward_origin", "type"),
    *("is_topic_message", "reply_markup", "via_bot", "caption", "entities", "media_group_id", "aura"),
)
ENVELOPE = frozenset({"message_id", "date", "chat", "from"})
"""What every message has."""
READ = frozenset(
    {"text", "reply_to_message", "external_reply", "forward_origin", "via_bot", "media_group_id", "quote"}
)
"""What besides may decide how a message is met."""

Place = tuple[str | int, ...]


class Mutant(NamedTuple):
    """One spoilt update. `answered_by`: what must be seen all the same: a message, or the answer to its press."""

    kind: str
    update: Update
    answered_by: str | None


def mutant(seed: int, number: int, sender: Sender) -> Mutant:
    """The mutant of this number; each stands alone, so that any can be made again."""
    random = Random(f"{seed}/{number}")
    name, expected, make = random.choice(KINDS)
    whole = make(sender)
    spoilt = copy.deepcopy(whole)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        _spoil(spoilt, random)
    return Mutant(name, spoilt, _answered_by(expected, whole, spoilt))


def _spoil(update: Update, random: Random) -> None:
    places = list(_places(update))
    if not places:
        return
    *way, last = random.choice(places)
    holder: Any = update
    for step in way:
        holder = holder[step]
    how = random.random()
    if how < 0.55:
        holder[last] = copy.deepcopy(random.choice(JUNK))
    elif how < 0.75:
        del holder[last]
    elif how < 0.85:
        holder[last] = [holder[last]]
    elif isinstance(holder, dict):
        holder[random.choice(NAMES)] = copy.deepcopy(random.choice(JUNK))


def _places(value: Any, way: Place = ()) -> Iterator[Place]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield (*way, step)
        yield from _places(part, (*way, step))


def _answered_by(expected: Expected, whole: Update, spoilt: Update) -> str | None:
    """None where it is not certain that anything must come, since something that is read was spoilt."""
    if set(whole) != set(spoilt) or len(whole) != 1:
        return None
    ((kind, before),) = whole.items()
    after = spoilt[kind]
    if kind == "callback_query" and expected == "press":
        return "press" if _pressed(before) == _pressed(after) else None
    if kind != "message" or expected not in {"answer", "again", "answered", "unsupported"}:
        return None
    if not isinstance(after, dict) or _read(before) != _read(after):
        return None
    if expected == "unsupported":
        kept = {name: value for name, value in after.items() if name in UNSUPPORTED_CONTENT}
        return "message" if any(value and isinstance(value, dict | list) for value in kept.values()) else None
    return "message"


def _read(message: Update) -> Update:
    """What decides how a message is met, with whose and where it is."""
    found = {name: message.get(name) for name in ENVELOPE | READ}
    return {**found, "chat": _known(message, "chat", "id", "type"), "from": _person(message)}


def _pressed(press: Any) -> Any:
    if not isinstance(press, dict):
        return None
    message = press.get("message")
    where = (_known(press, "message", "message_id"), message and _known(message, "chat", "id", "type"))
    return press.get("id"), press.get("data"), _person(press), isinstance(message, dict), where


def _person(holder: Any) -> Any:
    return _known(holder, "from", "id", "is_bot", "language_code")


def _known(holder: Any, name: str, *fields: str) -> Any:
    value = holder.get(name) if isinstance(holder, dict) else None
    return [repr(value.get(field)) for field in fields] if isinstance(value, dict) else repr(value)
