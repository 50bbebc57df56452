"""Decides what is said of agencies beside each other: ranges of places, groups that tie, each against the others.

Only figures that are shown take part. Without a covariance agencies are taken to be independent, as they are where
nobody is weighted: no respondent stands in two.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analytics.change_sheet import CEILING, CORRECTED, PROBABILITY, TOGETHER
from analytics.columns import Column
from analytics.comparison import (
    Figures,
    Numbers,
    against_others,
    careful_errors,
    finite_population,
    holm,
    narrowed,
    near_ceiling,
)
from analytics.indicators import indicators
from analytics.methods import Method
from analytics.ranking import certainly_above, marginal_ranks, rank_sets, tie_groups
from analytics.scale_ends import scale_ends
from analytics.sheet import Sheet, known_columns
from analytics.small_area import fay_herriot
from analytics.suppression import SHOWN
from analytics.tallies import NATIONAL
from locales.marking import marked

SEED = 20_260_101
"""Of the draws that critical values are taken from: the same figures give the same places on any day."""
LEAST_MODELLED = 5
"""Agencies from which their spread can be told well enough for small ones to borrow from the others."""

VERDICTS: Mapping[str, str] = {
    "above": marked("above the mean of the others"),
    "below": marked("below the mean of the others"),
    "alike": marked("not told apart from the mean of the others"),
    "alone": marked("no other agency is shown"),
}
RANK_COLUMNS: tuple[Column, ...] = (
    *known_columns("agency", "agency_name", "item", "question", "indicator", "indicator_title"),
    *known_columns("estimate", "base"),
    Column("first", marked("Place from"), kind="people"),
    Column("last", marked("Place to"), kind="people"),
    Column("own_first", marked("Place from, of this agency alone"), kind="people"),
    Column("own_last", marked("Place to, of this agency alone"), kind="people"),
    Column("group", marked("Group that ties"), kind="people"),
    Column("difference", marked("Difference from the mean of the others"), kind="number"),
    *known_columns("lower", "upper", "se"),
    PROBABILITY,
    TOGETHER,
    CORRECTED,
    Column("borrowed", marked("Figure that borrows from the others"), kind="number"),
    Column("borrowed_error", marked("Its error"), kind="number"),
    Column("kept", marked("Share of its own figure in it"), kind="number"),
    CEILING,
    Column("verdict", marked("Verdict"), words=VERDICTS),
)
"""In the order in which they are published. Interval and error are those of the difference."""

CAVEATS: tuple[str, ...] = (
    marked(
        "In {confidence} of 100 surveys the ranges hold the true places of all agencies at once; the narrower range of "
        "an agency alone holds for one that was chosen beforehand. Single places are not told: the answers do not tell "
        "them."
    ),
    marked(
        "Everybody of a group is above everybody of the next beyond chance; within a group no order is told."
    ),
    marked(
        "Each agency is set beside the mean of the others, each of which counts once, and never beside a total that it "
        "is part of; p-values among all of the table are adjusted by Holm."
    ),
    marked(
        "The figure that borrows (Fay and Herriot) draws a figure of few people towards the mean of all agencies. It "
        "stands beside the agency's own figure, never for it."
    ),
    marked(
        "Agencies whose figures are not shown take no part. Where an agency's clients are known, and at least 300, "
        "differences allow for how many of them answered, as if chance had drawn them."
    ),
)

Covariances = Mapping[tuple[str, str], pd.DataFrame]
"""(item, indicator) -> agency by agency, in the indicator's unit squared."""


def rank_sheet(
    figures: pd.DataFrame,
    method: Method,
    *,
    clients: Mapping[str, int] | None = None,
    covariances: Covariances | None = None,
) -> Sheet:
    """Figures (`assessment.figures`), by question and indicator from the highest to the lowest."""
    shown = figures[figures["status"].isin(SHOWN) & (figures["agency"] != NATIONAL)]
    found = [
        _ranked(rows, method, clients or {}, (covariances or {}).get((str(item), str(name))))
        for (item, name), rows in shown.groupby(["item", "indicator"], sort=False)
    ]
    keys = [column.key for column in RANK_COLUMNS if column.origin != "table"]
    whole = pd.concat(found, ignore_index=True) if found else pd.DataFrame({key: [] for key in keys})
    people = {column.key: "Int64" for column in RANK_COLUMNS if column.kind == "people"}
    return Sheet("ranks", marked("Places"), RANK_COLUMNS, whole[keys].astype(people), CAVEATS)


def _ranked(
    rows: pd.DataFrame, method: Method, clients: Mapping[str, int], covariance: pd.DataFrame | None
) -> pd.DataFrame:
    rows = rows.sort_values(["estimate", "agency"], ascending=[False, True], ignore_index=True)
    known = rows["agency"].map(clients).astype("Int64")
    factor = finite_population(rows["base"].astype(float), known.astype(float))
    figures = narrowed(Figures(*(rows[name].to_numpy(dtype=float) for name in Figures._fields)), factor)
    together = _covariance(rows, figures, factor, covariance, method)
    found = against_others(figures, together, confidence=method.confidence)
    p_together = holm(found.p)
    certain = p_together < 1 - method.confidence
    above, below = certain & (found.difference > 0), certain & (found.difference < 0)
    low, high = scale_ends(indicators()[rows["indicator"].iloc[0]], method.rules)
    near = near_ceiling(figures.estimate, low, high)
    return rows.assign(
        **found._asdict(),
        **dict(_places(figures.estimate, together, method)),
        p_together=p_together,
        clients=known.where(pd.Series(factor < 1, index=rows.index)),
        **_borrowing(figures.estimate, np.sqrt(np.diag(together))),
        ceiling=np.where(near, "near", ""),
        verdict=np.select([np.isnan(found.difference), above, below], ["alone", "above", "below"], "alike"),
    )


def _covariance(
    rows: pd.DataFrame, figures: Figures, factor: Numbers, given: pd.DataFrame | None, method: Method
) -> Numbers:
    """With errors on the diagonal that are never less than the intervals say; correlations stay what they are."""
    careful = careful_errors(figures, method.confidence)
    if given is None:
        return np.diag(careful**2)
    names = rows["agency"].tolist()
    taken = given.loc[names, names].to_numpy(dtype=float) * np.sqrt(np.outer(factor, factor))
    spread = np.sqrt(np.diag(taken))
    times = np.divide(careful, spread, out=np.ones_like(careful), where=spread > 0)
    found: Numbers = taken * np.outer(np.fmax(times, 1.0), np.fmax(times, 1.0))
    np.fill_diagonal(found, np.fmax(careful, spread) ** 2)
    return found


def _places(estimate: Numbers, covariance: Numbers, method: Method) -> Iterator[tuple[str, Any]]:
    above = certainly_above(estimate, covariance, seed=SEED, confidence=method.confidence)
    yield from rank_sets(above)._asdict().items()
    own = marginal_ranks(estimate, covariance, seed=SEED, confidence=method.confidence)
    yield from {"own_first": own.first, "own_last": own.last}.items()
    yield "group", tie_groups(estimate, above)


def _borrowing(estimate: Numbers, errors: Numbers) -> dict[str, Numbers]:
    nothing = np.full(len(estimate), np.nan)
    if len(estimate) < LEAST_MODELLED or not (errors > 0).all():
        return {"borrowed": nothing, "borrowed_error": nothing, "kept": nothing}
    found = fay_herriot(estimate, errors)
    return {"borrowed": found.estimate, "borrowed_error": np.sqrt(found.mse), "kept": found.kept}
