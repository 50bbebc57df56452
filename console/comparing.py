"""Decides how what is told beside figures is asked for: two campaigns, agencies beside each other, drivers, quality."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analytics import diagnosing
from analytics.change_sheet import change_sheet
from analytics.exports import exports
from analytics.metadata import LANGUAGES, Metadata
from analytics.rank_sheet import rank_sheet
from analytics.reading_releases import Released
from analytics.sheet import Sheet
from console.results import released
from console.settings import Settings
from console.wiring import storage
from storage import campaigns, questionnaires
from storage.clients import clients_of
from surveys.comparison import Comparison, compare
from surveys.comparison.rules import gravest

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

Sheets = tuple[tuple[Sheet, ...], Metadata]
"""What was asked for, and what is said about it."""


class NotComparableError(ValueError):
    """Two campaigns that cannot be set beside each other at all."""


async def against(settings: Settings, campaign: str, other: str, *, every: bool = False) -> Sheets:
    """The figures of a campaign beside those of an earlier one, both as they were released last."""
    if campaign == other:
        raise NotComparableError(f"{campaign} is set beside itself: name another campaign with --against")
    now, before = await released(settings, campaign), await released(settings, other)
    async with storage(settings) as database, database.reading() as connection:
        changes = await _changes(connection, other, campaign)
        clients = await clients_of(connection, campaign), await clients_of(connection, other)
    here, there = (each.figures if every else _headline(each) for each in (now, before))
    series = {item: _verdict(item, changes, now, before) for item in {*here["item"], *there["item"]}}
    rules = now.metadata.method
    sheet = change_sheet(here, there, rules, series=series, beside=before.metadata, clients=clients)
    return (sheet,), now.metadata


async def ranks(settings: Settings, campaign: str, *, every: bool = False) -> Sheets:
    """The agencies of a campaign beside each other, as they were released last."""
    found = await released(settings, campaign)
    async with storage(settings) as database, database.reading() as connection:
        clients = await clients_of(connection, campaign)
    figures = found.figures if every else _headline(found)
    return (rank_sheet(figures, found.metadata.method, clients=clients),), found.metadata


async def drivers(settings: Settings, campaign: str) -> Sheets:
    """What the headline of a closed campaign is associated with."""
    found = await released(settings, campaign)
    async with storage(settings) as database, database.reading() as connection:
        sheet = await diagnosing.drivers(connection, found, settings.archives)
    return (sheet,), found.metadata


async def quality(settings: Settings, campaign: str) -> Sheets:
    """The flags of a closed campaign's responses, and its headline with and without the flagged."""
    found = await released(settings, campaign)
    async with storage(settings) as database, database.reading() as connection:
        sheets = await diagnosing.quality(connection, found, settings.archives)
    return sheets, found.metadata


def write(sheets: Sequence[Sheet], metadata: Metadata, folder: Path) -> list[Path]:
    """Writes `<name of the sheet>.<language>.<format>` in every one; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for sheet in sheets:
        for export in exports().values():
            for language in LANGUAGES:
                path = folder / f"{sheet.name}.{language}{export.SUFFIX}"
                export.write_sheet(sheet, metadata, path, language)
                written.append(path)
    return written


def _headline(found: Released) -> pd.DataFrame:
    return found.figures[found.figures["dimension"] == found.metadata.method.headline]


def _verdict(item: str, changes: Comparison, *found: Released) -> str:
    """What became of the series of an item; a figure over several items is broken where any of theirs may be."""
    if any(item in each.metadata.questions for each in found):
        return changes.verdicts.get(item, "comparable")
    return gravest([verdict for name, verdict in changes.verdicts.items() if name])


async def _changes(connection: "AsyncConnection", before: str, now: str) -> Comparison:
    """What changed from one campaign's questionnaire to the other's."""
    earlier, later = [await campaigns.named(connection, name) for name in (before, now)]
    if earlier.panel != later.panel:
        raise NotComparableError(
            f"{before} asked {earlier.panel} and {now} asked {later.panel}: panels are never set beside each other"
        )
    first, second = [await questionnaires.load(connection, each.questionnaire) for each in (earlier, later)]
    return compare(first, second)
