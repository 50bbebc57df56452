"""Decides what can come into an interview, and what can have happened in it."""

from typing import Literal

import msgspec

from surveys.answers import Answer

# What comes in


class Tapped(msgspec.Struct, frozen=True, gc=False):
    """A button of the message that showed `turn`: an option code, or an action after a dot."""

    turn: int
    code: str


class Typed(msgspec.Struct, frozen=True, gc=False):
    """Words, stripped and not empty."""

    text: str


class Commanded(msgspec.Struct, frozen=True, gc=False):
    """A command that has the same meaning at any moment. `show`: the present question once more."""

    name: Literal["language", "stop", "show"]


Input = Tapped | Typed | Commanded


class Browsed(msgspec.Struct, frozen=True, gc=False):
    """A button of the picker that leads on in it: to a page, from 0, of all, of an agency, or of what words found."""

    page: int = 0
    agency: str = ""
    words: str = ""


# What happened


class LanguageChosen(msgspec.Struct, frozen=True, gc=False):
    """The respondent reads this language from now on."""

    language: str


class Consented(msgspec.Struct, frozen=True, gc=False):
    """The respondent agreed to answer: from here on answers may be kept."""


class Refused(msgspec.Struct, frozen=True, gc=False):
    """The respondent declined before the first question, or asked to stop (AAPOR: refusal, break-off)."""


class Answered(msgspec.Struct, frozen=True, gc=False):
    """An item has got a new answer."""

    item: str
    answer: Answer


class Joined(msgspec.Struct, frozen=True, gc=False):
    """Words that came in several messages stand in one answer now."""

    item: str
    answer: Answer


class Erased(msgspec.Struct, frozen=True, gc=False):
    """A changed answer closed a branch: the answers in it are gone."""

    items: tuple[str, ...]


class Completed(msgspec.Struct, frozen=True, gc=False):
    """Nothing is left to ask."""


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """What came in was not taken; the question still waits."""

    reason: str


class Repeated(msgspec.Struct, frozen=True, gc=False):
    """The same button once more: nothing changed."""


class Withdrawn(msgspec.Struct, frozen=True, gc=False):
    """The holder of this receipt takes their answers back."""

    secret: str


Event = (
    LanguageChosen
    | Consented
    | Refused
    | Answered
    | Joined
    | Erased
    | Completed
    | Rejected
    | Repeated
    | Withdrawn
)
