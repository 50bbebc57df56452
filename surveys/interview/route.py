"""Decides which items a respondent meets with the answers given so far, and what these answers are worth."""

from collections.abc import Mapping

import msgspec

from surveys.answers import Answer, value_of
from surveys.conditions import Value, holds, value
from surveys.interview.offering import with_offered_options
from surveys.interview.script import Order, Step, script_of
from surveys.item import Item, Refusal
from surveys.questionnaire import Questionnaire

NOTHING_KNOWN: Mapping[str, Answer] = {}
"""What most routes bring."""


class Route(msgspec.Struct, frozen=True):
    """Where one state of answers leads. An answer of an item that is not asked counts for nothing.

    `items`: those whose condition holds, by id, in the respondent's order, with the options that are left to them.
    `values`: what conditions see: the values of these items and of calculations.
    `kept`: the answers that still count, with options that are still offered. `known`: those that nobody is asked for,
    of items whose condition holds.
    `open`: so many of the items, from the first, have answers that may still open another one.
    """

    items: Mapping[str, Item]
    values: Mapping[str, Value]
    kept: Mapping[str, Answer]
    open: int
    known: Mapping[str, Answer] = {}

    def after(self, name: str) -> str | None:
        """The first item behind this one that has no answer yet; None where there is none."""
        behind = False
        for each in self.items:
            if behind and each not in self.kept:
                return each
            behind = behind or each == name
        return None

    def open_behind(self, name: str) -> bool:
        """True while some item after this one may still open, so that nobody can say whether this is the last."""
        return self.open > 0 and list(self.items).index(name) < self.open


def route(
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
    seed: int,
    known: Mapping[str, Answer] = NOTHING_KNOWN,
) -> Route:
    """The route of whoever has drawn `seed` and answered this."""
    return walk(script_of(questionnaire).order(seed), answers, known)


def walk(order: Order, answers: Mapping[str, Answer], known: Mapping[str, Answer] = NOTHING_KNOWN) -> Route:
    """The route through an order of steps: the one walk that a state of answers needs.

    `known`: answers that the campaign's route brings. They count like any other, but their items are not asked.
    """
    items: dict[str, Item] = {}
    values: dict[str, Value] = {}
    kept: dict[str, Answer] = {}
    met: dict[str, Answer] = {}
    opens_at = -1
    for step in order.steps:
        name, item = step.id, step.item
        if known and name in known:
            if step.condition is None or holds(step.condition, values):
                met[name] = known[name]
                values |= _worth(step, known[name])
            continue
        if not step.always:
            found = _opened(step, values)
            if found is None:
                opens_at = max(opens_at, order.decided.get(name, -1))
                continue
            item = found
        items[name] = item
        answer = answers.get(name)
        if answer is None or (item is not step.item and not _offers(item, answer)):
            continue
        codes = answer.codes
        if codes in step.worth:
            seen = step.worth[codes]
        elif step.codes.issuperset(codes):
            seen = value_of(answer, several=step.several)
        else:
            continue
        kept[name] = answer
        if seen is not None:
            values[name] = seen
    return Route(items, values, kept, _count(order, items, opens_at), met)


def _opened(step: Step, values: dict[str, Value]) -> Item | None:
    """The item of a step that hangs on answers, with what is left of its options; None where it is not asked.

    A calculation is never asked: its value joins the others.
    """
    if step.condition is not None and not holds(step.condition, values):
        return None
    if step.calculation is not None:
        worked_out = value(step.calculation, values)
        if worked_out is not None:
            values[step.id] = worked_out
        return None
    item = with_offered_options(step.item, step.offers, values) if step.offers else step.item
    return item if (step.has_choices if item is step.item else item.has_choices) else None


def _worth(step: Step, answer: Answer) -> dict[str, Value]:
    """What an answer that was brought is to conditions."""
    seen = value_of(answer, several=step.several)
    return {} if seen is None else {step.id: seen}


def _offers(item: Item, answer: Answer) -> bool:
    return {option.code for option in item.offered}.issuperset(answer.codes)


def _count(order: Order, items: Mapping[str, Item], opens_at: int) -> int:
    """How many of the items stand at this place or before it."""
    return sum(order.places[name] <= opens_at for name in items) if opens_at >= 0 else 0


def broken_rule(
    questionnaire: Questionnaire, item: Item, answer: Answer, *, values: Mapping[str, Value], language: str
) -> Refusal | None:
    """The author's own message where an answer breaks its item's `valid_when`; a missing value never does.

    `values`: those of the route with this answer.
    """
    check = questionnaire.checks.get(item.id)
    if check is None or item.valid_message is None or answer.missing or holds(check, values):
        return None
    return Refusal(reason="invalid", values={"message": item.valid_message[language]})
