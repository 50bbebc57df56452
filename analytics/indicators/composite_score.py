"""The composite score: what each respondent says of the parts of a service, in one number, then their mean.

Definition: of each respondent who answered at least half of the questions on the parts of a service, the mean of the
answers given, from 0 to 100; then the mean of these respondents.
Formula: y_i = mean of the person's scores; sum(y_i) / n over people with at least half of the m questions answered;
interval of a mean.
Source: the half rule of scales of several items (Fayers and Machin 2016, "Quality of Life"); interval:
`precision.mean_interval`.
Compared: with svymean and svyby of R's survey package.

Worked example (a hundred people, of whom 80 say the best and 20 the worst of both questions):

>>> from analytics.answered import example
>>> figure(example([80, 80])).round(4).loc["*", ["estimate", "se", "base"]].tolist()
[80.0, 4.0202, 100.0]
"""

import pandas as pd

from analytics.answered import Joint
from analytics.estimation import weighted, with_mean_interval
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "composite_score"
TITLE = marked("Composite score of respondents, 0 to 100")
DEFINITION = marked(
    "Composite score: the mean over respondents of the mean of their answers (0 to 100) to the questions on the parts "
    "of the service, of those who answered at least half of them."
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
    means = joint.design.means(joint.composite, len(joint.groups))
    found = weighted(joint.design, means, joint.groups)
    return with_mean_interval(found, joint.points, rules.confidence)
