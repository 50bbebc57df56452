"""Decides what of a questionnaire no answer changes, worked out once for all its interviews."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from surveys.answers import chosen, value_of
from surveys.conditions import Condition, Value
from surveys.interview.duration import minutes
from surveys.interview.prompts import Choice
from surveys.interview.sequence import has_one_order, sequence
from surveys.item import Item, Option
from surveys.items._choices import numbered
from surveys.questionnaire import Questionnaire

PAGE = 8
"""Options on one screen: more do not fit a phone beside Skip and Back."""


@dataclass(frozen=True, slots=True)
class Step:
    """One item as every interview meets it.

    `condition` opens it, `calculation` works its value out; None where there is none. `offers`: the conditions of its
    options, by item and code. `always`: asked whatever was answered. `worth`: what each answer of one code is to
    conditions, a number for most scales, None for a missing code; empty where several may be chosen. `specify`: codes
    that ask for words. `decided_by`: the items whose answers decide whether it is asked. Where options hang on
    answers, `has_choices` and the codes are the most there can be.
    """

    id: str
    item: Item
    condition: Condition | None
    calculation: Condition | None
    offers: Mapping[tuple[str, str], Condition]
    has_choices: bool
    always: bool
    codes: frozenset[str]
    worth: Mapping[tuple[str, ...], Value | None]
    several: bool
    specify: frozenset[str]
    decided_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class Order:
    """The steps as one respondent meets them.

    `places`: where each stands, from 0. `decided`: of those that hang on answers, the place of the last answer that
    can still open it.
    """

    steps: tuple[Step, ...]
    places: Mapping[str, int]
    decided: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Extent:
    """What is told before consent: questions everybody is asked, questions at most, minutes of the former."""

    always: int
    at_most: int
    minutes: int


class Script:
    """A questionnaire made ready: asked for by `script_of`, which makes one for each questionnaire."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.notices = frozenset(item.id for item in questionnaire.items if not item.asks)
        self.steps = {item.id: _step(questionnaire, item) for item in questionnaire.items}
        self._only = self._order(questionnaire.items) if has_one_order(questionnaire) else None
        self._choices: dict[tuple[str, str, int], tuple[Choice, ...]] = {}

    def order(self, seed: int) -> Order:
        """The steps that `seed` assigns; the same for everybody where nothing is left to chance."""
        return self._only or self._order(sequence(self.questionnaire, seed))

    @cached_property
    def whole(self) -> Order:
        """Every step in the order of the file, whatever chance would leave out or move."""
        return self._only or self._order(self.questionnaire.items)

    def choices(self, item: Item, language: str, page: int) -> tuple[Choice, ...]:
        """The options of one page, none of them ticked; kept ready for items whose options never change."""
        step = self.steps[item.id]
        if item is not step.item:
            return choices_on(item, language, page)
        key = (item.id, language, page)
        if key not in self._choices:  # no more of them than the file has languages and pages
            self._choices[key] = choices_on(item, language, page)
        return self._choices[key]

    def extent(self, order: Order, language: str, *, without: Collection[str] = ()) -> Extent:
        """How long it is for those who meet this order. `without`: items that they are not asked."""
        if order is self._only and not without:
            return self._extents[language]
        return self._extent(order, language, without)

    @cached_property
    def _extents(self) -> dict[str, Extent]:
        order = self.order(0)
        return {language: self._extent(order, language) for language in self.questionnaire.languages}

    def _extent(self, order: Order, language: str, without: Collection[str] = ()) -> Extent:
        asked = (step for step in order.steps if step.id not in without)
        items = [step.item for step in asked if step.item.asks and step.has_choices]
        always = [item for item in items if item.id not in self.questionnaire.dependent]
        return Extent(len(always), len(items), minutes(always, language))

    def _order(self, items: Sequence[Item]) -> Order:
        steps = tuple(self.steps[item.id] for item in items)
        places = {step.id: place for place, step in enumerate(steps)}
        decided = {
            step.id: min(places[step.id] - 1, max(places.get(name, -1) for name in step.decided_by))
            for step in steps
            if step.decided_by and step.item.asks
        }
        return Order(steps, places, decided)


def script_of(questionnaire: Questionnaire) -> Script:
    """What was worked out of this questionnaire; the first time, works it out."""
    return questionnaire.once(Script)


def page_count(item: Item) -> int:
    """How many screens the item's options take; a few more than a page still stay on one."""
    count = len(item.offered)
    return 1 if count <= PAGE + 4 else -(-count // PAGE)


def choices_on(item: Item, language: str, page: int) -> tuple[Choice, ...]:
    """The options of one page, none of them ticked."""
    options: Sequence[tuple[str, Option]] = numbered(item.offered)
    if page_count(item) > 1:
        options = options[page * PAGE : (page + 1) * PAGE]
    return tuple(
        Choice(code=option.code, label=option.label[language], number=number) for number, option in options
    )


def _step(questionnaire: Questionnaire, item: Item) -> Step:
    opens = questionnaire.conditions.get(item.id)
    offers = {key: condition for key, condition in questionnaire.offers.items() if key[0] == item.id}
    codes = frozenset(option.code for option in item.offered)
    deciding = (*([opens] if opens else []), *offers.values())
    return Step(
        id=item.id,
        item=item,
        condition=opens,
        calculation=questionnaire.calculations.get(item.id),
        offers=offers,
        has_choices=item.has_choices,
        always=not deciding and item.expression is None and item.has_choices,
        codes=codes,
        worth={} if item.several else {(code,): _worth(questionnaire, item, code) for code in codes},
        several=item.several,
        specify=frozenset(option.code for option in item.offered if option.specify),
        decided_by=frozenset(name for condition in deciding for name in condition.names),
    )


def _worth(questionnaire: Questionnaire, item: Item, code: str) -> Value | None:
    value = value_of(chosen(code), several=False)
    score = questionnaire.scores.get((item.id, code))
    if value is None or score is None:
        return value
    return int(score) if score == int(score) else score  # conditions know whole numbers ten times faster
