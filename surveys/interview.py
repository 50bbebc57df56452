"""Decides the whole conversation: what one tap, text or command changes, and what is shown because of it."""

from dataclasses import dataclass, replace

from surveys.answers import SKIPPED, Answer, chosen
from surveys.events import (
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
from surveys.item import Item, Refusal
from surveys.items.multiple import Multiple
from surveys.path import asked
from surveys.presenting import About, page_count, present, settled
from surveys.progress import Interview, Stage
from surveys.prompts import Ask, Refresh, Say, Settle, Show
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Sprint:
    """What one turn amounts to: the new state, what happened, and what to show, in this order."""

    interview: Interview
    events: tuple[Event, ...] = ()
    shows: tuple[Show, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scene:
    questionnaire: Questionnaire
    interview: Interview
    about: About


def begin(questionnaire: Questionnaire, *, language: str | None, seed: int, about: About) -> Sprint:
    """A new interview: asks the language unless a known one is spoken here, then the consent.

    `about`: wordings for `{agency}` and `{service}` in the questionnaire's texts.
    """
    known = language if language in questionnaire.languages else None
    interview = Interview(language=known, stage="consent" if known else "language", seed=seed)
    return _ask(_Scene(questionnaire, interview, about))


def advance(questionnaire: Questionnaire, interview: Interview, heard: Input, *, about: About) -> Sprint:
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


def _command(scene: _Scene, name: str) -> Sprint:
    interview = scene.interview
    if name == "stop":
        ended = replace(interview, stage="refused", cursor=None, draft=())
        return Sprint(
            ended, (Refused(),), (*_leave(scene), Say(language=interview.language, notice="stopped"))
        )
    if name == "language" and interview.stage != "language":
        return _ask(scene, before=_leave(scene), stage="language")
    return _ask(scene, before=_leave(scene))


def _stale(scene: _Scene, heard: Tapped) -> Sprint:
    interview = scene.interview
    if heard.turn == interview.turn - 1 and heard.code == interview.last:
        return Sprint(interview, (Repeated(),))  # a double tap: the second one has nothing to say
    notice = Say(language=interview.language, notice="stale")
    return _ask(scene, before=(*_leave(scene), notice), events=(Rejected("stale"),))


def _tap(scene: _Scene, code: str) -> Sprint:
    stage = scene.interview.stage
    if stage == "language" and code in scene.questionnaire.languages:
        return _choose_language(scene, code)
    if stage == "consent" and code == ".go":
        return _consent(scene)
    if stage == "consent" and code == ".refuse":
        ended = replace(scene.interview, stage="refused", last=code)
        return Sprint(ended, (Refused(),), (*_leave(scene), Say(language=ended.language, notice="refused")))
    if stage == "asking":
        return _tap_item(scene, code)
    return _stale(scene, Tapped(-1, code))


def _tap_item(scene: _Scene, code: str) -> Sprint:
    item, interview = _present_item(scene), scene.interview
    if code == ".back":
        return _back(scene)
    if code == ".skip" and not item.required and item.asks:
        return _record(scene, SKIPPED, code)
    if code == ".go" and not item.asks:
        return _record(scene, Answer(), code)
    if code == ".keep" and item.id in interview.answers:
        return _record(scene, interview.answers[item.id], code)
    if code == ".more" and page_count(item) > 1:
        return _refresh(scene, replace(interview, page=(interview.page + 1) % page_count(item)))
    if isinstance(item, Multiple):
        return _tap_multiple(scene, item, code)
    if any(option.code == code for option in item.offered):
        return _record(scene, chosen(code), code)
    return _stale(scene, Tapped(-1, code))  # invented by the client: Telegram lets it send anything


def _tap_multiple(scene: _Scene, item: Multiple, code: str) -> Sprint:
    interview = scene.interview
    if code == ".done":
        found = item.accept(interview.draft)
        return _reject(scene, found) if isinstance(found, Refusal) else _record(scene, found, code)
    if any(option.code == code for option in item.offered):
        return _refresh(scene, replace(interview, draft=item.toggle(interview.draft, code)))
    return _stale(scene, Tapped(-1, code))


def _typed(scene: _Scene, text: str) -> Sprint:
    interview, questionnaire = scene.interview, scene.questionnaire
    if interview.stage == "language":
        return _ask(scene, before=_leave(scene))
    if interview.stage == "consent":
        return _reject(scene, Refusal(reason="tap_to_go_on"))
    if interview.stage != "asking" or interview.language is None:
        return Sprint(interview, (Rejected("closed"),), (Say(language=interview.language, notice="closed"),))
    item = questionnaire.by_id[interview.cursor or ""]
    found = item.understand(text, interview.language)
    return _reject(scene, found) if isinstance(found, Refusal) else _record(scene, found, "")


# What it does


def _choose_language(scene: _Scene, language: str) -> Sprint:
    before = settled(scene.questionnaire, replace(scene.interview, language=language), about=scene.about)
    stage: Stage = "asking" if scene.interview.cursor else "consent"
    changed = replace(scene.interview, language=language, last=language)
    return _ask(
        replace(scene, interview=changed), before=(before,), events=(LanguageChosen(language),), stage=stage
    )


def _consent(scene: _Scene) -> Sprint:
    before = settled(scene.questionnaire, scene.interview, about=scene.about)
    first = asked(scene.questionnaire, {}, scene.interview.seed)[0]
    begun = replace(scene.interview, stage="asking", cursor=first.id, last=".go")
    return _ask(replace(scene, interview=begun), before=(before,), events=(Consented(),))


def _record(scene: _Scene, answer: Answer, code: str) -> Sprint:
    """Keeps the answer, drops those of branches that it closed, and goes on to the first item not yet answered."""
    questionnaire, interview = scene.questionnaire, scene.interview
    item = _present_item(scene)
    answers = {**interview.answers, item.id: answer}
    path = asked(questionnaire, answers, interview.seed)
    open_ids = [each.id for each in path]
    gone = tuple(name for name in answers if name not in open_ids)
    kept = {name: given for name, given in answers.items() if name not in gone}
    events: tuple[Event, ...] = (Answered(item.id, answer), *((Erased(gone),) if gone else ()))
    changed = replace(interview, answers=kept, last=code, draft=())
    shows: tuple[Show, ...] = (settled(questionnaire, changed, about=scene.about),)
    if any(questionnaire.by_id[name].asks for name in gone):
        shows += (Say(language=interview.language, notice="answers_erased"),)
    following = next((name for name in open_ids[open_ids.index(item.id) + 1 :] if name not in kept), None)
    if following is None:
        ended = replace(changed, stage="complete", cursor=None, turn=interview.turn + 1)
        return Sprint(
            ended, (*events, Completed()), (*shows, Say(language=ended.language, notice="complete"))
        )
    return _ask(replace(scene, interview=replace(changed, cursor=following)), before=shows, events=events)


def _back(scene: _Scene) -> Sprint:
    interview = scene.interview
    path = [item.id for item in asked(scene.questionnaire, interview.answers, interview.seed)]
    place = path.index(interview.cursor or "")
    if place == 0:
        return _stale(scene, Tapped(-1, ".back"))
    moved = replace(interview, cursor=path[place - 1], last=".back")
    return _ask(replace(scene, interview=moved), before=_leave(scene))


def _ask(
    scene: _Scene,
    *,
    before: tuple[Show, ...] = (),
    events: tuple[Event, ...] = (),
    stage: Stage | None = None,
) -> Sprint:
    interview = replace(
        scene.interview, turn=scene.interview.turn + 1, page=0, stage=stage or scene.interview.stage
    )
    given = interview.answers.get(interview.cursor or "")
    interview = replace(interview, draft=given.codes if given else ())
    prompt = present(scene.questionnaire, interview, about=scene.about)
    return Sprint(interview, events, (*before, Ask(prompt=prompt)))


def _refresh(scene: _Scene, changed: Interview) -> Sprint:
    prompt = present(scene.questionnaire, changed, about=scene.about)
    return Sprint(changed, (), (Refresh(prompt=prompt),))


def _reject(scene: _Scene, refusal: Refusal) -> Sprint:
    say = Say.model_validate(
        {"language": scene.interview.language, "notice": refusal.reason, "facts": refusal.values}
    )
    return Sprint(scene.interview, (Rejected(refusal.reason),), (say,))


def _leave(scene: _Scene) -> tuple[Settle, ...]:
    left = settled(scene.questionnaire, scene.interview, about=scene.about)
    return (left.model_copy(update={"outcome": "left", "answer": ""}),)


def _present_item(scene: _Scene) -> Item:
    return scene.questionnaire.by_id[scene.interview.cursor or ""]
