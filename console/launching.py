"""Decides the steps of a launch that every way in shares: registry, published questionnaire, campaign."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console import shipped
from console.settings import Settings
from console.wiring import clock, environment, random_hex
from storage import agencies, campaigns, closing, questionnaires
from storage.campaigns import Plan
from storage.database import Database
from storage.days import day_in_kazakhstan
from storage.trials import is_trial
from surveys.questionnaire import Questionnaire
from surveys.reading import read
from surveys.reading.translations import Overlay

if TYPE_CHECKING:
    from storage.archive import Written

EXAMPLE = "example"
EXAMPLE_NAMES = {"kk": "Мысал сауалнама", "ru": "Пример опроса", "en": "Example survey"}
EXAMPLE_SERVICE = "maidd_service_centre"


async def load_registry(database: Database) -> None:
    """Loads the shipped regions, agencies and services."""
    async with database.writing() as connection:
        await agencies.load(
            connection,
            region_rows=shipped.rows("regions"),
            agency_rows=shipped.rows("agencies"),
            service_rows=shipped.rows("services"),
        )


async def publish(
    database: Database, text: str, *, overlays: Mapping[str, Overlay] | None = None
) -> tuple[Questionnaire, str]:
    """Publishes a questionnaire's text; returns it with its fingerprint. Raises QuestionnaireError."""
    questionnaire = read(text, core=shipped.core(), overlays=overlays)
    async with database.writing() as connection:
        found = await questionnaires.publish(
            connection, questionnaire, yaml=text, today=day_in_kazakhstan(clock())
        )
    return questionnaire, found


async def open_example(database: Database, settings: Settings) -> None:
    """On a database without a campaign: the shipped short questionnaire in an example campaign."""
    await load_registry(database)
    _, fingerprint = await publish(database, shipped.questionnaire_text(shipped.SHORT))
    await launch(database, settings, Plan(EXAMPLE, EXAMPLE_NAMES, fingerprint, [EXAMPLE_SERVICE]))


async def launch(database: Database, settings: Settings, plan: Plan) -> dict[tuple[str, str], str]:
    """Launches now, with the keys of this machine; see storage.campaigns.launch."""
    return await campaigns.launch(database, plan, environment=environment(settings))


async def close(
    database: Database, settings: Settings, campaign: str, *, release_small: bool = False
) -> tuple[int, str]:
    """Closes now, with the keys of this machine, archives what was answered, and releases the figures.

    Returns how many ended interviews still wait (storage.closing.close), and what came of the release.
    """
    from console import releasing

    waiting = await closing.close(
        database, campaign, environment=environment(settings), release_small=release_small
    )
    await archive(database, settings, campaign)
    if is_trial(campaign):
        return waiting, f"{campaign} is a preview: it has no figures"
    return waiting, await releasing.release_if_due(database, settings, campaign)


async def archive(database: Database, settings: Settings, campaign: str) -> "Written":
    """Archives a closed campaign in the folder of this machine; see storage.archive.archive."""
    from storage import archive as archives

    return await archives.archive(database, campaign, settings.archives, random_hex=random_hex)
