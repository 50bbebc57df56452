"""Decides the figures of an assessment: every indicator of a method, for each agency and for all together.

The only file of this folder that may ask storage. The rest is pure: the same counts, items and method give the
same figures, in the same order, however the rows of counts are ordered or split.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.columns import ASSESSMENT_COLUMNS, PEOPLE
from analytics.counting import counts
from analytics.fieldwork import fieldwork, require_within
from analytics.frequencies import frequencies
from analytics.grouping import (
    ITEM,
    REGISTERED,
    Grouping,
    Groups,
    group_counts,
    grouping,
    in_order,
    key_of,
    require_known,
)
from analytics.indicators import Indicator, indicators
from analytics.metadata import Metadata
from analytics.methods import Method
from analytics.moments import read_moments
from analytics.scoring import scores
from analytics.suppression import judge, suppress
from analytics.tallies import NATIONAL, Tally, by_score, tally
from storage import campaigns, questionnaires, registry
from storage.archive import exported, read_about, read_weeks
from storage.database import StorageError
from surveys.questionnaire import Questionnaire


class NoHeadlineError(ValueError):
    """The questionnaire has no scored item for the dimension that the method is about."""


def figures(counts: pd.DataFrame, items: pd.DataFrame, method: Method) -> pd.DataFrame:
    """One row per item, indicator and agency, with ASSESSMENT_COLUMNS; suppressed as the method says.

    `counts`: agency, item, code (texts), n (respondents; differences of later corrections may stand in rows of their
    own); other columns are summed over, several campaigns are taken together. `items`: what
    `scoring.scores` gives. The headline's rows come first, then the items in their order; within an item the
    indicators in the method's order, all agencies together (agency "*") before each agency by code. An
    indicator is computed for the items whose meaning and scale it speaks of; an agency where an item was never
    met has no row.
    Errors: ValueError for counts that lack a column or are below 0; NoHeadlineError if no item
    measures the headline.
    """
    dimensions = _dimensions(items)
    if method.headline not in set(dimensions):
        raise NoHeadlineError(
            f"no item with scores measures '{method.headline}', the headline of '{method.name}'"
        )
    counted = tally(counts, items)
    frames = [_figures_of(indicators()[name], counted, items, method) for name in method.indicators]
    long = pd.concat(frames).reset_index()
    long = long.join(counted.apart, on=["agency", "item"])
    long["dimension"] = long["item"].map(dimensions)
    long["respondents"] = long["agency"].map(counted.respondents)
    ordered = _in_order(long, items, method).astype(dict.fromkeys(PEOPLE, "Int64"))
    return suppress(judge(ordered, method.thresholds), method.thresholds)[ASSESSMENT_COLUMNS]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A campaign's figures, what they are about, and the dimension that is the headline.

    `items`: the answers to each question, as `frequencies.frequencies` gives them. `silent`: the items that the method
    gives no figure for. Where no item measures the headline there are no figures at all. `groups`: the figures by
    what was asked for; None where nothing was.
    """

    figures: pd.DataFrame
    metadata: Metadata
    headline: str
    items: pd.DataFrame
    silent: tuple[str, ...]
    groups: Groups | None = None


async def assess_campaign(
    connection: AsyncConnection, campaign: str, method: Method, archives: Path, *, by: str | None = None
) -> Assessment:
    """The figures of one campaign, from its responses: they are counted, and what follows works on the counts.

    `archives`: their folder, where what was answered stands as a file, or is put for a while. The period is that of the
    answers, by their weeks. `by`: one of wordings.GROUPINGS, by which there are figures too. Raises StorageError for an
    unknown campaign and for one without a single counted answer, OutsideMethodError for one that was answered outside
    the method's days, NotAskedError where no question parts people by what is wanted.
    """
    known = await campaigns.named(connection, campaign)
    questionnaire = await questionnaires.load(connection, known.questionnaire)
    wanted = None if by is None else grouping(by, questionnaire)
    async with exported(connection, campaign, archives) as file:
        moments, weeks = read_moments([file]), read_weeks(file)
        grouped = None if wanted is None else _grouped(file, wanted)
    if wanted is not None and grouped is not None:
        require_known(wanted, grouped, questionnaire)
    counted = counts(moments)
    if counted.empty:
        raise StorageError(
            f"no answers of {campaign} are counted yet: they are counted in batches, and at its close"
        )
    days = fieldwork(weeks, known.opens_on, known.last_day)
    require_within(campaign, days, method.name, method.valid.first, method.valid.last)
    metadata = Metadata(
        method=method,
        campaign=known.names,
        starts=days.first,
        ends=days.last,
        agencies=await registry.agency_names(connection),
        questions={item.id: item.text for item in questionnaire.items},
        options={
            item.id: {option.code: option.label for option in item.offered} for item in questionnaire.items
        },
    )
    known_scores = scores(questionnaire)
    try:
        found = figures(counted, known_scores, method)
        parted = found if grouped is None else figures(grouped, known_scores, method)
    except NoHeadlineError:
        found = parted = pd.DataFrame({column: [] for column in ASSESSMENT_COLUMNS})
    return Assessment(
        found,
        metadata,
        method.headline,
        frequencies(moments, questionnaire, method.thresholds),
        silent_items(questionnaire, method),
        None if wanted is None else await _groups(connection, wanted, parted, metadata),
    )


def _grouped(file: Path, wanted: Grouping) -> pd.DataFrame | None:
    """The counts of an archive by group; None where those by agency will do, and where nobody was asked."""
    if wanted.by in {"agency", ITEM}:
        return None
    key = key_of(wanted, {each.item: each.name for each in read_about(file) if each.kind == "code"})
    return None if key is None else group_counts(read_moments([file], (key,)), key)


async def _groups(
    connection: AsyncConnection, wanted: Grouping, parted: pd.DataFrame, metadata: Metadata
) -> Groups:
    """The figures of groups, of the headline only, or those of every item of all together."""
    chosen = (
        parted["agency"] == NATIONAL if wanted.by == ITEM else parted["dimension"] == metadata.method.headline
    )
    names = metadata.options.get(wanted.item.id, {}) if wanted.item else {}
    if kind := REGISTERED.get(wanted.by):
        names = {**names, **await registry.registered_names(connection, kind)}
    return Groups(wanted.by, in_order(parted[chosen], wanted), names)


def silent_items(questionnaire: Questionnaire, method: Method) -> tuple[str, ...]:
    """The items that a method gives no figure for, in their order: all of them, where none measures its headline.

    Words, and codes of the registry or the campaign, are never measured, so nobody misses a figure there.
    """
    known = scores(questionnaire)
    named = [indicators()[name] for name in method.indicators]
    spoken = {item for each in named for scale in each.SCALES for item in _applicable(each, scale, known)}
    headed = method.headline in set(_dimensions(known))
    return tuple(
        item.id
        for item in questionnaire.items
        if item.asks and not item.registered and item.kind != "text" and not (headed and item.id in spoken)
    )


def _figures_of(indicator: Indicator, counted: Tally, items: pd.DataFrame, method: Method) -> pd.DataFrame:
    found = []
    for scale in indicator.SCALES:
        wanted = _applicable(indicator, scale, items)
        groups = counted.apart.index[counted.apart.index.get_level_values("item").isin(wanted)]
        scored = by_score(counted.answers, groups, scale)
        sample = int(counted.respondents[NATIONAL])
        found.append(indicator.figure(scored, sample=sample, rules=method.rules))
    return pd.concat(found).assign(indicator=indicator.NAME)


def _applicable(indicator: Indicator, scale: tuple[float, ...], items: pd.DataFrame) -> list[str]:
    """The items on this scale that mean what the indicator speaks of."""
    meant = items[items["means"].isin(indicator.MEANS)]
    found = meant.groupby("item")["score"].agg(set)
    return [str(item) for item, points in found.items() if points == set(scale)]


def _dimensions(items: pd.DataFrame) -> pd.Series:
    return items.drop_duplicates("item").set_index("item")["measures"]


def _in_order(long: pd.DataFrame, items: pd.DataFrame, method: Method) -> pd.DataFrame:
    places = {item: place for place, item in enumerate(items["item"].drop_duplicates())}
    keyed = long.assign(
        driver=long["dimension"] != method.headline,
        place=long["item"].map(places),
        turn=long["indicator"].map({name: turn for turn, name in enumerate(method.indicators)}),
        part=long["agency"] != NATIONAL,
    )
    return keyed.sort_values(["driver", "place", "turn", "part", "agency"], ignore_index=True)
