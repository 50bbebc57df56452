"""`type: date`: a typed day, day first as in Kazakhstan, kept as ISO 8601."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from surveys.answers import Answer, Kind, Trials
from surveys.conditions import Condition
from surveys.item import TYPING, Expects, Item, Misfit, Refusal
from surveys.items._trial_answers import trial_places
from surveys.notices import TypingHint
from surveys.variable import Level

USUAL = ("2020-01-01", "2030-12-31")
"""Days to try where neither the item nor a condition names one."""

_DIGITS = len("2026-01-31")
_DAY_FIRST = re.compile(r"(\d{1,2})[.\-/\s](\d{1,2})[.\-/\s](\d{4})\Z")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")


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
    earliest: datetime.date | None = Field(None, description="The first day that is accepted: 2026-01-01.")
    latest: datetime.date | None = Field(None, description="The last day that is accepted.")

    def reads(self, answer: Answer, language: str) -> str:
        return _shown(datetime.date.fromisoformat(answer.text)) if answer.text else ""

    def misfits(self) -> Iterator[Misfit]:
        if self.earliest and self.latest and self.earliest > self.latest:
            yield Misfit("impossible-bounds", "earliest")

    def misread(self, constant: str) -> str | None:
        return None if _kept(constant) else "Write a day in quotes, as it is kept: '2026-01-31'."

    def worth_trying(self, conditions: Sequence[Condition]) -> Trials:
        ends = (
            self.earliest.isoformat() if self.earliest else None,
            self.latest.isoformat() if self.latest else None,
        )
        return trial_places(self.id, conditions, _near, ends=ends, usual=USUAL)

    def understand(self, typed: str, language: str) -> Answer | Refusal:
        day = _day(typed)
        if day is None:
            return Refusal(reason="not_a_date")
        if (self.earliest and day < self.earliest) or (self.latest and day > self.latest):
            shown = {"low": _shown(self.earliest), "high": _shown(self.latest)}
            return Refusal(reason="date_out_of_range", values=shown)
        return Answer(text=day.isoformat())


def _kept(written: str) -> datetime.date | None:
    """The day that is kept so, year first, with all its digits."""
    return _day(written) if len(written) == _DIGITS and _ISO.match(written) else None


def _near(written: str) -> list[str]:
    """The day, and those around it."""
    day = _kept(written)
    found = [] if day is None else [day.toordinal() + step for step in (-1, 0, 1)]
    last = datetime.date.max.toordinal()
    return [datetime.date.fromordinal(each).isoformat() for each in found if 1 <= each <= last]


def _day(typed: str) -> datetime.date | None:
    if found := _DAY_FIRST.match(typed):
        day, month, year = found.groups()
    elif found := _ISO.match(typed):
        year, month, day = found.groups()
    else:
        return None
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _shown(day: datetime.date | None) -> str:
    return "…" if day is None else day.strftime("%d.%m.%Y")
