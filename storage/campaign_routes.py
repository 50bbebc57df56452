"""Decides what a route into a campaign is when a turn comes by it: read in each batch, put together once.

What is asked there (the version, with the options that the campaign brings) is kept in memory for as long as the
records say the same: whoever changes a name or adds an office is heard in the next batch.
"""

import datetime
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.sql import ClauseElement

from storage.campaign_states import state_on
from storage.driver import Transaction
from storage.questionnaires import QuestionnaireCache
from storage.registry_tables import agencies, offices, services
from storage.statements import listed
from storage.tables import campaigns, questionnaires, routes
from surveys.coding import LANGUAGES
from surveys.interview.arrival import CampaignRoute
from surveys.interview.directory import Directory, Offer, directory
from surveys.interview.offering import known_from, with_campaign_options
from surveys.item import Option
from surveys.questionnaire import Questionnaire

_LATER = frozenset({"draft", "scheduled", "paused"})
"""What a campaign is that is not open, but will be."""

_SAID = ("service", "agency", "office", "results_where", "contact")
"""What is said of a campaign in words, in the order of the columns."""

_Options = tuple[tuple[Any, ...], ...]


class CampaignRoutes:
    """The routes of all campaigns, as far as somebody came by them."""

    def __init__(self, cache: QuestionnaireCache | None = None) -> None:
        self._cache = cache or QuestionnaireCache()
        self._known: dict[str, tuple[tuple[Any, ...], CampaignRoute]] = {}
        self._offered: tuple[tuple[Any, ...], Directory] = ((), Directory())
        self._brought: dict[tuple[str, str, str], tuple[_Options, Questionnaire]] = {}

    async def named(
        self, transaction: Transaction, payloads: Collection[str], *, today: datetime.date
    ) -> dict[str, CampaignRoute]:
        """The routes with these payloads, by payload, as they are today; their campaigns stay so until the commit."""
        if not payloads:
            return {}
        rows = await transaction.fetch(_named, payloads=transaction.a_list(payloads))
        return {row[2]: await self._route(transaction, tuple(row), today) for row in rows}

    async def offered(self, transaction: Transaction, *, today: datetime.date) -> Directory:
        """What may be chosen by somebody who came without a link. Whoever chooses comes by the route, and meets it
        as it is then."""
        rows = tuple(map(tuple, await transaction.fetch(_offered)))
        if (today, rows) != self._offered[0]:
            dated = map(_dated, rows)
            now = [
                _offer(row) for first, last, row in dated if state_on(today, "open", first, last) == "open"
            ]
            self._offered = (today, rows), directory(now)
        return self._offered[1]

    async def _route(
        self, transaction: Transaction, row: tuple[Any, ...], today: datetime.date
    ) -> CampaignRoute:
        opens, closes, (payload, campaign, version, kept, service, kind, agency, office, *words) = _dated(row)
        row = (today, *row)
        asked = await self._asked(transaction, campaign, version, agency)
        known = self._known.get(payload)
        if known is not None and known[0] == row and known[1].questionnaire is asked:
            return known[1]
        state = state_on(today, kept, opens, closes)
        route = CampaignRoute(
            payload,
            campaign,
            asked,
            _about(*words),
            open=state == "open",
            later=state in _LATER,
            service=service,
            kind=kind,
            office=office or "",
            known=known_from(asked, office or ""),
        )
        self._known[payload] = row, route
        return route

    async def _asked(
        self, transaction: Transaction, campaign: str, version: str, agency: str
    ) -> Questionnaire:
        """The version, with what the campaign brings to it."""
        plain = self._cache.find(version)
        if plain is None:
            resolved = (await transaction.fetch(_resolved, fingerprint=version))[0][0]
            plain = self._cache.keep(version, json.loads(resolved) if isinstance(resolved, str) else resolved)
        if not plain.takes_options:
            return plain
        served = await transaction.fetch(_served, campaign=campaign, agency=agency)
        placed = await transaction.fetch(_placed, agency=agency)
        rows = (*(("service", *row) for row in served), *(("office", *row) for row in placed))
        known = self._brought.get((campaign, version, agency))
        if known is None or known[0] != rows:
            options = {kind: _options(rows, kind) for kind in ("service", "office")}
            known = rows, with_campaign_options(plain, options)
            self._brought[campaign, version, agency] = known
        return known[1]


def _dated(row: Sequence[Any]) -> tuple[datetime.date, datetime.date | None, Sequence[Any]]:
    """The first and the last day of a row's campaign, and the rest of it. SQLite's driver gives days as text."""
    first, last = (datetime.date.fromisoformat(day) if isinstance(day, str) else day for day in row[:2])
    return first, last, row[2:]


def _about(results_on: Any, *words: str | None) -> dict[str, dict[str, str]]:
    """What is said of a campaign, by language; what was never written is left out."""
    said = {
        name: dict(zip(LANGUAGES, words[at * len(LANGUAGES) :], strict=False))
        for at, name in enumerate(_SAID)
    }
    spoken = {name: _spoken(wording) for name, wording in said.items() if wording["ru"]}
    day = dict.fromkeys(LANGUAGES, str(results_on))
    return {**spoken, **({"results_on": day} if results_on else {})}


def _spoken(wording: Mapping[str, str | None]) -> dict[str, str]:
    """English may be missing, and reads as Russian does."""
    return {language: said or wording["ru"] or "" for language, said in wording.items()}


def _offer(row: Sequence[Any]) -> Offer:
    route, campaign, service, agency, *names = row
    count = len(LANGUAGES)
    named = {
        what: dict(zip(LANGUAGES, names[place * count :], strict=False))
        for place, what in enumerate(("service", "agency", "campaign"))
    }
    return Offer(route, campaign, service, agency, named)


def _options(rows: Sequence[Sequence[Any]], kind: str) -> tuple[Option, ...]:
    return tuple(
        Option(code=row[1], label=dict(zip(LANGUAGES, row[2:], strict=True)))
        for row in rows
        if row[0] == kind
    )


_ROUTES = (
    select(
        campaigns.c.opens_on,
        campaigns.c.closes_on,
        routes.c.id,
        routes.c.campaign,
        campaigns.c.questionnaire,
        campaigns.c.state,
        routes.c.service,
        routes.c.kind,
        services.c.agency,
        routes.c.office,
        campaigns.c.results_on,
        *(services.c[language].label(f"service_{language}") for language in LANGUAGES),
        *(agencies.c[language].label(f"agency_{language}") for language in LANGUAGES),
        *(offices.c[language].label(f"office_{language}") for language in LANGUAGES),
        *(campaigns.c[f"results_where_{language}"] for language in LANGUAGES),
        *(campaigns.c[f"contact_{language}"] for language in LANGUAGES),
    )
    .join(campaigns, campaigns.c.id == routes.c.campaign)
    .join(services, services.c.code == routes.c.service)
    .join(agencies, agencies.c.code == services.c.agency)
    .outerjoin(offices, offices.c.code == routes.c.office)
)


def _until_commit(wanted: Select[Any]) -> Select[Any]:
    """A campaign that is open stays so until these turns are durable; whoever closes it meets all they left."""
    return wanted.with_for_update(read=True, of=campaigns)


def _named(dialect: str) -> ClauseElement:
    return _until_commit(_ROUTES.where(listed(dialect, routes.c.id, "payloads")))


def _offered(_dialect: str) -> ClauseElement:
    names = (table.c[language] for table in (services, agencies, campaigns) for language in LANGUAGES)
    return (
        select(
            campaigns.c.opens_on,
            campaigns.c.closes_on,
            routes.c.id,
            routes.c.campaign,
            routes.c.service,
            services.c.agency,
            *names,
        )
        .join(campaigns, campaigns.c.id == routes.c.campaign)
        .join(services, services.c.code == routes.c.service)
        .join(agencies, agencies.c.code == services.c.agency)
        .where(campaigns.c.state == "open", routes.c.kind.in_(("link", "trial")))
        .order_by(routes.c.id)
    )


def _resolved(_dialect: str) -> ClauseElement:
    return select(questionnaires.c.resolved).where(questionnaires.c.fingerprint == bindparam("fingerprint"))


def _served(_dialect: str) -> ClauseElement:
    return (
        select(services.c.code, *(services.c[language] for language in LANGUAGES))
        .join(routes, routes.c.service == services.c.code)
        .where(routes.c.campaign == bindparam("campaign"), services.c.agency == bindparam("agency"))
        .distinct()
        .order_by(services.c.code)
    )


def _placed(_dialect: str) -> ClauseElement:
    return (
        select(offices.c.code, *(offices.c[language] for language in LANGUAGES))
        .where(offices.c.agency == bindparam("agency"))
        .order_by(offices.c.code)
    )
