"""Decides what the cells of a form's sheet are once its headers are understood: rows, by column and language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from surveys.xlsform.sheets import Cell, Place

PREFIX: Final = "saualnama_"
"""Our own columns: what a questionnaire has and an XLSForm has not. ODK and Kobo leave them alone."""

MEDIA: Final = ("image", "big-image", "audio", "video")


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells under one header hold; `language` only where it is a text for citizens."""

    key: str
    language: str | None
    written: str


@dataclass(frozen=True, slots=True)
class Row:
    """The filled cells of one row."""

    place: Place
    cells: Mapping[tuple[str, str | None], Cell] = field(default_factory=dict)

    def get(self, key: str) -> Cell | None:
        """The cell of a column without languages."""
        return self.cells.get((key, None))

    def texts(self, key: str) -> dict[str, Cell]:
        """The cells of a translated column, by language."""
        return {language: cell for (each, language), cell in self.cells.items() if each == key and language}

    def at(self, column: str) -> Place:
        """The place of a column in this row, whether it is filled or not."""
        found = next((cell for (key, _), cell in self.cells.items() if key == column), None)
        return found.place if found is not None else Place(self.place.sheet, self.place.row, column)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet."""

    name: str
    columns: Sequence[Column] = ()
    rows: Sequence[Row] = ()

    def has(self, key: str) -> bool:
        """True where there is such a column, filled or not."""
        return any(column.key == key for column in self.columns)

    def languages(self) -> list[str]:
        """The languages of the labels, in the order of their columns."""
        found = [column.language for column in self.columns if column.key == "label" and column.language]
        return list(dict.fromkeys(found))
