"""Decides how a method weights: which margins, what of a questionnaire they are, and what is done where they do not
fit."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from analytics.method_rule import Rule
from analytics.weighting import Bounds

SEPARATOR = ":"
"""Between the codes of a level that speaks of several dimensions at once."""


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_text), Field(min_length=1)]


class Variable(Rule):
    """One variable of the margins, and where respondents say what they are.

    `source` (`from`): dimensions, as figures are told by them: `region`, `sex`, or what a question measures. `levels`:
    of a code the level in the margins, where it is called otherwise; null for a code that says nothing. With several
    dimensions both are those of each, joined by SEPARATOR. `neighbours`: of a level the one that it joins if nobody
    answered who is in it.
    """

    name: Text
    source: Annotated[tuple[Text, ...], BeforeValidator(_list)] = Field(alias="from", min_length=1)
    levels: Mapping[Text, Text | None] = {}
    neighbours: Mapping[Text, Text] = {}

    @model_validator(mode="after")
    def _of_others(self) -> Self:
        own = sorted(level for level, other in self.neighbours.items() if level == other)
        if own:
            raise ValueError(f"'{own[0]}' cannot be its own neighbour")
        return self


class Base(Rule):
    """What respondents count for before anything is known of the population, by the code of a dimension."""

    source: Text = Field(alias="from")
    weights: Mapping[Text, Annotated[float, Field(gt=0)]] = Field(min_length=1)


class Trim(Rule):
    """Multiples of the mean weight between which weights are kept."""

    least: float = Field(0.2, gt=0, lt=1)
    most: float = Field(5.0, gt=1)


class Warn(Rule):
    """From where on weights are doubtful: Kish's design effect, and the largest over the median weight."""

    deff: float = Field(3.0, gt=1)
    most_to_median: float = Field(20.0, gt=1)


class WeightRules(Rule):
    """How a method weights.

    `margins`: the file, seen from the method's; None where it is given with each campaign, without which nothing is
    weighted. `unknown`: who does not say what a margin speaks of is a level of its own, of as many as there are in the
    sample; or the margin is not applied to them. `taken_as_fixed`: standard errors do not know of the margins.
    """

    margins: str | None = None
    variables: tuple[Variable, ...] = Field(min_length=1)
    unknown: Literal["own_level", "left_out"] = "own_level"
    base: Base | None = None
    trim: Trim | None = Trim(least=0.2, most=5.0)
    warn: Warn = Warn(deff=3.0, most_to_median=20.0)
    taken_as_fixed: bool = False

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        named = [variable.name for variable in self.variables]
        if len(set(named)) < len(named):
            raise ValueError("a variable is named twice")
        return self

    @property
    def bounds(self) -> Bounds | None:
        """Between which weights are kept."""
        return Bounds(self.trim.least, self.trim.most) if self.trim else None

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Everything that parts people here, each once."""
        told = [each for variable in self.variables for each in variable.source]
        return tuple(dict.fromkeys([*told, *([self.base.source] if self.base else [])]))
