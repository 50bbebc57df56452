"""SDG 16.6.2, the average of the attributes of a service area: the second of its three outputs.

Definition: the simple mean of the shares of positive answers of the area's attributes, each on its own valid base: a
mean of shares, not a share of pooled answers. Nothing is imputed. Primary and
secondary school are areas of their own.
Formula: (share_1 + ... + share_5) / 5; its variance is that of the sum, with the covariances of the shares, which the
same people gave; interval of a mean.
Source: metadata of SDG indicator 16.6.2, UNDP Oslo Governance Centre, last updated 2023-03-31; variance: Särndal,
Swensson and Wretman 1992; interval: `precision.mean_interval`.
Compared: not with R by itself: it is `index_of_means` of shares, which is.

Worked example (the metadata's five shares, 50, 60, 73, 55 and 42 %, give 56 %):

>>> from analytics.answered import example
>>> figure(example([50, 60, 73, 55, 42])).round(1).loc["*", ["estimate", "base"]].tolist()
[56.0, 100.0]
"""

import pandas as pd

from analytics.answered import Joint
from analytics.estimation import index_of
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "sdg_16_6_2_average"
TITLE = marked("SDG 16.6.2: average of the attributes, %")
DEFINITION = marked(
    "SDG 16.6.2, average of the attributes: the simple mean of the attributes' shares of positive answers."
)
OF = "items"
WITHIN = "section"
MEANS = frozenset({"agreement"})
SCALES = ((0.0, 1.0, 2.0, 3.0),)
DECIMALS = 1


def worth(scale: tuple[float, ...], rules: Rules) -> tuple[float, ...]:
    """The upper two points are positive."""
    return tuple(100.0 * (point >= 2) for point in scale)


def figure(joint: Joint, *, rules: Rules = STANDARD) -> pd.DataFrame:
    """Groups x INDICATOR_COLUMNS in percent (0 to 100)."""
    return index_of(joint, rules.confidence)
