"""Decides what the flags of responses say of an agency, and of whom its figures can be told without.

All arithmetic on numbers of people by agency and flag. Numbers of one to nine people are hidden, and so is that of all
together where it would give them away.
"""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from scipy.stats import binom  # type: ignore[import-untyped]

from analytics.suppression import HIDDEN, PUBLISHED
from analytics.tallies import NATIONAL

CELLS = ["agency", "straight", "silent", "contradicting", "duration", "flags", "n"]
"""A row for each agency and combination of flags; texts, but for n."""
VERY_FAST, FAST = "1", "2"
"""Classes of duration: under 1, and from 1 to 2 active seconds for each answered question."""
UNKNOWN_PACE = "0"
FALSE_ALARMS = 0.001
"""The chance that any week of any agency is called unusual where nothing is."""
UNUSUAL_SHARE = 2.0
"""Times its usual share of all responses that an agency has in an unusual week at least."""

ROWS = ["agency", "flag", "n", "base", "percent", "status"]


def told_apart(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with what is said of each: a column of True and False by flag.

    `flagged`: very fast; or straight and fast; or contradicting; or in a burst. Their answers are left out of the
    second version of a figure. `hard`: straight and very fast, or in a burst; only these may be given no weight at all.
    """
    one = {name: cells[name] == "1" for name in ("straight", "silent", "contradicting")}
    very_fast, fast = (cells["duration"] == each for each in (VERY_FAST, FAST))
    burst = pd.to_numeric(cells["flags"], errors="coerce").fillna(0).astype(int) % 2 == 1
    return cells.assign(
        **one,
        fast=fast,
        very_fast=very_fast,
        burst=burst,
        timed=cells["duration"] != UNKNOWN_PACE,
        flagged=very_fast | (one["straight"] & fast) | one["contradicting"] | burst,
        hard=(one["straight"] & very_fast) | burst,
    )


FLAGS = ("straight", "very_fast", "fast", "silent", "contradicting", "burst", "flagged")
"""In the order in which they are told."""
WITHIN = {"flagged": ("very_fast", "contradicting", "burst")}
"""Flags that are parts of another, of which they must not leave a few people over."""
OF_TIMED = frozenset({"fast", "very_fast"})
"""Flags whose base are responses of which the time is known."""


def flag_rows(
    cells: pd.DataFrame, judged: Mapping[str, bool], privacy: int, untold: Collection[str] = ()
) -> pd.DataFrame:
    """ROWS: of all together and each agency, how many responses have each flag.

    `judged`: flag -> whether the questionnaire lets it be judged at all; what is not named, is. `untold`: agencies of
    which nothing is told, for whatever reason: nothing is told here either.
    """
    told = told_apart(cells)
    found = [row for flag in FLAGS if judged.get(flag, True) for row in _of_flag(told, flag, privacy, untold)]
    return pd.DataFrame(found, columns=ROWS).astype({"n": "Int64", "base": "Int64", "percent": "float64"})


def _of_flag(
    told: pd.DataFrame, flag: str, privacy: int, untold: Collection[str]
) -> list[tuple[object, ...]]:
    base = told[told["timed"]] if flag in OF_TIMED else told
    people = base.groupby("agency")["n"].sum()
    people = people[people > 0]
    flagged = base[base[flag]].groupby("agency")["n"].sum().reindex(people.index, fill_value=0)
    hidden = _few(flagged, privacy) | _few(people - flagged, privacy) | (people < privacy)
    hidden |= people.index.isin(list(untold))
    for part in WITHIN.get(flag, ()):
        beside = base[base[part]].groupby("agency")["n"].sum().reindex(people.index, fill_value=0)
        hidden |= _few(flagged - beside, privacy) & (beside >= privacy)
    rest = int(flagged[hidden].sum()), int((people - flagged)[hidden].sum())
    hide_all = any(0 < each < privacy for each in rest) or int(people.sum()) < privacy
    whole = (NATIONAL, flag, int(flagged.sum()), int(people.sum()))
    rows = [_row(*whole, hide=hide_all)] if len(people) else []
    return rows + [
        _row(str(agency), flag, int(flagged[agency]), int(people[agency]), hide=bool(hidden[agency]))
        for agency in people.index
    ]


def _row(agency: str, flag: str, n: int, base: int, *, hide: bool) -> tuple[object, ...]:
    if hide:
        return agency, flag, None, None, None, HIDDEN
    return agency, flag, n, base, 100 * n / base, PUBLISHED


def _few(people: pd.Series, privacy: int) -> pd.Series:
    return (people > 0) & (people < privacy)


def without_flagged(counts: pd.DataFrame, flagged: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """`counts` (agency, item, code, n) without the flagged, where `gone` (`left_out`) has a number of them."""
    allowed = gone[gone["n"].fillna(0) > 0][["agency", "item"]]
    less = flagged.merge(allowed, on=["agency", "item"])
    whole = pd.concat([counts, less.assign(n=-less["n"])], ignore_index=True)
    found = whole.groupby(["agency", "item", "code"])["n"].sum().reset_index()
    return found[found["n"] > 0].reset_index(drop=True)


def left_out(
    counts: pd.DataFrame,
    flagged: pd.DataFrame,
    scored: pd.DataFrame,
    privacy: int,
    untold: Collection[str] = (),
) -> pd.DataFrame:
    """agency, item, n: with a score and left out of the second version; NA where there is one version only.

    There are two where those with a score among the flagged are nobody or at least `privacy`, and so are the others;
    elsewhere the flagged stay in. So the two versions differ by groups that are large enough, in every agency, in all
    together, and in whatever can be worked out from both. `scored`: item, code of what has a score. `untold`: agencies
    of which nothing is told; their flagged stay in.
    """
    valid = scored[["item", "code"]].drop_duplicates()
    all_of, of_flagged = (
        each.merge(valid, on=["item", "code"]).groupby(["agency", "item"])["n"].sum()
        for each in (counts, flagged)
    )
    gone = of_flagged.reindex(all_of.index, fill_value=0)
    kept = _few(gone, privacy) | _few(all_of - gone, privacy)
    kept |= all_of.index.get_level_values("agency").isin(list(untold))
    return gone.astype("Int64").mask(kept).rename("n").reset_index()


def unusual_weeks(weeks: pd.DataFrame, privacy: int) -> pd.Series:
    """How many weeks of each agency hold far more of all responses than the agency's other weeks let expect.

    `weeks`: agency, week, n. Formula: P(X >= n), X binomial of all responses of the week with the agency's share of all
    other weeks, times the number of cells (Bonferroni) under FALSE_ALARMS, and at least UNUSUAL_SHARE times that share.
    A week in which everybody answers more changes no share. Source: Clopper and Pearson 1934 for the tail.
    """
    table = weeks.pivot_table(index="agency", columns="week", values="n", aggfunc="sum", fill_value=0)
    here = table.to_numpy(dtype=float)
    total, of_agency, whole = here.sum(axis=0), here.sum(axis=1), here.sum()
    others = whole - total
    with np.errstate(divide="ignore", invalid="ignore"):
        usual = np.clip((of_agency[:, None] - here) / others, 0.0, 1.0)
    tail = binom.sf(here - 1, total[None, :], usual)
    unusual = (tail * here.size < FALSE_ALARMS) & (here >= privacy) & (here >= UNUSUAL_SHARE * usual * total)
    return pd.Series(np.where(others > 0, unusual, False).sum(axis=1), index=table.index)
