"""Decides what a small agency's figure is once it borrows from the others: a column beside its own, never instead.

A figure that rests on few people is drawn towards what figures of agencies like it are; one that rests on many stays.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

ROUNDS = 200
"""Steps of scoring at most; about five are needed."""
PRECISION = 1e-10
"""Of the spread between agencies, as a share of the mean sampling variance: smaller steps end the search."""


class SmallArea(NamedTuple):
    """`estimate` and `mse` of each agency; `kept`: the share of its own figure; `between`: variance among agencies.

    `coefficients`: of `covariates`, the mean of all where there are none.
    """

    estimate: Numbers
    mse: Numbers
    kept: Numbers
    between: float
    coefficients: Numbers


def fay_herriot(estimates: ArrayLike, errors: ArrayLike, covariates: ArrayLike | None = None) -> SmallArea:
    """The empirical best linear unbiased predictor of each agency, and its mean squared error.

    Formula: theta_i = g_i y_i + (1 - g_i) x_i' b, g_i = A / (A + psi_i), psi_i the squared standard error, A by
    restricted maximum likelihood (Fisher scoring, not below 0), b by least squares with weights 1 / (A + psi_i);
    mse_i = g_i psi_i + (1 - g_i)^2 x_i' (X' W X)^-1 x_i + 2 psi_i^2 / (A + psi_i)^3 * 2 / sum_k (A + psi_k)^-2.
    Source: Fay and Herriot 1979, "Estimates of income for small places", JASA 74; mse: Prasad and Rao 1990, JASA 85,
    with REML as in Datta and Lahiri 2000, Statistica Sinica 10. Compared: with R's sae (eblupFH, mseFH) on the 43 areas
    of milk expenditure of Arora and Lahiri 1997.

    `covariates`: a row an agency, without a column of ones that is not in it; None takes the mean of all. Needs errors
    above 0 and more agencies than columns, else ValueError.

    >>> found = fay_herriot([80.0, 60.0, 70.0, 90.0, 75.0], [1.0, 1.0, 10.0, 2.0, 1.0])
    >>> found.estimate.round(2).tolist(), found.kept.round(2).tolist()
    ([79.96, 60.12, 72.35, 89.56, 75.0], [0.99, 0.99, 0.56, 0.97, 0.99])
    """
    y, psi = np.asarray(estimates, float), np.asarray(errors, float) ** 2
    x = np.ones((len(y), 1)) if covariates is None else np.asarray(covariates, float)
    if len(y) <= x.shape[1] or not (psi > 0).all():
        raise ValueError("a model of agencies needs errors above 0 and more agencies than covariates")
    between = _between(y, psi, x)
    total = between + psi
    precision = np.linalg.inv(x.T @ (x / total[:, None]))
    coefficients = precision @ (x.T @ (y / total))
    kept = between / total
    uncertain = np.einsum("ij,jk,ik->i", x, precision, x)
    third = psi**2 / total**3 * 2 / (total**-2.0).sum()
    return SmallArea(
        kept * y + (1 - kept) * (x @ coefficients),
        kept * psi + (1 - kept) ** 2 * uncertain + 2 * third,
        kept,
        between,
        coefficients,
    )


def _between(y: Numbers, psi: Numbers, x: Numbers) -> float:
    """The variance among agencies that the restricted likelihood likes best; 0 where it wants to be below."""
    between = float(np.median(psi))
    for _ in range(ROUNDS):
        weights = 1 / (between + psi)
        weighted = x * weights[:, None]
        projection = np.diag(weights) - weighted @ np.linalg.inv(x.T @ weighted) @ weighted.T
        score = -np.trace(projection) / 2 + float(y @ projection @ projection @ y) / 2
        step = score / (np.einsum("ij,ji->", projection, projection) / 2)
        following = max(between + float(step), 0.0)
        if abs(following - between) <= PRECISION * float(psi.mean()):
            return following
        between = following
    return between
