"""Decides what an assessment of a campaign takes together: its archive, its method, its names, its groups.

It asks storage; what the counts amount to is worked out in `measuring.py`.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.archive_sample import ArchiveSample, population
from analytics.beyond_items import Beyond, names_beyond
from analytics.columns import ASSESSMENT_COLUMNS
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
from analytics.indicators import of_dispositions
from analytics.margins import Margins
from analytics.measuring import NoHeadlineError, measured, silent_items
from analytics.metadata import Metadata, Names
from analytics.methods import Method
from analytics.moments import read_moments
from analytics.scoring import scores
from analytics.tallies import NATIONAL
from analytics.weighted_sample import Sample
from analytics.weighting_words import told_of_weighting
from storage import campaigns, questionnaires, registry
from storage.archive import exported, read_about, read_weeks
from storage.campaigns import CampaignRow
from storage.database import StorageError
from surveys.coding import RESPONSES
from surveys.questionnaire import Questionnaire

NOT_COUNTED = "no answers of {campaign} are counted yet: they are counted in batches, and at its close"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A campaign's figures and what they are about. They are exact: only what a release takes of them is shown.

    `items`: the answers to each question, as `frequencies.frequencies` gives them. `silent`:
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
    async with exported(connection, campaign, archives) as file:
        read = _read(file, questionnaire, method, population(method, margins), wanted)
    sample, counted = read.sample, counts(read.sample.moments)
    if counted.empty:
        raise StorageError(NOT_COUNTED.format(campaign=campaign))
    days = fieldwork(read.weeks, known.opens_on, known.last_day)
    require_within(campaign, days, method.name, method.valid.first, method.valid.last)
    metadata = replace(
        await metadata_of(connection, known, questionnaire, method, (days.first, days.last)),
        weighting=told_of_weighting(sample.weighting),
    )
    ended = await _dispositions(connection, campaign, method)
    found = _figures(read, counted, method, read.archive.beyond(sample, ended))
    groups = {
        name: await _groups(connection, each, rows, metadata)
        for each in wanted
        for name, rows in _parted(read, found, each, questionnaire, method)
    }
    return Assessment(
        found,
        metadata,
        questionnaire,
        frequencies(sample.moments, questionnaire, method.thresholds),
        silent_items(questionnaire, method),
        _respondents(counted),
        groups,
        _within(read, [name for name in read.paired if name in groups], method),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """What an archive has told. `grouped` and `paired`: see `_grouped` and `_paired`, by what was wanted."""

    archive: ArchiveSample
    items: pd.DataFrame
    sample: Sample
    weeks: tuple[int | None, ...]
    grouped: Mapping[str, tuple[pd.DataFrame, Sample | None] | None]
    paired: Mapping[str, pd.DataFrame | None]


def _read(
    file: Path,
    questionnaire: Questionnaire,
    method: Method,
    margins: Margins | None,
    wanted: Sequence[Grouping],
) -> _Read:
    columns = {each.item: each.name for each in read_about(file) if each.kind == "code"}
    items = scores(questionnaire)
    archive = ArchiveSample(file, columns, questionnaire, items, method, margins)
    return _Read(
        archive,
        items,
        archive.by("agency"),
        read_weeks(file),
        {each.by: _grouped(archive, file, each) for each in wanted},
        {each.by: _paired(archive, file, each) for each in wanted if each.by in WITHIN_AGENCIES},
    )


def _respondents(counted: pd.DataFrame) -> dict[str, int]:
    """People by agency, and all together."""
    people = counted[counted["item"] == RESPONSES].groupby("agency")["n"].sum()
    return {NATIONAL: int(people.sum()), **{str(agency): int(n) for agency, n in people.items()}}


def _within(read: _Read, names: Sequence[str], method: Method) -> dict[str, pd.DataFrame]:
    """The headline of groups within agencies."""
    headed = _of_headline(read, method)
    return {
        name: _headline(_figures(headed, rows, method, None), method)
        for name in names
        if (rows := read.paired[name]) is not None
    }


def _parted(
    read: _Read, found: pd.DataFrame, wanted: Grouping, questionnaire: Questionnaire, method: Method
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The figures by what is wanted, with its name; nothing where nobody stands in a group of these."""
    rows = read.grouped[wanted.by]
    if rows is None:
        yield wanted.by, found
    elif _is_known(wanted, rows[0], questionnaire):
        beyond = None if rows[1] is None else read.archive.beyond(rows[1])
        yield wanted.by, _figures(_of_headline(read, method), rows[0], method, beyond)


def _of_headline(read: _Read, method: Method) -> _Read:
    """The same with the items of the headline alone: of groups nothing else is told, and ten tables cost ten times."""
    return replace(read, items=read.items[read.items["measures"] == method.headline])


def _figures(read: _Read, these: pd.DataFrame, method: Method, beyond: Beyond | None) -> pd.DataFrame:
    """The exact figures of these counts; a table without rows where no item measures the headline."""
    try:
        return measured(these, read.items, method, beyond)
    except NoHeadlineError:
        return pd.DataFrame({column: [] for column in ASSESSMENT_COLUMNS})


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


def _is_known(wanted: Grouping, found: pd.DataFrame, questionnaire: Questionnaire) -> bool:
    """Whether anybody stands in a group of these."""
    try:
        require_known(wanted, found, questionnaire)
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
