"""Decides the whole conversation: what one tap, text or command changes, and what is shown because of it."""

from dataclasses import dataclass, replace

from surveys.answers import SKIPPED, Answer
from surveys.interview.events import (
    Answered,
    Commanded,
    Completed,
    Consented,
    Erased,
    Event,
    Input,
    LanguageChosen,
    Refused,
    Rejected,
    Repeated,
    Tapped,
)
from surveys.interview.path import asked, item_at, kept
from surveys.interview.presenting import CampaignWordings, language_named, page_count, present, settled
from surveys.interview.prompts import Ask, Refresh, Say, Settle, Show
from surveys.interview.result import TurnResult
from surveys.interview.state import Interview, Stage
from surveys.interview.validity import broken_rule
from surveys.item import Item, Refusal, Ticks
from surveys.items.text import understood
from surveys.questionnaire import Questionnaire

SPECIFY_LIMIT = 200
"""Characters of the words after "other"."""

_AT_AN_ITEM = frozenset({"asking", "specifying"})
_INVENTED = Tapped(-1, "")
"""What stands for a press that no button of ours sends: Telegram lets a client send anything."""


@dataclass(frozen=True, slots=True)
class _Scene:
    questionnaire: Questionnaire
    interview: Interview
    about: CampaignWordings


def begin(
    questionnaire: Questionnaire, *, language: str | None, seed: int, about: CampaignWordings
) -> TurnResult:
    """A new interview: asks the language unless a known one is spoken here, then the consent.

    `about`: wordings for `{agency}` and `{service}` in the questionnaire's texts.
    """
    known = language if language in questionnaire.languages else None
    interview = Interview(language=known, stage="consent" if known else "language", seed=seed)
    return _ask(_Scene(questionnaire, interview, about))


def advance(
    questionnaire: Questionnaire, interview: Interview, heard: Input, *, about: CampaignWordings
) -> TurnResult:
    """What `heard` does to the interview. Never raises for anything a respondent can send."""
    scene = _Scene(questionnaire, interview, about)
    if isinstance(heard, Commanded):
        return _command(scene, heard.name)
    if isinstance(heard, Tapped):
        if heard.turn != interview.turn:
            return _stale(scene, heard)
        return _tap(scene, heard.code)
    return _typed(scene, heard.text)


def results(questionnaire: Questionnaire, interview: Interview) -> dict[str, Answer]:
    """The answers that count: those of items that are asked, in the respondent's order."""
    items = asked(questionnaire, interview.answers, interview.seed)
    return {
        item.id: interview.answers[item.id] for item in items if item.id in interview.answers and item.asks
    }


# What came in


def _command(scene: _Scene, name: str) -> TurnResult:
    interview = scene.interview
    if name == "stop":
        ended = replace(interview, stage="refused", cursor=None, draft=())
        return TurnResult(
            ended, (Refused(),), (*_leave(scene), Say(language=interview.language, notice="stopped"))
        )
    if name == "language" and interview.stage != "language":
        return _ask(scene, before=_leave(scene), stage="language")
    return _ask(scene, before=_leave(scene))


def _stale(scene: _Scene, heard: Tapped) -> TurnResult:
    interview = scene.interview
    if heard.turn == interview.turn - 1 and heard.code == interview.last:
        return TurnResult(interview, (Repeated(),))  # a double tap: the second one has nothing to say
    notice = Say(language=interview.language, notice="stale")
    return _ask(scene, before=(*_leave(scene), notice), events=(Rejected("stale"),))


def _tap(scene: _Scene, code: str) -> TurnResult:
    stage = scene.interview.stage
    if stage == "language" and code in scene.questionnaire.languages:
        return _choose_language(scene, code)
    if stage == "consent" and code == ".go":
        return _consent(scene)
    if stage == "consent" and code == ".refuse":
        ended = replace(scene.interview, stage="refused", last=code)
        return TurnResult(
            ended, (Refused(),), (*_leave(scene), Say(language=ended.language, notice="refused"))
        )
    if stage in _AT_AN_ITEM:
        return _tap_item(scene, code)
    return _stale(scene, _INVENTED)


def _tap_item(scene: _Scene, code: str) -> TurnResult:
    item, interview = _present_item(scene), scene.interview
    if code == ".back":
        return _back(scene)
    if interview.stage == "specifying":
        return (
            _record(scene, Answer(codes=interview.draft), code)
            if code == ".skip"
            else _stale(scene, _INVENTED)
        )
    if code == ".skip" and not item.required and item.asks:
        return _record(scene, SKIPPED, code)
    if code == ".go" and not item.asks:
        return _record(scene, Answer(), code)
    if code == ".keep" and item.id in interview.answers:
        return _record(scene, interview.answers[item.id], code)
    if code == ".more" and page_count(item) > 1:
        return _refresh(scene, replace(interview, page=(interview.page + 1) % page_count(item)))
    match item.press(code, interview.draft):
        case Ticks(codes=codes):
            return _refresh(scene, replace(interview, draft=codes))
        case Refusal() as refusal:
            return _reject(scene, refusal)
        case Answer() as answer:
            return _choose(scene, item, answer, code)
    return _stale(scene, _INVENTED)


def _typed(scene: _Scene, text: str) -> TurnResult:
    interview = scene.interview
    if interview.stage == "language":
        named = language_named(scene.questionnaire, text)
        return _choose_language(scene, named) if named else _ask(scene, before=_leave(scene))
    if interview.stage == "consent":
        return _reject(scene, Refusal(reason="tap_to_go_on"))
    if interview.stage not in _AT_AN_ITEM or interview.language is None:
        return TurnResult(
            interview, (Rejected("closed"),), (Say(language=interview.language, notice="closed"),)
        )
    item = _present_item(scene)
    if interview.stage == "specifying":
        return _specify(scene, text)
    found = item.understand(text, interview.language)
    return _reject(scene, found) if isinstance(found, Refusal) else _choose(scene, item, found, "")


# What it does


def _choose_language(scene: _Scene, language: str) -> TurnResult:
    before = settled(scene.questionnaire, replace(scene.interview, language=language), about=scene.about)
    stage: Stage = "asking" if scene.interview.cursor else "consent"
    changed = replace(scene.interview, language=language, last=language)
    return _ask(
        replace(scene, interview=changed), before=(before,), events=(LanguageChosen(language),), stage=stage
    )


def _choose(scene: _Scene, item: Item, answer: Answer, code: str) -> TurnResult:
    """Takes the answer, or first asks for the words of "other, specify"."""
    if not any(option.specify and option.code in answer.codes for option in item.offered):
        return _record(scene, answer, code)
    answered = replace(scene.interview, answers={**scene.interview.answers, item.id: answer})
    before = settled(scene.questionnaire, answered, about=scene.about)
    specifying = replace(scene.interview, draft=answer.codes, last=code)
    return _ask(replace(scene, interview=specifying), before=(before,), stage="specifying")


def _specify(scene: _Scene, text: str) -> TurnResult:
    words = understood(text, SPECIFY_LIMIT)
    if isinstance(words, Refusal):
        return _reject(scene, words)
    return _record(scene, Answer(codes=scene.interview.draft, text=words), "")


def _consent(scene: _Scene) -> TurnResult:
    """Goes on to the first item. What was agreed to stays to be read, without its buttons."""
    agreed = present(scene.questionnaire, scene.interview, about=scene.about)
    before = Refresh(prompt=agreed.model_copy(update={"actions": ()}))
    begun = replace(scene, interview=replace(scene.interview, stage="asking", last=".go"))
    first = next((item.id for item in asked(scene.questionnaire, {}, scene.interview.seed)), None)
    return _go_on(begun, first, before=(before,), events=(Consented(),))


def _record(scene: _Scene, answer: Answer, code: str) -> TurnResult:
    """Keeps the answer, drops those of branches that it closed, and goes on to the first item not yet answered."""
    questionnaire, interview = scene.questionnaire, scene.interview
    item = _present_item(scene)
    answers = {**interview.answers, item.id: answer}
    refusal = broken_rule(
        questionnaire, item, answers, seed=interview.seed, language=interview.language or ""
    )
    if refusal is not None:
        return _reject(scene, refusal)
    open_ids = [each.id for each in asked(questionnaire, answers, interview.seed)]
    left = kept(questionnaire, answers, interview.seed)
    gone = tuple(name for name in answers if name not in left)
    events: tuple[Event, ...] = (Answered(item.id, answer), *((Erased(gone),) if gone else ()))
    changed = replace(interview, answers=left, last=code, draft=(), stage="asking")
    shows: tuple[Show, ...] = (settled(questionnaire, changed, about=scene.about),)
    closed = [name for name in gone if name not in open_ids and questionnaire.by_id[name].asks]
    if any(not answers[name].skipped for name in closed):
        shows += (Say(language=interview.language, notice="answers_erased"),)
    following = next((name for name in open_ids[open_ids.index(item.id) + 1 :] if name not in left), None)
    return _go_on(replace(scene, interview=changed), following, before=shows, events=events)


def _go_on(
    scene: _Scene, following: str | None, *, before: tuple[Show, ...], events: tuple[Event, ...]
) -> TurnResult:
    """Asks the following item, or ends where there is none."""
    if following is not None:
        return _ask(replace(scene, interview=_at(scene.interview, following)), before=before, events=events)
    ended = replace(scene.interview, stage="complete", cursor=None, turn=scene.interview.turn + 1)
    thanks = Say(language=ended.language, notice="complete")
    return TurnResult(ended, (*events, Completed()), (*before, thanks))


def _back(scene: _Scene) -> TurnResult:
    interview = scene.interview
    path = [item.id for item in asked(scene.questionnaire, interview.answers, interview.seed)]
    place = path.index(interview.cursor or "")
    if interview.stage == "specifying":  # back to the options of the same item, the chosen ones ticked
        moved = interview
    elif place > 0:
        moved = _at(interview, path[place - 1])
    else:
        return _stale(scene, _INVENTED)
    moved = replace(moved, last=".back", stage="asking")
    return _ask(replace(scene, interview=moved), before=_leave(scene))


def _at(interview: Interview, cursor: str) -> Interview:
    """The interview at this item, with the options ticked that were chosen there before."""
    given = interview.answers.get(cursor)
    return replace(interview, cursor=cursor, draft=given.codes if given else ())


def _ask(
    scene: _Scene,
    *,
    before: tuple[Show, ...] = (),
    events: tuple[Event, ...] = (),
    stage: Stage | None = None,
) -> TurnResult:
    interview = replace(
        scene.interview, turn=scene.interview.turn + 1, page=0, stage=stage or scene.interview.stage
    )
    prompt = present(scene.questionnaire, interview, about=scene.about)
    return TurnResult(interview, events, (*before, Ask(prompt=prompt)))


def _refresh(scene: _Scene, changed: Interview) -> TurnResult:
    prompt = present(scene.questionnaire, changed, about=scene.about)
    return TurnResult(changed, (), (Refresh(prompt=prompt),))


def _reject(scene: _Scene, refusal: Refusal) -> TurnResult:
    say = Say(language=scene.interview.language, notice=refusal.reason, facts=refusal.values)
    return TurnResult(scene.interview, (Rejected(refusal.reason),), (say,))


def _leave(scene: _Scene) -> tuple[Settle, ...]:
    left = settled(scene.questionnaire, scene.interview, about=scene.about)
    return (left.model_copy(update={"outcome": "left", "answer": ""}),)


def _present_item(scene: _Scene) -> Item:
    interview = scene.interview
    return item_at(scene.questionnaire, interview.answers, interview.seed, interview.cursor or "")
