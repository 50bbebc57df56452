"""Decides what an officer is told before a launch, a line each: fine, worth a look, in the way."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from console import results
from console.releasing import METHOD
from storage import campaigns, choosing
from storage.plans import Plan
from surveys.coding import LANGUAGES
from surveys.questionnaire import Questionnaire
from surveys.routes.lengths import lengths

NAMED = 3
"""So many names are written out; of more, their number is said."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line. `stop` forbids the launch; a `look` is for the officer to judge."""

    mark: Literal["ok", "look", "stop"]
    what: str
    said: str


async def checklist(
    connection: AsyncConnection, plan: Plan, asked: Questionnaire, *, today: datetime.date, language: str
) -> list[Check]:
    """Every line of it for a launch of this plan today. `language`: of names."""
    found = [*_questionnaire(plan, asked)]
    found += await _registry(connection, plan, asked, language)
    found += [*_days(plan, today), *_promised(plan)]
    found += [
        Check("stop", "refused", said) for said in await campaigns.obstacles(connection, plan, today=today)
    ]
    return found


def _questionnaire(plan: Plan, asked: Questionnaire) -> Iterator[Check]:
    yield Check("ok", "questionnaire", f"{asked.id}@{plan.questionnaire[:12]}")
    if asked.review:
        yield Check("look", "texts", f"not reviewed: {asked.review}")
    else:
        yield Check("ok", "texts", "none is marked as not reviewed")
    if silent := results.silence(asked):
        yield Check("look", "figures", silent)
    else:
        yield Check("ok", "figures", f"the method {METHOD} has a figure for every question")
    yield Check("ok", "length", " ".join(lengths(asked).conclusion()))


async def _registry(
    connection: AsyncConnection, plan: Plan, asked: Questionnaire, language: str
) -> list[Check]:
    named = await choosing.named_services(connection, plan.services)
    names = [each[language] for each in named.values()]
    said = f"{len(names)}: {'; '.join(names)}" if len(names) <= NAMED else f"{len(names)}"
    found = [Check("ok", "services", f"{said}; by {', '.join(plan.kinds) or 'posters in offices only'}")]
    if unread := await choosing.unchecked(connection, plan.services):
        told = f"no native speaker has checked the Kazakh name of {_some(unread)}"
        found.append(Check("look", "Kazakh names", told))
    else:
        found.append(Check("ok", "Kazakh names", "all are checked"))
    if asks := [item.id for item in asked.items if item.brought and item.also_kept_as == "office"]:
        wanting = await choosing.without_offices(connection, plan.services)
        if wanting:
            told = f"{', '.join(asks)} will not be asked about {', '.join(wanting)}: their agencies have no offices"
            found.append(Check("look", "offices", told))
        else:
            found.append(Check("ok", "offices", f"{', '.join(asks)} can be asked"))
    if plan.offices:
        wanting = await choosing.without_offices(connection, plan.services)
        told = f"a poster in each of {len(plan.offices)}"
        if wanting:
            told += f"; none for {', '.join(wanting)}, whose agencies have no offices"
        found.append(Check("look" if wanting else "ok", "posters", told))
    return found


def _days(plan: Plan, today: datetime.date) -> Iterator[Check]:
    opens = plan.first_day(today)
    yield Check("ok", "opens", "today" if opens == today else f"by itself on {opens}")
    if plan.closes_on is None:
        yield Check("look", "closes", "only by hand: give its last day with --closes")
    else:
        days = (plan.closes_on - opens).days + 1
        yield Check("ok", "closes", f"by itself at the end of {plan.closes_on}, after {days} days")
    if plan.target is None:
        yield Check("look", "target", "none: say how many complete responses are hoped for with --target")
    else:
        yield Check("ok", "target", f"{plan.target} complete responses")


def _promised(plan: Plan) -> Iterator[Check]:
    promise = plan.promise
    for what, words in (("results", promise.results_where), ("contact", promise.contact)):
        missing = [language for language in LANGUAGES if language not in words]
        if missing == ["en"]:
            yield Check("look", what, "not in English, which will read as Russian does")
        elif not missing:
            yield Check("ok", what, words["ru"])
    if promise.results_on is not None:
        yield Check("ok", "results on", f"{promise.results_on}")


def _some(unread: Mapping[str, str]) -> str:
    first = ", ".join(f"{code} ({name})" for code, name in list(unread.items())[:NAMED])
    return first if len(unread) <= NAMED else f"{first} and {len(unread) - NAMED} more"
