"""Decides what plan an officer's options amount to: what a draft says so far, what is said now, and what is usual."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from console.settings import Settings
from storage import choosing, drafts, questionnaires
from storage.campaign_states import Action
from storage.database import StorageError
from storage.plans import NAME_LENGTH, Plan, Promise
from surveys.coding import LANGUAGES
from surveys.questionnaire import Questionnaire
from surveys.wording import say

Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said of a campaign; None, and nothing, for what was left out. `agencies`: all services of theirs."""

    questionnaire: str | None = None
    services: Sequence[str] = ()
    agencies: Sequence[str] = ()
    offices: Sequence[str] = ()
    kinds: Sequence[str] = ()
    names: Said = field(default_factory=dict)
    results_on: datetime.date | None = None
    results_where: Said = field(default_factory=dict)
    contact: Said = field(default_factory=dict)
    opens_on: datetime.date | None = None
    closes_on: datetime.date | None = None
    target: int | None = None


async def planned(
    connection: AsyncConnection,
    settings: Settings,
    campaign: str,
    wanted: Wanted,
    *,
    action: Action,
    today: datetime.date,
) -> tuple[Plan, Questionnaire]:
    """The plan, and what it asks. StorageError for what cannot be found, and for a campaign that was launched."""
    before = await drafts.find(connection, campaign, action, today=today)
    if wanted.questionnaire is None and before is None:
        raise StorageError(
            f"there is no draft {campaign}, and no questionnaire is named: give --questionnaire NAME"
        )
    if wanted.questionnaire is not None or before is None:
        version = await questionnaires.find(connection, wanted.questionnaire or "")
    else:
        version = before.questionnaire
    asked = await questionnaires.load(connection, version)
    plan = before or Plan(
        campaign,
        _titles(asked),
        version,
        (),
        promise=Promise(None, settings.results_where, settings.contact),
    )
    promise = Promise(
        wanted.results_on or plan.promise.results_on,
        {**settings.results_where, **plan.promise.results_where, **wanted.results_where},
        {**settings.contact, **plan.promise.contact, **wanted.contact},
    )
    plan = replace(
        plan,
        names={**plan.names, **wanted.names},
        questionnaire=version,
        kinds=list(dict.fromkeys(wanted.kinds)) or plan.kinds,
        opens_on=wanted.opens_on or plan.opens_on,
        closes_on=wanted.closes_on or plan.closes_on,
        target=plan.target if wanted.target is None else wanted.target,
        promise=promise,
    )
    return await _about(connection, plan, wanted, today=today), asked


async def _about(connection: AsyncConnection, plan: Plan, wanted: Wanted, *, today: datetime.date) -> Plan:
    """The plan with the services and offices that are wanted, where any are."""
    day = plan.first_day(today)
    if wanted.services or wanted.agencies:
        theirs = await choosing.services_of(connection, wanted.agencies, day=day) if wanted.agencies else []
        plan = replace(plan, services=list(dict.fromkeys([*wanted.services, *theirs])))
        await choosing.require_services(connection, plan.services, day=day)
    if wanted.offices:
        places = await choosing.offices_of(connection, wanted.offices, about=plan.services, day=day)
        plan = replace(plan, offices=places)
    return plan


def _titles(asked: Questionnaire) -> dict[str, str]:
    """What the campaign is called where nobody says otherwise; English may read as Russian does."""
    said = {language: asked.title.get(language) or asked.title["ru"] for language in LANGUAGES}
    return {language: say({language: title}, language)[:NAME_LENGTH] for language, title in said.items()}
