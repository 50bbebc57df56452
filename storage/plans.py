"""Decides what a plan of a campaign says, and what is wrong with it by itself, without a look into the registry."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from storage.trials import TRIAL_NAME, is_trial
from surveys.coding import LANGUAGES

NAME_LENGTH = 200
"""Characters of a campaign's name, and of each promise, as the records keep them."""
NEEDED = ("kk", "ru")
"""Languages in which the promises cannot be missing: citizens speak these; English may read as Russian does."""
KINDS = ("link", "qr", "token")
"""How people can be brought to come: what is said, what hangs on a wall, what the agency sends to somebody."""
_MOST = 2**31 - 1
_LANGUAGE = {"kk": "Kazakh", "ru": "Russian", "en": "English"}


@dataclass(frozen=True, slots=True)
class Promise:
    """What everybody reads before agreeing: when and where the results stand, and whom to ask; by language."""

    results_on: datetime.date | None = None
    results_where: Mapping[str, str] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as it is to be: one route of each kind for each service, and a QR route for each office.

    `trial`: its one respondent is a phone of a preview, whose answers may be looked at; its id begins as TRIAL_NAME.
    `opens_on`: none for the day of the launch; `closes_on`: its last day, none for no end.
    """

    id: str
    names: Mapping[str, str]
    questionnaire: str
    services: Sequence[str]
    kinds: Sequence[str] = ("link",)
    panel: str = "citizens"
    trial: bool = False
    offices: Sequence[str] = ()
    opens_on: datetime.date | None = None
    closes_on: datetime.date | None = None
    target: int | None = None
    promise: Promise = Promise()

    def first_day(self, today: datetime.date) -> datetime.date:
        """The day it opens if it is launched today."""
        return max(self.opens_on or today, today)


def faults(plan: Plan) -> Iterator[str]:
    """What cannot even be a draft: a sentence each, with what to do."""
    if is_trial(plan.id) != plan.trial:
        yield (
            f"{TRIAL_NAME}... is for previews, whose answers can be looked at: choose another id than {plan.id}"
        )
    if not plan.services:
        yield "no service is named: give --service CODE or --agency CODE"
    for language in LANGUAGES:
        name = plan.names.get(language, "")
        if not name.strip() or len(name) > NAME_LENGTH:
            where = f"the name in {_LANGUAGE[language]}"
            yield f"{where} has {len(name)} characters: write 1 to {NAME_LENGTH} with --name-{language}"
    for option, words in (("results-where", plan.promise.results_where), ("contact", plan.promise.contact)):
        for language, said in words.items():
            if len(said) > NAME_LENGTH:
                yield f"--{option}-{language} has {len(said)} characters: write at most {NAME_LENGTH}"
    if unknown := [kind for kind in plan.kinds if kind not in KINDS]:
        yield f"there is no kind of route {', '.join(unknown)}: choose among {', '.join(KINDS)}"
    if plan.target is not None and not 1 <= plan.target <= _MOST:
        yield "the target is a number of complete responses, from 1: correct --target"


def out_of_order(plan: Plan, *, today: datetime.date) -> Iterator[str]:
    """What is wrong with the days of a plan that is launched today."""
    opens, closes, results = plan.first_day(today), plan.closes_on, plan.promise.results_on
    if closes is not None and closes < opens:
        yield f"its last day {closes} is before its first, {opens}: give a later one with --closes"
    if results is not None and results <= (closes or opens):
        what = f"its last day is {closes}" if closes else f"it opens on {opens}"
        yield f"results on {results} come too early, {what}: give a later day with --results-on"


def lacking(plan: Plan) -> list[str]:
    """What a launch needs besides: the consent promises it. Named by option and setting."""
    lacks = [] if plan.promise.results_on else ["the day of the results: --results-on"]
    for what, name, words in (
        ("where the results will stand", "results-where", plan.promise.results_where),
        ("whom to ask", "contact", plan.promise.contact),
    ):
        missing = [language for language in NEEDED if not words.get(language, "").strip()]
        lacks += [
            f"{what}, in {_LANGUAGE[language]}: --{name}-{language}, or the setting "
            f"SAUALNAMA_{name.replace('-', '_').upper()}_{language.upper()}"
            for language in missing
        ]
    return [f"the consent needs {each}" for each in lacks]
