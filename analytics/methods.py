"""Decides what a method is: a year's rules as data, read from analytics/methods/ and from nowhere else."""

import datetime
from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from analytics.indicators import names
from analytics.rules import Rules
from analytics.wordings import GROUPINGS
from surveys.item import Identifier

PRIVACY_FLOOR = 5
"""People: no method may show a smaller group (Eurostat and OECD practice: 3 to 5)."""

Confidence = Annotated[float, Field(gt=0.5, lt=1)]


class MethodError(ValueError):
    """A method that cannot be used; `problems` says everything that is wrong with it, one sentence each."""

    def __init__(self, name: str, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(
            "\n".join([f"The method '{name}' cannot be used:", *(f"- {each}" for each in problems)])
        )


class Rule(BaseModel):
    """A frozen piece of a method that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Title(Rule):
    """A name in the three languages of the published files."""

    kk: str = Field(min_length=1)
    ru: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, language: str) -> str:
        """The name in `language`; KeyError for a language other than kk, ru, en."""
        return {"kk": self.kk, "ru": self.ru, "en": self.en}[language]


class Validity(Rule):
    """The first and the last day that the method holds for."""

    first: datetime.date = Field(alias="from")
    last: datetime.date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("'to' is before 'from'")
        return self


class Satisfied(Rule):
    """How many of the highest points of the scale count as satisfied."""

    points: Literal[4, 5]
    top: int = Field(ge=1, le=3)


class Thresholds(Rule):
    """`publish`, `flag_below`: effective base, for reliability. `privacy`: people, for recognition."""

    publish: int = Field(ge=1)
    flag_below: int = Field(ge=1)
    privacy: int = Field(ge=PRIVACY_FLOOR)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.flag_below < self.publish:
            raise ValueError("'flag_below' is under 'publish'")
        return self


class Level(Rule):
    """One band: its name, and the least total score that reaches it."""

    at_least: float
    title: Title


class Bands(Rule):
    """The bands of the total score, best first. `verified`: a person compared them with the law's text."""

    verified: bool
    source: str = Field(min_length=1)
    levels: tuple[Level, ...] = Field(min_length=1)

    @field_validator("levels")
    @classmethod
    def _best_first(cls, levels: tuple[Level, ...]) -> tuple[Level, ...]:
        bounds = [level.at_least for level in levels]
        if bounds != sorted(set(bounds), reverse=True):
            raise ValueError("'at_least' must fall from each band to the next")
        return levels


class Method(Rule):
    """A year's rules. `name` is the name of its file; `also_called` are others that it is known by."""

    name: str
    edition: int = Field(ge=1)
    also_called: tuple[str, ...] = ()
    valid: Validity
    title: Title
    headline: Identifier = Field(description="The dimension the assessment is about; the others are drivers.")
    indicators: tuple[str, ...] = Field(min_length=1)
    confidence: Confidence
    satisfied: tuple[Satisfied, ...] = Field(description="One for each number of points of a scale.")
    thresholds: Thresholds
    tables: tuple[str, ...] = Field(min_length=1, description="What a release has figures by.")
    tables_at_close: tuple[str, ...] = Field(
        (), description="What only the release at the close has besides."
    )
    bands: Bands

    @field_validator("satisfied")
    @classmethod
    def _of_each_scale(cls, satisfied: tuple[Satisfied, ...]) -> tuple[Satisfied, ...]:
        if sorted(each.points for each in satisfied) != [4, 5]:
            raise ValueError("say it once for 4 points and once for 5")
        return satisfied

    @field_validator("indicators")
    @classmethod
    def _known(cls, indicators: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(indicators) - set(names()))
        if unknown:
            raise ValueError(f"unknown: {', '.join(unknown)}; there are: {', '.join(names())}")
        if len(set(indicators)) < len(indicators):
            raise ValueError("an indicator is named twice")
        return indicators

    @field_validator("tables", "tables_at_close")
    @classmethod
    def _groupings(cls, tables: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(tables) - set(GROUPINGS))
        if unknown:
            raise ValueError(f"unknown: {', '.join(unknown)}; there are: {', '.join(GROUPINGS)}")
        return tables

    @property
    def rules(self) -> Rules:
        """What the indicators may know of the method."""
        return Rules(self.confidence, {each.points: each.top for each in self.satisfied})


def method_names() -> tuple[str, ...]:
    """The names of all methods that ship with us, sorted."""
    found = files("analytics").joinpath("methods").iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in found if file.name.endswith(".yaml")))


def read_method(name: str) -> Method:
    """The method in analytics/methods/`name`.yaml, or the one that is also called so.

    MethodError with every problem if it cannot be used.
    """
    if name in method_names():
        return _shipped(name)
    for each in map(_shipped, method_names()):
        if name in each.also_called:
            return each
    raise MethodError(name, (f"there is no such method; there are: {', '.join(method_names())}",))


def _shipped(name: str) -> Method:
    text = files("analytics").joinpath("methods", f"{name}.yaml").read_text(encoding="utf-8")
    return parse_method(name, text)


def parse_method(name: str, text: str) -> Method:
    """The method that a YAML text describes. MethodError with every problem if it cannot be used."""
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise MethodError(name, (f"this is not YAML: {' '.join(str(error).split())}",)) from error
    if not isinstance(found, dict):
        raise MethodError(name, ("a method is a list of settings, such as `edition: 1`",))
    try:
        return Method.model_validate({**found, "name": name})
    except ValidationError as error:
        raise MethodError(name, tuple(_sentence(each) for each in error.errors())) from error


def _sentence(problem: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg'].removeprefix('Value error, ')}"
