"""Decides which cells keep their old figure, or none, besides those of few people: what else would give these away.

For each piece of one to nine people (linked.py) two programs look for another world that would have been published in
the same way: one in which the piece has as many people as the threshold, one in which it has nobody. A world may only
differ in what is not published. Where it has to touch a cell that was to be published, that one is not, and the
cheapest such world is taken. A world that was found serves every other piece that is large enough, or empty, in it.

Source: the attacker's programs of Fischetti and Salazar-González 2000 (Management Science 46), one after the other as a
heuristic: what is hidden is enough, and may be a little more than the least.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analytics.linear_program import Program, Vector
from analytics.linked import Chosen, Linked

UNBOUNDED = 1e6
"""People that may be added to a cell in another world."""
TOTAL_COST = 50.0
"""How much dearer a total of others is than a cell that is none."""
TOUCHED = 1e-6
"""People: less than this is no change."""


class NotProtectedError(ValueError):
    """Some piece follows from what has to be published, whatever else is hidden."""


def protect(tables: Linked, candidates: Chosen, least: int, *, fixed: Chosen) -> Chosen:
    """Those of `candidates` that may be published at the newest release, so that no small piece follows.

    `fixed`: candidates that are published in any case. Raises NotProtectedError where that is impossible. That there is
    somebody in a piece may follow nevertheless, unless it is of a cell that is `vague`.
    """
    worlds = _Worlds.of(tables, candidates, candidates & fixed)
    came, floor = tables.came, tables.least_came
    pieces = [each for each in tables.small_pieces(least) if each in worlds.columns]
    pieces.sort(key=lambda piece: -abs(int(came[piece])))
    columns = np.array([worlds.columns[each] for each in pieces], dtype=np.int64)
    now = np.array([came[each] for each in pieces], dtype=float)
    fewest = np.array([floor[each] for each in pieces], dtype=float)
    vague = np.array([tables.vague[cell] for _, cell in pieces], dtype=bool)
    many = ~vague | (now < 0)
    few = now > fewest
    for place, piece in enumerate(pieces):
        for waiting, target in ((many, float(least)), (few, fewest[place])):
            if not waiting[place]:
                continue
            found = worlds.with_change(int(columns[place]), target - now[place])
            if found is None:
                if waiting is many or vague[place]:
                    raise NotProtectedError(f"{tables.cells[piece[1]]} follows from what is published")
                continue
            other = now + found[columns]
            many &= other < least - TOUCHED
            few &= other > fewest + TOUCHED
    return worlds.published


@dataclass(frozen=True, slots=True)
class _Worlds:
    """The program whose solutions are the changes from this world to others that look alike.

    `columns`: the variable of each piece that is not published. `soft`: the cells that may be published or not; from
    variable `first_cost` on there are two for each of them, by how much its number would be more, and less.
    """

    columns: dict[tuple[int, int], int]
    soft: np.ndarray
    first_cost: int
    program: Program
    published: Chosen

    @classmethod
    def of(cls, tables: Linked, candidates: Chosen, fixed: Chosen) -> "_Worlds":
        known = tables.showing(fixed).shown
        unknown = [(t, cell) for cell in range(len(tables.cells)) for t in _unknown(known[:, cell])]
        columns = {piece: place for place, piece in enumerate(unknown)}
        soft = np.flatnonzero(candidates & ~fixed)
        spare = tables.least_came - tables.came
        room = [float(spare[piece]) for piece in unknown]
        costs = np.repeat(_prices(tables)[soft], 2)
        program = Program(
            list(_equations(tables, known, columns, soft)),
            lower=np.array([*room, *np.zeros(len(costs))]),
            upper=np.full(len(room) + len(costs), UNBOUNDED),
            cost=np.array([*([0.0] * len(room)), *costs]),
        )
        return cls(columns, soft, len(unknown), program, candidates.copy())

    def with_change(self, column: int, change: float) -> Vector | None:
        """The cheapest world in which so many more are in a piece; what it touches is published no more."""
        found = self.program.with_value(column, change)
        if found is not None:
            touched = found[self.first_cost :].reshape(-1, 2).sum(axis=1) > TOUCHED
            for place in np.flatnonzero(touched & self.published[self.soft]):
                self.published[self.soft[place]] = False
                for variable in (0, 1):
                    self.program.make_free(self.first_cost + 2 * int(place) + variable)
        return found


def _equations(
    tables: Linked, known: np.ndarray, columns: dict[tuple[int, int], int], soft: np.ndarray
) -> Iterator[tuple[list[tuple[int, float]], float]]:
    """Parts and totals change alike; what was published stays; what may be published is measured."""
    newest, last_known = len(tables.counts) - 1, tables.last_known
    for t in range(newest + 1):
        for total, parts in tables.equations:
            here = [(columns[t, part], 1.0) for part in parts if (t, part) in columns]
            here += [(columns[t, total], -1.0)] if (t, total) in columns else []
            if here:
                yield here, 0.0
    for total, parts in tables.late:
        sums = [(part, 1.0) for part in parts] + [(total, -1.0)]
        yield [(columns[t, c], sign) for c, sign in sums for t in range(newest + 1) if (t, c) in columns], 0.0
    for cell in range(len(tables.cells)):
        for window in _windows(known[:, cell]):
            yield [(columns[t, cell], 1.0) for t in window], 0.0
    variable = len(columns)
    for cell in soft:
        since = [(columns[t, int(cell)], 1.0) for t in range(int(last_known[cell]), newest + 1)]
        yield [*since, (variable, -1.0), (variable + 1, 1.0)], 0.0
        variable += 2


def _unknown(shown: np.ndarray) -> Iterator[int]:
    """The releases whose piece of a cell is not known: all but those where it was published then and just before."""
    before = True
    for t, now in enumerate(shown):
        if not (now and before):
            yield t
        before = bool(now)


def _windows(shown: np.ndarray) -> Iterator[range]:
    """The runs of releases whose pieces add up to what is known: from one publication to the next, if not at once."""
    begun = 0
    for t in np.flatnonzero(shown):
        if t > begun:
            yield range(begun, int(t) + 1)
        begun = int(t) + 1


def _prices(tables: Linked) -> np.ndarray:
    """What it costs not to publish each cell: more for more people, much more for totals."""
    prices: np.ndarray = 1.0 + np.log1p(np.maximum(tables.counts[-1], 0))
    prices[[total for total, _ in (*tables.equations, *tables.late)]] *= TOTAL_COST
    return prices
