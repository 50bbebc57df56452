"""Decides how a campaign's figures are asked for and where their files go."""

from collections.abc import Sequence
from pathlib import Path

from analytics.about import LANGUAGES
from analytics.assessment import Assessment, assess_campaign
from analytics.exports import exports
from analytics.methods import read_method
from console.settings import Settings
from console.wiring import storage

METHOD = "2026"


async def assess(settings: Settings, campaign: str, method: str = METHOD) -> Assessment:
    """The figures of a campaign by a year's method."""
    rules = read_method(method)
    async with storage(settings) as database, database.reading() as connection:
        return await assess_campaign(connection, campaign, rules)


def write(assessed: Assessment, folder: Path, formats: Sequence[str] = ("csv", "xlsx", "json")) -> list[Path]:
    """Writes every format in every language: `figures.<language>.<format>`; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    known = exports()
    written = []
    for name in formats:
        for language in LANGUAGES:
            path = folder / f"figures.{language}{known[name].SUFFIX}"
            known[name].write(assessed.figures, assessed.about, path, language)
            written.append(path)
    return written
