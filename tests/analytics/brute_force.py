"""Decides what somebody finds out who keeps every release of a campaign: by subtraction, and by linear programs.

Knows nothing of how releases are protected. It takes the numbers of people that were published, as JSON, and what
everybody knows: each table sums to all together, a service belongs to an agency.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

SMALL = range(1, 10)

Numbers = Mapping[tuple[int, str], int]
"""(release, cell) -> people, where it was published."""


@dataclass
class Known:
    """What was published of one item: the numbers, and which cells add up to which. Cells are "table group"."""

    numbers: dict[tuple[int, str], int] = field(default_factory=dict)
    sums: dict[str, list[str]] = field(default_factory=dict)
    releases: int = 0


def known(documents: Sequence[Mapping[str, Any]], serves: Mapping[str, str]) -> dict[str, Known]:
    """By item: the bases of all tables of all releases; and by question the answers of all together and of agencies."""
    found: dict[str, Known] = {}
    for release, document in enumerate(documents, start=1):
        tables = {"agency": document["figures"], **document["groups"]}
        for table, rows in tables.items():
            for row in rows if table != "item" else ():
                here = found.setdefault(row["item"], Known())
                _take(here, release, table, row["agency"], row["base"], row["since"])
        for row in document["items"]:
            if row["kind"] == "answer":
                here = found.setdefault(f"answers {row['item']} {row['agency']}", Known())
                _take(here, release, "answer", row["code"], row["n"], row["since"])
                _take(here, release, "answer", "*", row["base"], row["since"])
    for each in found.values():
        each.releases = len(documents)
        _link(each, serves)
    return found


def _take(here: Known, release: int, table: str, group: str, number: int | None, since: int | None) -> None:
    cell = "*" if group == "*" else f"{table} {group}"
    if group != "*":
        parts = here.sums.setdefault(f"* by {table}", [])
        if cell not in parts:
            parts.append(cell)
    if number is not None and since == release:
        here.numbers[release, cell] = number


def _link(here: Known, serves: Mapping[str, str]) -> None:
    """Services within agencies; regions of an agency within both."""
    for cell in here.sums.get("* by service", []):
        here.sums.setdefault(f"agency {serves[cell.split()[1]]} by service", []).append(cell)
    for cell in here.sums.pop("* by agency_region", []):
        _, agency, region = cell.split()
        here.sums.setdefault(f"agency {agency} by region", []).append(cell)
        here.sums.setdefault(f"region {region} by agency", []).append(cell)
    for name in [name for name in here.sums if name.endswith(("by region", "by agency")) and name[0] != "*"]:
        here.sums[name].append(f"rest of {name}")  # rows that are hidden have no name


@dataclass(frozen=True)
class Found:
    """A group whose people were recovered: those of a sum who are in no cell that is published, or a cell."""

    who: str
    first: int
    last: int
    people: int


def by_subtraction(here: Known) -> Iterator[Found]:
    """Every total less every published part, at every release, and between any two."""
    for name, parts in here.sums.items():
        total = name.partition(" by ")[0]
        for first, last in combinations(range(here.releases + 1), 2):
            whole = _grown(here, total, first, last)
            if whole is None:
                continue
            grown = {part: _grown(here, part, first, last) for part in parts}
            rest = whole - sum(n for n in grown.values() if n is not None)
            hidden = [part for part, n in grown.items() if n is None]
            for who, n in [*grown.items(), (" + ".join(hidden), rest)]:
                if n is not None and abs(n) in SMALL:
                    yield Found(f"{name}: {who}", first, last, n)


def _grown(here: Known, cell: str, first: int, last: int) -> int | None:
    """By how many people a cell has grown between two releases; 0 stands for the time before the first."""
    now, before = here.numbers.get((last, cell)), here.numbers.get((first, cell)) if first else 0
    return None if now is None or before is None else now - before


def by_programs(here: Known, truth: Sequence[Mapping[str, int]]) -> Iterator[Found]:
    """Every small group of the truth (by release, cell -> people) whose number lies between 1 and 9 in every world.

    In a world nobody leaves. Where none is left, because some took back, people may leave as well.
    """
    cells = list(
        dict.fromkeys(
            cell for name, parts in here.sums.items() for cell in (name.partition(" by ")[0], *parts)
        )
    )
    places = {
        (t, cell): t * len(cells) + place for t in range(here.releases) for place, cell in enumerate(cells)
    }
    rows, sides = [], []
    for t in range(here.releases):
        for name, parts in here.sums.items():
            total = name.partition(" by ")[0]
            rows.append({places[t, total]: -1.0, **{places[t, part]: 1.0 for part in parts}})
            sides.append(0.0)
    for (release, cell), n in here.numbers.items():
        if (release - 1, cell) in places:
            rows.append({places[release - 1, cell]: 1.0})
            sides.append(float(n))
    later = [{places[t, c]: 1.0, places[t + 1, c]: -1.0} for t in range(here.releases - 1) for c in cells]
    worlds = _Worlds(len(places), rows, sides, later)
    for cell in cells:
        counts = [0, *(each.get(cell, 0) for each in truth)]
        for first, last in combinations(range(here.releases + 1), 2):
            people = counts[last] - counts[first]
            if people in SMALL and (first == 0 or last == first + 1):
                goal = {places[last - 1, cell]: 1.0, **({places[first - 1, cell]: -1.0} if first else {})}
                if worlds.holds(goal, 1, 9, people):
                    yield Found(cell, first, last, people)


class _Worlds:
    def __init__(
        self, size: int, rows: list[dict[int, float]], sides: list[float], later: list[dict[int, float]]
    ) -> None:
        self._size, self._rows, self._sides = size, _matrix(rows, size), sides
        self._later: csr_matrix | None = _matrix(later, size) if later else None
        self._seen: list[np.ndarray] = []
        if self._solved({}) is None:
            self._later = None

    def holds(self, goal: dict[int, float], low: int, high: int, people: int) -> bool:
        """Whether a sum lies between these numbers in every world. A world that was seen need not be sought again."""
        cost = np.zeros(self._size)
        cost[list(goal)] = list(goal.values())
        if any(not low - 0.5 <= world @ cost <= high + 0.5 for world in self._seen):
            return False
        for sign in (-1.0, 1.0):
            world = self._solved({place: sign * factor for place, factor in goal.items()})
            if world is None:
                return False
            self._seen.append(world)
            if not low - 0.5 <= world @ cost <= high + 0.5:
                return False
        return True

    def _solved(self, cost: Mapping[int, float]) -> np.ndarray | None:
        goal = np.zeros(self._size)
        goal[list(cost)] = list(cost.values())
        limits = {} if self._later is None else {"A_ub": self._later, "b_ub": np.zeros(self._later.shape[0])}
        found = linprog(goal, A_eq=self._rows, b_eq=self._sides, bounds=(0, 1e4), method="highs", **limits)
        return found.x if found.status == 0 else None


def _matrix(rows: list[dict[int, float]], size: int) -> csr_matrix:
    where = [(row, place, factor) for row, terms in enumerate(rows) for place, factor in terms.items()]
    lines, columns, factors = zip(*where, strict=True)
    return csr_matrix((factors, (lines, columns)), shape=(len(rows), size))
