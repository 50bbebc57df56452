"""Decides the figures of an assessment: every indicator of a method, for each agency and for all together.

Only files named in the import contracts may ask storage. The rest is pure: the same counts, items and method give the
same figures, in the same order, however the rows of counts are ordered or split.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.archive_sample import ArchiveSample, population
from analytics.beyond_items import Beyond, figures_beyond, names_beyond, options_of
from analytics.columns import ASSESSMENT_COLUMNS, DEFF, PEOPLE
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
    NotAskedError,
    group_counts,
    grouping,
    in_order,
    key_of,
    pair_counts,
    require_known,
)
from analytics.indicators import ItemIndicator, of_dispositions, of_item, of_options
from analytics.margins import Margins
from analytics.metadata import Metadata, Names
from analytics.methods import Method
from analytics.moments import read_moments
from analytics.scoring import scores
from analytics.suppression import judge, suppress
from analytics.tallies import NATIONAL, Tally, by_score, tally
from analytics.weighted_sample import Sample
from analytics.weighting_words import told_of_weighting
from storage import campaigns, questionnaires, registry
from storage.archive import exported, read_about, read_weeks
from storage.campaigns import CampaignRow
from storage.database import StorageError
from surveys.coding import RESPONSES
from surveys.questionnaire import Questionnaire


class NoHeadlineError(ValueError):
    """The questionnaire has no scored item for the dimension that the method is about."""


def figures(
    counts: pd.DataFrame, items: pd.DataFrame, method: Method, beyond: Beyond | None = None
) -> pd.DataFrame:
    """What `measured` gives, without what the bases of each row forbid."""
    found = measured(counts, items, method, beyond)
    return suppress(found, method.thresholds)[list(found.columns)]


def measured(
    counts: pd.DataFrame, items: pd.DataFrame, method: Method, beyond: Beyond | None = None
) -> pd.DataFrame:
    """One row per item, indicator and agency, with ASSESSMENT_COLUMNS: exact, so nobody is shown them as they are.

    `counts`: agency, item, code (texts), n (respondents; differences of later corrections may stand in rows of their
    own); other columns are summed over, several campaigns are taken together. `items`: what
    `scoring.scores` gives. The headline's rows come first, then the items in their order; within an item the
    indicators in the method's order, all agencies together (agency "*") before each agency by code. An
    indicator is computed for the items whose meaning and scale it speaks of; an agency where an item was never
    met has no row. `beyond`: what there is beside counts; where its sample has weights the figures are weighted, and
    have DEFF too.
    Errors: ValueError for counts that lack a column or are below 0; NoHeadlineError if no item
    measures the headline.
    """
    dimensions = _dimensions(items)
    if method.headline not in set(dimensions):
        raise NoHeadlineError(
            f"no item with scores measures '{method.headline}', the headline of '{method.name}'"
        )
    counted = tally(counts, items)
    known = of_item()
    weighted = beyond.sample if beyond is not None and beyond.sample.weighting is not None else None
    long = pd.concat(
        [
            _figures_of(known[each], counted, items, method, weighted)
            for each in method.indicators
            if each in known
        ]
    ).reset_index()
    long = long.join(counted.apart, on=["agency", "item"])
    long["dimension"] = long["item"].map(dimensions)
    long["respondents"] = long["agency"].map(counted.respondents)
    if beyond is not None:
        long = pd.concat([long, *figures_beyond(beyond, method, counts, counted)], ignore_index=True)
    ordered = _in_order(long, items, method).astype(dict.fromkeys(PEOPLE, "Int64"))
    wanted = [*ASSESSMENT_COLUMNS, *([DEFF] if DEFF in ordered else [])]
    return judge(ordered, method.thresholds).assign(hidden_counts="")[wanted]


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
    connection: AsyncConnection,
    campaign: str,
    method: Method,
    archives: Path,
    *,
    by: Sequence[str] = (),
    margins: Margins | None = None,
) -> Assessment:
    """The figures of one campaign, from its responses: they are counted, and what follows works on the counts.

    `archives`: their folder, where what was answered stands as a file, or is put for a while. The period is that of the
    answers, by their weeks. `by`: those of wordings.GROUPINGS by which there are figures too, where
    anybody is known by it. `margins`: of the population, in the place of those that the method brings; without any
    nothing is weighted. Raises StorageError for
    an unknown campaign and for one without a single counted answer, OutsideMethodError for one that was answered
    outside the method's days, NotAskedError where no question parts people by what is wanted, WeightingError where no
    weights hold the margins.
    """
    known = await campaigns.named(connection, campaign)
    questionnaire = await questionnaires.load(connection, known.questionnaire)
    wanted = [grouping(each, questionnaire) for each in by]
    known_scores, people = scores(questionnaire), population(method, margins)
    async with exported(connection, campaign, archives) as file:
        weeks = read_weeks(file)
        columns = {each.item: each.name for each in read_about(file) if each.kind == "code"}
        archive = ArchiveSample(file, columns, questionnaire, known_scores, method, people)
        sample = archive.by("agency")
        grouped = {each.by: _grouped(archive, file, each) for each in wanted}
        paired = {each.by: _paired(archive, file, each) for each in wanted if each.by in WITHIN_AGENCIES}
    wanted = [each for each in wanted if _is_known(each, grouped[each.by], questionnaire)]
    counted = counts(sample.moments)
    if counted.empty:
        raise StorageError(
            f"no answers of {campaign} are counted yet: they are counted in batches, and at its close"
        )
    days = fieldwork(weeks, known.opens_on, known.last_day)
    require_within(campaign, days, method.name, method.valid.first, method.valid.last)
    metadata = replace(
        await metadata_of(connection, known, questionnaire, method, (days.first, days.last)),
        weighting=told_of_weighting(sample.weighting),
    )

    def of(these: pd.DataFrame, beyond: Beyond | None) -> pd.DataFrame:
        try:
            return measured(these, known_scores, method, beyond)
        except NoHeadlineError:
            return pd.DataFrame({column: [] for column in ASSESSMENT_COLUMNS})

    found = of(counted, archive.beyond(sample, await _dispositions(connection, campaign, method)))
    parted = {
        name: found if rows is None else of(rows[0], None if rows[1] is None else archive.beyond(rows[1]))
        for name, rows in grouped.items()
    }
    respondents = counted[counted["item"] == RESPONSES].groupby("agency")["n"].sum()
    return Assessment(
        found,
        metadata,
        questionnaire,
        frequencies(sample.moments, questionnaire, method.thresholds.model_copy(update={"privacy": 0})),
        silent_items(questionnaire, method),
        {NATIONAL: int(respondents.sum()), **{str(agency): int(n) for agency, n in respondents.items()}},
        {each.by: await _groups(connection, each, parted[each.by], metadata) for each in wanted},
        {name: _headline(of(rows, None), method) for name, rows in paired.items() if rows is not None},
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
        agencies=await registry.agency_names(connection),
        questions={item.id: item.text for item in questionnaire.items} | names_beyond(questionnaire),
        options={
            item.id: {option.code: option.label for option in item.offered} for item in questionnaire.items
        },
    )


async def _dispositions(connection: AsyncConnection, campaign: str, method: Method) -> Mapping[str, int]:
    """How the campaign's interviews ended, where the method asks."""
    if not set(of_dispositions()) & set(method.indicators):
        return {}
    standing = [each for each in await campaigns.listing(connection) if each.campaign.id == campaign]
    return {str(key): n for each in standing for key, n in each.dispositions.items()}


def _grouped(
    archive: ArchiveSample, file: Path, wanted: Grouping
) -> tuple[pd.DataFrame, Sample | None] | None:
    """The counts and the sample by group; None where those by agency will do, and where nobody was asked.

    Of pairs of groups there is no sample: they are not told where anything is weighted (reading_releases.tables_of).
    """
    if wanted.by in {"agency", ITEM}:
        return None
    if wanted.by == AGENCY_REGION:
        return pair_counts(read_moments([file], ("agency", "region")), "region"), None
    key = key_of(wanted, archive.answers)
    if key is None:
        return None
    sample = archive.by(key)
    return group_counts(sample.moments, key), sample


def _is_known(
    wanted: Grouping, found: tuple[pd.DataFrame, Sample | None] | None, questionnaire: Questionnaire
) -> bool:
    """Whether anybody stands in a group of these."""
    try:
        if found is not None:
            require_known(wanted, found[0], questionnaire)
    except NotAskedError:
        return False
    return True


def _paired(archive: ArchiveSample, file: Path, wanted: Grouping) -> pd.DataFrame | None:
    """The counts by agency and group."""
    key = key_of(wanted, archive.answers)
    return None if key is None else pair_counts(read_moments([file], ("agency", key)), key)


async def group_names(connection: AsyncConnection, wanted: Grouping, metadata: Metadata) -> Names:
    """What groups are called: by the registry, or by the options of the question that parts people."""
    names = metadata.options.get(wanted.item.id, {}) if wanted.item else {}
    for kind in REGISTERED.get(wanted.by, ()):
        names = {**names, **await registry.registered_names(connection, kind)}
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
    named = [of_item()[name] for name in method.indicators if name in of_item()]
    spoken = {item for each in named for scale in each.SCALES for item in _applicable(each, scale, known)}
    if set(of_options()) & set(method.indicators):
        spoken |= {item for items in options_of(questionnaire).values() for item in items}
    headed = method.headline in set(_dimensions(known))
    return tuple(
        item.id
        for item in questionnaire.items
        if item.asks and not item.registered and item.kind != "text" and not (headed and item.id in spoken)
    )


def _figures_of(
    indicator: ItemIndicator, counted: Tally, items: pd.DataFrame, method: Method, weighted: Sample | None
) -> pd.DataFrame:
    found = []
    for scale in indicator.SCALES:
        wanted = _applicable(indicator, scale, items)
        groups = counted.apart.index[counted.apart.index.get_level_values("item").isin(wanted)]
        if weighted is None:
            scored, sample = by_score(counted.answers, groups, scale), int(counted.respondents[NATIONAL])
            found.append(indicator.figure(scored, sample=sample, rules=method.rules))
        else:
            codes = {item: _codes(items, item) for item in wanted}
            found.append(indicator.figure(weighted.by_score(groups, codes, scale), rules=method.rules))
    return pd.concat(found).assign(indicator=indicator.NAME)


def _codes(items: pd.DataFrame, item: str) -> Mapping[str, float]:
    here = items[items["item"] == item]
    return dict(zip(here["code"], here["score"], strict=True))


def _applicable(indicator: ItemIndicator, scale: tuple[float, ...], items: pd.DataFrame) -> list[str]:
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
        place=long["item"].map(lambda item: places.get(item, len(places))),
        turn=long["indicator"].map({name: turn for turn, name in enumerate(method.indicators)}),
        part=long["agency"] != NATIONAL,
        among=long.groupby("item", sort=False).ngroup(),
    )
    return keyed.sort_values(["driver", "place", "turn", "among", "part", "agency"], ignore_index=True)
