"""Decides how drivers and the quality of a campaign are asked for: what its rows are asked besides the moments.

Rows are read once, when nothing can be added to them any more: no two tables of one campaign can be set beside each
other to see who came between. So an open campaign is refused.
"""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import and_, func
from sqlalchemy.sql.expression import TableClause

from analytics.counting import counts
from analytics.driver_sheet import driver_items, driver_sheet, strings_of
from analytics.measuring import figures
from analytics.methods import Method
from analytics.moments import GIVEN, Moments, query, read_moments, read_rows
from analytics.quality import CELLS, flag_rows, left_out, told_apart, unusual_weeks, without_flagged
from analytics.quality_sheet import quality_sheet, version_sheet
from analytics.reading_releases import Released
from analytics.response_flags import JUDGED, judgements, suspicions, whole_strings
from analytics.scoring import scores
from analytics.sheet import Sheet
from analytics.suppression import HIDDEN
from storage import campaigns, questionnaires
from storage.archive import exported
from storage.database import StorageError
from surveys.coding import RESPONSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.archive_columns import ArchiveColumn
    from surveys.questionnaire import Questionnaire

KEYS = ("agency", *JUDGED, "duration", "flags")
"""By what responses are told apart for their quality."""


async def drivers(connection: "AsyncConnection", released: Released, archives: Path) -> Sheet:
    """What the headline is associated with, of all agencies together. NoDriversError where nothing can be said."""
    questionnaire, method = await _closed(connection, released), released.metadata.method
    known = scores(questionnaire)
    async with exported(connection, released.kept.campaign, archives) as file:
        items = driver_items(known, counts(read_moments([file])), method.headline)
        answers = read_rows([file], lambda rows, about: _answered_all(rows, about, items, known))
    return driver_sheet(strings_of(answers, items, known), method.confidence)


async def quality(connection: "AsyncConnection", released: Released, archives: Path) -> tuple[Sheet, ...]:
    """The flags of each agency, and the headline, where there is one, with and without the flagged."""
    questionnaire, method = await _closed(connection, released), released.metadata.method
    found = suspicions(questionnaire, method.headline)
    async with exported(connection, released.kept.campaign, archives) as file:
        moments = read_moments([file], KEYS, judged=lambda rows, about: judgements(found, rows, about))
        strings = read_rows([file], lambda rows, about: whole_strings(found, rows, about))
        weeks = read_rows([file], lambda rows, _: query(rows, ("agency", "week"), [func.count().label("n")]))
    privacy, untold = method.thresholds.privacy, _untold(released)
    judged = {"straight": bool(found.blocks), "contradicting": bool(found.ends)}
    flags = quality_sheet(
        flag_rows(_cells(moments), judged, privacy, untold),
        _told(strings.groupby("agency")["n"].max(), untold),
        _told(unusual_weeks(weeks.dropna().set_axis(["agency", "week", "n"], axis=1), privacy), untold),
        privacy,
    )
    if released.figures.empty:
        return (flags,)
    return flags, _versions(moments, questionnaire, method, untold)


def _versions(
    moments: Moments, questionnaire: "Questionnaire", method: Method, untold: Collection[str]
) -> Sheet:
    known, everybody = scores(questionnaire), counts(moments)
    flagged = counts(_flagged(moments))
    flagged = flagged[flagged["item"] != RESPONSES]
    privacy = method.thresholds.privacy
    gone = left_out(everybody, flagged, known, privacy, untold)
    both = [figures(each, known, method) for each in (everybody, without_flagged(everybody, flagged, gone))]
    headline = both[0]["dimension"] == method.headline
    return version_sheet(both[0][headline].reset_index(drop=True), both[1], gone, untold)


def _cells(moments: Moments) -> pd.DataFrame:
    """Responses by agency and flags."""
    people: pd.DataFrame = moments.sums[GIVEN][RESPONSES].sum(axis=1).rename("n").reset_index()
    return people[CELLS]


def _told(found: pd.Series, untold: Collection[str]) -> dict[str, int]:
    return {str(agency): int(n) for agency, n in found.items() if agency not in untold}


def _untold(released: Released) -> frozenset[str]:
    """Agencies that are hidden in the headline: what they are hidden for must not come out here."""
    headline = released.figures[released.figures["dimension"] == released.metadata.method.headline]
    return frozenset(headline.loc[headline["status"] == HIDDEN, "agency"])


def _flagged(moments: Moments) -> Moments:
    """The moments of the flagged alone."""
    told = told_apart(_cells(moments))
    wanted = pd.MultiIndex.from_frame(told.loc[told["flagged"], list(KEYS)].astype("str"))
    cells = moments.sums.index.isin(pd.MultiIndex.from_frame(_cells(moments)[list(KEYS)][told["flagged"]]))
    values = {
        item: found[pd.MultiIndex.from_frame(found[list(KEYS)].astype("str")).isin(wanted)]
        for item, found in moments.values.items()
    }
    return replace(moments, sums=moments.sums[cells], values=values)


def _answered_all(
    rows: TableClause, about: "Sequence[ArchiveColumn]", items: "Sequence[str]", known: pd.DataFrame
) -> "Select[Any]":
    """Each string of codes with a score, and of how many people it is."""
    columns = {each.item: each.name for each in about if each.kind == "code"}
    worth = known.groupby("item")["code"].agg(list)
    scored = and_(*(rows.c[columns[item]].in_(list(worth[item])) for item in items))
    named = [rows.c[columns[item]].label(item) for item in items]
    found = query(rows, [columns[item] for item in items], [func.count()], scored)
    return found.with_only_columns(*named, func.count().label("n"))


async def _closed(connection: "AsyncConnection", released: Released) -> "Questionnaire":
    known = await campaigns.named(connection, released.kept.campaign)
    if known.state != "closed" or not released.kept.closing:
        raise StorageError(
            f"drivers and quality of {known.id} are told from the release at its close on, when nobody can be added "
            "any more"
        )
    return await questionnaires.load(connection, known.questionnaire)
