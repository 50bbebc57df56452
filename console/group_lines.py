"""Decides how figures by group stand on a screen of 80 columns: a row a group, its intervals under its figures.

The first indicators of the method have a column each, under a number that is explained above: their titles are longer
than their figures in any language. All of them are in the files.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.group_table import group_table
from analytics.grouping import ITEM, Groups
from analytics.metadata import Metadata
from analytics.table import placeholders
from analytics.wordings import GROUP_INTERVALS, GROUPINGS, PEOPLE, REASONS, STATUS
from console.text_rows import GAP, WIDTH, Cell, laid, wrapped
from locales.catalogs import Words, words

SHOWN = 3
"""Indicators that have a column: three leave room for a name beside them."""
NOTHING = "—"
"""Stands where a number is not told."""
LEAST_NAME = 12
"""Characters that a name has at least, whatever the figures are."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A group or a question, with the figures of its indicators by name, as the table has them."""

    name: str
    question: str
    figures: Mapping[str, Mapping[str, Any]]

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(self.figures)[:SHOWN]


def group_lines(groups: Groups, metadata: Metadata, language: str) -> list[str]:
    """The groups in one language (kk, ru, en), in lines of WIDTH characters at most."""
    table, said = group_table(groups, metadata, language), words(language)
    blocks: dict[tuple[str, ...], list[_Row]] = {}
    for row in _rows(table.rows.assign(decimals=list(table.decimals))):
        block = row.shown if groups.by == ITEM else (row.question, *row.shown)
        blocks.setdefault(block, []).append(row)
    lines = [each for note in table.notes[:2] for each in wrapped(note)]
    for rows in blocks.values():
        lines += ["", *(wrapped(rows[0].question) if groups.by != ITEM else ())]
        lines += [*_block(rows, said.text(GROUPINGS[groups.by]), said)]
    under = [each for note in _under(groups, metadata, said) for each in wrapped(note)]
    return [*lines, "", *under]


def _under(groups: Groups, metadata: Metadata, said: Words) -> Iterator[str]:
    """What is said under the rows: what the intervals are, and why some are missing or marked."""
    found, values = set(groups.figures["reason"]), placeholders(metadata)
    yield said.text(GROUP_INTERVALS, **values)
    for reason, msgid in REASONS.items():
        if reason in found:
            yield said.text(msgid, **values)


def _rows(figures: pd.DataFrame) -> Iterator[_Row]:
    for _, found in figures.groupby(["item", "group"], sort=False):
        records: list[dict[str, Any]] = [dict(row) for _, row in found.iterrows()]
        yield _Row(
            records[0]["group_name"], records[0]["question"], {each["indicator"]: each for each in records}
        )


def _block(rows: Sequence[_Row], by: str, said: Words) -> Iterator[str]:
    for place, name in enumerate(rows[0].shown, start=1):
        yield from wrapped(f"({place}) {rows[0].figures[name]['indicator_title']}")
    numbered = [[f"({place})"] for place in range(1, len(rows[0].shown) + 1)]
    titles: list[Cell] = [[by], [said.text(PEOPLE)], *numbered, [said.text(STATUS)]]
    cells = [titles, *(_cells(row, said) for row in rows)]
    widths = _widths(cells)
    yield ""
    for row in cells:
        yield from laid(row, widths)


def _cells(row: _Row, said: Words) -> list[Cell]:
    first = next(iter(row.figures.values()))
    base = NOTHING if pd.isna(first["base"]) else said.format_number(int(first["base"]))
    figures = [_figure(row.figures[name], said) for name in row.shown]
    return [[row.name], [base], *figures, [first["status"]]]


def _figure(figure: Mapping[str, Any], said: Words) -> Cell:
    if pd.isna(figure["estimate"]):
        return [NOTHING]
    estimate, lower, upper = (
        said.format_number(round(float(figure[key]), figure["decimals"]), digits=figure["decimals"])
        for key in ("estimate", "lower", "upper")
    )
    to = " … " if figure["lower"] < 0 else "–"
    return [estimate, f"{lower}{to}{upper}"]


def _widths(cells: Sequence[Sequence[Cell]]) -> list[int]:
    """Of each column; the name has what the others leave, and no more than it needs."""
    columns = list(zip(*cells, strict=True))
    needed = [max(len(line) for cell in column for line in cell) for column in columns]
    for broken in (1, -1):  # titles and statuses may stand in several lines
        needed[broken] = max(
            len(word) for cell in columns[broken] for line in cell for word in line.split(" ")
        )
    left = WIDTH - sum(needed[1:]) - len(GAP) * (len(needed) - 1)
    return [max(LEAST_NAME, min(needed[0], left)), *needed[1:]]
