"""Decides what is said of a figure beside that of another wave: a change, no detectable one, or a break of the series.

Only figures that are shown are compared, so nothing can be learnt here that they do not say. p-values are adjusted over
the rows of one question and one indicator, which are read together.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.columns import Column
from analytics.comparison import Figures, finite_population, holm, narrowed, near_ceiling, wave_change
from analytics.indicators import indicators
from analytics.metadata import Metadata
from analytics.methods import Method
from analytics.scale_ends import scale_ends
from analytics.sheet import Sheet, known_columns
from analytics.suppression import SHOWN
from locales.marking import marked

KEYS = ["agency", "item", "indicator"]

VERDICTS: Mapping[str, str] = {
    "rise": marked("rose"),
    "fall": marked("fell"),
    "undetected": marked("no change is detectable with so many people"),
    "break": marked("break of the series: the question has changed"),
    "once": marked("only one of the campaigns has this figure"),
    "untested": marked("not tested: the figure has no interval"),
    "not_shown": marked("not compared: a figure is not shown"),
}
CEILINGS: Mapping[str, str] = {"": "", "near": marked("near the top of the scale, little room to rise")}
SERIES: Mapping[str, str] = {
    "comparable": marked("the series goes on"),
    "check": marked("the question changed a little: to be looked at"),
    "break": marked("the series is broken"),
}
PROBABILITY = Column("p", marked("p by itself"), kind="number")
TOGETHER = Column("p_together", marked("p among all of its table (Holm)"), kind="number")
CEILING = Column("ceiling", marked("Ceiling"), words=CEILINGS)
CORRECTED = Column("clients", marked("Clients, where the interval allows for their number"), kind="people")

CHANGE_COLUMNS: tuple[Column, ...] = (
    *known_columns("agency", "agency_name", "item", "question", "indicator", "indicator_title"),
    Column("before", marked("Figure of the other campaign"), kind="number"),
    *known_columns("estimate"),
    Column("difference", marked("Difference"), kind="number"),
    *known_columns("lower", "upper", "se"),
    PROBABILITY,
    TOGETHER,
    Column("detectable", marked("Least detectable change"), kind="number"),
    Column("base_before", marked("Base of the other campaign"), kind="people"),
    *known_columns("base"),
    CORRECTED,
    CEILING,
    Column("series", marked("Series"), words=SERIES),
    Column("verdict", marked("Verdict"), words=VERDICTS),
)
"""In the order in which they are published. Interval and error are those of the difference."""

CAVEATS: tuple[str, ...] = (
    marked(
        "A change is called one only where it stands up, at {confidence}%, to all rows of its question and indicator "
        "being looked at together (Holm). Otherwise none was detectable with so many people, which does not mean that "
        "nothing changed: a change as large as the least detectable one would be found four times in five."
    ),
    marked(
        "Where a question has changed so that its series is broken, both figures stand, and no change is told."
    ),
    marked(
        "Nobody can be known again from one campaign to another, so people who answered both are taken for two. This "
        "errs to the safe side."
    ),
    marked(
        "Where an agency's clients are known, and at least 300, intervals allow for how many of them answered, as if "
        "chance had drawn them."
    ),
)


def change_sheet(
    now: pd.DataFrame,
    before: pd.DataFrame,
    method: Method,
    *,
    series: Mapping[str, str],
    beside: Metadata | None = None,
    clients: tuple[Mapping[str, int], Mapping[str, int]] = ({}, {}),
) -> Sheet:
    """Figures (`assessment.figures`) of now and of another campaign by the same method, row by row.

    `series`: item -> verdict of surveys.comparison, where it is not comparable as it stands. `beside`: what is said of
    the other campaign. `clients` of each agency where they are known, now and before.
    """
    other = before.rename(columns={name: f"{name}_before" for name in before if name not in KEYS})
    rows = now.merge(other, on=KEYS, how="outer", sort=False, indicator="where")
    rows = rows.assign(place=pd.Series(_places(rows, now))).sort_values("place", ignore_index=True)
    shown = rows["status"].isin(SHOWN) & rows["status_before"].isin(SHOWN)
    state = rows["item"].map(lambda item: series.get(item, "comparable")).astype("str")
    compared = shown & (state != "break")
    waves = (_figures(rows, end, compared, each) for end, each in zip(("", "_before"), clients, strict=True))
    found = wave_change(next(waves), next(waves), method.confidence)
    alpha = 1 - method.confidence
    told = rows.assign(
        before=rows["estimate_before"],
        **found._asdict(),
        p_together=_adjusted(rows, found.p),
        clients=_corrected(rows, clients[0]),
        ceiling=_ceilings(rows, method),
        series=state,
    )
    certain = told["p_together"] < alpha
    verdict = np.select(
        [
            rows["where"] != "both",
            state == "break",
            ~shown,
            told["p"].isna(),
            certain & (told["difference"] > 0),
            certain,
        ],
        ["once", "break", "not_shown", "untested", "rise", "fall"],
        "undetected",
    )
    told = told.assign(verdict=pd.Series(verdict, index=told.index, dtype="str"))
    keys = [column.key for column in CHANGE_COLUMNS if column.origin != "table"]
    people = {column.key: "Int64" for column in CHANGE_COLUMNS if column.kind == "people"}
    return Sheet("against", marked("Change"), CHANGE_COLUMNS, told[keys].astype(people), CAVEATS, beside)


def _places(rows: pd.DataFrame, now: pd.DataFrame) -> list[tuple[int, str]]:
    """Those of now in their order, an agency that was there before only under the last of its question."""
    known = {key: place for place, key in enumerate(now[KEYS].itertuples(index=False, name=None))}
    last = {(item, name): place for (_, item, name), place in known.items()}
    return [
        (known.get(key, last.get(key[1:], len(known))), "" if key in known else key[0])
        for key in rows[KEYS].itertuples(index=False, name=None)
    ]


def _figures(rows: pd.DataFrame, end: str, compared: pd.Series, clients: Mapping[str, int]) -> Figures:
    columns = (rows[f"{name}{end}"].where(compared) for name in Figures._fields)
    figures = Figures(*(column.to_numpy(dtype=float, na_value=np.nan) for column in columns))
    known = rows["agency"].map(clients).astype(float)
    return narrowed(figures, finite_population(rows[f"base{end}"].astype(float), known))


def _corrected(rows: pd.DataFrame, clients: Mapping[str, int]) -> pd.Series:
    known = rows["agency"].map(clients).astype("Int64")
    factor = finite_population(rows["base"].astype(float), known.astype(float))
    return known.where(pd.Series(factor < 1, index=rows.index))


def _adjusted(rows: pd.DataFrame, p: np.ndarray[tuple[int], np.dtype[np.float64]]) -> pd.Series:
    """By Holm, over the rows of each question and indicator."""
    alone = pd.Series(p, index=rows.index)
    return alone.groupby([rows["item"], rows["indicator"]]).transform(lambda each: holm(each.to_numpy()))


def _ceilings(rows: pd.DataFrame, method: Method) -> pd.Series:
    ends = {name: scale_ends(indicators()[name], method.rules) for name in rows["indicator"].unique()}
    low, high = (rows["indicator"].map({name: each[end] for name, each in ends.items()}) for end in (0, 1))
    near = near_ceiling(rows["estimate"].astype(float), low, high)
    return pd.Series(np.where(near, "near", ""), index=rows.index, dtype="str")
