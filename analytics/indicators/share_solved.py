"""The share whose matter was resolved: who got what they came for.

Definition: respondents who say that they got what they needed, in full, in percent of all who gave a valid answer to a
question of outcome (no, in part, yes; or no, yes).
Formula: 100 * n_yes / (n_no + n_part + n_yes); Wilson interval on the effective base.
Source: the outcome question usual in Canada's Common Measurements Tool; interval: Wilson 1927.
Compared: with svymean and svyby of R's survey package, of a question with two answers.

Worked example (of 100, 10 got nothing and 15 a part of what they needed, which leaves 75 %):

>>> import pandas as pd
>>> counts = pd.DataFrame([[10, 15, 75]], columns=[0.0, 1.0, 2.0], index=["A01"])
>>> figure(counts).round(4).loc["A01", ["estimate", "lower", "upper", "base"]].tolist()
[75.0, 65.6955, 82.4548, 100.0]
"""

import numpy as np
import pandas as pd

from analytics.estimation import Counts, estimate, with_share_interval
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "share_solved"
TITLE = marked("Share resolved, %")
DEFINITION = marked(
    "Share resolved: the percentage of valid answers that say that the matter was resolved in full."
)
OF = "item"
MEANS = frozenset({"outcome"})
SCALES = ((0.0, 1.0, 2.0), (0.0, 1.0))
DECIMALS = 1


def figure(counts: Counts, *, sample: int | None = None, rules: Rules = STANDARD) -> pd.DataFrame:
    """Groups x INDICATOR_COLUMNS in percent (0 to 100); arguments as in `estimation.estimate`."""
    resolved = np.arange(len(counts.columns)) == len(counts.columns) - 1
    found = estimate(counts, 100.0 * resolved, sample=sample)
    return with_share_interval(found, rules.confidence)
