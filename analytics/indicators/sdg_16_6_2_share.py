"""SDG 16.6.2, the share of each attribute and the share satisfied: the first and the third of its three outputs.

Definition: of an attribute of a service area (access, affordability, ...) the respondents who agree or strongly agree,
and of the overall question those who are satisfied or very satisfied, in percent of the valid answers. Not applicable,
don't know and refused to answer are never in the base, and are reported beside it.
Formula: 100 * (n2 + n3) / (n0 + n1 + n2 + n3) on the four-point scales 0 to 3; Wilson interval on the effective base.
Source: metadata of SDG indicator 16.6.2, UNDP Oslo Governance Centre, last updated 2023-03-31; interval: Wilson 1927.
Compared: not with R by itself: it is `share_satisfied` on another scale, which is.

Worked example (the metadata's: 23 % very satisfied and 37 % satisfied are 60 %):

>>> import pandas as pd
>>> counts = pd.DataFrame([[15, 25, 37, 23]], columns=[0.0, 1.0, 2.0, 3.0], index=["A01"])
>>> figure(counts).round(4).loc["A01", ["estimate", "lower", "upper", "base"]].tolist()
[60.0, 50.2003, 69.0599, 100.0]
"""

import numpy as np
import pandas as pd

from analytics.estimation import Counts, estimate, with_share_interval
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "sdg_16_6_2_share"
TITLE = marked("SDG 16.6.2: share of positive answers, %")
DEFINITION = marked(
    "SDG 16.6.2, share of positive answers: the percentage of valid answers in the upper two of four points, of each "
    "attribute (agree, strongly agree) and of the overall question (satisfied, very satisfied)."
)
OF = "item"
MEANS = frozenset({"agreement", "satisfaction"})
SCALES = ((0.0, 1.0, 2.0, 3.0),)
DECIMALS = 1


def figure(counts: Counts, *, sample: int | None = None, rules: Rules = STANDARD) -> pd.DataFrame:
    """Groups x INDICATOR_COLUMNS in percent (0 to 100); arguments as in `estimation.estimate`."""
    found = estimate(counts, np.array([0.0, 0.0, 100.0, 100.0]), sample=sample)
    return with_share_interval(found, rules.confidence)
