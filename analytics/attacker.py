"""Decides what an attacker finds out who has all that was ever published, and knows which tables share which totals.

Written apart from the protection and from what it chose, on published numbers alone. The attacker takes it that people
leave only by taking back.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analytics.linear_program import Program
from analytics.linked import Linked

MOST = 1e6
"""People that nobody would think of in one cell."""
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Exposed:
    """A small piece that is known too well, and worlds that were met on the way; releases are counted from 1."""

    cell: str
    release: int
    people: int
    from_people: float
    to_people: float


def exposed(tables: Linked, least: int) -> list[Exposed]:
    """The pieces of one to `least` - 1 people of which it can be told that they are few.

    Of a `vague` cell it is no matter that they are few, but that there is anybody. Everything published in `tables` is
    looked at, the newest release included.
    """
    cells = len(tables.cells)
    came, floor = (each.reshape(-1).astype(float) for each in (tables.came, tables.least_came))
    program = Program(
        [*_totals(tables), *_published(tables)],
        lower=floor,
        upper=np.full(len(came), MOST),
        cost=np.zeros(len(came)),
    )
    fewest, most = came.copy(), came.copy()
    found = []
    for release, cell in tables.small_pieces(least):
        place = release * cells + cell
        sign = -1.0 if tables.vague[cell] and came[place] > 0 else 1.0
        if not _hidden(fewest[place], most[place], floor[place], least, sign):
            solution = program.extreme(place, sign)
            if solution is not None:
                fewest, most = np.minimum(fewest, solution), np.maximum(most, solution)
        if not _hidden(fewest[place], most[place], floor[place], least, sign):
            bounds = float(fewest[place]), float(most[place])
            found.append(Exposed(tables.cells[cell], release + 1, int(came[place]), *bounds))
    return found


def _hidden(fewest: float, most: float, floor: float, least: int, sign: float) -> bool:
    return most >= least - ROUNDING if sign > 0 else fewest <= floor + ROUNDING


def _totals(tables: Linked) -> Iterator[tuple[list[tuple[int, float]], float]]:
    cells = len(tables.cells)
    for release in range(len(tables.counts)):
        for total, parts in tables.equations:
            terms = [(release * cells + part, 1.0) for part in parts]
            yield [*terms, (release * cells + total, -1.0)], 0.0
    for total, parts in tables.late:
        releases = range(len(tables.counts))
        terms = [(release * cells + part, 1.0) for part in parts for release in releases]
        yield [*terms, *((release * cells + total, -1.0) for release in releases)], 0.0


def _published(tables: Linked) -> Iterator[tuple[list[tuple[int, float]], float]]:
    releases, cells = tables.counts.shape
    for cell in range(cells):
        before, since = 0, 0
        for release in range(releases):
            if tables.shown[release, cell]:
                terms = [(each * cells + cell, 1.0) for each in range(since, release + 1)]
                yield terms, float(tables.counts[release, cell] - before)
                before, since = int(tables.counts[release, cell]), release + 1
