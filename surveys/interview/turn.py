"""Decides the whole conversation: what one tap, text or command changes, and what is shown because of it."""

import datetime

from msgspec.structs import replace

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
from surveys.interview.presenting import language_named, present, settled
from surveys.interview.prompts import Ask, Refresh, Say, Show
from surveys.interview.result import TurnResult
from surveys.interview.route import broken_rule, route
from surveys.interview.scene import CampaignWordings, Scene, scene_of
from surveys.interview.script import page_count
from surveys.interview.state import Interview, Stage
from surveys.item import Item, Refusal, Ticks
from surveys.items.text import understood
from surveys.questionnaire import Questionnaire

SPECIFY_LIMIT = 200
"""Characters of the words after "other"."""

_AT_AN_ITEM = frozenset({"asking", "specifying"})
_INVENTED = Tapped(-1, "")
"""What stands for a press that no button of ours sends: Telegram lets a client send anything."""


def begin(
    questionnaire: Questionnaire, *, language: str | None, seed: int, about: CampaignWordings
) -> TurnResult:
    """A new interview: asks the language unless a known one is spoken here, then the consent.

    `about`: wordings for `{agency}` and `{service}` in the questionnaire's texts.
    """
    known = language if language in questionnaire.languages else None
    interview = Interview(language=known, stage="consent" if known else "language", seed=seed)
    return _ask(scene_of(questionnaire, interview, about))


def advance(
    questionnaire: Questionnaire,
    interview: Interview,
    heard: Input,
    *,
    about: CampaignWordings,
    today: datetime.date,
) -> TurnResult:
    """What `heard` does to the interview. Never raises for anything a respondent can send.

    `today`: the respondent's day, for typed dates such as "yesterday".
    """
    scene = scene_of(questionnaire, interview, about)
    if isinstance(heard, Commanded):
        return _command(scene, heard.name)
    if isinstance(heard, Tapped):
        if heard.turn != interview.turn:
            return _stale(scene, heard)
        return _tap(scene, heard.code)
    return _typed(scene, heard.text, today)


def results(questionnaire: Questionnaire, interview: Interview) -> dict[str, Answer]:
    """The answers that count: those of items that are asked, in the respondent's order."""
    answers = interview.answers
    met = route(questionnaire, answers, interview.seed).items
    return {name: answers[name] for name, item in met.items() if name in answers and item.asks}


# What came in


def _command(scene: Scene, name: str) -> TurnResult:
    interview = scene.interview
    if name == "stop":
        ended = replace(interview, stage="refused", cursor=None, draft=())
        return TurnResult(
            ended, (Refused(),), (*_leave(scene), Say(language=interview.language, notice="stopped"))
        )
    if name == "language" and interview.stage != "language":
        return _ask(scene, before=_leave(scene), stage="language")
    return _ask_again(scene, before=_leave(scene))


def _stale(scene: Scene, heard: Tapped) -> TurnResult:
    interview = scene.interview
    if heard.turn == interview.turn - 1 and heard.code == interview.last:
        return TurnResult(interview, (Repeated(),))  # a double tap: the second one has nothing to say
    notice = Say(language=interview.language, notice="stale")
    return _ask_again(scene, before=(*_leave(scene), notice), events=(Rejected("stale"),))


def _tap(scene: Scene, code: str) -> TurnResult:
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


def _tap_item(scene: Scene, code: str) -> TurnResult:
    item, interview = scene.item, scene.interview
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


def _typed(scene: Scene, text: str, today: datetime.date) -> TurnResult:
    interview = scene.interview
    if interview.stage == "language":
        named = language_named(scene.questionnaire, text)
        return _choose_language(scene, named) if named else _ask_again(scene, before=_leave(scene))
    if interview.stage == "consent":
        return _reject(scene, Refusal(reason="tap_to_go_on"))
    if interview.stage not in _AT_AN_ITEM or interview.language is None:
        return TurnResult(
            interview, (Rejected("closed"),), (Say(language=interview.language, notice="closed"),)
        )
    item = scene.item
    if interview.stage == "specifying":
        return _specify(scene, text)
    found = item.understand(text, interview.language, today)
    return _reject(scene, found) if isinstance(found, Refusal) else _choose(scene, item, found, "")


# What it does


def _choose_language(scene: Scene, language: str) -> TurnResult:
    before = settled(scene.at(replace(scene.interview, language=language)))
    stage: Stage = "asking" if scene.interview.cursor else "consent"
    changed = replace(scene.interview, language=language, last=language)
    return _ask(scene.at(changed), before=(before,), events=(LanguageChosen(language),), stage=stage)


def _choose(scene: Scene, item: Item, answer: Answer, code: str) -> TurnResult:
    """Takes the answer, or first asks for the words of "other, specify"."""
    if scene.script.steps[item.id].specify.isdisjoint(answer.codes):
        return _record(scene, answer, code)
    before = settled(scene.answered({**scene.interview.answers, item.id: answer}))
    specifying = replace(scene.interview, draft=answer.codes, last=code)
    return _ask(scene.at(specifying), before=(before,), stage="specifying")


def _specify(scene: Scene, text: str) -> TurnResult:
    words = understood(text, SPECIFY_LIMIT)
    if isinstance(words, Refusal):
        return _reject(scene, words)
    return _record(scene, Answer(codes=scene.interview.draft, text=words), "")


def _consent(scene: Scene) -> TurnResult:
    """Goes on to the first item. What was agreed to stays to be read, without its buttons."""
    before = Refresh(prompt=replace(present(scene), actions=()))
    begun = scene.at(replace(scene.interview, stage="asking", last=".go"))
    return _go_on(begun, next(iter(scene.route.items), None), before=(before,), events=(Consented(),))


def _record(scene: Scene, answer: Answer, code: str) -> TurnResult:
    """Keeps the answer, drops those of branches that it closed, and goes on to the first item not yet answered."""
    item, language = scene.item, scene.interview.language
    answers = {**scene.interview.answers, item.id: answer}
    after = scene.answered(answers)
    refusal = broken_rule(
        scene.questionnaire, item, answer, values=after.route.values, language=language or ""
    )
    if refusal is not None:
        return _reject(scene, refusal)
    left, open_now = after.route.kept, after.route.items
    gone = tuple(name for name in answers if name not in left) if len(left) < len(answers) else ()
    events: tuple[Event, ...] = (Answered(item.id, answer), *((Erased(gone),) if gone else ()))
    after = after.at(replace(after.interview, last=code, draft=(), stage="asking"))
    shows: tuple[Show, ...] = (settled(after),)
    closed = [name for name in gone if name not in open_now and scene.questionnaire.by_id[name].asks]
    if any(not answers[name].skipped for name in closed):
        shows += (Say(language=language, notice="answers_erased"),)
    return _go_on(after, after.route.after(item.id), before=shows, events=events)


def _go_on(
    scene: Scene, following: str | None, *, before: tuple[Show, ...], events: tuple[Event, ...]
) -> TurnResult:
    """Asks the following item, or ends where there is none."""
    if following is not None:
        return _ask(scene.at(_at(scene.interview, following)), before=before, events=events)
    ended = replace(scene.interview, stage="complete", cursor=None, turn=scene.interview.turn + 1)
    thanks = Say(language=ended.language, notice="complete")
    return TurnResult(ended, (*events, Completed()), (*before, thanks))


def _back(scene: Scene) -> TurnResult:
    interview = scene.interview
    path = list(scene.route.items)
    place = path.index(interview.cursor or "")
    if interview.stage == "specifying":  # back to the options of the same item, the chosen ones ticked
        moved = interview
    elif place > 0:
        moved = _at(interview, path[place - 1])
    else:
        return _stale(scene, _INVENTED)
    moved = replace(moved, last=".back", stage="asking")
    return _ask(scene.at(moved), before=_leave(scene))


def _at(interview: Interview, cursor: str) -> Interview:
    """The interview at this item, with the options ticked that were chosen there before."""
    given = interview.answers.get(cursor)
    return replace(interview, cursor=cursor, draft=given.codes if given else ())


def _ask(
    scene: Scene,
    *,
    before: tuple[Show, ...] = (),
    events: tuple[Event, ...] = (),
    stage: Stage | None = None,
) -> TurnResult:
    interview = replace(
        scene.interview, turn=scene.interview.turn + 1, page=0, stage=stage or scene.interview.stage
    )
    return TurnResult(interview, events, (*before, Ask(prompt=present(scene.at(interview)))))


def _ask_again(scene: Scene, *, before: tuple[Show, ...], events: tuple[Event, ...] = ()) -> TurnResult:
    """Shows the present question once more, under its turn: a press on any copy counts, also one that is under way.

    With a turn of its own each copy would make the press before it late, and the late press another copy, for ever.
    """
    interview = replace(scene.interview, page=0)
    return TurnResult(interview, events, (*before, Ask(prompt=present(scene.at(interview)))))


def _refresh(scene: Scene, changed: Interview) -> TurnResult:
    return TurnResult(changed, (), (Refresh(prompt=present(scene.at(changed))),))


def _reject(scene: Scene, refusal: Refusal) -> TurnResult:
    said = Say(language=scene.interview.language, notice=refusal.reason, facts=refusal.values)
    return TurnResult(scene.interview, (Rejected(refusal.reason),), (said,))


def _leave(scene: Scene) -> tuple[Show, ...]:
    return (settled(scene, outcome="left"),)
