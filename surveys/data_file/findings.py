"""Decides what can be wrong with a file of responses: each mistake once, by a key; the words are the console's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Key = Literal[
    # the columns
    "column-twice",
    "column-unnamed",
    "both-forms",
    "no-items",
    "no-rows",
    "no-unit",
    "unknown-column",
    "unknown-column-near",
    # the row
    "more-cells",
    "no-answer",
    "no-service",
    "other-agency",
    "several-services",
    "too-little",
    "unknown-agency",
    "unknown-disposition",
    "unknown-language",
    "unknown-office",
    "unknown-service",
    "week-not-read",
    "week-to-come",
    # the answers
    "choose-alone",
    "choose-more",
    "missing-and-answer",
    "not-a-tick",
    "not-asked",
    "not-offered",
    "refused",
    "unknown-code",
    "unknown-missing",
    "words-alone",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake. `row` as a spreadsheet counts them, the headers being 1; `column`: its header, "" for the row.

    The values of `refused` are those of the item's own Refusal, and its `reason`.
    """

    row: int
    column: str
    key: Key
    values: Mapping[str, str] = field(default_factory=dict)


def listed(codes: Iterable[str], most: int = 12) -> str:
    """Some codes for a sentence, the first of many."""
    known = list(codes)
    return ", ".join(known[:most]) + (", …" if len(known) > most else "")
