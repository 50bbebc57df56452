"""Decides what a response of a campaign can be about: its version, its services, and their agencies and offices."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import StorageError
from storage.questionnaires import load
from storage.registry_tables import agencies, offices, services
from storage.tables import campaigns, questionnaires, routes
from surveys.coding import names_of
from surveys.data_file.about import Scope
from surveys.interview.offering import Brought, with_campaign_options
from surveys.item import Option
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class CampaignScope:
    """A campaign as a file of responses meets it. `version` is the number of its questionnaire in the records.

    `names`: of its services, its agencies and their offices, by kind, code and language.
    """

    campaign: str
    panel: str
    version: int
    questionnaire: Questionnaire
    scope: Scope
    names: Mapping[str, Mapping[str, Mapping[str, str]]]


async def load_scope(connection: AsyncConnection, campaign: str, *, today: datetime.date) -> CampaignScope:
    """Everything that a response of the campaign can be about. `today`: the day in Kazakhstan.

    Raises StorageError for an unknown campaign.
    """
    wanted = (
        select(campaigns.c.panel, campaigns.c.questionnaire, questionnaires.c.number)
        .join(questionnaires, questionnaires.c.fingerprint == campaigns.c.questionnaire)
        .where(campaigns.c.id == campaign)
    )
    row = (await connection.execute(wanted)).first()
    if row is None:
        raise StorageError(f"there is no campaign {campaign}: see `saualnama campaign list`")
    questionnaire = await load(connection, row.questionnaire)
    mine = select(routes.c.service).where(routes.c.campaign == campaign)
    served = await _rows(connection, services, services.c.code.in_(mine))
    whose = {each["code"]: each["agency"] for each in served}
    known = sorted(set(whose.values()))
    bodies = await _rows(connection, agencies, agencies.c.code.in_(known))
    places = await _rows(connection, offices, offices.c.agency.in_(known))
    names = {
        "service": {each["code"]: names_of(each) for each in served},
        "agency": {each["code"]: names_of(each) for each in bodies},
        "office": {each["code"]: names_of(each) for each in places},
    }
    where = {each["code"]: each["agency"] for each in places}
    asked = {
        agency: with_campaign_options(questionnaire, _brought(agency, whose, where, names))
        for agency in known
    }
    scope = Scope(whose, where, asked, today)
    return CampaignScope(campaign, row.panel, row.number, questionnaire, scope, names)


async def _rows(
    connection: AsyncConnection, table: Table, which: ColumnElement[bool]
) -> Sequence[RowMapping]:
    """Rows of the registry, in the order of their codes."""
    return (await connection.execute(select(table).where(which).order_by(table.c.code))).mappings().all()


def _brought(
    agency: str,
    whose: Mapping[str, str],
    where: Mapping[str, str],
    names: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> Brought:
    """The options that the campaign brings where this agency is rated."""
    return {
        kind: tuple(
            Option(code=code, label=dict(names[kind][code])) for code, of in known.items() if of == agency
        )
        for kind, known in (("service", whose), ("office", where))
    }
