"""Decides in what shape an indicator gets what people answered, where it is more than a table of counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analytics.linearisation import Design, Products, Sums
from analytics.weighting import Numbers, Places, unweighted


@dataclass(frozen=True, slots=True)
class CellCounts:
    """People by group, cell and score: in `n` a row for each group and cell where somebody is, a column for a score."""

    design: Design
    groups: pd.Index
    columns: pd.Index
    group: Places
    cell: Places
    n: Numbers

    def sums(self, values: Numbers) -> Sums:
        """Of what each score is worth."""
        return Sums(self.group, self.cell, self.n.sum(1), self.n @ values, self.n @ values**2)


@dataclass(frozen=True, slots=True)
class Joint:
    """Several items together, from 0 to 100 each, by group and cell.

    `composite`: the mean of a person's answers; `parts`: of each item, and `products` of every two of them, in the
    order of `itertools.combinations`. `points`: of the scale that their mean can take.
    """

    design: Design
    groups: pd.Index
    composite: Sums
    parts: Sequence[Sums]
    products: Sequence[Products]
    points: int


Dispositions = Mapping[str, int]
"""How many interviews ended how."""


def ticked(*, left: int, ticked: int) -> CellCounts:
    """One option and one group, of people who count once each: for examples."""
    design = Design(unweighted(np.array([float(left + ticked)])))
    nobody = np.zeros(1, int)
    counts = np.array([[float(left), float(ticked)]])
    return CellCounts(design, pd.Index(["*"]), pd.Index([0.0, 1.0]), nobody, nobody, counts)


def example(shares: Sequence[int]) -> Joint:
    """A hundred people, of whom so many say 100 to each question, and the others 0: the first ones each time."""
    design, nobody = Design(unweighted(np.array([100.0]))), np.zeros(1, int)
    people = np.array([[100.0 * (person < share) for share in shares] for person in range(100)])

    def row(*values: float) -> list[Numbers]:
        return [np.array([value]) for value in values]

    def one(values: Numbers) -> Sums:
        return Sums(nobody, nobody, *row(100.0, float(values.sum()), float(values @ values)))

    products = [
        Products(nobody, nobody, *row(100.0, float(a.sum()), float(b.sum()), float(a @ b)))
        for a, b in combinations(people.T, 2)
    ]
    parts = [one(values) for values in people.T]
    return Joint(design, pd.Index(["*"]), one(people.mean(1)), parts, products, 1 + len(shares))
