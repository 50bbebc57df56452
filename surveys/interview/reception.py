"""Decides what an arriving respondent meets: an interview begun or continued, an offer of services, or a notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from surveys.interview import Sprint, advance, begin
from surveys.interview.events import Commanded, Event, Input, LanguageChosen, Repeated, Tapped, Typed
from surveys.interview.presenting import LANGUAGE_NAMES
from surveys.interview.prompts import Ask, Choice, Prompt, Say, Settle, Show
from surveys.interview.scene import About
from surveys.interview.state import Interview, Stage
from surveys.notices import NoticeKey
from surveys.questionnaire import Questionnaire

OFFERS = 20
"""Services offered to somebody who comes without a link."""


@dataclass(frozen=True, slots=True)
class Started:
    """`/start`, with the payload of the link that was followed; empty without one."""

    payload: str = ""


@dataclass(frozen=True, slots=True)
class Helped:
    """`/help`, or something nobody asked for: a photo, a sticker, a voice note."""

    why: Literal["help", "unsupported"]


Heard = Input | Started | Helped


@dataclass(frozen=True, slots=True)
class Occasion:
    """One route into one campaign: what is asked there, about which agency and service, and whether it is open."""

    route: str
    campaign: str
    questionnaire: Questionnaire
    about: About
    open: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a respondent when a turn arrives.

    `language` was chosen earlier, `hint` is that of the app. `interview` is the one that the turn belongs to, with
    its `occasion`. `wanted` is where a link leads and `answered` says that its campaign has this respondent's answers.
    `repeated`: this very press has just ended its interview.
    """

    language: str | None = None
    hint: str | None = None
    interview: Interview | None = None
    occasion: Occasion | None = None
    wanted: Occasion | None = None
    answered: bool = False
    repeated: bool = False
    offers: tuple[Occasion, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """What one turn amounts to for the respondent: the interview it now stands in, if any, events and shows."""

    occasion: Occasion | None
    interview: Interview | None
    events: tuple[Event, ...] = ()
    shows: tuple[Show, ...] = ()


def receive(case: Case, heard: Heard, *, seed: int) -> Meeting:
    """Leads the turn to its interview, or begins one. `seed` is used only for a new interview."""
    if case.repeated:
        return Meeting(None, None, (Repeated(),))
    if isinstance(heard, Started):
        return _start(case, heard.payload, seed)
    if isinstance(heard, Helped):
        return _say(case, heard.why)
    if case.interview is not None and case.occasion is not None:
        if not case.occasion.open and heard != Commanded("stop"):
            return _say(case, "closed")
        sprint = advance(case.occasion.questionnaire, case.interview, heard, about=case.occasion.about)
        return _met(case.occasion, sprint, otherwise=_language(case))
    return _without_interview(case, heard)


def _start(case: Case, payload: str, seed: int) -> Meeting:
    wanted = case.wanted
    if not payload and case.interview and case.occasion and case.occasion.open:
        wanted = case.occasion  # who comes back without a link goes on where they were
    if wanted is None and not payload and len(case.offers) == 1:
        wanted = case.offers[0]
    if wanted is None or not wanted.open:
        notice: NoticeKey = "closed" if payload else "nothing_open"
        return _offer(case, notice) if case.offers else _say(case, notice)
    if case.interview and case.occasion and case.occasion.campaign == wanted.campaign:
        return _come_back(case.interview, case.occasion, wanted)
    if case.answered:
        return _say(case, "already_answered")
    return _met(wanted, begin(wanted.questionnaire, language=case.language, seed=seed, about=wanted.about))


def _come_back(interview: Interview, known: Occasion, wanted: Occasion) -> Meeting:
    """Goes on where the interview stands; before its first answer it becomes one about the newest link's service."""
    if wanted.route != known.route and not interview.answers:
        stage: Stage = "consent" if interview.language else "language"
        turn = interview.turn + 1  # what was agreed to about one service is not agreed to about another
        known, interview = wanted, replace(interview, stage=stage, cursor=None, draft=(), turn=turn)
    return _met(known, advance(known.questionnaire, interview, Commanded("show"), about=known.about))


def _without_interview(case: Case, heard: Input) -> Meeting:
    if isinstance(heard, Commanded) and heard.name == "language":
        return Meeting(None, None, (), (Ask(prompt=_languages(case)),))
    if isinstance(heard, Commanded):
        return _say(case, "nothing_to_stop" if heard.name == "stop" else "help")
    if isinstance(heard, Typed):
        return _offer(case, "nothing_open") if case.offers else _say(case, "nothing_open")
    return _tap(case, heard)


def _tap(case: Case, heard: Tapped) -> Meeting:
    if heard.turn == 0 and heard.code in LANGUAGE_NAMES:  # no interview is at turn 0
        chosen = Settle(language=heard.code, text="", answer=LANGUAGE_NAMES[heard.code])
        return Meeting(
            None, None, (LanguageChosen(heard.code),), (chosen, Say(language=heard.code, notice="help"))
        )
    return _say(case, "closed")


def _offer(case: Case, notice: NoticeKey) -> Meeting:
    language = _language(case)
    facts = {"notice": notice}
    prompt = Prompt(
        kind="services", turn=0, language=language, choices=_services(case.offers, language), facts=facts
    )
    return Meeting(None, None, (), (Ask(prompt=prompt),))


def _services(offers: Sequence[Occasion], language: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(code=offer.route, label=offer.about["service"][language]) for offer in offers[:OFFERS]
    )


def _languages(case: Case) -> Prompt:
    choices = tuple(
        Choice(code=code, label=name, chosen=code == case.language) for code, name in LANGUAGE_NAMES.items()
    )
    return Prompt(kind="language", turn=0, language=case.language, choices=choices)


def _say(case: Case, notice: NoticeKey) -> Meeting:
    said = Say(language=_language(case), notice=notice)
    return Meeting(case.occasion, case.interview, (), (said,))


def _language(case: Case) -> str:
    wanted = case.interview.language if case.interview and case.interview.language else case.language
    return wanted or (case.hint if case.hint in LANGUAGE_NAMES else None) or "kk"


def _met(occasion: Occasion, sprint: Sprint, *, otherwise: str | None = None) -> Meeting:
    """`otherwise`: what notices speak while no language is chosen."""
    shows = tuple(
        replace(show, language=otherwise) if isinstance(show, Say) and show.language is None else show
        for show in sprint.shows
    )
    return Meeting(occasion, sprint.interview, sprint.events, shows)
