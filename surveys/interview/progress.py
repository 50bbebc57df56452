"""Decides where an interview stands next: a question asked or asked again, an answer kept, a step back, the end."""

from msgspec.structs import replace

from surveys.answers import Answer
from surveys.interview.events import (
    Answered,
    Completed,
    Consented,
    Erased,
    Event,
    LanguageChosen,
    Rejected,
)
from surveys.interview.presenting import present, settled
from surveys.interview.prompts import Ask, Prompt, Refresh, Retire, Say, Show, Why
from surveys.interview.result import TurnResult
from surveys.interview.route import broken_rule
from surveys.interview.scene import Scene
from surveys.interview.state import Another, Between, Change, Interview, Stage, Written
from surveys.item import Item, Refusal

MISSES = 2
"""Typed answers in a row that mean nothing, after which the question is shown again: it has scrolled away."""


def choose_language(scene: Scene, language: str) -> TurnResult:
    """Goes on in this language: to the consent, or back to where it was changed."""
    before = settled(scene.at(replace(scene.interview, language=language)))
    stage: Stage = "asking" if scene.interview.cursor else "consent"
    changed = replace(scene.interview, language=language, last=language)
    return ask(scene.at(changed), before=(before,), events=(LanguageChosen(language),), stage=stage)


def consent(scene: Scene) -> TurnResult:
    """Goes on to the first item. What was agreed to stays to be read, without its buttons."""
    before = Refresh(prompt=replace(present(scene), actions=(), why=None))
    begun = scene.at(replace(scene.interview, stage="asking", last=".go"))
    return _go_on(begun, next(iter(scene.route.items), None), before=(before,), events=(Consented(),))


def choose(
    scene: Scene, item: Item, answer: Answer, code: str, *, written: Written | None = None
) -> TurnResult:
    """Takes the answer, or first asks for the words of "other, specify"."""
    if scene.script.steps[item.id].specify.isdisjoint(answer.codes):
        return record(scene, answer, code, written=written)
    before = settled(scene.answered({**scene.interview.answers, item.id: answer}))
    specifying = replace(scene.interview, draft=answer.codes, last=code)
    return ask(scene.at(specifying), before=(before,), stage="specifying")


def record(scene: Scene, answer: Answer, code: str, *, written: Written | None = None) -> TurnResult:
    """Keeps the answer, drops those of branches that it closed, and goes on to the first item not yet answered."""
    item, language = scene.item, scene.interview.language
    answers = {**scene.interview.answers, item.id: answer}
    after = scene.answered(answers)
    refusal = broken_rule(
        scene.questionnaire, item, answer, values=after.route.values, language=language or ""
    )
    if refusal is not None:
        return reject(scene, refusal, typed=not code)
    left, open_now = after.route.kept, after.route.items
    gone = tuple(name for name in answers if name not in left) if len(left) < len(answers) else ()
    events: tuple[Event, ...] = (Answered(item.id, answer), *((Erased(gone),) if gone else ()))
    after = after.at(replace(after.interview, last=code, draft=(), stage="asking", written=written))
    shows: tuple[Show, ...] = (settled(after),)
    closed = [name for name in gone if name not in open_now and scene.questionnaire.by_id[name].asks]
    if any(not answers[name].skipped for name in closed):
        shows += (Say(language=language, notice="answers_erased"),)
    return _go_on(after, after.route.after(item.id), before=shows, events=events, previous=item.id)


def _go_on(
    scene: Scene,
    following: str | None,
    *,
    before: tuple[Show, ...],
    events: tuple[Event, ...],
    previous: str = "",
) -> TurnResult:
    """Asks the following item, or ends where there is none."""
    if following is not None:
        return ask(scene.at(at(scene.interview, following)), before=before, events=events, previous=previous)
    turn = scene.interview.turn + 1
    ended = replace(
        scene.interview, stage="complete", cursor=None, turn=turn, previous=previous, between=None
    )
    thanks = Say(language=ended.language, notice="complete")
    return TurnResult(ended, (*events, Completed()), (*before, thanks))


def back(scene: Scene) -> TurnResult | None:
    """To the item before, or from the words of "other" to its options; None from the first."""
    interview = scene.interview
    path = list(scene.route.items)
    place = path.index(interview.cursor or "")
    if interview.stage == "specifying":  # back to the options of the same item, the chosen ones ticked
        moved = interview
    elif place > 0:
        moved = at(interview, path[place - 1])
    else:
        return None
    moved = replace(moved, last=".back", stage="asking")
    return ask(scene.at(moved), before=leave(scene))


def at(interview: Interview, cursor: str) -> Interview:
    """The interview at this item, with the options ticked that were chosen there before."""
    given = interview.answers.get(cursor)
    return replace(interview, cursor=cursor, draft=given.codes if given else ())


def ask(
    scene: Scene,
    *,
    before: tuple[Show, ...] = (),
    events: tuple[Event, ...] = (),
    stage: Stage | None = None,
    previous: str = "",
    between: Between | None = None,
    why: Why | None = None,
) -> TurnResult:
    """Shows another question, under a turn of its own. `previous`: the item whose answer led there."""
    interview = replace(
        scene.interview,
        turn=scene.interview.turn + 1,
        page=0,
        stage=stage or scene.interview.stage,
        previous=previous,
        misses=0,
        told="",
        between=between,
    )
    return TurnResult(interview, events, (*before, Ask(prompt=_with(present(scene.at(interview)), why))))


def ask_again(scene: Scene, why: Why | None = None, *, events: tuple[Event, ...] = ()) -> TurnResult:
    """Shows the present question once more, under its turn: a press on any copy counts, also one that is under way.

    With a turn of its own each copy would make the press before it late, and the late press another copy, for ever.
    A question that is on its way is not sent twice; `why` is then said by itself, once.
    """
    interview = scene.interview
    told = why.notice if why else ""
    if scene.stands == "coming":
        fresh = why is not None and interview.told != told
        said = (
            (Say(language=interview.language, notice=why.notice, facts=why.facts),) if why and fresh else ()
        )
        return TurnResult(replace(interview, told=told or interview.told), events, said)
    interview = replace(interview, page=0, misses=0, told=told)
    again = Ask(prompt=_with(present(scene.at(interview)), why))
    return TurnResult(interview, events, (*leave(scene), again))


def refresh(scene: Scene, changed: Interview) -> TurnResult:
    """Draws the present question anew in its place."""
    return TurnResult(changed, (), (Refresh(prompt=present(scene.at(changed))),))


def reject(scene: Scene, refusal: Refusal, *, typed: bool = False) -> TurnResult:
    """Says why an answer is not taken; after some misses in typing the question comes along."""
    interview = scene.interview
    misses = interview.misses + 1 if typed else interview.misses
    if misses >= MISSES:
        why = Why(notice=refusal.reason, facts=refusal.values)
        return ask_again(scene, why, events=(Rejected(refusal.reason),))
    said = Say(language=interview.language, notice=refusal.reason, facts=refusal.values)
    return TurnResult(replace(interview, misses=misses), (Rejected(refusal.reason),), (said,))


def leave(scene: Scene) -> tuple[Show, ...]:
    """The present question without its buttons, and without an answer; one in between changes nothing."""
    match scene.interview.between:
        case Another():
            return (Retire(where="present"),)
        case Change():
            return (settled(scene),)
    return (settled(scene, outcome="left"),)


def _with(prompt: Prompt, why: Why | None) -> Prompt:
    return replace(prompt, why=why) if why else prompt
