"""What went badly: the share of each driver among the negative ones of US federal customer experience.

Definition: respondents who ticked a driver (effectiveness, ease, efficiency, transparency, humanity, employee, other)
as what went badly, in percent of those to whom it was offered and who answered. Who was not offered it, or did not
answer, is not in the base: ticked, offered and not ticked, and not offered are three things.
Formula: 100 * n_ticked / (n_ticked + n_offered_and_left); Wilson interval on the effective base.
Source: OMB Circular A-11, section 280, as exported by GSA Touchpoints (1, 0 and null of its columns negative_...);
interval: Wilson 1927.
Compared: not with R by itself: a share of people, in the formula of `share_satisfied`, which is.

Worked example (of 60 who were offered "ease" 24 ticked it; 40 others were asked the opposite question):

>>> from analytics.answered import ticked
>>> figure(ticked(left=36, ticked=24)).round(4).loc["*", ["estimate", "lower", "upper", "base"]].tolist()
[40.0, 28.5695, 52.6339, 60.0]
"""

import numpy as np
import pandas as pd

from analytics.answered import CellCounts
from analytics.estimation import estimate, with_share_interval
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "drivers_negative"
TITLE = marked("What went badly, %")
DEFINITION = marked(
    "What went badly: the percentage who ticked the answer, of those who were offered it and answered the question."
)
OF = "options"
MEASURES = "negative"
DECIMALS = 1


def figure(counts: CellCounts, *, rules: Rules = STANDARD) -> pd.DataFrame:
    """Groups x INDICATOR_COLUMNS in percent (0 to 100)."""
    found = estimate(counts, np.array([0.0, 100.0]))
    return with_share_interval(found, rules.confidence)
