"""Decides which day is typed: day first as in Kazakhstan, in figures or with the month in words, or yesterday.

Without a year it is the latest such day that is not after today. Of two digits of a year the present century is meant
if that day has come; otherwise both centuries are possible.
"""

import datetime
import re
from collections.abc import Iterable, Sequence

from surveys.folding import folded, plain_digits
from surveys.items._date_words import BESIDE_TODAY, MONTHS, SILENT, YEARS

LONGEST = 100
"""Characters of a date in words."""

_MARK = r" ?[.\-/ ] ?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}}){_MARK}(\d{{1,2}}){_MARK}(\d{{4}}|\d\d)\Z")
_ISO = re.compile(r"(\d{4})[.\-/](\d{1,2})[.\-/](\d{1,2})\Z")
_NO_YEAR = re.compile(r"(\d{1,2})[./](\d{1,2})\Z")
_YEAR_BEHIND = re.compile(r"(?<=\d)\s*(?:г|ж|год|года|жыл|жылы)\.?\Z")
_WORDS = re.compile(r"\d+|[^\W\d_]+")
_LEAP = 8
"""Years within which every day of a calendar comes again: 29 February from 1896 to 1904."""


def read_days(typed: str, today: datetime.date) -> Sequence[datetime.date]:
    """The days that are meant: none where it is no date, two where it can be read in two ways, the likelier first."""
    if len(typed) > LONGEST:
        return ()
    text = " ".join(plain_digits(typed).casefold().strip(" .,;!").split())
    near = BESIDE_TODAY.get(folded(text))
    if near is not None:
        return (today + datetime.timedelta(days=near),)
    figures = _YEAR_BEHIND.sub("", text)
    if found := _ISO.match(figures):
        return _days([(found[1], found[2], found[3])])
    if found := _NO_YEAR.match(figures):
        return _latest(int(found[1]), int(found[2]), today)
    if found := _DAY_FIRST.match(figures):
        day, month, year = found.groups()
        days = _with_year(day, month, year, today)
        turned = (
            _with_year(year, month, day, today) if len(year) == 2 and "-" in figures and len(day) == 2 else ()
        )
        return tuple(dict.fromkeys((*days, *turned)))
    return _in_words(_WORDS.findall(text), today)


def _in_words(words: list[str], today: datetime.date) -> Sequence[datetime.date]:
    """24 ноября 2026, 2026 жылғы 24 қараша, November 24: a month by name, a day, and a year if there is one."""
    month, day, year = None, None, None
    plain = [word if word.isdecimal() else folded(word) for word in words]
    for place, word in enumerate(plain):
        behind = plain[place + 1] if place + 1 < len(plain) else ""
        last = day is not None and month is not None
        if word.isdecimal() and year is None and (len(word) == 4 or behind in YEARS or last):
            year = word
        elif word.isdecimal() and day is None and len(word) <= 2:
            day = word
        elif word in MONTHS and month is None:
            month = MONTHS[word]
        elif word not in SILENT and not (word in YEARS and place and plain[place - 1] == year):
            return ()
    if day is None or month is None:
        return ()
    if year is None:
        return _latest(int(day), month, today)
    return _with_year(day, str(month), year, today)


def _with_year(day: str, month: str, year: str, today: datetime.date) -> Sequence[datetime.date]:
    if len(year) == 4:
        return _days([(year, month, day)])
    if len(year) != 2:
        return ()
    century = today.year // 100
    this, before = (_days([(f"{each}{year}", month, day)]) for each in (century, century - 1))
    return this if this and this[0] <= today else (*before, *this)


def _latest(day: int, month: int, today: datetime.date) -> Sequence[datetime.date]:
    years = range(today.year, max(today.year - _LEAP, datetime.MINYEAR) - 1, -1)
    days = _days((str(year), str(month), str(day)) for year in years)
    return [each for each in days if each <= today][:1]


def _days(written: Iterable[tuple[str, str, str]]) -> Sequence[datetime.date]:
    """Those of them that are in the calendar."""
    found = []
    for year, month, day in written:
        try:
            found.append(datetime.date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found
