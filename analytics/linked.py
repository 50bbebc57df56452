"""Decides what protection looks at: counts of people in cells of tables that share totals, release after release.

A cell is a group of people, an equation says that a total is the sum of its parts. Of a cell a count is published at
some releases; in between, and before the first, it is not known. So whatever can be found out is told by pieces: the
people who came to a cell between two releases that follow each other. Every group that differences can single out is
made of pieces, so no such group is small as long as none of its pieces is known to be.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

Equation = tuple[str, Sequence[str]]
"""A total, and the parts that it is the sum of, by name."""
Release = Mapping[str, tuple[int, bool]]
"""Of each cell the people, and whether their number was published. Where a cell is missing, nobody was in it."""
Counts = np.ndarray[tuple[int, int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
Row = np.ndarray[tuple[int], np.dtype[np.int64]]
Chosen = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Linked:
    """`counts` and `shown` have a row for each release and a column for each cell; `equations` name cells by place.

    `late`: equations of tables that are not made at every release; they hold for the sums of all pieces.
    `vague`: cells of which it may be known that they are few, only not that there is anybody.
    """

    cells: tuple[str, ...]
    equations: tuple[tuple[int, tuple[int, ...]], ...]
    counts: Counts
    shown: Flags
    vague: Chosen
    late: tuple[tuple[int, tuple[int, ...]], ...] = ()

    @property
    def came(self) -> Counts:
        """How many more people each cell has than at the release before; less than 0 where some took back."""
        return np.diff(self.counts, axis=0, prepend=0)

    @property
    def least_came(self) -> Counts:
        """What anybody knows of that: nobody leaves but by taking back."""
        return np.minimum(self.came, 0)

    @property
    def last_known(self) -> Row:
        """The release, counted from 1, at which each cell was published last before the newest one; 0 for never."""
        past = self.shown[:-1]
        found: Row = (np.arange(1, len(past) + 1)[:, np.newaxis] * past).max(axis=0, initial=0)
        return found

    @property
    def grown(self) -> Row:
        """How many more people each cell has now than when it was published last."""
        counts = np.vstack([np.zeros_like(self.counts[:1]), self.counts])
        found: Row = self.counts[-1] - counts[self.last_known, np.arange(len(self.cells))]
        return found

    def showing(self, newest: Chosen) -> "Linked":
        """The same, with these cells published at the newest release."""
        return replace(self, shown=np.vstack([self.shown[:-1], newest]))

    def small_pieces(self, least: int) -> list[tuple[int, int]]:
        """(release, cell), counted from 0, where one to `least` - 1 people came, or as many left."""
        came = np.abs(self.came)
        return [(int(release), int(cell)) for release, cell in np.argwhere((came > 0) & (came < least))]


def linked(
    equations: Sequence[Equation],
    history: Sequence[Release],
    *,
    vague: Collection[str] = (),
    late: Sequence[Equation] = (),
) -> Linked:
    """These tables, at the releases of `history`, the newest last."""
    everything = [*equations, *late]
    names = tuple(dict.fromkeys(name for total, parts in everything for name in (total, *parts)))
    places = {name: place for place, name in enumerate(names)}
    placed = [(places[total], tuple(places[part] for part in parts)) for total, parts in everything]
    return Linked(
        names,
        tuple(placed[: len(equations)]),
        np.array([[each.get(name, (0, False))[0] for name in names] for each in history], dtype=np.int64),
        np.array([[each.get(name, (0, False))[1] for name in names] for each in history], dtype=bool),
        np.array([name in vague for name in names], dtype=bool),
        tuple(placed[len(equations) :]),
    )
