"""Decides the whole conversation: what one tap, text or command changes, and what is shown because of it."""

import datetime
from collections.abc import Mapping

from msgspec.structs import replace

from surveys.answers import SKIPPED, Answer
from surveys.interview import between, parts, progress
from surveys.interview.events import Commanded, Input, Refused, Rejected, Repeated, Tapped
from surveys.interview.presenting import language_named
from surveys.interview.prompts import Retire, Say, Why
from surveys.interview.result import TurnResult
from surveys.interview.route import NOTHING_KNOWN, route
from surveys.interview.scene import CampaignWordings, Scene, scene_of
from surveys.interview.script import page_count
from surveys.interview.spoken import spoken
from surveys.interview.state import Interview, Stands
from surveys.item import Refusal, Ticks
from surveys.questionnaire import Questionnaire

_AT_AN_ITEM = frozenset({"asking", "specifying"})
_BESIDE_WORDS = frozenset({"back", "skip"})
"""Words of buttons that are no answer to a question which wants words."""
_STALE = Why(notice="stale")


def begin(
    questionnaire: Questionnaire,
    *,
    language: str | None,
    seed: int,
    about: CampaignWordings,
    known: Mapping[str, Answer] = NOTHING_KNOWN,
) -> TurnResult:
    """A new interview: asks the language unless a known one is spoken here, then the consent.

    `about`: wordings for `{agency}` and `{service}` in the questionnaire's texts. `known`: answers that nobody is asked
    for, since the campaign's route brings them.
    """
    spoken_here = language if language in questionnaire.languages else None
    interview = Interview(language=spoken_here, stage="consent" if spoken_here else "language", seed=seed)
    return progress.ask(scene_of(questionnaire, interview, about, known=known))


def advance(
    questionnaire: Questionnaire,
    interview: Interview,
    heard: Input,
    *,
    about: CampaignWordings,
    today: datetime.date,
    stands: Stands = "above",
    sent: int | None = None,
    known: Mapping[str, Answer] = NOTHING_KNOWN,
) -> TurnResult:
    """What `heard`, written at `sent` (seconds since 1970), does to the interview, whose present question `stands`
    there in the chat. Never raises for anything a respondent can send.

    `today`: the respondent's day, for typed dates such as "yesterday".
    """
    scene = scene_of(questionnaire, interview, about, stands=stands, sent=sent, known=known)
    if isinstance(heard, Commanded):
        return _command(scene, heard.name)
    if isinstance(heard, Tapped):
        return _tap(scene, heard.code) if heard.turn == interview.turn else _late(scene, heard)
    return _typed(scene, heard.text, today)


def results(
    questionnaire: Questionnaire, interview: Interview, known: Mapping[str, Answer] = NOTHING_KNOWN
) -> dict[str, Answer]:
    """The answers that count: those that the route brings, then those of items that are asked, in their order."""
    answers = interview.answers
    met = route(questionnaire, answers, interview.seed, known)
    given = {name: answers[name] for name, item in met.items.items() if name in answers and item.asks}
    return {**met.known, **given}


def _command(scene: Scene, name: str) -> TurnResult:
    interview = scene.interview
    if name == "stop":
        ended = replace(interview, stage="refused", cursor=None, draft=(), between=None)
        said = Say(language=interview.language, notice="stopped")
        return TurnResult(ended, (Refused(),), (*progress.leave(scene), said))
    if name == "language" and interview.stage != "language":
        return progress.ask(scene, before=progress.leave(scene), stage="language")
    return progress.ask_again(
        scene.at(replace(interview, written=None))
    )  # what comes now is no part of another


def _late(scene: Scene, heard: Tapped) -> TurnResult:
    """A button of another question: it goes, and the present question comes once more where it cannot be seen."""
    interview = scene.interview
    just_now = heard.turn == interview.turn - 1
    if just_now and heard.code == interview.last:
        return TurnResult(interview, (Repeated(),), (Retire(),))  # a double tap has nothing to say
    if just_now and interview.between is not None:
        return _tap(scene.at(replace(interview, between=None)), heard.code)  # meant before that was asked
    if just_now and (offered := between.offer_change(scene, heard.code)) is not None:
        return offered
    return _nothing(scene, retired=True)


def _nothing(scene: Scene, *, retired: bool = False) -> TurnResult:
    """A press that nothing comes of. With `retired` the tapped message loses its buttons."""
    shows = (Retire(),) if retired else ()
    if scene.stands != "above":
        return TurnResult(scene.interview, (Rejected("stale"),), shows)
    result = progress.ask_again(scene, _STALE, events=(Rejected("stale"),))
    return replace(result, shows=(*shows, *result.shows))


def _tap(scene: Scene, code: str) -> TurnResult:
    stage = scene.interview.stage
    if stage == "language" and code in scene.questionnaire.languages:
        return progress.choose_language(scene, code)
    if stage == "consent" and code == ".go":
        return progress.consent(scene)
    if stage == "consent" and code == ".refuse":
        ended = replace(scene.interview, stage="refused", last=code)
        said = Say(language=ended.language, notice="refused")
        return TurnResult(ended, (Refused(),), (*progress.leave(scene), said))
    if stage in _AT_AN_ITEM:
        found = _tap_item(scene, code) if scene.interview.between is None else between.tapped(scene, code)
        return found or _nothing(scene)
    return _nothing(scene)


def _tap_item(scene: Scene, code: str) -> TurnResult | None:
    """None for what no button of the present question says: a client can send anything."""
    item, interview = scene.item, scene.interview
    if code == ".back":
        return progress.back(scene)
    if interview.stage == "specifying":
        return progress.record(scene, Answer(codes=interview.draft), code) if code == ".skip" else None
    if code == ".skip" and not item.required and item.asks:
        return progress.record(scene, SKIPPED, code)
    if code == ".go" and not item.asks:
        return progress.record(scene, Answer(), code)
    if code == ".keep" and item.id in interview.answers:
        return progress.record(scene, interview.answers[item.id], code)
    if code == ".more" and page_count(item) > 1:
        return progress.refresh(scene, replace(interview, page=(interview.page + 1) % page_count(item)))
    match item.press(code, interview.draft):
        case Ticks(codes=codes):
            return progress.refresh(scene, replace(interview, draft=codes))
        case Refusal() as refusal:
            return progress.reject(scene, refusal)
        case Answer() as answer:
            return progress.choose(scene, item, answer, code)
    return None


def _typed(scene: Scene, text: str, today: datetime.date) -> TurnResult:
    """Typing does what tapping does: words of an option go before words of a button."""
    interview = scene.interview
    button = spoken(text)
    if button == "stop":
        return _command(scene, "stop")
    if interview.stage == "language":
        named = language_named(scene.questionnaire, text)
        return progress.choose_language(scene, named) if named else progress.ask_again(scene)
    if interview.stage == "consent":
        meant = button if button in {"go", "refuse"} else None
        return _tap(scene, f".{meant}") if meant else _missed(scene, Refusal(reason="tap_to_go_on"))
    if interview.stage not in _AT_AN_ITEM or interview.language is None:
        said = Say(language=interview.language, notice="closed")
        return TurnResult(interview, (Rejected("closed"),), (said,))
    if interview.between is not None:
        return between.typed(scene, text)
    item = scene.item
    if interview.stage == "specifying" or item.kind == "text":
        pressed = _tap_item(scene, f".{button}") if button in _BESIDE_WORDS else None
        return pressed or parts.write(scene, text)
    found = item.understand(text, interview.language, today)
    if isinstance(found, Refusal):
        return (_tap_item(scene, f".{button}") if button else None) or _missed(scene, found)
    return progress.choose(scene, item, found, "")


def _missed(scene: Scene, refusal: Refusal) -> TurnResult:
    return progress.reject(scene, refusal, typed=True)
