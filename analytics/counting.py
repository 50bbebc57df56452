"""Decides how moments are read as counts: people by agency, item and code, cells of an agency taken together.

A skip and the standard codes 97, 98, 99 are codes of their own. An item with several answers counts each ticked option,
and a skip once. Numbers and words are counted as such. The responses are counted by disposition, where an item's name
would stand. A composite is its number of people, the sum of their means and the sum of the squares of these.
"""

from typing import TYPE_CHECKING

import pandas as pd

from analytics.moments import COMPOSITE, GIVEN, LEFT

if TYPE_CHECKING:
    from analytics.moments import Moments

COLUMNS = ["agency", "item", "code", "n"]


def counts(moments: "Moments", by: str = "agency") -> pd.DataFrame:
    """COLUMNS, a row for each code that anybody gave, in the order of agencies, items and codes.

    `by`: the key of the moments whose cells stand where the agencies do.
    """
    open_items = [
        found.rename(columns={by: "agency"})
        .groupby(["agency", "value"], as_index=False)["n"]
        .sum()
        .assign(item=item)
        for item, found in moments.values.items()
        if item not in moments.decimals
    ]
    stated = [found.rename(columns={"value": "code"}) for found in open_items]
    whole = pd.concat([_long(moments, GIVEN, by), *stated])[COLUMNS]
    somebody: pd.DataFrame = whole[whole["n"] > 0]
    typed = somebody.astype({**dict.fromkeys(COLUMNS[:-1], "str"), "n": "int64"})
    return typed.sort_values(COLUMNS[:-1], ignore_index=True)


def left(moments: "Moments") -> pd.DataFrame:
    """The same of options that were offered and not ticked."""
    return _long(moments, LEFT)


def numbers(moments: "Moments", item: str) -> pd.DataFrame:
    """agency, value, n: how many people of an agency gave a number; a whole one, see `Moments.decimals`."""
    return moments.values[item].groupby(["agency", "value"])["n"].sum().reset_index()


def composite(moments: "Moments", name: str) -> pd.DataFrame:
    """By cell: n, and s1 and s2, the sums of people's means and of their squares, divided here and in one order."""
    sums: pd.DataFrame = moments.sums[COMPOSITE][name]
    answered = sorted({int(code.split()[0]) for code in sums.columns})
    found = pd.DataFrame(0.0, index=sums.index, columns=["n", "s1", "s2"])
    for number in answered:
        found["n"] += sums[f"{number} n"]
        found["s1"] += sums[f"{number} s1"] / number
        found["s2"] += sums[f"{number} s2"] / number**2
    return found.astype({"n": "int64"})


def _long(moments: "Moments", what: str, by: str = "agency") -> pd.DataFrame:
    if what not in moments.sums.columns.get_level_values("what"):
        return pd.DataFrame({"agency": [], "item": [], "code": [], "n": []})
    sums = moments.sums[what].groupby(level=by).sum().rename_axis("agency")
    found: pd.DataFrame = sums.T.groupby(level=["item", "code"]).sum().stack().rename("n").reset_index()
    return found[COLUMNS]
