"""Decides what an update says in our words; both libraries' objects carry Telegram's own field names."""

from typing import Protocol

from bot.telegram import callback_data
from bot.telegram.commands import heard_from_text
from storage.turn import Address, Turn
from surveys.interview.arrival import Heard, Helped
from surveys.interview.events import Tapped

CHANNEL = "telegram"
"""What the records call this channel."""

NOT_A_BUTTON = Tapped(turn=-1, code="")
"""A press with data that we never put on a button: nothing can come of it, but it must be answered."""

ID_BITS = 63
"""A chat's id has at most 52 significant bits (Bot API); a database keeps 63 and a sign."""

WORDLESS = (
    "animation",
    "audio",
    "checklist",
    "contact",
    "dice",
    "document",
    "game",
    "live_photo",
    "location",
    "paid_media",
    "photo",
    "poll",
    "rich_message",
    "sticker",
    "story",
    "venue",
    "video",
    "video_note",
    "voice",
)
"""What a person can send in place of words. What Telegram itself puts into a chat (a pin, a timer) is not."""


class Person(Protocol):
    """Who sent it."""

    @property
    def id(self) -> int: ...
    @property
    def is_bot(self) -> bool: ...
    @property
    def language_code(self) -> str | None: ...


class Place(Protocol):
    """Where it was sent."""

    @property
    def type(self) -> str: ...


class Shown(Protocol):
    """The message that a pressed button belongs to; its content may be out of reach."""

    @property
    def message_id(self) -> int: ...
    @property
    def chat(self) -> Place: ...


class Sent(Protocol):
    """A message that arrived."""

    @property
    def chat(self) -> Place: ...
    @property
    def from_user(self) -> Person | None: ...
    @property
    def text(self) -> str | None: ...


class Press(Protocol):
    """A pressed button."""

    @property
    def id(self) -> str: ...
    @property
    def from_user(self) -> Person: ...
    @property
    def message(self) -> Shown | None: ...
    @property
    def data(self) -> str | None: ...


class SomeUpdate(Protocol):
    """An Update as either library gives it."""

    @property
    def update_id(self) -> int: ...
    @property
    def message(self) -> Sent | None: ...
    @property
    def callback_query(self) -> Press | None: ...


def incoming(update: SomeUpdate, bot: int) -> Turn | None:
    """The update in our words; None for what is not ours: groups, channels, other bots, news of a block.

    `bot` is the number of the bot that it came to.

    Raises TypeError or ValueError when what is kept has not its documented form: one library checks nothing.
    """
    if update.callback_query is not None:
        return _press(bot, update.update_id, update.callback_query)
    if update.message is not None:
        return _message(bot, update.update_id, update.message)
    return None


def _press(bot: int, update: int, press: Press) -> Turn | None:
    shown = press.message
    if press.from_user.is_bot or (shown is not None and shown.chat.type != "private"):
        return None
    found = None if press.data is None else callback_data.read(_words(press.data))
    interview, heard = (None, NOT_A_BUTTON) if found is None else found
    return Turn(
        bot,
        _whole(update),
        _address(press.from_user),
        heard,
        interview=interview,
        message=None if shown is None else _whole(shown.message_id),
        press=_words(press.id),
        hint=_hint(press.from_user),
    )


def _message(bot: int, update: int, message: Sent) -> Turn | None:
    person = message.from_user
    if message.chat.type != "private" or person is None or person.is_bot:
        return None
    heard = _heard(message)
    if heard is None:
        return None
    return Turn(bot, _whole(update), _address(person), heard, hint=_hint(person))


def _heard(message: Sent) -> Heard | None:
    if message.text is not None:
        _words(message.text).encode()  # half a character, which nothing could keep, is a ValueError here
        return heard_from_text(message.text)
    wordless = any(getattr(message, field, None) for field in WORDLESS)
    return Helped("unsupported") if wordless else None


def _hint(person: Person) -> str | None:
    """The language of the person's app in two letters: "ru" of "ru-RU"; None for longer ones ("fil")."""
    if person.language_code is None:
        return None
    language = _words(person.language_code).partition("-")[0].lower()
    return language if len(language) == 2 else None


def _address(person: Person) -> Address:
    return Address(CHANNEL, str(_whole(person.id)))


def _whole(number: object) -> int:
    if type(number) is not int or number.bit_length() > ID_BITS:
        raise TypeError("an id is no whole number, or too large a one")
    return number


def _words(text: object) -> str:
    if not isinstance(text, str):
        raise TypeError("a text is no text")
    return text
