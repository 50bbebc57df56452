"""Decides what an arriving respondent meets: an interview begun or continued, an offer of services, or a notice."""

import datetime
from collections.abc import Sequence

from msgspec.structs import replace

from surveys.interview import TurnResult, advance, begin
from surveys.interview.arrival import (
    Arrival,
    CampaignRoute,
    Heard,
    Helped,
    Started,
    Withdrew,
    language_of_app,
)
from surveys.interview.events import Commanded, Input, LanguageChosen, Repeated, Tapped, Typed, Withdrawn
from surveys.interview.presenting import LANGUAGE_NAMES
from surveys.interview.prompts import Ask, Choice, Prompt, Say, Settle
from surveys.interview.state import Interview, Stage
from surveys.notices import NoticeKey

OFFERS = 20
"""Services offered to somebody who comes without a link."""


def receive(arrival: Arrival, heard: Heard, *, seed: int, today: datetime.date) -> TurnResult:
    """Leads the turn to its interview, or begins one. `seed` is used only for a new interview."""
    if arrival.repeated:
        return TurnResult(None, (Repeated(),))
    if isinstance(heard, Started):
        return _start(arrival, heard.payload, seed, today)
    if isinstance(heard, Helped):
        return _say(arrival, heard.why)
    if isinstance(heard, Withdrew):
        return _withdraw(arrival, heard)
    if arrival.interview is not None and arrival.route is not None:
        if not arrival.route.open and heard != Commanded("stop"):
            return _say(arrival, "closed")
        route = arrival.route
        result = advance(route.questionnaire, arrival.interview, heard, about=route.about, today=today)
        return _met(route, result, otherwise=_language(arrival))
    return _without_interview(arrival, heard)


def _withdraw(arrival: Arrival, heard: Withdrew) -> TurnResult:
    """Asks once whether it is meant: what is withdrawn cannot be given again."""
    if heard.sure:
        said = Say(language=_language(arrival), notice="withdrawn")
        return TurnResult(arrival.interview, (Withdrawn(heard.secret),), (said,), arrival.route)
    asked = Say(language=_language(arrival), notice="withdraw_sure", receipt=heard.secret)
    return TurnResult(arrival.interview, shows=(asked,), route=arrival.route)


def _start(arrival: Arrival, payload: str, seed: int, today: datetime.date) -> TurnResult:
    wanted = arrival.wanted
    if not payload and arrival.interview and arrival.route and arrival.route.open:
        wanted = arrival.route  # who comes back without a link goes on where they were
    if wanted is None and not payload and len(arrival.offers) == 1:
        wanted = arrival.offers[0]
    if wanted is None or not wanted.open:
        notice: NoticeKey = "closed" if payload else "nothing_open"
        return _offer(arrival, notice) if arrival.offers else _say(arrival, notice)
    if arrival.interview and arrival.route and _goes_on(arrival, arrival.interview, wanted):
        return _come_back(arrival.interview, arrival.route, wanted, today)
    if arrival.stopped:
        return _say(arrival, "try_again")
    if arrival.answered:
        return _say(arrival, "already_answered")
    return _met(wanted, begin(wanted.questionnaire, language=arrival.language, seed=seed, about=wanted.about))


def _goes_on(arrival: Arrival, interview: Interview, wanted: CampaignRoute) -> bool:
    """Whether a link leads on in the open interview: not where that would become a second one about a service."""
    if arrival.route is None or arrival.route.campaign != wanted.campaign:
        return False
    return not arrival.answered or not _becomes_anothers(interview, arrival.route, wanted)


def _becomes_anothers(interview: Interview, known: CampaignRoute, wanted: CampaignRoute) -> bool:
    return wanted.route != known.route and not interview.answers


def _come_back(
    interview: Interview, known: CampaignRoute, wanted: CampaignRoute, today: datetime.date
) -> TurnResult:
    """Goes on where the interview stands; before its first answer it becomes one about the newest link's service."""
    if _becomes_anothers(interview, known, wanted):
        stage: Stage = "consent" if interview.language else "language"
        turn = interview.turn + 1  # what was agreed to about one service is not agreed to about another
        known, interview = wanted, replace(interview, stage=stage, cursor=None, draft=(), turn=turn)
    shown = advance(known.questionnaire, interview, Commanded("show"), about=known.about, today=today)
    return _met(known, shown)


def _without_interview(arrival: Arrival, heard: Input) -> TurnResult:
    if isinstance(heard, Commanded) and heard.name == "language":
        return TurnResult(None, shows=(Ask(prompt=_languages(arrival)),))
    if isinstance(heard, Commanded):
        return _say(arrival, "nothing_to_stop" if heard.name == "stop" else "help")
    if isinstance(heard, Typed):
        return _offer(arrival, "nothing_open") if arrival.offers else _say(arrival, "nothing_open")
    return _tap(arrival, heard)


def _tap(arrival: Arrival, heard: Tapped) -> TurnResult:
    if heard.turn == 0 and heard.code in LANGUAGE_NAMES:  # no interview is at turn 0
        chosen = Settle(language=heard.code, text="", answer=LANGUAGE_NAMES[heard.code])
        return TurnResult(
            None, (LanguageChosen(heard.code),), (chosen, Say(language=heard.code, notice="help"))
        )
    return _say(arrival, "closed")


def _offer(arrival: Arrival, notice: NoticeKey) -> TurnResult:
    language = _language(arrival)
    facts = {"notice": notice}
    prompt = Prompt(
        kind="services", turn=0, language=language, choices=_services(arrival.offers, language), facts=facts
    )
    return TurnResult(None, shows=(Ask(prompt=prompt),))


def _services(offers: Sequence[CampaignRoute], language: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(code=offer.route, label=offer.about["service"][language]) for offer in offers[:OFFERS]
    )


def _languages(arrival: Arrival) -> Prompt:
    choices = tuple(
        Choice(code=code, label=name, chosen=code == arrival.language)
        for code, name in LANGUAGE_NAMES.items()
    )
    return Prompt(kind="language", turn=0, language=arrival.language, choices=choices)


def _say(arrival: Arrival, notice: NoticeKey) -> TurnResult:
    said = Say(language=_language(arrival), notice=notice)
    return TurnResult(arrival.interview, shows=(said,), route=arrival.route)


def _language(arrival: Arrival) -> str:
    chosen = arrival.interview.language if arrival.interview else None
    return chosen or arrival.language or language_of_app(arrival.hint)


def _met(route: CampaignRoute, result: TurnResult, *, otherwise: str | None = None) -> TurnResult:
    """`otherwise`: what notices speak while no language is chosen."""
    shows = tuple(
        replace(show, language=otherwise) if isinstance(show, Say) and show.language is None else show
        for show in result.shows
    )
    return replace(result, shows=shows, route=route)
