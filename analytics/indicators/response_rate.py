"""Response, cooperation and refusal rates: of those who were invited, how many answered.

Definition: AAPOR's RR1 to RR6, COOP1, COOP2 and REF1, from how many of the invited completed (I), answered in part (P),
refused or broke off (R), were not reached (NC), could not for another reason (O), or are not known to be eligible (U),
e being the share of these taken for eligible. RR1, RR3 and RR5 count complete interviews only; RR5 and RR6 hold where
nobody of U is eligible. They need a list of who was invited: of a campaign whose links and QR codes anybody may follow
there is none, and nothing is given. `participation_rate` is what can be said there.
Formula: with D = I + P + R + NC + O: RR1 = I/(D + U), RR2 = (I + P)/(D + U), RR3 = I/(D + eU), RR4 = (I + P)/(D + eU),
RR5 = I/D, RR6 = (I + P)/D, COOP1 = I/(I + P + R + O), COOP2 = (I + P)/(I + P + R + O), REF1 = R/(D + U); in percent.
Source: AAPOR, Standard Definitions, 10th edition 2023.
Compared: not with R by itself: quotients of counts.

Worked example (I 300, P 50, R 30, NC 500, O 20, U 100 and e 0.8):

>>> invited = {"complete": 300, "partial": 50, "refused": 30, "non_contact": 500, "other": 20, "unknown": 100}
>>> figure(invited | {"eligible_percent": 80})["estimate"].round(4).head(6).tolist()
[30.0, 35.0, 30.6122, 35.7143, 33.3333, 38.8889]
>>> figure({"complete": 300, "refused": 30}).empty
True
"""

import pandas as pd

from analytics.answered import Dispositions
from analytics.estimation import rates
from analytics.rules import STANDARD, Rules
from locales.marking import marked

NAME = "response_rate"
TITLE = marked("Response rates of AAPOR, %")
DEFINITION = marked(
    "Response rates: RR1 to RR6, COOP1, COOP2 and REF1 of AAPOR's Standard Definitions, of invited people only; where "
    "anybody may follow a link there is none."
)
OF = "dispositions"
DECIMALS = 1


def figure(dispositions: Dispositions, *, rules: Rules = STANDARD) -> pd.DataFrame:
    """A row per rate, in percent (0 to 100); none where it is not known who was invited (`non_contact`)."""
    if "non_contact" not in dispositions:
        return rates({})
    i, p, nc, o, u = (
        dispositions.get(key, 0) for key in ("complete", "partial", "non_contact", "other", "unknown")
    )
    r = dispositions.get("refused", 0) + dispositions.get("break_off", 0)
    d, e = i + p + r + nc + o, dispositions.get("eligible_percent", 100) / 100
    cooperated = i + p + r + o
    return rates(
        {
            "RR1": (i, d + u),
            "RR2": (i + p, d + u),
            "RR3": (i, d + e * u),
            "RR4": (i + p, d + e * u),
            "RR5": (i, d),
            "RR6": (i + p, d),
            "COOP1": (i, cooperated),
            "COOP2": (i + p, cooperated),
            "REF1": (r, d + u),
        }
    )
