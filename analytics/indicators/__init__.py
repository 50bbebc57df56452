"""Decides which indicators there are: one file each, found by walking this folder.

A member has NAME (its file's name), TITLE and DEFINITION (msgids), OF (what it is worked out from), DECIMALS (digits
that are worth showing) and `figure`. By OF it has besides:

    item          MEANS and SCALES: the items it can speak of: what their scale means, and its scores, the worst first
    items         the same, `worth`: what each score is worth from 0 to 100, and WITHIN: it takes the parts of a service
                  together, of the questionnaire, or of each of its sections
    options       MEASURES: the dimension of the multiple choices whose options it speaks of
    dispositions  nothing: it speaks of how interviews ended

Its docstring has Definition, Formula, Source, Compared (with R, or why not) and a worked example. It does no I/O,
and is seen where a method of analytics/methods/ lists it.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

import pandas as pd

from analytics.rules import Rules
from surveys.meaning import Meaning

if TYPE_CHECKING:
    from analytics.answered import CellCounts, Dispositions, Joint
    from analytics.estimation import Counts

Of = Literal["item", "items", "options", "dispositions"]


class Indicator(Protocol):
    """What each file of this folder offers."""

    NAME: str
    TITLE: str
    DEFINITION: str
    OF: Of
    DECIMALS: int
    figure: Any


class ItemFigure(Protocol):
    """All groups at once: `counts` (groups x scores, respondents) -> a row per group, INDICATOR_COLUMNS."""

    def __call__(
        self, counts: "Counts", *, sample: int | None = None, rules: Rules = ...
    ) -> pd.DataFrame: ...


class ItemIndicator(Indicator, Protocol):
    """Of one item."""

    MEANS: frozenset[Meaning]
    SCALES: tuple[tuple[float, ...], ...]
    figure: ItemFigure


class ItemsFigure(Protocol):
    """All groups at once, of several items: a row per group, INDICATOR_COLUMNS."""

    def __call__(self, joint: "Joint", *, rules: Rules = ...) -> pd.DataFrame: ...


class Worth(Protocol):
    """What each score of a scale is worth, from 0 to 100."""

    def __call__(self, scale: tuple[float, ...], rules: Rules) -> tuple[float, ...]: ...


class ItemsIndicator(Indicator, Protocol):
    """Of several items together."""

    WITHIN: Literal["questionnaire", "section"]
    MEANS: frozenset[Meaning]
    SCALES: tuple[tuple[float, ...], ...]
    worth: Worth
    figure: ItemsFigure


class OptionFigure(Protocol):
    """All groups at once, of one option (0: left, 1: ticked): a row per group, INDICATOR_COLUMNS."""

    def __call__(self, counts: "CellCounts", *, rules: Rules = ...) -> pd.DataFrame: ...


class OptionsIndicator(Indicator, Protocol):
    """Of each option of a multiple choice."""

    MEASURES: str
    figure: OptionFigure


class DispositionsFigure(Protocol):
    """How interviews ended -> a row per rate, INDICATOR_COLUMNS; none where it cannot be said."""

    def __call__(self, dispositions: "Dispositions", *, rules: Rules = ...) -> pd.DataFrame: ...


class DispositionsIndicator(Indicator, Protocol):
    """Of how interviews ended."""

    figure: DispositionsFigure


def names() -> tuple[str, ...]:
    """The names of all indicators, sorted, without importing any."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every indicator by its name."""
    return MappingProxyType(
        {name: cast("Indicator", importlib.import_module(f"{__name__}.{name}")) for name in names()}
    )


def of_item() -> Mapping[str, ItemIndicator]:
    """Those of one item."""
    return cast("Mapping[str, ItemIndicator]", _of("item"))


def of_items() -> Mapping[str, ItemsIndicator]:
    """Those of several items."""
    return cast("Mapping[str, ItemsIndicator]", _of("items"))


def of_options() -> Mapping[str, OptionsIndicator]:
    """Those of options."""
    return cast("Mapping[str, OptionsIndicator]", _of("options"))


def of_dispositions() -> Mapping[str, DispositionsIndicator]:
    """Those of how interviews ended."""
    return cast("Mapping[str, DispositionsIndicator]", _of("dispositions"))


@cache
def _of(what: Of) -> Mapping[str, Indicator]:
    return MappingProxyType({name: each for name, each in indicators().items() if what == each.OF})
