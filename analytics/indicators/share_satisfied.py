"""The share of satisfied respondents (CSAT, the top two boxes): not the percentage that national practice prints.

Definition: respondents whose answer on a scale of satisfaction is one of the highest points that the method counts as
satisfied (4 and 5 of five points, the upper two of four), in percent of all who gave a valid answer.
Formula: 100 * (n4 + n5) / (n1 + n2 + n3 + n4 + n5); Wilson interval on the effective base.
Source: top-two-box convention of US federal CX reporting, and SDG 16.6.2 (very satisfied and satisfied); interval:
Wilson 1927. The national percentage is `share_fully_satisfied`: it cannot be this one.
Compared: with svymean and svyby of R's survey package.

Worked example (the counts of the United Kingdom's GDS test, 2 3 5 40 50, give 90 %):

>>> import pandas as pd
>>> counts = pd.DataFrame([[2, 3, 5, 40, 50]], columns=[1.0, 2.0, 3.0, 4.0, 5.0], index=["A01"])
>>> figure(counts).round(4).loc["A01", ["estimate", "lower", "upper", "base"]].tolist()
[90.0, 82.5634, 94.4771, 100.0]
"""

import numpy as np
import pandas as pd

from analytics.estimation import Counts, estimate, with_share_interval
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "share_satisfied"
TITLE = marked("Share satisfied or fully satisfied, %")
DEFINITION = marked(
    "Share satisfied or fully satisfied: the percentage of valid answers that are among the highest {top_of_five} "
    "of five points of satisfaction, or the highest {top_of_four} of four. It is not the percentage of national "
    "monitoring, which fits the fully satisfied alone."
)
OF = "item"
MEANS = frozenset({"satisfaction"})
SCALES = ((1.0, 2.0, 3.0, 4.0, 5.0), (0.0, 1.0, 2.0, 3.0), (1.0, 2.0, 3.0, 4.0))
DECIMALS = 1


def figure(counts: Counts, *, sample: int | None = None, rules: Rules = STANDARD) -> pd.DataFrame:
    """Groups x INDICATOR_COLUMNS in percent (0 to 100); arguments as in `estimation.estimate`."""
    points = len(counts.columns)
    satisfied = np.arange(points) >= points - rules.satisfied[points]
    found = estimate(counts, 100.0 * satisfied, sample=sample)
    return with_share_interval(found, rules.confidence)
