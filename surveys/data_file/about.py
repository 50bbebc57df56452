"""Decides where, when and how a row was answered: service and agency, office, language, week, disposition."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.coding import UNKNOWN, WITH_ANSWERS, week_of
from surveys.data_file.columns import Role
from surveys.data_file.findings import Finding, Key, listed
from surveys.questionnaire import Questionnaire

_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a response of a campaign can be about.

    `services`: those of the campaign, with their agencies; `offices` likewise. `asked`: by agency, the questionnaire
    with the options that the campaign brings there. `today`: the day in Kazakhstan.
    """

    services: Mapping[str, str]
    offices: Mapping[str, str]
    asked: Mapping[str, Questionnaire]
    today: datetime.date

    @property
    def questionnaire(self) -> Questionnaire:
        """The version, as some agency has it."""
        return next(iter(self.asked.values()))


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a row besides its answers; "" for what is wrong or not said. `language` is "-" then."""

    service: str = ""
    agency: str = ""
    office: str = ""
    language: str = UNKNOWN
    week: int | None = None
    disposition: str = ""


def about(scope: Scope, row: int, said: Mapping[Role, str]) -> tuple[About, list[Finding]]:
    """What these cells say, and all that is wrong with them. `said`: those that are not empty, by role."""
    service, agency, wrong = _unit(scope, row, said)
    office = said.get("office", "")
    if office and agency and scope.offices.get(office) != agency:
        theirs = [code for code, of in scope.offices.items() if of == agency]
        wrong.append(_finding(row, "office", "unknown-office", office, listed(theirs) or UNKNOWN))
    spoken = scope.questionnaire.languages
    language = said.get("language", "").lower() or UNKNOWN
    if language not in {*spoken, UNKNOWN}:
        wrong.append(_finding(row, "language", "unknown-language", language, listed(spoken)))
    disposition = said.get("disposition", "").lower()
    if disposition and disposition not in WITH_ANSWERS:
        wrong.append(_finding(row, "disposition", "unknown-disposition", disposition))
    week = None
    if "week" in said:
        week = _week(said["week"])
        if week is None:
            wrong.append(_finding(row, "week", "week-not-read", said["week"]))
        elif week > week_of(scope.today):
            wrong.append(_finding(row, "week", "week-to-come", said["week"]))
    return About(service, agency, office, language, week, disposition), wrong


def _unit(scope: Scope, row: int, said: Mapping[Role, str]) -> tuple[str, str, list[Finding]]:
    """Service and agency: the agency alone will do where the campaign has one service of it."""
    service, agency = said.get("service", ""), said.get("agency", "")
    agencies = sorted(set(scope.services.values()))
    if agency and agency not in agencies:
        return "", "", [_finding(row, "agency", "unknown-agency", agency, listed(agencies))]
    if service and service not in scope.services:
        return "", "", [_finding(row, "service", "unknown-service", service, listed(sorted(scope.services)))]
    if service:
        found = scope.services[service]
        if agency and agency != found:
            return (
                "",
                "",
                [
                    Finding(
                        row, "agency", "other-agency", {"value": agency, "service": service, "agency": found}
                    )
                ],
            )
        return service, found, []
    if not agency:
        return "", "", [Finding(row, "", "no-service")]
    theirs = sorted(code for code, of in scope.services.items() if of == agency)
    if len(theirs) > 1:
        return "", agency, [_finding(row, "agency", "several-services", agency, listed(theirs))]
    return theirs[0], agency, []


def _week(written: str) -> int | None:
    found = _WEEK.match(written.upper())
    if found is None:
        return None
    try:
        return week_of(datetime.date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return None


def _finding(row: int, column: str, key: Key, value: str, known: str = "") -> Finding:
    return Finding(row, column, key, {"value": value, **({"known": known} if known else {})})
