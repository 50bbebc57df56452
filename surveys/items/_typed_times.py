"""Decides which time is typed: 14:30, 14 ч 30, сағат 14:30, 9 утра. An hour alone may lie in either half of the day.

Hours with minutes are of 24 hours, as the question says. An hour alone of 1 to 12 is meant in one of two ways (2 is
02:00 or 14:00), unless words say the part of the day.
"""

import re
from collections.abc import Sequence

from surveys.folding import folded, plain_digits
from surveys.items._time_words import HOUR_WORDS, HOURS, MINUTE_WORDS, PARTS, SILENT

LONGEST = 100
"""Characters of a time in words."""

_NOON = 12
_MARKS = frozenset((":", ".", "-", " ", ": ", ". "))
"""What stands between hours and minutes, besides the word for hours."""
_QUOTES = "\"'«»“”„ .,;!"
_WORD = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"\d(\D+)\d")
_STRANGE = re.compile(r"[^\w\s.,:;\-]|_")


def read_times(typed: str) -> Sequence[str]:
    """The times that are meant, as they are kept: none where it is no time, two where it can be either."""
    if len(typed) > LONGEST:
        return ()
    text = " ".join(plain_digits(typed).casefold().strip(_QUOTES).split())
    found = _WORD.findall(text)
    figures = [word for word in found if word.isdecimal()]
    words = {folded(word) for word in found if not word.isdecimal()}
    parts = {PARTS[word] for word in words if word in PARTS}
    known = HOUR_WORDS | SILENT | PARTS.keys() | (MINUTE_WORDS if len(figures) > 1 else frozenset())
    if len(parts) > 1 or not words <= known or text.startswith("-") or _STRANGE.search(text):
        return ()
    part = "".join(parts)
    match figures:
        case [hour] if len(hour) <= 2:
            return _kept(_hours(int(hour), part), 0)
        case [hour, minute] if len(hour) <= 2 and _divided(text, int(hour), minute):
            return _kept(_hours(int(hour), part) if part else (int(hour),), int(minute))
    return ()


def _divided(text: str, hour: int, minute: str) -> bool:
    """Whether it is hours and minutes; 9-18 is from nine to six as well, and 9:5 is no time."""
    found = _BETWEEN.search(text)
    between = found[1] if found else ""
    if folded(between) in HOUR_WORDS:
        return len(minute) <= 2
    if between.strip() == "-" and hour < int(minute) <= 24:
        return False
    return between in _MARKS and len(minute) == 2


def _hours(hour: int, part: str) -> Sequence[int]:
    """The hours of 24 that an hour can be in this part of the day, or in any if none is said."""
    on_the_face = 1 <= hour <= _NOON
    if part:
        found = HOURS.get((part, hour % _NOON or _NOON))
        return () if found is None or not (on_the_face or found == hour) else (found,)
    return (hour % _NOON, hour % _NOON + _NOON) if on_the_face else (hour,)


def _kept(hours: Sequence[int], minute: int) -> Sequence[str]:
    return [f"{hour:02}:{minute:02}" for hour in hours if hour < 24 and minute < 60]
