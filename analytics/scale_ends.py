"""Decides between which ends an indicator lies: what it is where everybody gives the worst answer, and the best."""

import numpy as np
import pandas as pd

from analytics.indicators import Indicator, of_item
from analytics.rules import STANDARD, Rules

PERCENT = (0.0, 100.0)
"""The ends of what is not of one item: rates, shares of options, composites."""


def scale_ends(indicator: Indicator, rules: Rules = STANDARD) -> tuple[float, float]:
    """The lowest and the highest value: asked of the indicator itself, so that no list has to be kept beside it.

    >>> from analytics.indicators import indicators
    >>> scale_ends(indicators()["nps"]), scale_ends(indicators()["mean_score"])
    ((-100.0, 100.0), (1.0, 5.0))
    """
    of_one_item = of_item().get(indicator.NAME)
    if of_one_item is None:
        return PERCENT
    found: list[float] = []
    for scale in of_one_item.SCALES:
        alike = pd.DataFrame(2 * np.eye(len(scale), dtype=int), columns=list(scale))
        found += of_one_item.figure(alike, rules=rules)["estimate"].tolist()
    return min(found), max(found)
