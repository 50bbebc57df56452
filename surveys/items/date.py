"""`type: date`: a typed day, day first as in Kazakhstan, kept as ISO 8601."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from surveys.answers import Answer, Kind, Trials
from surveys.conditions import Condition
from surveys.item import TYPING, Expects, Item, Misfit, Refusal
from surveys.items._day_bounds import DayBound, fixed, kept_day, on
from surveys.items._trial_answers import trial_places
from surveys.items._typed_dates import read_days
from surveys.notices import TypingHint
from surveys.variable import Level

USUAL = ("2020-01-01", "2030-12-31")
"""Days to try where neither the item nor a condition names one."""

EXAMPLES = ["2026-01-31", "2026-02-28", "today"]


class Date(Item):
    """When was it? `- id: visited_on, type: date, earliest: 2026-01-01`."""

    type: Literal["date"]
    kind: ClassVar[Kind] = "ordered"
    ordered_as: ClassVar[str | None] = "a day"
    expects: ClassVar[Expects] = "typed"
    typing_hint: ClassVar[TypingHint | None] = "date"
    seconds_to_answer: ClassVar[float] = TYPING
    level: ClassVar[Level] = "text"
    compared: ClassVar[Mapping[str, str]] = dict.fromkeys(("earliest", "latest"), "bounds")
    earliest: DayBound | None = Field(
        None,
        description="The first day that is accepted: 2026-01-01, or `today`.",
        examples=EXAMPLES,
    )
    latest: DayBound | None = Field(
        None,
        description="The last day that is accepted; `today`: no day to come.",
        examples=EXAMPLES,
    )

    def reads(self, answer: Answer, language: str) -> str:
        return _shown(datetime.date.fromisoformat(answer.text)) if answer.text else ""

    def misfits(self) -> Iterator[Misfit]:
        first, last = self.earliest, self.latest
        if isinstance(first, datetime.date) and isinstance(last, datetime.date) and first > last:
            yield Misfit("impossible-bounds", "earliest")

    def misread(self, constant: str) -> str | None:
        return None if kept_day(constant) else "Write a day in quotes, as it is kept: '2026-01-31'."

    def worth_trying(self, conditions: Sequence[Condition]) -> Trials:
        ends = (fixed(self.earliest), fixed(self.latest))
        return trial_places(self.id, conditions, _near, ends=ends, usual=USUAL)

    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        days = read_days(typed, today)
        if not days:
            return Refusal(reason="not_a_date")
        low, high = on(self.earliest, today), on(self.latest, today)
        possible = [day for day in days if (low is None or day >= low) and (high is None or day <= high)]
        if not possible:
            return Refusal(reason="date_out_of_range", values={"low": _shown(low), "high": _shown(high)})
        if len(possible) > 1:
            one, other = possible[:2]
            return Refusal(reason="two_ways", values={"one": _shown(one), "other": _shown(other)})
        return Answer(text=possible[0].isoformat())


def _near(written: str) -> list[str]:
    """The day, and those around it."""
    day = kept_day(written)
    found = [] if day is None else [day.toordinal() + step for step in (-1, 0, 1)]
    last = datetime.date.max.toordinal()
    return [datetime.date.fromordinal(each).isoformat() for each in found if 1 <= each <= last]


def _shown(day: datetime.date | None) -> str:
    return "…" if day is None else day.strftime("%d.%m.%Y")
