"""Decides how a row of a table stands on a screen of 80 columns, its cells in as many lines as they need."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from unicodedata import category

WIDTH = 80
"""Characters of a line at most."""
GAP = "  "

_OBEYED = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Unicode's categories of controls, and of ends of lines."""

Cell = Sequence[str]
"""The lines of one cell."""


def laid(row: Sequence[Cell], widths: Sequence[int]) -> Iterator[str]:
    """The lines of a row: the first and the last cell begin at the left, numbers between them end at the right."""
    cells = [
        [part for line in cell for part in wrapped(line, width)]
        for cell, width in zip(row, widths, strict=True)
    ]
    for parts in zip_longest(*cells, fillvalue=""):
        texts = [
            part.ljust(width) if place in {0, len(widths) - 1} else part.rjust(width)
            for place, (part, width) in enumerate(zip(parts, widths, strict=True))
        ]
        yield GAP.join(texts).rstrip()


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """The text in lines; what a terminal would obey instead of showing it becomes a space."""
    plain = "".join(" " if category(letter) in _OBEYED else letter for letter in text)
    return textwrap.wrap(plain, width, break_on_hyphens=False) or [""]
