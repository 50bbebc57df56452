"""The index of means: the parts of a service in one number, each part as weighty as the others.

Definition: the mean of the mean scores (0 to 100) of the questions on the parts of a service (access, staff, time
...), each over those who answered it.
Formula: (ybar_1 + ... + ybar_m) / m; its variance is that of the sum, with the covariances of the means, which the same
people gave: sum(V) / m^2 over their covariance matrix V; interval of a mean.
Source: OECD and JRC 2008, "Handbook on Constructing Composite Indicators" (equal weights); variance: Särndal, Swensson
and Wretman 1992; interval: `precision.mean_interval`.
Compared: with svyrecvar of R's survey package on the joint linearised scores.

Worked example (means of 80 and 60 on the same hundred people):

>>> from analytics.answered import example
>>> figure(example([80, 60])).round(4).loc["*", ["estimate", "base"]].tolist()
[70.0, 100.0]
"""

import pandas as pd

from analytics.answered import Joint
from analytics.estimation import index_of
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "index_of_means"
TITLE = marked("Index of the parts of the service, 0 to 100")
DEFINITION = marked(
    "Index of the parts of the service: the mean of the mean scores (0 to 100) of the questions on them, each over "
    "those who answered it."
)
OF = "items"
WITHIN = "questionnaire"
MEANS = frozenset({"satisfaction", "quality", "agreement"})
SCALES = ((1.0, 2.0, 3.0, 4.0, 5.0), (0.0, 1.0, 2.0, 3.0), (1.0, 2.0, 3.0, 4.0))
DECIMALS = 1


def worth(scale: tuple[float, ...], rules: Rules) -> tuple[float, ...]:
    """Evenly from 0 to 100."""
    return tuple(100.0 * place / (len(scale) - 1) for place in range(len(scale)))


def figure(joint: Joint, *, rules: Rules = STANDARD) -> pd.DataFrame:
    """Groups x INDICATOR_COLUMNS in points from 0 to 100."""
    return index_of(joint, rules.confidence)
