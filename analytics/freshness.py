"""Decides which cells get a new figure in a release, and which keep their old one, or none.

A new figure wants enough people, enough more than when it was published last, and that nothing of one to nine people
follows from it, from all other tables and from all releases before. Where that cannot be reached by keeping single
cells back, all cells of the linked tables keep their old figures this time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from analytics.attacker import exposed
from analytics.complementary import NotProtectedError, protect
from analytics.linked import Chosen, Equation, Linked, Release, linked

Counts = Mapping[str, int]
Ledger = Mapping[str, Release]
"""What is kept of a release: by system and vector of counts, each cell's people, and whether they were published."""


@dataclass(frozen=True, slots=True)
class System:
    """Linked tables of which each cell is published as a whole, or not at all.

    `vectors`: the counts of people that are published of each cell, by name: the bases of different indicators, say.
    `always`: what is not kept back for the sake of others. `never`: cells that no table has, or that are hidden
    already. `vague`, `late`: see linked.py. `counted`: nothing but the number is published, which may be 0, or as it
    was.
    """

    name: str
    equations: Sequence[Equation]
    vectors: Mapping[str, Counts]
    always: Collection[str] = ()
    never: Collection[str] = ()
    vague: Collection[str] = ()
    late: Sequence[Equation] = ()
    counted: bool = False

    def key(self, vector: str) -> str:
        """The name of a vector in the ledger."""
        return f"{self.name}: {vector}" if vector else self.name


class Fresh(NamedTuple):
    """Cells with a new figure; and with those that have as many people as was published last, what is known now."""

    cells: frozenset[str]
    known: frozenset[str]


@dataclass(slots=True)
class Releasing:
    """A release while it is made: the ledgers of those before, and what this one's will be."""

    past: Sequence[Ledger]
    least: int
    ledger: dict[str, dict[str, tuple[int, bool]]] = field(default_factory=dict)

    def fresh(self, system: System) -> Fresh:
        """The cells of a system that get a new figure; written down in the ledger."""
        tables = {name: self._linked(system, name) for name in system.vectors}
        first = next(iter(tables.values()))
        candidates = np.logical_and.reduce([self._candidates(system, each) for each in tables.values()])
        shown = self._chosen(system, list(_distinct(tables).values()), candidates)
        named = frozenset(np.array(first.cells)[shown].tolist())
        for name, each in tables.items():
            self.ledger[system.key(name)] = {
                cell: (int(n), bool(here))
                for cell, n, here in zip(each.cells, each.counts[-1], shown, strict=True)
                if n or here
            }
        same = np.logical_and.reduce(
            [
                (each.grown == 0) & (each.last_known > 0) & ~_named(each, system.never)
                for each in tables.values()
            ]
        )
        return Fresh(named, named | frozenset(np.array(first.cells)[same].tolist()))

    def last_count(self, system: System, cell: str) -> int | None:
        """The number that was published of a cell last, this release included; None for none."""
        key = system.key(next(iter(system.vectors)))
        for ledger in (self.ledger, *reversed(self.past)):
            n, here = ledger.get(key, {}).get(cell, (0, False))
            if here:
                return n
        return None

    def _linked(self, system: System, vector: str) -> Linked:
        before = [ledger.get(system.key(vector), {}) for ledger in self.past]
        now = {cell: (n, False) for cell, n in system.vectors[vector].items()}
        return linked(system.equations, [*before, now], vague=system.vague, late=system.late)

    def _candidates(self, system: System, tables: Linked) -> Chosen:
        count, grown = tables.counts[-1], tables.grown
        enough = (count >= self.least) & (grown >= self.least)
        if system.counted:
            enough = ((count == 0) | (count >= self.least)) & ((grown == 0) | (grown >= self.least))
        return np.array(enough & ~_named(tables, system.never))

    def _chosen(self, system: System, tables: Sequence[Linked], candidates: Chosen) -> Chosen:
        always = candidates & _named(tables[0], system.always)
        try:
            shown = candidates
            while True:
                before = shown
                for each in tables:
                    shown = protect(each, shown, self.least, fixed=always)
                if (shown == before).all():
                    break
        except NotProtectedError:
            shown = always
        for chosen in (shown, always):
            if not any(exposed(each.showing(chosen), self.least) for each in tables):
                return chosen
        return np.zeros_like(candidates)


def _named(tables: Linked, names: Collection[str]) -> Chosen:
    return np.array([cell in names for cell in tables.cells], dtype=bool)


def _distinct(tables: Mapping[str, Linked]) -> dict[bytes, Linked]:
    """Those that differ: indicators of one item mostly have the same bases."""
    return {each.counts.tobytes() + each.shown.tobytes(): each for each in tables.values()}
