"""Decides which formats figures can be written in: one file each, found by walking this folder.

A member has NAME (its file's name), SUFFIX (of the files it writes) and `write`. The same arguments give the
same bytes, on any day.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

import pandas as pd

from analytics.about import About


class Write(Protocol):
    """Writes the figures (`assessment.figures`) to `path`, in one language (kk, ru, en) only."""

    def __call__(self, figures: pd.DataFrame, about: About, path: Path, language: str) -> None: ...


class Export(Protocol):
    """What each file of this folder offers."""

    NAME: str
    SUFFIX: str
    write: Write


@cache
def exports() -> Mapping[str, Export]:
    """Every format by its name."""
    found = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return MappingProxyType(
        {name: cast("Export", importlib.import_module(f"{__name__}.{name}")) for name in found}
    )
