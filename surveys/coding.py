"""Decides the words that are stored: languages, dispositions, and the codes that no questionnaire can use itself.

The codes of answers without a value (97, 98, 99) stand with the answers, in `answers.py`.
"""

import datetime
from typing import Any, Literal, Protocol

LANGUAGES = ("kk", "ru", "en")
"""The languages of the registry, of campaigns' names and of figures (ISO 639-1); English is for staff."""

DEFAULT_LANGUAGE = "kk"
"""What is spoken where nothing better is known."""

Disposition = Literal["complete", "partial", "refused", "break_off", "unreachable"]
DISPOSITIONS: tuple[Disposition, ...] = ("complete", "partial", "refused", "break_off", "unreachable")
"""How an interview can end, in the words of AAPOR's Standard Definitions; `interview/endings.py` says when."""

TOOK_PART: tuple[Disposition, ...] = ("complete", "partial", "refused", "break_off")
"""The dispositions of those who had their say, if only by declining: it is kept who they were, for as long as that."""

Mode = Literal["paper", "phone", "kiosk", "web"]
MODES: tuple[Mode, ...] = ("paper", "phone", "kiosk", "web")
"""How people are asked elsewhere, whose responses come in a file; the bot's own mode is that of its channel."""

WITH_ANSWERS: tuple[Disposition, ...] = ("complete", "partial")
"""The dispositions whose answers are kept and counted."""

SKIP = "skip"
"""The code of a question that was met and left out."""

NUMBER = "number"
"""The code beside a number: the value stands in a column of its own."""

TEXT = "text"
"""The code beside words without an option: they stand in a column of their own."""

UNKNOWN = "-"
"""Stands where a code of a stratum or a region does for somebody who gave none."""

RESPONSES = "*"
"""Stands where an item does for the response itself, counted by disposition: no item can have this name."""


class SomeRow(Protocol):
    """A row of a table or of a file, by the names of its columns."""

    def __getitem__(self, name: str, /) -> Any: ...


def names_of(row: SomeRow, beginning: str = "") -> dict[str, str]:
    """The names in a row that has one column a language: language -> name. `beginning`: of the columns' names."""
    return {language: row[f"{beginning}{language}"] for language in LANGUAGES}


def week_of(day: datetime.date) -> int:
    """The ISO year and week of a day, as 202648: no finer time of a response is kept."""
    year, week, _ = day.isocalendar()
    return year * 100 + week
