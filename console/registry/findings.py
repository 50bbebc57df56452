"""Decides what can be wrong with a registry file: each mistake once, by a key; `words.py` says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Key = Literal[
    # the columns
    "column-missing",
    "column-twice",
    "column-unknown",
    "column-unknown-near",
    "column-unnamed",
    "kind-unclear",
    "more-cells",
    "no-rows",
    # the cell
    "bad-count",
    "bad-day",
    "bad-kind",
    "bad-truth",
    "begins-as-formula",
    "cell-error",
    "code-cyrillic",
    "code-form",
    "code-reserved",
    "control",
    "empty",
    "letters-lost",
    "too-long",
    # beside other rows, and what is known
    "code-twice",
    "ends-before",
    "office-in-use",
    "own-predecessor",
    "ring",
    "service-in-use",
    "unknown",
    "unknown-near",
    "unknown-region",
    # warnings
    "mixed-letters",
    "same-name",
    "split",
    "stray-spaces",
    "swapped-names",
]
WARNINGS: Final[frozenset[Key]] = frozenset(
    {"mixed-letters", "same-name", "split", "stray-spaces", "swapped-names"}
)
"""What is told and taken all the same."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake or warning. `row` as a spreadsheet counts them, the headers being 1; `place`: the column, from 0.

    `column`: its header as the file has it. Where the row as a whole is meant there is neither.
    """

    file: str
    sheet: str
    row: int
    key: Key
    values: Mapping[str, str] = field(default_factory=dict)
    place: int | None = None
    column: str = ""

    @property
    def is_warning(self) -> bool:
        """True for what is taken all the same."""
        return self.key in WARNINGS


def letters(place: int) -> str:
    """The column as a spreadsheet names it: A, B, ... Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
