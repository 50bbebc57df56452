"""Decides the figures of an assessment: every indicator of a method, for each agency and for all together.

The only file of this folder that may ask storage. The rest is pure: the same counts, items and method give the
same figures, in the same order, however the rows of counts are ordered or split.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.archive_sample import ArchiveSample, population
from analytics.beyond_items import Beyond, figures_beyond, names_beyond, options_of
from analytics.columns import ASSESSMENT_COLUMNS, DEFF, PEOPLE
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
from analytics.indicators import ItemIndicator, of_dispositions, of_item, of_options
from analytics.margins import Margins
from analytics.metadata import Metadata
from analytics.methods import Method
from analytics.scoring import scores
from analytics.suppression import judge, suppress
from analytics.tallies import NATIONAL, Tally, by_score, tally
from analytics.weighted_sample import Sample
from storage import campaigns, questionnaires, registry
from storage.archive import exported, read_about, read_weeks
from storage.database import StorageError
from surveys.questionnaire import Questionnaire


class NoHeadlineError(ValueError):
    """The questionnaire has no scored item for the dimension that the method is about."""


def figures(
    counts: pd.DataFrame, items: pd.DataFrame, method: Method, beyond: Beyond | None = None
) -> pd.DataFrame:
    """One row per item, indicator and agency, with ASSESSMENT_COLUMNS; suppressed as the method says.

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
    return suppress(judge(ordered, method.thresholds), method.thresholds)[wanted]


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
    connection: AsyncConnection,
    campaign: str,
    method: Method,
    archives: Path,
    *,
    by: str | None = None,
    margins: Margins | None = None,
) -> Assessment:
    """The figures of one campaign, from its responses: they are counted, and what follows works on the counts.

    `archives`: their folder, where what was answered stands as a file, or is put for a while. The period is that of the
    answers, by their weeks. `by`: one of wordings.GROUPINGS, by which there are figures too. `margins`: of the
    population, in the place of those that the method brings; without any nothing is weighted. Raises StorageError for
    an unknown campaign and for one without a single counted answer, OutsideMethodError for one that was answered
    outside the method's days, NotAskedError where no question parts people by what is wanted, WeightingError where no
    weights hold the margins.
    """
    known = await campaigns.named(connection, campaign)
    questionnaire = await questionnaires.load(connection, known.questionnaire)
    wanted = None if by is None else grouping(by, questionnaire)
    known_scores, people = scores(questionnaire), population(method, margins)
    async with exported(connection, campaign, archives) as file:
        weeks = read_weeks(file)
        columns = {each.item: each.name for each in read_about(file) if each.kind == "code"}
        archive = ArchiveSample(file, columns, questionnaire, known_scores, method, people)
        sample = archive.by("agency")
        grouped = None if wanted is None else _grouped(archive, wanted)
    counted = counts(sample.moments)
    if wanted is not None and grouped is not None:
        require_known(wanted, grouped[0], questionnaire)
    if counted.empty:
        raise StorageError(
            f"no answers of {campaign} are counted yet: they are counted in batches, and at its close"
        )
    days = fieldwork(weeks, known.opens_on, known.last_day)
    require_within(campaign, days, method.name, method.valid.first, method.valid.last)
    metadata = Metadata(
        method, known.names, days.first, days.last, weighting=sample.weighting, **_names(questionnaire)
    )
    metadata = replace(metadata, agencies=await registry.agency_names(connection))
    ended = await _dispositions(connection, campaign, method)
    found = _figures_or_none(counted, known_scores, method, archive.beyond(sample, ended))
    parted = found
    if grouped is not None:
        parted = _figures_or_none(grouped[0], known_scores, method, archive.beyond(grouped[1]))
    return Assessment(
        found,
        metadata,
        method.headline,
        frequencies(sample.moments, questionnaire, method.thresholds),
        silent_items(questionnaire, method),
        None if wanted is None else await _groups(connection, wanted, parted, metadata),
    )


def _figures_or_none(
    counts: pd.DataFrame, items: pd.DataFrame, method: Method, beyond: Beyond
) -> pd.DataFrame:
    """The figures; a table without rows where no item measures the headline."""
    try:
        return figures(counts, items, method, beyond)
    except NoHeadlineError:
        return pd.DataFrame({column: [] for column in ASSESSMENT_COLUMNS})


def _names(questionnaire: Questionnaire) -> dict[str, Any]:
    """The names of what is asked, of what figures put together of it, and of the options."""
    return {
        "questions": {item.id: item.text for item in questionnaire.items} | names_beyond(questionnaire),
        "options": {
            item.id: {option.code: option.label for option in item.offered} for item in questionnaire.items
        },
    }


async def _dispositions(connection: AsyncConnection, campaign: str, method: Method) -> Mapping[str, int]:
    """How the campaign's interviews ended, where the method asks."""
    if not set(of_dispositions()) & set(method.indicators):
        return {}
    standing = [each for each in await campaigns.listing(connection) if each.campaign.id == campaign]
    return {str(key): n for each in standing for key, n in each.dispositions.items()}


def _grouped(archive: ArchiveSample, wanted: Grouping) -> tuple[pd.DataFrame, Sample] | None:
    """The counts and the sample by group; None where those by agency will do, and where nobody was asked."""
    if wanted.by in {"agency", ITEM}:
        return None
    key = key_of(wanted, archive.answers)
    if key is None:
        return None
    sample = archive.by(key)
    return group_counts(sample.moments, key), sample


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
