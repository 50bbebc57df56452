"""Decides the figures of an assessment: every indicator of a method, for each agency and for all together.

The only file of this folder that may ask storage. The rest is pure: the same counts, items and method give the
same figures, in the same order, however the rows of counts are ordered or split.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.columns import ASSESSMENT_COLUMNS, PEOPLE
from analytics.counting import counts
from analytics.fieldwork import fieldwork, require_within
from analytics.frequencies import frequencies
from analytics.grouping import (
    AGENCY_REGION,
    ITEM,
    REGISTERED,
    WITHIN_AGENCIES,
    Grouping,
    Groups,
    group_counts,
    grouping,
    in_order,
    key_of,
    pair_counts,
)
from analytics.indicators import Indicator, indicators
from analytics.metadata import Metadata, Names
from analytics.methods import Method
from analytics.moments import read_moments
from analytics.scoring import scores
from analytics.suppression import judge, suppress
from analytics.tallies import NATIONAL, Tally, by_score, tally
from storage import agencies, campaigns, questionnaires
from storage.archive import exported, read_about, read_weeks
from storage.campaigns import CampaignRow
from storage.database import StorageError
from surveys.coding import RESPONSES
from surveys.questionnaire import Questionnaire


class NoHeadlineError(ValueError):
    """The questionnaire has no scored item for the dimension that the method is about."""


def figures(counts: pd.DataFrame, items: pd.DataFrame, method: Method) -> pd.DataFrame:
    """What `measured` gives, without what the bases of each row forbid."""
    return suppress(measured(counts, items, method), method.thresholds)[ASSESSMENT_COLUMNS]


def measured(counts: pd.DataFrame, items: pd.DataFrame, method: Method) -> pd.DataFrame:
    """One row per item, indicator and agency, with ASSESSMENT_COLUMNS: exact, so nobody is shown them as they are.

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
    return judge(ordered, method.thresholds).assign(hidden_counts="")[ASSESSMENT_COLUMNS]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A campaign's figures and what they are about. They are exact: only what a release takes of them is shown.

    `items`: the answers to each question, as `frequencies.frequencies` gives them where nothing is hidden. `silent`:
    the items that the method gives no figure for. Where no item measures the headline there are no figures at all.
    `respondents`: people by agency, and of NATIONAL. `groups`: the figures by what was asked for. `within`: of groups
    that lie within an agency, those by "agency group".
    """

    figures: pd.DataFrame
    metadata: Metadata
    questionnaire: Questionnaire
    items: pd.DataFrame
    silent: tuple[str, ...]
    respondents: Mapping[str, int]
    groups: Mapping[str, Groups]
    within: Mapping[str, pd.DataFrame]


async def assess_campaign(
    connection: AsyncConnection, campaign: str, method: Method, archives: Path, *, by: Sequence[str] = ()
) -> Assessment:
    """The figures of one campaign, from its responses: they are counted, and what follows works on the counts.

    `archives`: their folder, where what was answered stands as a file, or is put for a while. The period is that of the
    answers, by their weeks. `by`: those of wordings.GROUPINGS by which there are figures too. Raises StorageError for
    an unknown campaign and for one without a single counted answer, OutsideMethodError for one that was answered
    outside the method's days, NotAskedError where no question parts people by what is wanted.
    """
    known = await campaigns.named(connection, campaign)
    questionnaire = await questionnaires.load(connection, known.questionnaire)
    wanted = [grouping(each, questionnaire) for each in by]
    async with exported(connection, campaign, archives) as file:
        moments, weeks = read_moments([file]), read_weeks(file)
        grouped = {each.by: _grouped(file, each) for each in wanted}
        paired = {each.by: _paired(file, each) for each in wanted if each.by in WITHIN_AGENCIES}
    counted = counts(moments)
    if counted.empty:
        raise StorageError(
            f"no answers of {campaign} are counted yet: they are counted in batches, and at its close"
        )
    days = fieldwork(weeks, known.opens_on, known.closed_on)
    require_within(campaign, days, method.name, method.valid.first, method.valid.last)
    metadata = await metadata_of(connection, known, questionnaire, method, (days.first, days.last))
    known_scores = scores(questionnaire)

    def of(these: pd.DataFrame) -> pd.DataFrame:
        try:
            return measured(these, known_scores, method)
        except NoHeadlineError:
            return pd.DataFrame({column: [] for column in ASSESSMENT_COLUMNS})

    found = of(counted)
    parted = {name: found if rows is None else of(rows) for name, rows in grouped.items()}
    people = counted[counted["item"] == RESPONSES].groupby("agency")["n"].sum()
    return Assessment(
        found,
        metadata,
        questionnaire,
        frequencies(moments, questionnaire, method.thresholds.model_copy(update={"privacy": 0})),
        silent_items(questionnaire, method),
        {NATIONAL: int(people.sum()), **{str(agency): int(n) for agency, n in people.items()}},
        {each.by: await _groups(connection, each, parted[each.by], metadata) for each in wanted},
        {name: _headline(of(rows), method) for name, rows in paired.items() if rows is not None},
    )


async def metadata_of(
    connection: AsyncConnection,
    campaign: CampaignRow,
    questionnaire: Questionnaire,
    method: Method,
    days: tuple[datetime.date, datetime.date],
) -> Metadata:
    """What is said about the tables of a campaign that was answered from one day to another."""
    return Metadata(
        method=method,
        campaign=campaign.names,
        starts=days[0],
        ends=days[1],
        agencies=await agencies.agency_names(connection),
        questions={item.id: item.text for item in questionnaire.items},
        options={
            item.id: {option.code: option.label for option in item.offered} for item in questionnaire.items
        },
    )


def _grouped(file: Path, wanted: Grouping) -> pd.DataFrame | None:
    """The counts of an archive by group; None where those by agency will do, and where nobody was asked."""
    if wanted.by in {"agency", ITEM}:
        return None
    if wanted.by == AGENCY_REGION:
        return pair_counts(read_moments([file], ("agency", "region")), "region")
    key = _key(file, wanted)
    return None if key is None else group_counts(read_moments([file], (key,)), key)


def _paired(file: Path, wanted: Grouping) -> pd.DataFrame | None:
    """The counts by agency and group."""
    key = _key(file, wanted)
    return None if key is None else pair_counts(read_moments([file], ("agency", key)), key)


def _key(file: Path, wanted: Grouping) -> str | None:
    return key_of(wanted, {each.item: each.name for each in read_about(file) if each.kind == "code"})


async def group_names(connection: AsyncConnection, wanted: Grouping, metadata: Metadata) -> Names:
    """What groups are called: by the registry, or by the options of the question that parts people."""
    names = metadata.options.get(wanted.item.id, {}) if wanted.item else {}
    for kind in REGISTERED.get(wanted.by, ()):
        names = {**names, **await agencies.registered_names(connection, kind)}
    return names


async def _groups(
    connection: AsyncConnection, wanted: Grouping, parted: pd.DataFrame, metadata: Metadata
) -> Groups:
    """The figures of groups, of the headline only, or those of every item of all together."""
    chosen = parted[parted["agency"] == NATIONAL] if wanted.by == ITEM else _headline(parted, metadata.method)
    names = await group_names(connection, wanted, metadata)
    return Groups(wanted.by, in_order(chosen, wanted), names)


def _headline(found: pd.DataFrame, method: Method) -> pd.DataFrame:
    return found[found["dimension"] == method.headline]


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
