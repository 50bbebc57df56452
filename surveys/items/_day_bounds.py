"""Decides how an author names the first and the last day of a `date`: a day, or `today`."""

import datetime
import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

_KEPT = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


def _bound(value: object) -> object:
    if value == "today" or type(value) is datetime.date:
        return value
    day = kept_day(value) if isinstance(value, str) else None
    if day is None:
        raise ValueError("a day is expected, such as 2026-12-31, or today")
    return day


DayBound = Annotated[
    datetime.date | Literal["today"],
    BeforeValidator(_bound),
    WithJsonSchema({"type": "string", "pattern": r"^(today|\d{4}-\d{2}-\d{2})$"}),
]
"""A day, or the one on which somebody answers, in Kazakhstan."""


def kept_day(text: str) -> datetime.date | None:
    """The day that is kept so, year first, with all its digits."""
    try:
        return datetime.date.fromisoformat(text) if _KEPT.match(text) else None
    except ValueError:
        return None


def on(bound: datetime.date | str | None, today: datetime.date) -> datetime.date | None:
    """The day that the bound is today."""
    return bound if isinstance(bound, datetime.date) else today if bound else None


def fixed(bound: datetime.date | str | None) -> str | None:
    """The bound as a day is kept; None where there is none, or where it moves from day to day."""
    return bound.isoformat() if isinstance(bound, datetime.date) else None
