"""Decides which figures may be shown: bases large enough to be reliable, and for nobody to be recognised.

The two thresholds are never mixed. Each figure is judged by itself here: whether a total gives away a hidden
part is a property of a whole table, and is not decided in this file.
"""

import numpy as np
import pandas as pd

from analytics.methods import Thresholds

PUBLISHED, FLAGGED, UNRELIABLE, HIDDEN = "published", "flagged", "unreliable", "hidden"
SHOWN = frozenset({PUBLISHED, FLAGGED})
"""The statuses whose figure is shown."""

REASONS = {PUBLISHED: "", FLAGGED: "modest_base", UNRELIABLE: "small_base", HIDDEN: "few_people"}
"""Status -> reason key of `wordings.REASONS`; "" where there is nothing to say."""

MEASURED = ["estimate", "se", "lower", "upper"]
COUNTED = ["base", "effective_base", "not_applicable", "dont_know", "prefer_not", "skipped", "unscored"]
"""Counts that are empty with a hidden figure: beside the respondents they would give the base away."""


def reliability(figures: pd.DataFrame, thresholds: Thresholds) -> pd.Series:
    """published, flagged or unreliable for each row, by its `effective_base`.

    Source: NCHS, National Home and Hospice Care Survey: under 30 not reported, 30 to 59 reported with a flag.
    """
    base = figures["effective_base"].to_numpy(dtype=float, na_value=0.0)
    conditions = [base < thresholds.publish, base < thresholds.flag_below]
    return pd.Series(
        np.select(conditions, [UNRELIABLE, FLAGGED], PUBLISHED), index=figures.index, dtype="str"
    )


def too_few(people: pd.Series, thresholds: Thresholds) -> pd.Series:
    """True for each count of people that is under the privacy threshold, 0 included.

    Source: threshold 10 as in ONS research outputs and the NHS GP Patient Survey.
    """
    return people.fillna(0) < thresholds.privacy


def suppress(figures: pd.DataFrame, hidden: pd.Series, *, reliable: pd.Series) -> pd.DataFrame:
    """The figures with columns `status` and `reason` (key), and without the numbers that these forbid.

    `hidden` (boolean) and `reliable` (what `reliability` gives) have a value per row. An unreliable figure
    loses its estimate, se and bounds and keeps its base; a hidden one loses every count too. Being hidden
    goes before.
    """
    status = reliable.mask(hidden, HIDDEN)
    shown = status.isin(SHOWN)
    counted = [name for name in COUNTED if name in figures]
    safe = figures.assign(status=status, reason=status.map(REASONS).astype("str"))
    safe[MEASURED] = figures[MEASURED].where(shown, np.nan)
    safe[counted] = figures[counted].mask(hidden)
    return safe
