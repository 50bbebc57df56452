"""Decides how a campaign's figures are asked for and where their files go."""

from collections.abc import Sequence
from pathlib import Path

from analytics.assessment import Assessment, assess_campaign, silent_items
from analytics.cells import Weighting
from analytics.comments import Comment, shown
from analytics.exports import exports
from analytics.margins import Margins, MarginsError, parse_margins
from analytics.metadata import LANGUAGES
from analytics.methods import read_method
from analytics.weighting_words import weighting_notes
from analytics.wordings import UNWEIGHTED
from console.settings import Settings
from console.wiring import storage
from locales.catalogs import words
from storage import campaigns
from storage.words import read_words
from surveys.questionnaire import Questionnaire

METHOD = "kz-annual-2026"


async def assess(
    settings: Settings,
    campaign: str,
    method: str = METHOD,
    *,
    by: str | None = None,
    margins: Path | None = None,
) -> Assessment:
    """The figures of a campaign by a year's method, and `by` groups of people (analytics/grouping.py).

    `margins`: a file of the population to weight by, in the place of the method's.
    """
    rules = read_method(method)
    people = None if margins is None else read_margins(margins)
    async with storage(settings) as database, database.reading() as connection:
        return await assess_campaign(connection, campaign, rules, settings.archives, by=by, margins=people)


def read_margins(path: Path) -> Margins:
    """The margins of a file. MarginsError if they cannot be used."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise MarginsError((f"{path}:1:1: this is no text in UTF-8",)) from None
    return parse_margins(str(path), text)


def weights_report(assessed: Assessment, language: str) -> list[str]:
    """How the figures are weighted, in sentences; one, where they are not."""
    said = words(language)
    if assessed.metadata.weighting is None:
        return [said.text(UNWEIGHTED)]
    return list(weighting_notes(assessed.metadata.weighting, said))


def write(assessed: Assessment, folder: Path) -> list[Path]:
    """Writes `figures.<language>.<format>` and `items.<language>.<format>` in every one; returns the paths.

    Figures by group are written instead where they were asked for: `by-<group>.<language>.<format>`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for export in exports().values():
        for language in LANGUAGES:
            if assessed.groups is not None:
                groups = folder / f"by-{assessed.groups.by}.{language}{export.SUFFIX}"
                export.write_groups(assessed.groups, assessed.metadata, groups, language)
                written.append(groups)
                continue
            path = folder / f"figures.{language}{export.SUFFIX}"
            export.write(assessed.figures, assessed.metadata, path, language)
            items = folder / f"items.{language}{export.SUFFIX}"
            export.write_items(assessed.items, assessed.metadata, items, language)
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


def told_of_weights(weighting: Weighting | None) -> str:
    """What is said beside weighted figures; "" where nothing is weighted."""
    if weighting is None:
        return ""
    names = ", ".join(margin.name for margin in weighting.weights.margins)
    return f"weighted by {names}; design effect {weighting.weights.deff:.2f}: see --weights"


def silence(questionnaire: Questionnaire, method: str = METHOD) -> str:
    """The same of a questionnaire."""
    return told_of_silence(silent_items(questionnaire, read_method(method)), method)
