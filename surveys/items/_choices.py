"""Decides what the options of an item are to a reader: their numbers, and how chosen ones are read."""

import re
from collections.abc import Sequence

from surveys.answers import MISSING_CODES, Answer
from surveys.item import Option

_NUMBER = re.compile(r"\d{1,3}")


def labels_are_numbers(options: Sequence[Option]) -> bool:
    """True for scales such as 0-10, whose labels begin with the digits themselves: they need no numbering."""
    scored = [option for option in options if option.score is not None]
    return bool(scored) and all(_digits(option) == option.code for option in scored)


def numbered(options: Sequence[Option]) -> list[tuple[str, Option]]:
    """Each option with the digits that a citizen may type for it, in shown order."""
    if labels_are_numbers(options):
        return [(option.code if option.score is not None else "", option) for option in options]
    return [(str(place), option) for place, option in enumerate(options, start=1)]


def has_real(options: Sequence[Option]) -> bool:
    """True where there is something to choose besides the missing codes."""
    return any(option.code not in MISSING_CODES for option in options)


def labelled(options: Sequence[Option], answer: Answer, language: str) -> str:
    """The labels of the codes in the answer, with the words that "other" asked for."""
    labels = ", ".join([option.label[language] for option in options if option.code in answer.codes])
    return f"{labels}: {answer.text}" if answer.text else labels


def _digits(option: Option) -> str:
    found = _NUMBER.match(next(iter(option.label.values())))
    return found[0] if found else ""
