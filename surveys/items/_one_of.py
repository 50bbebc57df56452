"""Decides what the types share whose answer is exactly one option."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field

from surveys.answers import Answer, Kind, Trials, chosen
from surveys.conditions import Condition
from surveys.item import Item, Option, Refusal, Ticks
from surveys.items._choices import has_real, labelled
from surveys.items._trial_answers import named_codes, trial_codes
from surveys.items._typed_choices import understand_one
from surveys.items._variables import one_column
from surveys.variable import Variable


class OneOf(Item):
    """An item answered by one option. `options` are complete after reading: scale, own options, missing codes."""

    kind: ClassVar[Kind] = "code"
    compared: ClassVar[Mapping[str, str]] = dict.fromkeys(("options", "missing"), "options")

    options: tuple[Option, ...] = Field((), description="The choices, one button a row, in this order.")
    missing: tuple[str, ...] = Field((), description="Standard codes offered too: 97, 98, 99.")

    @property
    def offered(self) -> tuple[Option, ...]:
        return self.options

    @property
    def has_choices(self) -> bool:
        return has_real(self.options)

    def press(self, code: str, ticked: Sequence[str]) -> Answer | Ticks | Refusal | None:
        return chosen(code) if code in [option.code for option in self.options] else None

    def reads(self, answer: Answer, language: str) -> str:
        return labelled(self.options, answer, language)

    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        return understand_one(self.options, typed)

    def variables(self, base: str) -> Iterator[Variable]:
        return one_column(self.variable(base), self.options)

    def worth_trying(self, conditions: Sequence[Condition]) -> Trials:
        named, every = named_codes(self.id, conditions), self.kind == "number"
        codes = trial_codes(self.options, named, brought=self.brought, every=every)
        return Trials(tuple(chosen(code) for code in codes))
