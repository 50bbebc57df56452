"""Decides when a campaign's figures are released: at its close, and while it is open once a week at most."""

from analytics.archive_sample import population
from analytics.assessment import assess_campaign
from analytics.fieldwork import OutsideMethodError
from analytics.grouping import NotAskedError
from analytics.margins import Margins, MarginsError, digest, parse_margins
from analytics.methods import read_method
from analytics.reading_releases import tables_of
from analytics.releases import TooFewError, make
from analytics.weighting import WeightingError
from console.settings import Settings
from console.wiring import clock
from storage import campaigns, links, questionnaires, releases
from storage.database import Database, StorageError
from storage.days import day_in_kazakhstan
from storage.releases import Kept

METHOD = "kz-annual-2026"


class NotDueError(ValueError):
    """A release was made less than a week ago."""


_NOT_NOW = (
    *(TooFewError, NotDueError, OutsideMethodError, StorageError),
    *(MarginsError, WeightingError, NotAskedError),
)
"""Why there is no release this time: said, and tried again when the next one is due."""


async def release(database: Database, settings: Settings, campaign: str, method: str | None = None) -> Kept:
    """Makes the next release of a campaign, which must be due, and keeps it.

    `method`: of the first; the others are made by the same. Raises NotDueError, TooFewError, StorageError where nothing
    is counted or another method is wanted, OutsideMethodError for answers of another year.
    """
    today = day_in_kazakhstan(clock())
    async with database.reading() as connection:
        known = await campaigns.named(connection, campaign)
        past = await releases.all_of(connection, campaign)
        newest = past[-1] if past else None
        closing = known.state == "closed"
        due = releases.due_from(newest, closing=closing)
        if due is not None and due > today:
            raise NotDueError(f"{campaign} was released on {past[-1].day}: the next release is due on {due}")
        rules = read_method(method or (newest.method if newest else METHOD))
        if newest is not None and newest.method != rules.name:
            raise StorageError(
                f"the releases of {campaign} are made by the method {newest.method}, and not by another"
            )
        questionnaire = await questionnaires.load(connection, known.questionnaire)
        margins = population(rules, given_margins(settings))
        said = None if margins is None else digest(margins)
        if newest is not None and newest.tables.get("margins") != said:
            raise StorageError(
                f"the releases of {campaign} so far are weighted to other margins, or to none: "
                "set SAUALNAMA_MARGINS to what it was"
            )
        by = tables_of(questionnaire, rules, closing=closing, weighted=margins is not None)
        served = await links.rated(connection, campaign)
        assessed = await assess_campaign(
            connection, campaign, rules, settings.archives, by=by, margins=margins
        )
    ledgers = [(each.tables, each.protected) for each in past]
    listed = {"agency": sorted(set(served.values())), "service": sorted(served)}
    made = make(assessed, campaign, ledgers, served=listed, day=today, closing=closing, margins=said)
    kept = Kept(campaign, len(past) + 1, today, closing, rules.name, made.sha256, made.text, made.ledger_text)
    async with database.writing() as connection:
        await releases.keep(connection, kept)
    return kept


async def release_due(database: Database, settings: Settings) -> list[str]:
    """Releases every campaign that is due; returns what is to be said of each."""
    async with database.reading() as connection:
        due = await releases.due(connection, today=day_in_kazakhstan(clock()))
    return [await release_if_due(database, settings, campaign) for campaign in due]


async def release_if_due(database: Database, settings: Settings, campaign: str) -> str:
    """Releases a campaign where that may be done now; returns what came of it."""
    try:
        return told(await release(database, settings, campaign))
    except _NOT_NOW as error:
        return str(error)


def given_margins(settings: Settings) -> Margins | None:
    """The margins of the file that is set; None where none is. MarginsError if they cannot be used."""
    path = settings.margins
    if path is None:
        return None
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MarginsError((f"{path}:1:1: it cannot be read as text in UTF-8: {error}",)) from None
    return parse_margins(str(path), text)


def told(kept: Kept) -> str:
    """What is said of a new release."""
    return f"release {kept.number} of {kept.campaign} is made: SHA-256 {kept.sha256}"


async def kept_release(database: Database, campaign: str, number: int | None = None) -> Kept:
    """A release of a campaign, the newest by default. Where there is none, StorageError says who is missing."""
    least = read_method(METHOD).thresholds.privacy
    async with database.reading() as connection:
        await campaigns.named(connection, campaign)
        found = await releases.one_of(connection, campaign, number)
        if found is not None:
            return found
        counted = await releases.people_counted(connection, campaign)
    missing = max(0, least - counted)
    needed = f"{missing} more are needed" if missing else f"make it: `saualnama campaign release {campaign}`"
    raise StorageError(
        f"no figures of {campaign} are released yet: {counted} people are counted (they are in batches, and at the "
        f"close); {needed}"
    )
