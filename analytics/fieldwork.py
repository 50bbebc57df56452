"""Decides when the answers of a campaign were given, and whether a year's method may speak of them.

Of a response only its week is known, so the days are those of the weeks, cut at the days when the campaign
opened and closed; what other channels brought in may lie outside of these. A week that lies in two years counts for
either.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass


class OutsideMethodError(ValueError):
    """The answers were given outside the days that a method holds for."""


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """The first and the last day on which answers may have been given, and how much of it is certain.

    `first_by`, `last_from`: the first answer was given by this day, the last one not before that day.
    """

    first: datetime.date
    last: datetime.date
    first_by: datetime.date
    last_from: datetime.date


def fieldwork(
    weeks: Iterable[int | None], opens_on: datetime.date, closed_on: datetime.date | None
) -> Fieldwork:
    """The days of a campaign. `weeks`: of its responses, as 202648; None where one is not known."""
    known = [datetime.date.fromisocalendar(*divmod(week, 100), 1) for week in weeks if week is not None]
    if not known:
        last = closed_on or opens_on
        return Fieldwork(opens_on, last, opens_on, last)
    days = [_cut(monday, opens_on, closed_on) for monday in (min(known), max(known))]
    (first, first_by), (last_from, last) = days
    return Fieldwork(first, max(first, last), first_by, last_from)


def _cut(
    monday: datetime.date, opens_on: datetime.date, closed_on: datetime.date | None
) -> tuple[datetime.date, datetime.date]:
    """The first and last day of a week on which the campaign was open.

    All of a week that lies before its opening or after its close: its responses came from another channel.
    """
    sunday = monday + datetime.timedelta(days=6)
    if sunday < opens_on or (closed_on is not None and monday > closed_on):
        return monday, sunday
    return max(monday, opens_on), min(sunday, closed_on or sunday)


def require_within(
    campaign: str, days: Fieldwork, method: str, valid_from: datetime.date, valid_to: datetime.date
) -> None:
    """Raises OutsideMethodError where answers were surely given before or after the method's days."""
    if days.first_by < valid_from or days.last_from > valid_to:
        raise OutsideMethodError(
            f"{campaign} was answered from {days.first} to {days.last}, and the method {method} holds from "
            f"{valid_from} to {valid_to}: choose the method of that year with --method"
        )
