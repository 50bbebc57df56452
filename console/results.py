"""Decides how a campaign's figures are asked for and where their files go."""

from collections.abc import Sequence
from pathlib import Path

from analytics.comments import Comment, shown
from analytics.exports import exports
from analytics.measuring import silent_items
from analytics.metadata import LANGUAGES, Metadata
from analytics.methods import read_method
from analytics.reading_releases import Released, read
from analytics.wordings import UNWEIGHTED
from console.releasing import METHOD, kept_release
from console.settings import Settings
from console.wiring import storage
from locales.catalogs import words
from storage import campaigns
from storage.words import read_words
from surveys.questionnaire import Questionnaire


async def released(settings: Settings, campaign: str, number: int | None = None) -> Released:
    """The figures of a campaign as they were released: in its newest release, unless a number is given."""
    async with storage(settings) as database:
        kept = await kept_release(database, campaign, number)
        async with database.reading() as connection:
            return await read(connection, kept)


def weights_report(metadata: Metadata, language: str) -> list[str]:
    """How the figures are weighted, in sentences; one, where they are not."""
    return list(metadata.weighting.get(language) or [words(language).text(UNWEIGHTED)])


def write(found: Released, folder: Path, by: str | None = None) -> list[Path]:
    """Writes `figures.<language>.<format>` and `items.<language>.<format>` in every one; returns the paths.

    Figures by group are written instead where they are asked for: `by-<group>.<language>.<format>`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for export in exports().values():
        for language in LANGUAGES:
            if by is not None:
                groups = folder / f"by-{by}.{language}{export.SUFFIX}"
                export.write_groups(found.groups[by], found.metadata, groups, language)
                written.append(groups)
                continue
            path = folder / f"figures.{language}{export.SUFFIX}"
            export.write(found.figures, found.metadata, path, language)
            items = folder / f"items.{language}{export.SUFFIX}"
            export.write_items(found.items, found.metadata, items, language)
            written += [path, items]
    return written


async def comments(settings: Settings, campaign: str, method: str = METHOD) -> list[Comment]:
    """The words that may be shown of a campaign."""
    privacy = read_method(method).thresholds.privacy
    async with storage(settings) as database, database.reading() as connection:
        await campaigns.named(connection, campaign)
        found = await read_words(connection, campaign)
    return shown([Comment(*each) for each in found], privacy)


def told_of_silence(items: Sequence[str], method: str = METHOD) -> str:
    """What is said of items that a method gives no figure for; "" where there are none."""
    return f"the method {method} gives no figure for: {', '.join(items)}" if items else ""


def silence(questionnaire: Questionnaire, method: str = METHOD) -> str:
    """The same of a questionnaire."""
    return told_of_silence(silent_items(questionnaire, read_method(method)), method)
