"""The participation rate: of those who came to the questionnaire by themselves, how many answered it.

Definition: complete and partial interviews, in percent of all that were begun, those refused at the consent or broken
off among them. Who only saw a link or a QR code is known to nobody, so it is no response rate and must not be called
one.
Formula: 100 * (I + P) / (I + P + R), R being refusals and break-offs; there is no sample, so there is no interval.
Source: AAPOR, Standard Definitions, 10th edition 2023, on opt-in surveys; it is COOP2 of those who came.
Compared: not with R by itself: a quotient of two counts.

Worked example (300 complete, 50 partial, 30 refused):

>>> figure({"complete": 300, "partial": 50, "refused": 20, "break_off": 10}).round(4)["estimate"].tolist()
[92.1053]
"""

import pandas as pd

from analytics.answered import Dispositions
from analytics.estimation import rates
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "participation_rate"
TITLE = marked("Participation rate, %")
DEFINITION = marked(
    "Participation rate: complete and partial interviews in percent of all that were begun. People came by "
    "themselves, so it is not a response rate."
)
OF = "dispositions"
DECIMALS = 1


def figure(dispositions: Dispositions, *, rules: Rules = STANDARD) -> pd.DataFrame:
    """One row, in percent (0 to 100); none where nobody began."""
    answered = dispositions.get("complete", 0) + dispositions.get("partial", 0)
    refused = dispositions.get("refused", 0) + dispositions.get("break_off", 0)
    return rates({"*": (answered, answered + refused)})
