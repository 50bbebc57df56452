"""The share of fully satisfied respondents (the top box): what the percentage of national practice fits.

Definition: respondents whose answer is the highest point of a scale of satisfaction, in percent of all who gave a valid
answer.
Formula: 100 * n5 / (n1 + n2 + n3 + n4 + n5); Wilson interval on the effective base.
Source: the percentages printed beside the means of Kazakhstan's public monitoring (4.88 and 90.5 % in 2025). If a share
s answers 4 or 5 the mean is at most 5 s + 3 (1 - s), which all nine published pairs at hand exceed, and a share of
fives fits them, one (4.86 with 85 %) only at the edge of rounding; the press speaks of full satisfaction. Not verified:
the agency's form was not seen. Interval: Wilson 1927.
Compared: not with R by itself: one point counts instead of two, in the formula of `share_satisfied`, which is.

Worked example (the counts of the United Kingdom's GDS test, 2 3 5 40 50, give 50 %):

>>> import pandas as pd
>>> counts = pd.DataFrame([[2, 3, 5, 40, 50]], columns=[1.0, 2.0, 3.0, 4.0, 5.0], index=["A01"])
>>> figure(counts).round(4).loc["A01", ["estimate", "lower", "upper", "base"]].tolist()
[50.0, 40.3832, 59.6168, 100.0]
"""

import numpy as np
import pandas as pd

from analytics.estimation import Counts, estimate, with_share_interval
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "share_fully_satisfied"
TITLE = marked("Share fully satisfied, %")
DEFINITION = marked(
    "Share fully satisfied: the percentage of valid answers that are the highest point of the scale of satisfaction. "
    "The percentage of national monitoring fits this one; its form was not seen, so this is not verified."
)
OF = "item"
MEANS = frozenset({"satisfaction"})
SCALES = ((1.0, 2.0, 3.0, 4.0, 5.0), (0.0, 1.0, 2.0, 3.0), (1.0, 2.0, 3.0, 4.0))
DECIMALS = 1


def figure(counts: Counts, *, sample: int | None = None, rules: Rules = STANDARD) -> pd.DataFrame:
    """Groups x INDICATOR_COLUMNS in percent (0 to 100); arguments as in `estimation.estimate`."""
    satisfied = np.arange(len(counts.columns)) == len(counts.columns) - 1
    found = estimate(counts, 100.0 * satisfied, sample=sample)
    return with_share_interval(found, rules.confidence)
