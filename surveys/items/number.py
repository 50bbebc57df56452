"""`type: number`: a typed number within a range, with the decimals the author allows."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from surveys.answers import Answer, Kind, Trials
from surveys.conditions import Condition
from surveys.item import TYPING, Bounds, Expects, Misfit, Refusal
from surveys.items._one_of import OneOf
from surveys.items._trial_answers import trial_numbers
from surveys.items._typed_choices import understand_words
from surveys.items._typed_numbers import read_number
from surveys.items._variables import number_columns
from surveys.notices import TypingHint
from surveys.variable import Level, Variable
from surveys.wording import Wording, say

APART_FROM = 10_000
"""From here on thousands stand apart when a number is read back."""


class Number(OneOf):
    """How many days? `- id: days, type: number, range: {min: 0, max: 365}, unit: ...`."""

    type: Literal["number"]
    kind: ClassVar[Kind] = "number"
    expects: ClassVar[Expects] = "typed"
    typing_hint: ClassVar[TypingHint | None] = "number"
    seconds_to_answer: ClassVar[float] = TYPING
    level: ClassVar[Level] = "scale"
    compared: ClassVar[Mapping[str, str]] = {"range": "bounds", "decimals": "bounds", "unit": "wording"}
    range: Bounds = Field(Bounds(), description="The least and the greatest number that are accepted.")
    decimals: int = Field(0, ge=0, le=6, description="Digits after the comma that are accepted.")
    unit: Wording | None = Field(None, description="What is counted, shown beside the number.")

    @property
    def has_choices(self) -> bool:
        return True  # a number is typed, whatever else is offered

    def misfits(self) -> Iterator[Misfit]:
        low, high = self.range.min, self.range.max
        if low is not None and high is not None and low > high:
            yield Misfit("impossible-bounds", "range")

    def can_be(self, number: Decimal) -> bool:
        return True

    def variables(self, base: str) -> Iterator[Variable]:
        return number_columns(self.variable(base), self.options, self.unit)

    def wordings(self) -> dict[str, Wording]:
        return {**super().wordings(), "unit": self.unit or {}}

    def worth_trying(self, conditions: Sequence[Condition]) -> Trials:
        return trial_numbers(self.id, (self.range.min, self.range.max), self.decimals, conditions)

    def reads(self, answer: Answer, language: str) -> str:
        if answer.number is None:
            return super().reads(answer, language)
        return f"{_shown(answer.number)} {say(self.unit, language) if self.unit else ''}".strip()

    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        number = read_number(typed, self.decimals, self.unit)
        if isinstance(number, Refusal):
            return understand_words(self.options, typed) or number
        low, high = self.range.min, self.range.max
        if (low is not None and number < Decimal(str(low))) or (
            high is not None and number > Decimal(str(high))
        ):
            return Refusal(reason="out_of_range", values={"low": _plain(low), "high": _plain(high)})
        return Answer(number=number)


def _shown(number: Decimal) -> str:
    """With a comma, and thousands apart where there are five digits or more: a nought too many is seen."""
    apart = f"{number:,f}" if abs(number) >= APART_FROM else f"{number:f}"
    return apart.replace(",", "\u00a0").replace(".", ",")


def _plain(bound: float | None) -> str:
    return "…" if bound is None else f"{bound:g}"
