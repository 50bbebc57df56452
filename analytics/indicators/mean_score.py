"""The mean of the scores from 1 to 5: the figure that national practice prints first.

Definition: the arithmetic mean of the scores of all valid answers to an item on a five-point scale.
Formula: sum(k * n_k) / sum(n_k), k = 1..5; interval between 1 and 5 that holds at the ceiling.
Source: Kazakhstan's public monitoring of service quality (means such as 4.87); GSA Touchpoints `point_scale`;
interval: `precision.mean_interval`.
Compared: not with R by itself: 25 * (mean - 1) is `score_100`, which is.

Worked example (the counts of the United Kingdom's GDS test, 2 3 5 40 50, give 4.33):

>>> import pandas as pd
>>> counts = pd.DataFrame([[2, 3, 5, 40, 50]], columns=[1.0, 2.0, 3.0, 4.0, 5.0], index=["A01"])
>>> figure(counts).round(4).loc["A01", ["estimate", "se", "lower", "upper"]].tolist()
[4.33, 0.0865, 4.1275, 4.4869]
"""

import pandas as pd

from analytics.estimation import Counts, estimate, scores_of, with_interval
from analytics.precision import mean_interval
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "mean_score"
TITLE = marked("Mean score, 1 to 5")
DEFINITION = marked("Mean score: the mean of all valid answers on a five-point scale, from 1 to 5.")
OF = "item"
MEANS = frozenset({"satisfaction", "quality", "agreement", "importance", "expectation", "frequency", "trust"})
SCALES = ((1.0, 2.0, 3.0, 4.0, 5.0),)
DECIMALS = 2


def figure(counts: Counts, *, sample: int | None = None, rules: Rules = STANDARD) -> pd.DataFrame:
    """Groups x INDICATOR_COLUMNS in points from 1 to 5; arguments as in `estimation.estimate`."""
    found = estimate(counts, scores_of(counts), sample=sample)
    bounds = mean_interval(
        found["estimate"],
        found["se"],
        spread=found["spread"],
        base=found["base"],
        effective_base=found["effective_base"],
        scale=(1.0, 5.0),
        points=5,
        confidence=rules.confidence,
    )
    return with_interval(found, bounds)
