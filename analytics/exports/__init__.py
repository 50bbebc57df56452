"""Decides which formats figures can be written in: one file each, found by walking this folder.

A member has NAME (its file's name), SUFFIX (of the files it writes), `write` for the figures (`assessment.figures`),
`write_items` for the answers to each question (`frequencies.frequencies`), `write_groups` for figures by group
(`grouping.Groups`) and `write_sheet` for what is told beside figures (`sheet.Sheet`). The same arguments give the
same bytes, on any day. The command line lists the names: so nothing heavy is imported before a format is used.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    import pandas as pd

    from analytics.grouping import Groups
    from analytics.metadata import Metadata
    from analytics.sheet import Sheet


class Write(Protocol):
    """Writes a table to `path`, in one language (kk, ru, en) only."""

    def __call__(self, figures: "pd.DataFrame", metadata: "Metadata", path: Path, language: str) -> None: ...


class WriteGroups(Protocol):
    """Writes figures by group, likewise."""

    def __call__(self, groups: "Groups", metadata: "Metadata", path: Path, language: str) -> None: ...


class WriteSheet(Protocol):
    """Writes a table beside the figures, likewise."""

    def __call__(self, sheet: "Sheet", metadata: "Metadata", path: Path, language: str) -> None: ...


class Export(Protocol):
    """What each file of this folder offers."""

    NAME: str
    SUFFIX: str
    write: Write
    write_items: Write
    write_groups: WriteGroups
    write_sheet: WriteSheet


def names() -> tuple[str, ...]:
    """The names of all formats, sorted, without importing any."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@cache
def exports() -> Mapping[str, Export]:
    """Every format by its name."""
    return MappingProxyType(
        {name: cast("Export", importlib.import_module(f"{__name__}.{name}")) for name in names()}
    )
