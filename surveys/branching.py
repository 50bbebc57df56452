"""Decides which ways lead through a questionnaire, by trying the answers that its conditions tell apart.

Goes from item to item with every set of answers that can still make a difference. What no later condition asks about
is forgotten, so that answers which lead the same way are followed once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, islice

from surveys.answers import Answer, value_of
from surveys.conditions import Condition, Value, holds, value
from surveys.item import Item
from surveys.items.calculate import Calculate
from surveys.offering import askable, narrowed
from surveys.one_of import OneOf
from surveys.questionnaire import Questionnaire
from surveys.trial_answers import Trials, trials

FOLLOWED = 2_000
"""Cases that are followed side by side, and ways that are told."""
STEPS = 40_000
"""Answers that are tried in one search, in about a fifth of a second; where it ends early, nothing is called sure."""
MODULES = 24
"""Draws of modules that are followed where chance decides them."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way through: the items asked, in the order of the file, and answers that lead there.

    `answers`: of the items that decide about others. An item whose options a campaign brings is taken as asked.
    """

    items: tuple[Item, ...]
    answers: dict[str, Answer]

    @property
    def questions(self) -> int:
        """How many of them ask something."""
        return sum(item.asks for item in self.items)


@dataclass(frozen=True, slots=True)
class Ways:
    """All distinct ways; `complete` is False where there were too many to try."""

    ways: tuple[Way, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """What can happen to each item: whether it is asked, and which of its codes are offered.

    `sure`: the items of which every case was tried.
    """

    asked: Mapping[str, set[bool]]
    offered: Mapping[str, set[str]]
    sure: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Case:
    """Where some answers have led: what later conditions can see of them, and one example of such answers."""

    known: dict[str, Value] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    items: tuple[Item, ...] = ()


def ways(questionnaire: Questionnaire) -> Ways:
    """The distinct ways through the questionnaire, the shortest first."""
    found: dict[frozenset[str], Way] = {}
    draws, complete = _draws(questionnaire)
    for drawn in draws:
        search = _Search(questionnaire, steps=STEPS // len(draws), told=True, left_out=drawn)
        for case in search.cases():
            found.setdefault(frozenset(item.id for item in case.items), Way(case.items, case.answers))
        complete &= search.complete
    ordered = sorted(found.values(), key=lambda way: (way.questions, len(way.items)))
    return Ways(tuple(ordered), complete)


def reach(questionnaire: Questionnaire) -> Reach:
    """What can happen to each item, whichever modules are drawn."""
    whole = _Search(questionnaire, steps=STEPS, told=False)
    whole.cases()
    if whole.complete:
        return Reach(whole.asked, whole.offered, frozenset(questionnaire.by_id))
    doubtful = sorted({*questionnaire.conditions, *(name for name, _ in questionnaire.offers)})
    sure = []
    for name in doubtful:
        left_out = frozenset(questionnaire.by_id).difference([name], _deciding(questionnaire, [name]))
        search = _Search(questionnaire, steps=STEPS // len(doubtful), told=False, left_out=left_out)
        search.cases()
        whole.asked[name], whole.offered[name] = search.asked[name], search.offered.get(name, set())
        sure += [name] if search.complete else []
    return Reach(whole.asked, whole.offered, frozenset(sure))


def _draws(questionnaire: Questionnaire) -> tuple[list[frozenset[str]], bool]:
    """For each draw of modules the items that it leaves out, and whether these are all draws."""
    if questionnaire.modules is None:
        return [frozenset()], True
    modules = [section.id for section in questionnaire.sections if section.module]
    drawn = list(islice(combinations(modules, questionnaire.modules), MODULES + 1))
    dropped = [set(modules).difference(kept) for kept in drawn[:MODULES]]
    found = [frozenset(item.id for item in questionnaire.items if item.section in out) for out in dropped]
    return found, len(drawn) <= MODULES


def _deciding(questionnaire: Questionnaire, names: Iterable[str]) -> set[str]:
    """The items whose answers decide about `names`, directly or through others."""
    wanted, waiting = set[str](), list(names)
    while waiting:
        for condition in _conditions(questionnaire, waiting.pop()):
            waiting += set(condition.names) - wanted
            wanted |= set(condition.names)
    return wanted


def _conditions(questionnaire: Questionnaire, name: str) -> list[Condition]:
    kinds = (questionnaire.conditions, questionnaire.calculations)
    found = [conditions[name] for conditions in kinds if name in conditions]
    return found + [condition for (item, _), condition in questionnaire.offers.items() if item == name]


class _Search:
    """One search. `told`: ways that differ in the items asked are kept apart, not only what conditions can see.

    `left_out`: items that are never asked.
    """

    def __init__(
        self, questionnaire: Questionnaire, *, steps: int, told: bool, left_out: frozenset[str] = frozenset()
    ) -> None:
        self.complete = True
        self.asked: dict[str, set[bool]] = {item.id: set() for item in questionnaire.items}
        self.offered: dict[str, set[str]] = {}
        self._questionnaire = questionnaire
        self._items = [item for item in questionnaire.items if item.id not in left_out]
        self._steps = steps
        self._told = told
        self._tried: dict[tuple[str, ...], Trials] = {}
        self._about: dict[str, list[Condition]] = {}
        self._last: dict[str, int] = {}
        for place, item in enumerate(self._items):
            for condition in _conditions(questionnaire, item.id):
                for name in condition.names:
                    self._last[name] = place
                    self._about.setdefault(name, []).append(condition)

    def cases(self) -> list[_Case]:
        """The cases in which the questionnaire can end."""
        cases = [_Case()]
        deciding = [item.id for place, item in enumerate(self._items) if self._last.get(item.id, -1) > place]
        for place, item in enumerate(self._items):
            decides = self._last.get(item.id, -1) > place
            if decides and not isinstance(item, Calculate):
                cases = self._fewer(cases, self._steps // len(deciding) // max(1, len(self._trials(item))))
            merged: dict[object, _Case] = {}
            for case in cases:
                for after in self._after(item, case, decides=decides):
                    known = {name: seen for name, seen in after.known.items() if self._last[name] > place}
                    way = tuple(each.id for each in after.items) if self._told else ()
                    merged.setdefault(
                        (frozenset(known.items()), way), _Case(known, after.answers, after.items)
                    )
            cases = list(merged.values())
        return cases

    def _after(self, item: Item, case: _Case, *, decides: bool) -> Iterator[_Case]:
        """Every case that an item leads to."""
        questionnaire = self._questionnaire
        condition = questionnaire.conditions.get(item.id)
        if condition is not None and not holds(condition, case.known):
            self.asked[item.id].add(False)
            yield case
        elif isinstance(item, Calculate):
            seen = value(questionnaire.calculations[item.id], case.known)
            self.asked[item.id].add(True)
            yield _Case(
                {**case.known, item.id: seen} if decides and seen is not None else case.known,
                case.answers,
                case.items,
            )
        else:
            offering = narrowed(item, questionnaire.offers, case.known)
            there = askable(offering) or (isinstance(item, OneOf) and item.furnished)
            self.asked[item.id].add(there)
            self.offered.setdefault(item.id, set()).update(option.code for option in offering.offered)
            items = (*case.items, offering) if self._told and there else case.items
            if decides and there:
                yield from self._answered(offering, case, items)
            else:
                yield _Case(case.known, case.answers, items)

    def _answered(self, item: Item, case: _Case, items: tuple[Item, ...]) -> Iterator[_Case]:
        for answer in self._trials(item):
            seen = value_of(answer, several=item.several)
            if isinstance(seen, str):
                seen = self._questionnaire.scores.get((item.id, seen), seen)
            known = case.known if seen is None else {**case.known, item.id: seen}
            yield _Case(known, {**case.answers, item.id: answer}, items)

    def _trials(self, item: Item) -> tuple[Answer, ...]:
        key = (item.id, *(option.code for option in item.offered))
        if key not in self._tried:
            self._tried[key] = trials(item, self._about[item.id])
        self.complete &= self._tried[key].complete
        return self._tried[key].answers

    def _fewer(self, cases: list[_Case], most: int) -> list[_Case]:
        """Not more cases than can be followed, the shortest and the longest among them."""
        most = max(2, min(FOLLOWED, most))
        if len(cases) <= most:
            return cases
        self.complete = False
        ordered = sorted(cases, key=lambda case: len(case.items))
        step = (len(ordered) - 1) / (most - 1)
        return [ordered[round(number * step)] for number in range(most)]
