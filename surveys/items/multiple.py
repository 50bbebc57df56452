"""`type: multiple`: any number of options within bounds; an exclusive one clears the others."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from surveys.answers import MISSING_CODES, Answer, Kind, Trials
from surveys.conditions import Condition
from surveys.item import Expects, Item, Misfit, Option, Part, Refusal, Ticks
from surveys.items._choices import has_real, labelled
from surveys.items._trial_answers import named_codes, trial_ticks
from surveys.items._typed_choices import understand_several
from surveys.items._variables import ticked_columns
from surveys.variable import Variable


class Choose(Part):
    """How many options at least and at most."""

    min: int = Field(1, ge=1, le=50, description="Options at least.")
    max: int = Field(50, ge=1, le=50, description="Options at most.")


class Multiple(Item):
    """What went well? `- id: good, type: multiple, options: [...], choose: {max: 3}`."""

    type: Literal["multiple"]
    kind: ClassVar[Kind] = "codes"
    expects: ClassVar[Expects] = "ticks"
    own_options: ClassVar[bool] = True
    compared: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("options", "missing"), "options"),
        "choose": "choose",
    }
    options: tuple[Option, ...] = Field((), description="The choices, one button a row, in this order.")
    missing: tuple[str, ...] = Field((), description="Standard codes offered too: 97, 98, 99.")
    choose: Choose = Field(Choose(), description="How many options at least and at most.")

    @property
    def offered(self) -> tuple[Option, ...]:
        return self.options

    @property
    def has_choices(self) -> bool:
        return has_real(self.options)

    def press(self, code: str, ticked: Sequence[str]) -> Answer | Ticks | Refusal | None:
        if code == ".done":
            return self.accept(tuple(ticked))
        if any(option.code == code for option in self.options):
            return Ticks(codes=self.toggle(tuple(ticked), code))
        return None

    def reads(self, answer: Answer, language: str) -> str:
        return labelled(self.options, answer, language)

    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        found = understand_several(self.options, typed)
        return found if isinstance(found, Refusal) else self.accept(found.codes)

    def misfits(self) -> Iterator[Misfit]:
        possible = sum(not option.exclusive and option.code not in MISSING_CODES for option in self.options)
        if self.choose.min > self.choose.max:
            yield Misfit("impossible-bounds", "choose")
        elif self.choose.min > possible > 0:
            yield Misfit("impossible-choice", "choose", {"min": self.choose.min, "count": possible})

    def variables(self, base: str) -> Iterator[Variable]:
        return ticked_columns(self.variable(base), self.options)

    def worth_trying(self, conditions: Sequence[Condition]) -> Trials:
        named = named_codes(self.id, conditions)
        return trial_ticks(self.options, named, self.choose.min, self.choose.max)

    def toggle(self, codes: tuple[str, ...], code: str) -> tuple[str, ...]:
        """The ticks after a tap on `code`, in the order of the options."""
        if code in codes:
            return tuple(other for other in codes if other != code)
        kept = () if self._alone(code) else tuple(other for other in codes if not self._alone(other))
        return tuple(option.code for option in self.options if option.code in {*kept, code})

    def accept(self, codes: tuple[str, ...]) -> Answer | Refusal:
        """The answer that these ticks make, or which bound they break."""
        alone = [code for code in codes if self._alone(code)]
        if alone and len(codes) > 1:
            return Refusal(reason="choose_alone")
        if not alone and len(codes) < self._least:
            return Refusal(reason="choose_more", values={"min": str(self._least)})
        if len(codes) > self.choose.max:
            return Refusal(reason="choose_fewer", values={"max": str(self.choose.max)})
        return Answer(codes=codes)

    @property
    def _least(self) -> int:
        """`choose.min`, or what is possible where earlier answers have left fewer options."""
        together = sum(not self._alone(option.code) for option in self.options)
        return max(1, min(self.choose.min, together))

    def _alone(self, code: str) -> bool:
        return code in MISSING_CODES or any(
            option.exclusive for option in self.options if option.code == code
        )
