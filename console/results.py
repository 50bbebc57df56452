"""Decides how a campaign's figures are asked for and where their files go."""

from pathlib import Path

from analytics.assessment import Assessment, assess_campaign
from analytics.exports import exports
from analytics.metadata import LANGUAGES
from analytics.methods import read_method
from console.settings import Settings
from console.wiring import storage

METHOD = "kz-annual-2026"


async def assess(settings: Settings, campaign: str, method: str = METHOD) -> Assessment:
    """The figures of a campaign by a year's method."""
    rules = read_method(method)
    async with storage(settings) as database, database.reading() as connection:
        return await assess_campaign(connection, campaign, rules)


def write(assessed: Assessment, folder: Path) -> list[Path]:
    """Writes every format in every language: `figures.<language>.<format>`; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for export in exports().values():
        for language in LANGUAGES:
            path = folder / f"figures.{language}{export.SUFFIX}"
            export.write(assessed.figures, assessed.metadata, path, language)
            written.append(path)
    return written
