"""Decides which indicators there are: one file each, found by walking this folder.

A member has NAME (its file's name), TITLE and DEFINITION (msgids), MEANS and SCALES (the items it can speak of: what
their scale means, and exactly its scores, the worst first), DECIMALS (digits that are worth showing) and `figure`.
Its docstring has Definition, Formula, Source, Compared (with R, or why not) and a worked example. It does no I/O,
and is seen where a method of analytics/methods/ lists it.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Protocol, cast

import pandas as pd

from analytics.rules import Rules
from surveys.meaning import Meaning


class Figure(Protocol):
    """All groups at once: `counts` (groups x scores, respondents) -> a row per group, INDICATOR_COLUMNS."""

    def __call__(
        self, counts: pd.DataFrame, *, sample: int | None = None, rules: Rules = ...
    ) -> pd.DataFrame: ...


class Indicator(Protocol):
    """What each file of this folder offers."""

    NAME: str
    TITLE: str
    DEFINITION: str
    MEANS: frozenset[Meaning]
    SCALES: tuple[tuple[float, ...], ...]
    DECIMALS: int
    figure: Figure


def names() -> tuple[str, ...]:
    """The names of all indicators, sorted, without importing any."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every indicator by its name."""
    return MappingProxyType(
        {name: cast("Indicator", importlib.import_module(f"{__name__}.{name}")) for name in names()}
    )
