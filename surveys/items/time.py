"""`type: time`: a typed time of the day, kept as HH:MM of 24 hours."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from surveys.answers import Answer, Kind, Trials
from surveys.conditions import Condition
from surveys.item import TYPING, Expects, Item, Misfit, Refusal
from surveys.items._trial_answers import trial_places
from surveys.items._typed_times import read_times
from surveys.notices import TypingHint
from surveys.variable import Level

ENDS: Final = ("00:00", "23:59")
"""The first and the last time of a day."""

_KEPT = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z", re.ASCII)


def _clock(value: object) -> str:
    if not isinstance(value, str) or not is_clock(value):
        raise ValueError("a time is expected, such as 09:00")
    return value


Clock = Annotated[
    str, BeforeValidator(_clock), WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"})
]
"""A time as it is kept."""


class Time(Item):
    """At what time was it? `- id: arrived_at, type: time, earliest: 09:00, latest: 18:00`."""

    type: Literal["time"]
    kind: ClassVar[Kind] = "ordered"
    ordered_as: ClassVar[str | None] = "a time"
    expects: ClassVar[Expects] = "typed"
    typing_hint: ClassVar[TypingHint | None] = "time"
    seconds_to_answer: ClassVar[float] = TYPING
    level: ClassVar[Level] = "text"
    compared: ClassVar[Mapping[str, str]] = dict.fromkeys(("earliest", "latest"), "bounds")
    earliest: Clock | None = Field(
        None, description="The first time that is accepted: 09:00.", examples=["09:00", "18:00"]
    )
    latest: Clock | None = Field(
        None, description="The last time that is accepted.", examples=["18:00", "20:30"]
    )

    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        times = read_times(typed)
        if not times:
            return Refusal(reason="not_a_time")
        low, high = self.earliest or ENDS[0], self.latest or ENDS[1]
        possible = [each for each in times if low <= each <= high]
        if not possible:
            shown = {"low": self.earliest or "…", "high": self.latest or "…"}
            return Refusal(reason="time_out_of_range", values=shown)
        if len(possible) > 1:
            return Refusal(reason="two_ways", values=dict(zip(("one", "other"), possible, strict=True)))
        return Answer(text=possible[0])

    def misfits(self) -> Iterator[Misfit]:
        if self.earliest and self.latest and self.earliest > self.latest:
            yield Misfit("impossible-bounds", "earliest")

    def misread(self, constant: str) -> str | None:
        return None if is_clock(constant) else "Write a time in quotes, of 24 hours: '14:30'."

    def worth_trying(self, conditions: Sequence[Condition]) -> Trials:
        return trial_places(self.id, conditions, _near, ends=(self.earliest, self.latest), usual=ENDS)


def is_clock(written: str) -> bool:
    """True for a time as it is kept."""
    return _KEPT.match(written) is not None


def minutes(clock: str) -> int:
    """A time as it is kept, in minutes since midnight."""
    return int(clock[:2]) * 60 + int(clock[3:])


def clock_of(minute: int) -> str | None:
    """The time so many minutes after midnight; None for a minute of another day."""
    return f"{minute // 60:02}:{minute % 60:02}" if 0 <= minute < 24 * 60 else None


def _near(written: str) -> list[str]:
    """The time, and the minutes around it."""
    steps = (-1, 0, 1) if is_clock(written) else ()
    found = (clock_of(minutes(written) + step) for step in steps)
    return [each for each in found if each is not None]
