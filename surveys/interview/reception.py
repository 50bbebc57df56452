"""Decides what an arriving respondent meets: an interview begun or continued, an offer of services, or a notice."""

import datetime
from collections.abc import Mapping
from typing import get_args

from msgspec.structs import replace

from surveys.interview import TurnResult, advance, begin, between, parts, picker, progress
from surveys.interview.arrival import (
    Arrival,
    CampaignRoute,
    Heard,
    Helped,
    Spent,
    Started,
    Unseen,
    Withdrew,
    language_of,
)
from surveys.interview.events import (
    Browsed,
    Commanded,
    Input,
    LanguageChosen,
    Rejected,
    Repeated,
    Tapped,
    Typed,
    Withdrawn,
)
from surveys.interview.presenting import LANGUAGE_NAMES
from surveys.interview.prompts import Ask, Choice, Prompt, Retire, Say, Settle, Why
from surveys.interview.scene import Scene, scene_of
from surveys.interview.state import Another, Interview, Stage, Stands
from surveys.notices import NoticeKey

SPENT: frozenset[NoticeKey | None] = frozenset(get_args(Spent))
"""What is said of a one-time link that lets nobody begin."""

_UNSEEN: Mapping[Unseen, NoticeKey] = {
    "before": "typed_before",
    "reply": "not_a_reply",
    "borrowed": "not_own_words",
}


def receive(arrival: Arrival, heard: Heard, *, seed: int, today: datetime.date) -> TurnResult:
    """Leads the turn to its interview, or begins one.

    `seed` is used only for a new interview; `today` is the respondent's day, for typed dates.
    """
    if arrival.repeated:
        return TurnResult(None, (Repeated(),), (Retire(),))
    if isinstance(heard, Started):
        result = _start(arrival, heard.payload, seed)
        return picker.picked(arrival, result) if heard.picked else result
    if isinstance(heard, Browsed):
        return picker.browse(arrival, heard)
    if isinstance(heard, Helped):
        return _help(arrival, heard)
    if isinstance(heard, Withdrew):
        return _withdraw(arrival, heard)
    if arrival.interview is not None and arrival.route is not None:
        return _lead(arrival, arrival.interview, arrival.route, heard, seed=seed, today=today)
    wanted = arrival.wanted
    if isinstance(heard, Typed) and arrival.begun and wanted and _refused(arrival, wanted) is None:
        return _begin(arrival, wanted, seed, language=arrival.language)  # shown, before words can answer it
    return _without_interview(arrival, heard)


def _lead(
    arrival: Arrival,
    interview: Interview,
    route: CampaignRoute,
    heard: Input,
    *,
    seed: int,
    today: datetime.date,
) -> TurnResult:
    if not route.open and heard != Commanded("stop"):
        return _say(arrival, "paused" if route.later else "closed")
    if isinstance(heard, Typed) and arrival.unseen is not None:
        return _met(route, _not_an_answer(_scene(arrival, interview, route), heard.text, arrival.unseen))
    if _switches(interview, heard):
        return _switch(arrival, _scene(arrival, interview, route), seed)
    result = advance(
        route.questionnaire,
        interview,
        heard,
        about=route.about,
        today=today,
        stands=arrival.stands,
        sent=arrival.sent,
        known=route.known,
    )
    return _met(route, result, otherwise=None if interview.language else language_of(arrival))


def _not_an_answer(scene: Scene, text: str, unseen: Unseen) -> TurnResult:
    """Words that were not written for the present question: it is shown again, with a word why, once."""
    joined = parts.join(scene, text) if unseen == "before" else None
    if joined is not None:
        return joined
    interview, notice = scene.interview, _UNSEEN[unseen]
    if interview.told == notice and scene.stands != "above":
        return TurnResult(interview, (Rejected(notice),))
    return progress.ask_again(scene, Why(notice=notice), events=(Rejected(notice),))


def _switches(interview: Interview, heard: Input) -> bool:
    asked = interview.between
    if not isinstance(asked, Another):
        return False
    if isinstance(heard, Tapped):
        return heard == Tapped(interview.turn, ".switch")
    return isinstance(heard, Typed) and between.meant(asked, heard.text) == ".switch"


def _switch(arrival: Arrival, scene: Scene, seed: int) -> TurnResult:
    """Sets this interview aside for the one about another service; where that cannot be, it goes on."""
    wanted, interview = arrival.wanted, scene.interview
    refused = _refused(arrival, wanted)
    if wanted is None or refused is not None:
        why = Why(notice=refused or "closed")
        return _met(arrival.route or wanted, progress.ask(scene, before=(Retire(where="present"),), why=why))
    begun = _begin(arrival, wanted, seed, language=interview.language)
    aside = replace(interview, between=None, turn=interview.turn + 1)
    return replace(begun, shows=(Retire(where="present"), *begun.shows), aside=aside)


def _refused(arrival: Arrival, wanted: CampaignRoute | None) -> NoticeKey | None:
    """Why nobody, or not this respondent, can begin there."""
    if wanted is None or not wanted.open:
        return "paused" if wanted is not None and wanted.later else "closed"
    if arrival.stopped:
        return "try_again"
    return "already_answered" if arrival.answered else _spent(arrival, wanted)


def _spent(arrival: Arrival, wanted: CampaignRoute) -> Spent | None:
    """Why a one-time link lets this respondent not begin; who has come by it before may go on, or begin again."""
    mine = {arrival.begun_by.route} if arrival.begun_by else set()
    if wanted.kind != "token" or wanted.token or wanted.route in arrival.declined | mine:
        return None
    return wanted.spent or "token_used"


def _begin(arrival: Arrival, wanted: CampaignRoute, seed: int, *, language: str | None) -> TurnResult:
    """A new interview there, or the one that was set aside, where it stood."""
    if arrival.begun is None:
        begun = begin(
            wanted.questionnaire, language=language, seed=seed, about=wanted.about, known=wanted.known
        )
        return _met(wanted, begun)
    # What was answered about one office is not about another, and who was invited stays so.
    way = arrival.begun_by if arrival.begun_by and arrival.begun.answers else wanted
    return _met(way, progress.ask(_scene(arrival, arrival.begun, way)))


def _help(arrival: Arrival, heard: Helped) -> TurnResult:
    """What cannot be an answer is said; of a message that was changed, once at a question."""
    interview = arrival.interview
    if heard.why == "unsupported" and interview is None:
        return _say(arrival, "unsupported_outside")  # nothing is asked that could be tapped or written
    if heard.why != "edited":
        return _say(arrival, heard.why)
    if interview is None or arrival.route is None:
        return _say(arrival, "edited_late")
    if interview.told == "edited":
        return TurnResult(interview, (Rejected("edited"),), (), arrival.route)
    return replace(_say(arrival, "edited"), interview=replace(interview, told="edited"))


def _withdraw(arrival: Arrival, heard: Withdrew) -> TurnResult:
    """Asks once whether it is meant: what is withdrawn cannot be given again."""
    if heard.sure:
        said = Say(language=language_of(arrival), notice="withdrawn")
        return TurnResult(arrival.interview, (Withdrawn(heard.secret),), (said,), arrival.route)
    asked = Say(language=language_of(arrival), notice="withdraw_sure", receipt=heard.secret)
    return TurnResult(arrival.interview, shows=(asked,), route=arrival.route)


def _start(arrival: Arrival, payload: str, seed: int) -> TurnResult:
    wanted = arrival.wanted
    if not payload and arrival.interview and arrival.route and arrival.route.open:
        wanted = arrival.route  # who comes back without a link goes on where they were
    if wanted is None or not wanted.open:
        return picker.offer(arrival, picker.why_not(payload, wanted))
    if arrival.interview and arrival.route and arrival.route.campaign == wanted.campaign:
        return _come_back(arrival, _scene(arrival, arrival.interview, arrival.route), wanted, seed)
    refused = _refused(arrival, wanted)
    if refused == "already_answered" and not payload:
        return picker.offer(arrival)
    if refused in SPENT:
        return picker.offer(arrival, refused)
    return _say(arrival, refused) if refused else _begin(arrival, wanted, seed, language=arrival.language)


def _come_back(arrival: Arrival, scene: Scene, wanted: CampaignRoute, seed: int) -> TurnResult:
    """Goes on where the interview stands. Before its first answer it becomes one about the newest link's service;
    later it is asked which of the two services is to be rated now.
    """
    interview, known = scene.interview, arrival.route or wanted
    same = wanted.service == known.service
    if wanted.route == known.route or (same and known.kind == "token"):
        return _met(known, progress.ask_again(scene))  # who was invited stays so
    if interview.answers and same:
        return _met(known, progress.ask_again(scene, _elsewhere(scene, known, wanted)))
    refused = _refused(arrival, wanted)
    if refused is not None:
        return _met(known, progress.ask_again(scene, Why(notice=refused)))
    if interview.answers:
        another = Another(wanted.route, wanted.about["service"], wanted.token)
        if interview.between == another:
            return _met(known, progress.ask_again(scene))
        return _met(known, between.offer_another(scene, another))
    if arrival.begun is not None:
        begun = _begin(arrival, wanted, seed, language=interview.language)
        return replace(begun, shows=(*progress.leave(scene), *begun.shows), aside=interview)
    stage: Stage = "consent" if interview.language else "language"
    turn = interview.turn + 1  # what was agreed to about one service is not agreed to about another
    becomes = replace(interview, stage=stage, cursor=None, draft=(), turn=turn, between=None)
    return _met(wanted, progress.ask_again(_scene(arrival, becomes, wanted, stands="above")))


def _elsewhere(scene: Scene, known: CampaignRoute, wanted: CampaignRoute) -> Why | None:
    """Which office is being rated, to who scans the code of another one: one service is rated once."""
    language = scene.interview.language
    if wanted.office in {"", known.office} or not known.office or language is None:
        return None
    return Why(notice="other_office", facts={"office": known.about["office"][language]})


def _scene(
    arrival: Arrival, interview: Interview, route: CampaignRoute, *, stands: Stands | None = None
) -> Scene:
    return scene_of(
        route.questionnaire,
        interview,
        route.about,
        stands=stands or arrival.stands,
        sent=arrival.sent,
        known=route.known,
    )


def _without_interview(arrival: Arrival, heard: Input) -> TurnResult:
    if isinstance(heard, Commanded) and heard.name == "language":
        return TurnResult(None, shows=(Ask(prompt=_languages(arrival)),))
    if isinstance(heard, Commanded):
        return _say(arrival, "nothing_to_stop" if heard.name == "stop" else "help")
    if isinstance(heard, Typed) and (late := _joined_late(arrival, heard.text)) is not None:
        return late
    if isinstance(heard, Typed):
        return picker.search(arrival, heard.text)
    return _tap(arrival, heard)


def _tap(arrival: Arrival, heard: Tapped) -> TurnResult:
    if heard.turn == 0 and heard.code in LANGUAGE_NAMES:  # no interview is at turn 0
        chosen = Settle(language=heard.code, text="", answer=LANGUAGE_NAMES[heard.code])
        return TurnResult(
            None, (LanguageChosen(heard.code),), (chosen, Say(language=heard.code, notice="help"))
        )
    said = _say(arrival, "already_answered" if arrival.finished else "button_over")
    return replace(said, shows=(Retire(), *said.shows))


def _joined_late(arrival: Arrival, text: str) -> TurnResult | None:
    """Words that belong to the last answer of an interview which ended with it, seconds ago."""
    if arrival.finished is None:
        return None
    ended, route = arrival.finished
    language = language_of(arrival)
    return parts.join_ended(route.questionnaire, ended, text, sent=arrival.sent, language=language)


def _languages(arrival: Arrival) -> Prompt:
    choices = tuple(
        Choice(code=code, label=name, chosen=code == arrival.language)
        for code, name in LANGUAGE_NAMES.items()
    )
    return Prompt(kind="language", turn=0, language=arrival.language, choices=choices)


def _say(arrival: Arrival, notice: NoticeKey) -> TurnResult:
    said = Say(language=language_of(arrival), notice=notice)
    return TurnResult(arrival.interview, shows=(said,), route=arrival.route)


def _met(route: CampaignRoute | None, result: TurnResult, *, otherwise: str | None = None) -> TurnResult:
    """`otherwise`: what notices speak while no language is chosen."""
    if otherwise is None:
        return replace(result, route=route)
    shows = tuple(
        replace(show, language=otherwise) if isinstance(show, Say) and show.language is None else show
        for show in result.shows
    )
    return replace(result, shows=shows, route=route)
