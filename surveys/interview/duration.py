"""Decides how many minutes a questionnaire is said to take."""

import math
from collections.abc import Iterable

from surveys.item import Item

READING = 15.0
"""Characters read in a second by a slow reader on a phone."""


def seconds(item: Item, language: str) -> float:
    """The time one item takes: reading it with its options, and answering."""
    read = len(item.text.get(language, "")) + sum(
        len(option.label.get(language, "")) for option in item.offered[:8]
    )
    return read / READING + item.seconds_to_answer


def minutes(items: Iterable[Item], language: str) -> int:
    """Whole minutes, rounded up, at least one."""
    return max(1, math.ceil(sum(seconds(item, language) for item in items) / 60))
