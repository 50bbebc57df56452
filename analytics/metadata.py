"""Decides what is said about a table of figures: the method, the campaign and its period, and the names of what it
speaks of."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.methods import Method
from surveys import coding

LANGUAGES = coding.LANGUAGES
"""The languages that figures are published in; a file speaks one of them."""

Names = Mapping[str, Mapping[str, str]]
"""Code -> language -> name."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """`campaign` is its title per language, `starts` and `ends` the first and last day of the period.

    `agencies` and `questions` name agencies and items by code, `options` the codes of each item; a code without a name
    in a language stands for itself. `release`: its number and day; None for figures that are in none.
    """

    method: Method
    campaign: Mapping[str, str]
    starts: datetime.date
    ends: datetime.date
    agencies: Names = field(default_factory=dict)
    questions: Names = field(default_factory=dict)
    options: Mapping[str, Names] = field(default_factory=dict)
    release: tuple[int, datetime.date] | None = None
