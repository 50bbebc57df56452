"""Decides what can come into an interview, and what can have happened in it."""

from dataclasses import dataclass
from typing import Literal

from surveys.answers import Answer

# What comes in


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button of the message that showed `turn`: an option code, or an action after a dot."""

    turn: int
    code: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Words, stripped and not empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command that has the same meaning at any moment."""

    name: Literal["language", "stop", "show"]


Input = Tapped | Typed | Commanded

# What happened


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The respondent reads this language from now on."""

    language: str


@dataclass(frozen=True, slots=True)
class Consented:
    """The respondent agreed to answer: from here on answers may be kept."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The respondent declined before the first question, or asked to stop (AAPOR: refusal, break-off)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An item has got a new answer."""

    item: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Erased:
    """A changed answer closed a branch: the answers in it are gone."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Completed:
    """Nothing is left to ask."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """What came in was not taken; the question still waits."""

    reason: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same button once more: nothing changed."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The holder of this receipt takes their answers back."""

    secret: str


Event = LanguageChosen | Consented | Refused | Answered | Erased | Completed | Rejected | Repeated | Withdrawn
