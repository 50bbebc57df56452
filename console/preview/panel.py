"""Decides what stands beside a phone: the path taken through the questionnaire, and the answers as they are stored."""

from collections.abc import Iterator
from typing import Any, Literal

from storage.trials import Trial
from surveys.answers import Answer
from surveys.conditions import holds
from surveys.interview.route import route
from surveys.interview.sequence import sequence
from surveys.item import Item
from surveys.questionnaire import Questionnaire

State = Literal["answered", "skipped", "present", "waiting", "read", "calculated", "closed"]
"""What has become of an item. `waiting`: passed over on the way back, or opened by a changed answer."""

_AT_AN_ITEM = frozenset({"asking", "specifying"})


def panel(questionnaire: Questionnaire, trial: Trial | None, language: str) -> dict[str, Any]:
    """The panel as a JSON object: `stage`, `path` and `answers`, in the words of `language`.

    An entry of `path` has `item`, `text`, `state`, and in `why` the condition that closed it (`module` where the
    module was not drawn, `options` where nothing was left to choose). An entry of `answers` has `item`, `code`,
    `label`, and `skipped`.
    """
    stage = trial.stage if trial else ""
    if trial is None or trial.seed is None:
        return {"stage": stage, "path": [], "answers": []}
    return {
        "stage": stage,
        "path": list(_path(questionnaire, trial, trial.seed, language)),
        "answers": [
            _answer(item, trial.answers[item.id], language)
            for item in sequence(questionnaire, trial.seed)
            if item.id in trial.answers and item.asks
        ],
    }


def _path(questionnaire: Questionnaire, trial: Trial, seed: int, language: str) -> Iterator[dict[str, str]]:
    """The items up to the furthest that was reached, in the respondent's own order, then the modules not drawn."""
    order = sequence(questionnaire, seed)
    names = [item.id for item in order]
    reached = [names.index(name) for name in (*trial.answers, trial.cursor) if name in names]
    if trial.stage not in _AT_AN_ITEM and trial.answers:
        reached.append(len(order) - 1)
    taken = route(questionnaire, trial.answers, seed)
    known, open_now = taken.values, taken.items
    for item in order[: max(reached, default=-1) + 1]:
        entry = {"item": item.id, "text": item.text.get(language, "")}
        if item.expression is not None and item.id in known:
            yield {**entry, "text": f"= {known[item.id]}", "state": "calculated"}
        elif item.id in open_now:
            yield {**entry, "state": _state(item, trial)}
        else:
            yield {**entry, "state": "closed", "why": _why(questionnaire, item, known)}
    if reached:
        for item in questionnaire.items:
            if item.id not in names:
                yield {
                    "item": item.id,
                    "text": item.text.get(language, ""),
                    "state": "closed",
                    "why": "module",
                }


def _state(item: Item, trial: Trial) -> State:
    if item.id == trial.cursor:
        return "present"
    answer = trial.answers.get(item.id)
    if not item.asks:
        return "read"
    if answer is None:
        return "waiting"
    return "skipped" if answer.skipped else "answered"


def _why(questionnaire: Questionnaire, item: Item, known: Any) -> str:
    condition = questionnaire.conditions.get(item.id)
    if condition is not None and not holds(condition, known):
        return item.ask_when or ""
    return "options"


def _answer(item: Item, answer: Answer, language: str) -> dict[str, Any]:
    labels = {option.code: option.label[language] for option in item.offered}
    found = [labels.get(code, "") for code in answer.codes]
    code = ", ".join(answer.codes) or (f"{answer.number:f}" if answer.number is not None else "")
    label = "; ".join(filter(None, [*found, answer.text or ""]))
    return {"item": item.id, "code": code, "label": label, "skipped": answer.skipped}
