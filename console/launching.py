"""Decides the steps of a launch that every way in shares: registry, published questionnaire, key, routes."""

from collections.abc import Mapping, Sequence

from console import shipped
from console.settings import Settings
from console.wiring import clock, keys, moment, name, secret
from storage import agencies, campaigns, questionnaires
from storage.campaigns import Plan
from storage.database import Database
from storage.mixer import mix
from storage.questionnaires import Shelf
from surveys.questionnaire import Questionnaire
from surveys.reading import read
from surveys.reading.translations import Overlay

TRIAL = "trial"
TRIAL_NAMES = {"kk": "Сынақ сауалнамасы", "ru": "Пробный опрос", "en": "Trial survey"}
TRIAL_SERVICE = "maidd_service_centre"


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
        found = await questionnaires.publish(connection, questionnaire, yaml=text, today=clock().date())
    return questionnaire, found


async def launch(database: Database, settings: Settings, plan: Plan) -> dict[tuple[str, str], str]:
    """Makes the campaign's key, then opens it; returns the payload of each link by (service, kind)."""
    keys(settings).create(plan.id, secret=secret())
    async with database.writing() as connection:
        return await campaigns.launch(connection, plan, today=clock().date(), name=name)


async def open_trial(database: Database, settings: Settings) -> None:
    """On a database where nothing is open: the shipped short questionnaire in a trial campaign."""
    await load_registry(database)
    _, fingerprint = await publish(database, shipped.questionnaire_text(shipped.SHORT))
    await launch(
        database, settings, plan(TRIAL, fingerprint, [TRIAL_SERVICE], names=TRIAL_NAMES, kinds=["trial"])
    )


def plan(
    campaign: str,
    fingerprint: str,
    services: Sequence[str],
    *,
    names: Mapping[str, str],
    kinds: Sequence[str] = ("link",),
) -> Plan:
    """A plan for citizens' answers about these services."""
    return Plan(id=campaign, names=names, questionnaire=fingerprint, services=services, kinds=kinds)


async def close(database: Database, settings: Settings, campaign: str) -> None:
    """Closes a campaign: unfinished interviews end, the pool is emptied, all answers are counted."""
    async with database.writing() as connection:
        await campaigns.set_state(connection, campaign, "closed")
    while True:
        async with database.writing() as connection:
            if not await campaigns.end_interviews(
                connection, campaign, keys=keys(settings), moment=moment(settings)
            ):
                break
    shelf = Shelf()
    while True:
        async with database.writing() as connection:
            if not await mix(connection, campaign, shelf=shelf, everything=True):
                break
