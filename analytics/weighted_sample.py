"""Decides how moments are read as a sample: its cells with their weights, and the answers by group and cell.

Without margins there is one cell, where everybody counts once. Codes that say nothing (skipped, don't know) are one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.answered import CellCounts
from analytics.cells import Weighting, base_weights, cell_margins
from analytics.counting import composite
from analytics.linearisation import Design, Means, Products, Sums
from analytics.margins import Margins
from analytics.moments import GIVEN, LEFT, PRODUCT, Label
from analytics.tallies import NATIONAL, WITHOUT_VALUE
from analytics.weight_rules import WeightRules
from analytics.weighting import Numbers, Places, unweighted, weigh
from surveys.coding import RESPONSES, UNKNOWN

if TYPE_CHECKING:
    from analytics.moments import Composite, Moments

NOTHING_SAID = dict.fromkeys(WITHOUT_VALUE, UNKNOWN)


@dataclass(frozen=True)
class Sample:
    """Moments as a sample. `labels`: the groups, all together last; `group`, `cell`: of each row of the moments."""

    moments: "Moments"
    design: Design
    labels: tuple[str, ...]
    group: Places
    cell: Places
    weighting: Weighting | None = None

    @cached_property
    def _values(self) -> Numbers:
        return self.moments.sums.to_numpy(dtype=float)

    @cached_property
    def _columns(self) -> Mapping[tuple[str, str, str], int]:
        return {Label(*label): place for place, label in enumerate(self.moments.sums.columns)}

    def people(self, what: str, item: str, codes: Sequence[str]) -> Numbers:
        """By row of the moments, those who gave any of these codes; or left them, by `what`."""
        places = [
            self._columns[label] for code in codes if (label := Label(what, item, code)) in self._columns
        ]
        found: Numbers = self._values[:, places].sum(1)
        return found

    def ticks(self, item: str, option: str) -> CellCounts:
        """Of an option that can be ticked: who left it, as 0, and who ticked it, as 1."""
        n = np.stack([self.people(LEFT, item, [option]), self.people(GIVEN, item, [option])], 1)
        return self._counted(n, pd.Index(self.labels), np.arange(len(self.labels)), (0.0, 1.0))

    def by_score(
        self, groups: pd.Index, codes: Mapping[str, Mapping[str, float]], scores: Sequence[float]
    ) -> CellCounts:
        """People of each group (label, item) by score. `codes`: of each item, what they score."""
        parts = []
        for item in dict.fromkeys(groups.get_level_values(1)):
            wanted = pd.MultiIndex.from_product([self.labels, [item]])
            parts.append(
                self._counted(
                    self._scored(codes[item], item, scores), groups, groups.get_indexer(wanted), scores
                )
            )
        nothing = np.empty((0, len(scores)))
        return CellCounts(
            self.design,
            groups,
            pd.Index(scores),
            np.concatenate([np.empty(0, int), *(each.group for each in parts)]),
            np.concatenate([np.empty(0, int), *(each.cell for each in parts)]),
            np.concatenate([nothing, *(each.n for each in parts)]),
        )

    def item(self, item: str, codes: Mapping[str, float], worth: Mapping[float, float]) -> Sums:
        """Of one item by label, what its scores are worth."""
        scores = sorted(worth)
        n = self._scored(codes, item, scores)
        counted = self._counted(n, pd.Index(self.labels), np.arange(len(self.labels)), scores)
        return counted.sums(np.array([worth[score] for score in scores]))

    def composite(self, name: str, scale: int) -> Sums:
        """Of a composite by label; its scores were multiplied by `scale` to be whole."""
        found = composite(self.moments, name).to_numpy(dtype=float)
        n, s1, s2 = found.T / np.array([[1.0], [scale], [scale**2]])
        group, cell, (n, s1, s2) = self._everybody_too(n > 0, n, s1, s2)
        return Sums(group, cell, n, s1, s2)

    def products(self, asked: "Composite", pair: tuple[str, str], scale: int) -> Products:
        """Of two items of a composite by label."""
        name = f"{asked.name}: {' '.join(pair)}"
        n, a, b, ab = (
            self._values[:, self._columns[PRODUCT, name, code]] / by
            for code, by in {"n": 1, "a": scale, "b": scale, "ab": scale**2}.items()
        )
        group, cell, (n, a, b, ab) = self._everybody_too(n > 0, n, a, b, ab)
        return Products(group, cell, n, a, b, ab)

    def together(self, sums: Sums) -> tuple[Means, Numbers]:
        """Of the groups, without all together who share everybody with them: their means, and these' covariances."""
        groups = len(self.labels) - 1
        here = sums.group < groups
        n, s1, s2 = (column[here] for column in sums[2:])
        means = self.design.means(Sums(sums.group[here], sums.cell[here], n, s1, s2), groups)
        return means, self.design.covariance(means)

    def _scored(self, codes: Mapping[str, float], item: str, scores: Sequence[float]) -> Numbers:
        each = [[code for code, score in codes.items() if score == wanted] for wanted in scores]
        return np.stack([self.people(GIVEN, item, named) for named in each], 1)

    def _counted(self, n: Numbers, groups: pd.Index, places: Places, scores: Sequence[float]) -> CellCounts:
        """`places`: where each label stands in the groups; -1 where it does not."""
        group, cell, columns = self._everybody_too(n.sum(1) > 0, *n.T)
        there = places[group] >= 0
        counted = np.stack(columns, 1)[there]
        return CellCounts(self.design, groups, pd.Index(scores), places[group][there], cell[there], counted)

    def _everybody_too(
        self, where: NDArray[np.bool_], *columns: Numbers
    ) -> tuple[Places, Places, tuple[Numbers, ...]]:
        """These rows by label, and once more as those of all together."""
        here = np.flatnonzero(where)
        together = np.full(len(here), len(self.labels) - 1)
        group = np.concatenate([self.group[here], together])
        return group, np.tile(self.cell[here], 2), tuple(np.tile(column[here], 2) for column in columns)


def read_sample(
    moments: "Moments",
    by: str = "agency",
    *,
    keys: Mapping[str, str] | None = None,
    rules: WeightRules | None = None,
    margins: Margins | None = None,
) -> Sample:
    """The sample of moments whose key `by` has the groups. `keys`: dimension -> the key that it is told by.

    The same respondents have the same cells in the same order, whatever the groups. WeightingError where the margins
    cannot be held.
    """
    told = moments.sums.index.to_frame(index=False)
    people = moments.sums[GIVEN][RESPONSES].sum(axis=1).to_numpy(dtype=float)
    labels = told[by].replace(NOTHING_SAID) if by != "agency" else told[by]
    names = sorted(set(labels))
    places = {label: place for place, label in enumerate(names)}
    group = np.array([places[label] for label in labels], dtype=np.intp)
    if rules is None or margins is None:
        design = Design(unweighted(np.array([people.sum()])))
        return Sample(moments, design, (*names, NATIONAL), group, np.zeros(len(told), np.intp))
    codes = pd.DataFrame(
        {dimension: told[key].replace(NOTHING_SAID) for dimension, key in (keys or {}).items()}
    )
    cell = np.array(codes.groupby(list(codes.columns), sort=True).ngroup(), dtype=np.intp)
    cells = codes.assign(cell=cell).drop_duplicates("cell").sort_values("cell")
    held = np.asarray(np.bincount(cell, people), dtype=float)
    base = base_weights(cells, rules)
    found, said = cell_margins(cells, held, base, rules, margins)
    weights = weigh(held, base, found, rules.bounds)
    design = Design(weights, fixed=rules.taken_as_fixed)
    weighting = Weighting(rules, weights, tuple(said))
    return Sample(moments, design, (*names, NATIONAL), group, cell, weighting)
