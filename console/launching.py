"""Decides the steps of a launch that every way in shares: registry, published questionnaire, campaign."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from console import shipped
from console.registry.loading import load_shipped
from console.settings import Settings
from console.wiring import clock, environment, random_hex
from storage import campaigns, closing, questionnaires
from storage.campaigns import Plan
from storage.database import Database
from storage.days import day_in_kazakhstan
from storage.plans import Promise
from storage.trials import is_trial
from surveys.questionnaire import Questionnaire
from surveys.reading import read
from surveys.reading.translations import Overlay

if TYPE_CHECKING:
    from storage.archive import Written

EXAMPLE = "example"
EXAMPLE_NAMES = {"kk": "Мысал сауалнама", "ru": "Пример опроса", "en": "Example survey"}
EXAMPLE_SERVICE = "maidd_service_centre"
EXAMPLE_CONTACT = {
    "kk": "осы ботты іске қосқан ұйым",
    "ru": "организация, которая запустила этого бота",
    "en": "the organisation that runs this bot",
}
EXAMPLE_WHERE = {
    "kk": "осы ботты іске қосқан ұйымда",
    "ru": "у организации, которая запустила этого бота",
    "en": "with the organisation that runs this bot",
}
EXAMPLE_RESULTS = datetime.timedelta(days=90)
"""From the launch of an example to its results."""


async def load_registry(database: Database) -> None:
    """Loads those of the shipped regions, agencies and services that the registry lacks."""
    await load_shipped(database, renew=False)


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
    plan = Plan(EXAMPLE, EXAMPLE_NAMES, fingerprint, [EXAMPLE_SERVICE], promise=example_promise(settings))
    await launch(database, settings, plan)


def example_promise(settings: Settings) -> Promise:
    """What is promised where no officer has launched: by the settings, else by words that are true of any bot."""
    return Promise(
        day_in_kazakhstan(clock()) + EXAMPLE_RESULTS,
        settings.results_where or EXAMPLE_WHERE,
        settings.contact or EXAMPLE_CONTACT,
    )


async def draft(database: Database, settings: Settings, plan: Plan) -> None:
    """Keeps a draft, with the keys of this machine; see storage.campaigns.draft."""
    await campaigns.draft(database, plan, environment=environment(settings))


async def launch(database: Database, settings: Settings, plan: Plan) -> dict[tuple[str, str], str]:
    """Launches now, with the keys of this machine; see storage.campaigns.launch."""
    return await campaigns.launch(database, plan, environment=environment(settings))


async def close(
    database: Database, settings: Settings, campaign: str, *, release_small: bool = False
) -> tuple[int, str]:
    """Closes now, with the keys of this machine, archives what was answered, and releases the figures.

    Returns how many ended interviews still wait (storage.closing.close), and what came of the release. A draft is taken
    out: nothing is left to archive.
    """
    from console import releasing

    async with database.reading() as connection:
        removed = (await campaigns.named(connection, campaign)).state == "draft"
    waiting = await closing.close(
        database, campaign, environment=environment(settings), release_small=release_small
    )
    if removed:
        return waiting, ""
    await archive(database, settings, campaign)
    if is_trial(campaign):
        return waiting, f"{campaign} is a preview: it has no figures"
    return waiting, await releasing.release_if_due(database, settings, campaign)


async def archive(database: Database, settings: Settings, campaign: str) -> "Written":
    """Archives a closed campaign in the folder of this machine; see storage.archive.archive."""
    from storage import archive as archives

    return await archives.archive(database, campaign, settings.archives, random_hex=random_hex)
