"""The share of satisfied respondents (CSAT, top two boxes): what national practice prints beside the mean.

Definition: respondents whose answer to an item on a five-point scale is one of the satisfied scores (4 and 5,
unless the method says otherwise), in percent of all who gave a valid answer.
Formula: 100 * (n4 + n5) / (n1 + n2 + n3 + n4 + n5); Wilson interval on the effective base.
Source: top-two-box convention of Kazakhstan's public monitoring (4.87 / 88.1 %) and of US federal CX
reporting; interval: Wilson 1927.
Compared: with svymean and svyby of R's survey package.

Worked example (the counts of the United Kingdom's GDS test, 2 3 5 40 50, give 90 %):

>>> import pandas as pd
>>> counts = pd.DataFrame([[2, 3, 5, 40, 50]], columns=[1.0, 2.0, 3.0, 4.0, 5.0], index=["A01"])
>>> figure(counts).round(4).loc["A01", ["estimate", "lower", "upper", "base"]].tolist()
[90.0, 82.5634, 94.4771, 100.0]
"""

import numpy as np
import pandas as pd

from analytics.estimation import estimate, scores_of, with_interval
from analytics.precision import Interval, wilson
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "share_satisfied"
TITLE = marked("Share satisfied, %")
DEFINITION = marked(
    "Share satisfied: the percentage of valid answers that are {satisfied} on a five-point scale."
)
TYPES = frozenset({"rating"})
SCORES = (1.0, 2.0, 3.0, 4.0, 5.0)
DECIMALS = 1


def figure(counts: pd.DataFrame, *, sample: int | None = None, rules: Rules = STANDARD) -> pd.DataFrame:
    """Groups x INDICATOR_COLUMNS in percent (0 to 100); arguments as in `estimation.estimate`."""
    satisfied = np.isin(scores_of(counts), rules.satisfied)
    found = estimate(counts, 100.0 * satisfied, sample=sample)
    shares = wilson(found["estimate"] / 100, found["effective_base"], rules.confidence)
    return with_interval(found, Interval(100 * shares.lower, 100 * shares.upper))
