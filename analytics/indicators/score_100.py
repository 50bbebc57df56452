"""The score from 0 to 100: the mean of a five-point scale, stretched so that its ends are 0 and 100.

Definition: the mean of the valid answers with 1, 2, 3, 4, 5 counted as 0, 25, 50, 75, 100.
Formula: 25 * (mean - 1); interval of the mean, stretched alike.
Source: Canadian Service Quality Score (New Zealand's Kiwis Count, 2015) and, divided by 100, the user
satisfaction of the UK Government Digital Service (alphagov/backdrop); interval: Student 1908 with Kish's
effective base.
Compared: with svymean and svyby of R's survey package.

Worked example (the counts of the United Kingdom's GDS test, 2 3 5 40 50, give 83.25):

>>> import pandas as pd
>>> counts = pd.DataFrame([[2, 3, 5, 40, 50]], columns=[1.0, 2.0, 3.0, 4.0, 5.0], index=["A01"])
>>> figure(counts).round(4).loc["A01", ["estimate", "se", "lower", "upper"]].tolist()
[83.25, 2.163, 78.1865, 87.1723]
"""

import pandas as pd

from analytics.estimation import Counts, estimate, scores_of, with_interval
from analytics.precision import mean_interval
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "score_100"
TITLE = marked("Score, 0 to 100")
DEFINITION = marked(
    "Score: the mean of all valid answers on a five-point scale, with 1 counted as 0 and 5 as 100."
)
OF = "item"
MEANS = frozenset({"satisfaction", "quality", "agreement", "importance", "expectation", "frequency", "trust"})
SCALES = ((1.0, 2.0, 3.0, 4.0, 5.0),)
DECIMALS = 1


def figure(counts: Counts, *, sample: int | None = None, rules: Rules = STANDARD) -> pd.DataFrame:
    """Groups x INDICATOR_COLUMNS in points from 0 to 100; arguments as in `estimation.estimate`."""
    found = estimate(counts, 25.0 * (scores_of(counts) - 1.0), sample=sample)
    bounds = mean_interval(
        found["estimate"],
        found["se"],
        spread=found["spread"],
        base=found["base"],
        effective_base=found["effective_base"],
        scale=(0.0, 100.0),
        points=5,
        confidence=rules.confidence,
    )
    return with_interval(found, bounds)
