"""The Net Promoter Score: how far those who would recommend outnumber those who would not.

Definition: the percentage of valid answers 9 and 10 (promoters) minus the percentage of 0 to 6 (detractors),
on a scale from 0 to 10; 7 and 8 count in the base only.
Formula: 100 * (n9 + n10 - n0 - ... - n6) / (n0 + ... + n10), from -100 to 100; interval of a mean of 100, 0, -100.
Source: Reichheld 2003, "The one number you need to grow", Harvard Business Review 81; interval:
`precision.mean_interval`.
Compared: with svymean and svyby of R's survey package.

Worked example (50 promoters, 30 passives and 20 detractors give 50 % - 20 % = 30):

>>> import pandas as pd
>>> counts = pd.DataFrame([[20, 30, 50]], columns=[6.0, 8.0, 10.0], index=["A01"])
>>> figure(counts).round(4).loc["A01", ["estimate", "se", "lower", "upper"]].tolist()
[30.0, 7.8496, 13.6797, 44.9651]
"""

import numpy as np
import pandas as pd

from analytics.estimation import Counts, estimate, scores_of, with_interval
from analytics.precision import mean_interval
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "nps"
TITLE = marked("Net Promoter Score, −100 to 100")
DEFINITION = marked(
    "Net Promoter Score: the percentage of answers 9 and 10 minus the percentage of answers 0 to 6, "
    "on a scale from 0 to 10."
)
OF = "item"
MEANS = frozenset({"recommendation"})
SCALES = ((0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0),)
DECIMALS = 1


def figure(counts: Counts, *, sample: int | None = None, rules: Rules = STANDARD) -> pd.DataFrame:
    """Groups x INDICATOR_COLUMNS in points from -100 to 100; arguments as in `estimation.estimate`."""
    scores = scores_of(counts)
    promoter, detractor = np.where(scores >= 9, 1.0, 0.0), np.where(scores <= 6, 1.0, 0.0)
    found = estimate(counts, 100.0 * (promoter - detractor), sample=sample)
    bounds = mean_interval(
        found["estimate"],
        found["se"],
        spread=found["spread"],
        base=found["base"],
        effective_base=found["effective_base"],
        scale=(-100.0, 100.0),
        points=3,
        confidence=rules.confidence,
    )
    return with_interval(found, bounds)
