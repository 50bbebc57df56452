"""Decides what is said of the quality of responses: flags by agency, and figures with and without the flagged."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from analytics.columns import Column
from analytics.indicators import indicators
from analytics.sheet import Sheet, known_columns
from analytics.suppression import PUBLISHED, SHOWN
from analytics.tallies import NATIONAL
from analytics.wordings import STATUSES
from locales.marking import marked

FLAG_WORDS: Mapping[str, str] = {
    "straight": marked("the same answer at least six times on one scale"),
    "very_fast": marked("under one second for each answer"),
    "fast": marked("one to two seconds for each answer"),
    "silent": marked("more than half of the questions without an answer"),
    "contradicting": marked("answers that contradict each other"),
    "burst": marked("came in a burst"),
    "flagged": marked("flagged by these together"),
    "string": marked("the same answers to everything, at most"),
    "weeks": marked("weeks with far more of all responses than usual"),
}
QUALITY_COLUMNS: tuple[Column, ...] = (
    *known_columns("agency", "agency_name"),
    Column("flag", marked("Flag"), words=FLAG_WORDS),
    Column("n", marked("Number"), kind="people"),
    Column("base", marked("Base"), kind="people"),
    Column("percent", marked("Percent of the base"), kind="number"),
    Column("status", marked("Status"), words=STATUSES),
)
"""In the order in which they are published."""

CAVEATS: tuple[str, ...] = (
    marked(
        "A flag is a reason to look, not a proof: who is content often says the same throughout, and on few questions "
        "many people give the same answers by chance."
    ),
    marked(
        "Flagged by these together: under one second for each answer; or the same answer throughout and under two "
        "seconds; or a contradiction; or in a burst. The figures themselves leave nobody out."
    ),
    marked(
        "Numbers below {privacy} people are not shown, nor are those that would give them away. Times are known of "
        "what was answered in the bot only."
    ),
)

ONCE_EACH = marked("Here each person counts once, also where the figures are weighted.")

VERSIONS: Mapping[str, str] = {
    "": "",
    "both": marked("with and without the flagged"),
    "none": marked("nobody is flagged"),
    "one": marked("with the flagged only: they or the others are fewer than {privacy}"),
}
VERSION_COLUMNS: tuple[Column, ...] = (
    *known_columns(
        "agency", "agency_name", "item", "question", "indicator", "indicator_title", "estimate", "base"
    ),
    Column("without", marked("Figure without the flagged"), kind="number"),
    Column("base_without", marked("Base without the flagged"), kind="people"),
    Column("difference", marked("Difference"), kind="number"),
    Column("version", marked("Versions"), words=VERSIONS),
)
VERSION_CAVEATS: tuple[str, ...] = (
    CAVEATS[1],
    marked(
        "Where fewer than {privacy} flagged people gave an answer with a score, or fewer than {privacy} others, there "
        "is one version, with everybody; in the row of all agencies these people count in both."
    ),
    ONCE_EACH,
)


def quality_sheet(
    rows: pd.DataFrame, strings: Mapping[str, int], weeks: Mapping[str, int], privacy: int
) -> Sheet:
    """`rows`: `quality.flag_rows`. By agency, `strings`: the most people with one string, `weeks`: unusual ones."""
    flagged = rows[rows["flag"] == "flagged"]
    known = flagged.dropna(subset="base")
    bases = {str(agency): int(base) for agency, base in zip(known["agency"], known["base"], strict=True)}
    found = [tuple(row) for row in rows.itertuples(index=False)]
    for agency, n in strings.items():
        base = bases.get(agency, 0)
        if base >= n >= privacy and not 0 < base - n < privacy:
            found.append((agency, "string", n, base, 100 * n / base, PUBLISHED))
    found += [(agency, "weeks", n, None, None, PUBLISHED) for agency, n in weeks.items() if n]
    order = {flag: place for place, flag in enumerate(FLAG_WORDS)}
    ordered = sorted(found, key=lambda row: (row[0] != NATIONAL, str(row[0]), order[str(row[1])]))
    table = pd.DataFrame(ordered, columns=list(rows.columns)).astype(rows.dtypes.to_dict())
    return Sheet("quality", marked("Quality"), QUALITY_COLUMNS, table, CAVEATS)


def version_sheet(
    everybody: pd.DataFrame, without: pd.DataFrame, gone: pd.DataFrame, untold: Collection[str] = ()
) -> Sheet:
    """Figures (`assessment.figures`) with and without the flagged. `gone`, `untold`: as for `quality.left_out`.

    They are rounded to the digits that are worth showing, and so is their difference.
    """
    keys = ["agency", "item", "indicator"]
    other = without[[*keys, "estimate", "base", "status"]].rename(
        columns={"estimate": "without", "base": "base_without", "status": "status_without"}
    )
    rows = everybody.merge(other, on=keys, how="left", sort=False)
    number = rows.merge(_together(gone), on=["agency", "item"], how="left", sort=False)
    shown = number["status"].isin(SHOWN) & ~number["agency"].isin(list(untold))
    both = shown & number["status_without"].isin(SHOWN) & (number["n"].fillna(0) > 0)
    version = np.select(
        [~shown, both, (number["n"] == 0).fillna(False).astype(bool)], ["", "both", "none"], "one"
    )
    estimate, other_estimate = (_rounded(rows[name], rows["indicator"]) for name in ("estimate", "without"))
    told = rows.assign(
        estimate=estimate.where(shown),
        base=rows["base"].where(~rows["agency"].isin(list(untold))),
        without=other_estimate.where(both),
        base_without=rows["base_without"].where(both),
        difference=_rounded(other_estimate - estimate, rows["indicator"]).where(both),
        version=pd.Series(version, index=rows.index, dtype="str"),
    )
    wanted = [column.key for column in VERSION_COLUMNS if column.origin != "table"]
    return Sheet(
        "without-flagged", marked("Without the flagged"), VERSION_COLUMNS, told[wanted], VERSION_CAVEATS
    )


def _rounded(values: pd.Series, names: pd.Series) -> pd.Series:
    digits = [indicators()[name].DECIMALS for name in names]
    found = [round(float(value), places) for value, places in zip(values, digits, strict=True)]
    return pd.Series(found, index=values.index, dtype="float64")


def _together(gone: pd.DataFrame) -> pd.DataFrame:
    """With all agencies: how many are left out of them, NA where some are flagged and none is left out."""
    by_item = gone.groupby("item")["n"]
    summed = by_item.sum().astype("Int64")
    whole = summed.mask((summed == 0) & (by_item.count() < by_item.size()))
    return pd.concat([whole.rename("n").reset_index().assign(agency=NATIONAL), gone], ignore_index=True)
