"""Decides what typed words and commands mean, and which commands the bot's menu shows in each language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from locales.catalogs import words
from locales.marking import marked
from surveys.interview.arrival import Heard, Helped, Started
from surveys.interview.events import Commanded, Typed

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a deep link can carry; anything else after /start was typed by hand and leads nowhere."""

LANGUAGE_COMMANDS: Mapping[str, str] = {"kk": "til", "ru": "yazyk", "en": "language"}
"""The command that changes the language, as each language calls it: Telegram takes only the letters a-z."""

_LANGUAGE_WORDS = frozenset({*LANGUAGE_COMMANDS.values(), "тіл", "язык"})
_COMMAND = re.compile(r"/(?P<name>[^\W\d_]\w*)(?:@\w+)?(?:\s+(?P<rest>.*))?", re.DOTALL)
_START = marked("Begin or continue")
_LANGUAGE = marked("Change the language")
_HELP = marked("How it works")
_STOP = marked("Stop the survey")


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the bot's menu: at most 32 letters without the slash, and at most 256 of what it does."""

    name: str
    description: str


def menu(language: str) -> tuple[Command, ...]:
    """The commands shown to those who read `language`. KeyError for a language without a catalogue."""
    spoken = words(language)
    return (
        Command("start", spoken.text(_START)),
        Command(LANGUAGE_COMMANDS[language], spoken.text(_LANGUAGE)),
        Command("help", spoken.text(_HELP)),
        Command("stop", spoken.text(_STOP)),
    )


def heard_from_text(text: str) -> Heard | None:
    """What a message of words means; None for one that is blank.

    Every language's word for a command is known in any language. A command that is not known asks for help.
    """
    typed = text.strip()
    if not typed:
        return None
    found = _COMMAND.fullmatch(typed)
    if found is None:
        return Typed(typed)
    name = found["name"].lower()
    if name == "start":
        return Started(_payload(found["rest"] or ""))
    if name == "stop":
        return Commanded("stop")
    return Commanded("language") if name in _LANGUAGE_WORDS else Helped("help")


def _payload(rest: str) -> str:
    return rest.strip() if PAYLOAD.fullmatch(rest.strip()) else ""
