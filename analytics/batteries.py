"""Decides which items are taken together: those of one questionnaire that speak of a part of the service.

A part is any dimension but the headline. An indicator of several items says which scales it takes and what their points
are worth, from 0 to 100; here that becomes whole numbers, which moments can sum.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import TYPE_CHECKING

import pandas as pd

from analytics.answered import Joint
from analytics.indicators import ItemsIndicator, of_items
from analytics.moments import Composite

if TYPE_CHECKING:
    from analytics.methods import Method
    from analytics.weighted_sample import Sample

TOGETHER = "*"
"""Stands where an item does for several together: no item can have this name."""
FINEST = 1000
"""The largest denominator of what a point is worth: thirds, sixths and sevenths are well within."""


@dataclass(frozen=True, slots=True)
class Battery:
    """The items of one indicator. `codes`: of each item code -> score; `worth`: score -> value, from 0 to 100.

    `section`: the one that they stand in; "" for the whole questionnaire. `asked`: what moments are to sum, of values
    times `scale`.
    """

    indicator: str
    section: str
    codes: Mapping[str, Mapping[str, float]]
    worth: Mapping[str, Mapping[float, float]]
    asked: Composite
    scale: int
    points: int


def batteries(items: pd.DataFrame, method: "Method", sections: Mapping[str, str | None]) -> list[Battery]:
    """For each indicator of a method that takes several items; none where there are not two of them.

    `sections`: where each item of the questionnaire stands.
    """
    found = []
    for name in method.indicators:
        if (indicator := of_items().get(name)) is None:
            continue
        within = [sections.get(item) or "" for item in items["item"]] if indicator.WITHIN == "section" else ""
        for section, here in items.assign(within=within).groupby("within", sort=False):
            if (battery := _battery(indicator, here, method, str(section))) is not None:
                found.append(battery)
    return found


def name_of(section: str) -> str:
    """What stands where an item does for the items of a section; "" for those of the questionnaire."""
    return f"{TOGETHER}:{section}" if section else TOGETHER


def joint(battery: Battery, sample: "Sample") -> Joint:
    """What a sample says of the items."""
    items = list(battery.codes)
    return Joint(
        sample.design,
        pd.Index(sample.labels),
        sample.composite(battery.asked.name, battery.scale),
        [sample.item(item, battery.codes[item], battery.worth[item]) for item in items],
        [sample.products(battery.asked, pair, battery.scale) for pair in combinations(items, 2)],
        battery.points,
    )


def _battery(
    indicator: ItemsIndicator, items: pd.DataFrame, method: "Method", section: str
) -> Battery | None:
    codes: dict[str, dict[str, float]] = {}
    worth: dict[str, dict[float, float]] = {}
    for item, options in items.groupby("item", sort=False):
        scale = tuple(sorted(set(options["score"])))
        measures, means = options["measures"].iloc[0], options["means"].iloc[0]
        if measures in {"", method.headline} or means not in indicator.MEANS or scale not in indicator.SCALES:
            continue
        codes[str(item)] = dict(zip(options["code"], options["score"], strict=True))
        worth[str(item)] = dict(zip(scale, indicator.worth(scale, method.rules), strict=True))
    if len(codes) < 2:
        return None
    exact = {item: {score: _exact(value) for score, value in each.items()} for item, each in worth.items()}
    factor = lcm(*(value.denominator for each in exact.values() for value in each.values()))
    whole = {
        item: {code: int(exact[item][score] * factor) for code, score in each.items()}
        for item, each in codes.items()
    }
    name = f"{indicator.NAME}.{section}" if section else indicator.NAME
    asked = Composite(name, whole, least=(len(codes) + 1) // 2, products=True)
    points = 1 + sum(len(set(each.values())) - 1 for each in worth.values())
    return Battery(indicator.NAME, section, codes, worth, asked, factor, points)


def _exact(value: float) -> Fraction:
    return Fraction(value).limit_denominator(FINEST)
