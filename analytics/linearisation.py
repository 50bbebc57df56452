"""Decides how exact weighted figures are: their variances and covariances by linearisation, from sums by cell.

A weighted mean is a ratio; to first order it errs as the sum of the linearised scores z = (y - mean) / W of its people,
W the sum of their weights. Weights that were made to hold margins have taken out of it whatever the margins explain: so
what counts are the residuals of z after least squares on the levels of all margins, over the whole sample, also the
people outside of the domain. Nothing but sums by cell is needed, and, of everything between two figures, products by
level.
Source: Deville and Särndal 1992, Särndal, Swensson and Wretman 1992; equal to R's survey package (rake, postStratify,
svyby, svyrecvar) for a sample of one stage, drawn with replacement. Samples in strata or in clusters are not known
here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np

from analytics.weighting import Numbers, Places, Weights

NOTHING_LEFT = 1e-13
"""A variance below this share of that with fixed weights is rounding: the margins explain all of it."""


class Sums(NamedTuple):
    """One variable: a row for each group and cell where somebody answered.

    `group`, `cell`: places. `n`: people who answered; `s1`, `s2`: the sums of their values and of the squares of these.
    """

    group: Places
    cell: Places
    n: Numbers
    s1: Numbers
    s2: Numbers


class Products(NamedTuple):
    """Two variables: by group and cell the people who answered both, and over these sums of each and of the product."""

    group: Places
    cell: Places
    n: Numbers
    one: Numbers
    other: Numbers
    both: Numbers


@dataclass(frozen=True, slots=True)
class Means:
    """Weighted means of groups, and what their covariances need. A group without anybody has NaN.

    `total`: sums of weights; `spread`: weighted variances with the base as divisor; `effective`: Kish's base. By group
    and level `fitted` has the coefficients of the linearised scores on the margins, and `crossed` their sums times
    squared weights; `residual`: sums of weighted residuals; `fixed`: sums of squared weighted scores.
    """

    mean: Numbers
    base: Numbers
    total: Numbers
    spread: Numbers
    effective: Numbers
    fitted: Numbers
    crossed: Numbers
    residual: Numbers
    fixed: Numbers


class Design:
    """A sample of respondents in cells, with weights. `fixed`: as if the weights were known before, not made."""

    def __init__(self, weights: Weights, *, fixed: bool = False) -> None:
        self.weights = weights
        self._margins = () if fixed else weights.margins
        self._starts = np.cumsum([0, *(len(margin.levels) for margin in self._margins)])

    @cached_property
    def size(self) -> float:
        """Respondents of the whole sample."""
        return float(self.weights.people.sum())

    @cached_property
    def _correction(self) -> float:
        return self.size / (self.size - 1) if self.size > 1 else float("nan")

    @cached_property
    def _inverse(self) -> Numbers:
        found = np.linalg.pinv(self._products(self.weights.base * self.weights.people), hermitian=True)
        return np.asarray(found, dtype=float)

    @cached_property
    def _squares(self) -> Numbers:
        return self._products(self.weights.weights**2 * self.weights.people)

    @cached_property
    def _levels(self) -> Numbers:
        every = np.arange(len(self.weights.people))
        weighted = self.weights.weights * self.weights.people
        found: Numbers = self._by_level(np.zeros_like(every), every, weighted, 1)[0]
        return found

    def means(self, sums: Sums, groups: int) -> Means:
        """Of each of so many groups. Groups may overlap; covariances below say where they may not."""
        w = self.weights.weights[sums.cell]

        def by_group(values: Numbers) -> Numbers:
            return np.asarray(np.bincount(sums.group, values, minlength=groups), dtype=float)

        base, total = by_group(sums.n), by_group(w * sums.n)
        known = np.where(total > 0, total, np.nan)
        mean = by_group(w * sums.s1) / known
        here, over = np.nan_to_num(mean)[sums.group], np.where(total > 0, total, 1.0)[sums.group]
        z1 = (sums.s1 - here * sums.n) / over
        z2 = np.maximum(sums.s2 - 2 * here * sums.s1 + here**2 * sums.n, 0.0) / over**2
        d = self.weights.base[sums.cell]
        fitted = self._by_level(sums.group, sums.cell, d * z1, groups) @ self._inverse
        return Means(
            mean,
            base,
            total,
            by_group(w * z2 * over),
            np.divide(total**2, by_group(w**2 * sums.n), out=np.zeros(groups), where=total > 0),
            fitted,
            self._by_level(sums.group, sums.cell, w**2 * z1, groups),
            by_group(w * z1) - fitted @ self._levels,
            by_group(w**2 * z2),
        )

    def variances(self, means: Means) -> Numbers:
        """Of each group's mean; NaN where nobody answered."""
        explained = (means.crossed * means.fitted).sum(1)
        again = ((means.fitted @ self._squares) * means.fitted).sum(1)
        left = means.fixed - 2 * explained + again - means.residual**2 / self.size
        left = np.where(left < NOTHING_LEFT * means.fixed, 0.0, left)
        return np.where(means.total > 0, self._correction * left, np.nan)

    def covariance(self, means: Means) -> Numbers:
        """Of every two means of groups that share nobody, such as agencies."""
        left = (
            np.diag(means.fixed)
            - means.crossed @ means.fitted.T
            - means.fitted @ means.crossed.T
            + means.fitted @ self._squares @ means.fitted.T
            - np.outer(means.residual, means.residual) / self.size
        )
        gone = np.where(means.total > 0, 0.0, np.nan)
        found = self._correction * left + np.add.outer(gone, gone)
        np.fill_diagonal(found, self.variances(means))
        return found

    def joint(self, parts: Sequence[Means], products: Sequence[Products]) -> Numbers:
        """Of each group, the covariance matrix of the means of several variables: groups x variables x variables.

        `products`: of every two variables, in the order of `itertools.combinations`.
        """
        fitted, crossed = (
            np.stack([getattr(each, key) for each in parts], 1) for key in ("fitted", "crossed")
        )
        residual = np.stack([each.residual for each in parts], 1)
        explained = np.einsum("gql,grl->gqr", crossed, fitted)
        left = self._shared(parts, products) - explained - explained.transpose(0, 2, 1)
        left += np.einsum("gql,grl->gqr", fitted @ self._squares, fitted)
        left -= residual[:, :, np.newaxis] * residual[:, np.newaxis] / self.size
        found: Numbers = self._correction * left
        for place, each in enumerate(parts):
            found[:, place, place] = self.variances(each)
        return found

    def combined(
        self, parts: Sequence[Means], products: Sequence[Products], shares: Sequence[float]
    ) -> Means:
        """The sum of the means of several variables, so much of each: an index, as exact as it is.

        Its effective base is the smallest of its parts, and its spread the one that a mean of so many answers has
        where it is as exact as the index.
        """
        a = np.array(shares, dtype=float)

        def summed(key: str) -> Numbers:
            return np.asarray(
                np.tensordot(a, np.stack([getattr(each, key) for each in parts]), 1), dtype=float
            )

        effective = np.min([each.effective for each in parts], axis=0)
        found = Means(
            summed("mean"),
            np.min([each.base for each in parts], axis=0),
            np.min([each.total for each in parts], axis=0),
            np.zeros_like(effective),
            effective,
            summed("fitted"),
            summed("crossed"),
            summed("residual"),
            np.einsum("gqr,q,r->g", self._shared(parts, products), a, a),
        )
        return replace(found, spread=np.nan_to_num(self.variances(found)) * effective)

    def _shared(self, parts: Sequence[Means], products: Sequence[Products]) -> Numbers:
        """By group, sums of squared weights times the products of linearised scores of every two variables."""
        count, groups = len(parts), len(parts[0].mean)
        found = np.zeros((groups, count, count))
        for place, each in enumerate(parts):
            found[:, place, place] = each.fixed
        for (q, r), pair in zip(combinations(range(count), 2), products, strict=True):
            means, totals = (
                [np.nan_to_num(getattr(parts[each], key))[pair.group] for each in (q, r)]
                for key in ("mean", "total")
            )
            over = np.where(totals[0] * totals[1] > 0, totals[0] * totals[1], 1.0)
            x = pair.both - means[1] * pair.one - means[0] * pair.other + means[0] * means[1] * pair.n
            squared = self.weights.weights[pair.cell] ** 2 * x / over
            found[:, q, r] = found[:, r, q] = np.bincount(pair.group, squared, minlength=groups)
        return found

    def _by_level(self, group: Places, cell: Places, values: Numbers, groups: int) -> Numbers:
        """Sums by group and level of every margin."""
        found = np.zeros((groups, int(self._starts[-1])))
        for margin, start in zip(self._margins, self._starts, strict=False):
            level = margin.places[cell]
            inside, levels = level >= 0, len(margin.levels)
            summed = np.bincount((group * levels + level)[inside], values[inside], minlength=groups * levels)
            found[:, start : start + levels] = summed.reshape(groups, levels)
        return found

    def _products(self, values: Numbers) -> Numbers:
        """By two levels each, the sums over cells that are in both."""
        every, count = np.arange(len(values)), int(self._starts[-1])
        found = np.zeros((count, count))
        for margin, start in zip(self._margins, self._starts, strict=False):
            inside = margin.places >= 0
            found[start : start + len(margin.levels)] = self._by_level(
                margin.places[inside], every[inside], values[inside], len(margin.levels)
            )
        return found
