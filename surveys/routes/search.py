"""Decides which ways lead through a questionnaire, by trying the answers that its conditions tell apart.

Goes from item to item with every set of answers that can still make a difference. What no later condition asks about
is forgotten, so that answers which lead the same way are followed once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice
from typing import NamedTuple

from surveys.answers import Answer, Trials, value_of
from surveys.conditions import Condition, Value, holds, value
from surveys.interview.offering import with_offered_options
from surveys.item import Item
from surveys.questionnaire import Questionnaire
from surveys.routes.trial_answers import trials

FOLLOWED = 1_000
"""Cases that are followed side by side."""
STEPS = 15_000
"""Answers that are tried in one search, in about a tenth of a second; where it ends early, nothing is called sure."""
LEAST = 500
"""Answers that are tried for one item alone, where all together would be too many."""
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


class _Case(NamedTuple):
    """Where some answers have led: what later conditions can see of them, and one example of such answers.

    `way`: the items asked, as bits in the order of the file. `narrowed`: those of them with options left out.
    """

    known: dict[str, Value]
    answers: dict[str, Answer]
    way: int
    narrowed: tuple[Item, ...]


def explored(questionnaire: Questionnaire) -> tuple[Ways, Reach]:
    """The distinct ways through the questionnaire, the shortest first, and what can happen to each item."""
    draws, complete = _draws(questionnaire)
    found: dict[int, Way] = {}
    asked: dict[str, set[bool]] = {item.id: set() for item in questionnaire.items}
    offered: dict[str, set[str]] = {}
    for drawn in draws:
        search = _Search(questionnaire, steps=STEPS // len(draws), told=True, left_out=drawn)
        for case in search.cases():
            found.setdefault(case.way, search.way(case))
        complete &= search.complete
        for name, truths in search.asked.items():
            asked[name] |= truths
            offered.setdefault(name, set()).update(search.offered.get(name, ()))
    ordered = sorted(found.values(), key=lambda way: (way.questions, len(way.items)))
    sure = frozenset(questionnaire.by_id) if complete else _seen_again(questionnaire, asked, offered)
    return Ways(tuple(ordered), complete), Reach(asked, offered, sure)


def ways(questionnaire: Questionnaire) -> Ways:
    """The distinct ways through the questionnaire, the shortest first."""
    return explored(questionnaire)[0]


def reach(questionnaire: Questionnaire) -> Reach:
    """What can happen to each item, whichever modules are drawn."""
    return explored(questionnaire)[1]


def _seen_again(
    questionnaire: Questionnaire, asked: dict[str, set[bool]], offered: dict[str, set[str]]
) -> frozenset[str]:
    """The items of which every case can be tried once ways are not told apart: all, or some of them one by one."""
    whole = _Search(questionnaire, steps=STEPS, told=False)
    whole.cases()
    if whole.complete:
        asked.update(whole.asked)
        offered.update(whole.offered)
        return frozenset(questionnaire.by_id)
    doubtful = sorted({*questionnaire.conditions, *(name for name, _ in questionnaire.offers)})
    sure = []
    for name in doubtful[: STEPS // LEAST]:
        left_out = frozenset(questionnaire.by_id).difference([name], _deciding(questionnaire, [name]))
        search = _Search(questionnaire, steps=LEAST, told=False, left_out=left_out)
        search.cases()
        asked[name], offered[name] = search.asked[name], search.offered.get(name, set())
        sure += [name] if search.complete else []
    return frozenset(sure)


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
        self._bits = {item.id: 1 << place for place, item in enumerate(questionnaire.items)}
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
        cases = [_Case({}, {}, 0, ())]
        waiting = sum(self._last.get(item.id, -1) > place for place, item in enumerate(self._items))
        forgotten = {
            place: {name for name, last in self._last.items() if last == place}
            for place in self._last.values()
        }
        for place, item in enumerate(self._items):
            decides = self._last.get(item.id, -1) > place
            if decides and item.expression is None:
                tried = max(1, len(self._trials(item)))
                cases = self._fewer(cases, self._steps // waiting // tried)
                self._steps -= len(cases) * tried
            waiting -= decides
            merged: dict[object, _Case] = {}
            gone = forgotten.get(place, set())
            for case in cases:
                for after in self._after(item, case, decides=decides):
                    left = _forgetting(after, gone)
                    merged.setdefault((frozenset(left.known.items()), left.way), left)
            cases = list(merged.values())
        return cases

    def way(self, case: _Case) -> Way:
        """The items of a case, with the options that it leaves them."""
        narrowed = {item.id: item for item in case.narrowed}
        items = (item for item in self._items if case.way & self._bits[item.id])
        return Way(tuple(narrowed.get(item.id, item) for item in items), case.answers)

    def _after(self, item: Item, case: _Case, *, decides: bool) -> Iterator[_Case]:
        """Every case that an item leads to."""
        questionnaire = self._questionnaire
        condition = questionnaire.conditions.get(item.id)
        if condition is not None and not holds(condition, case.known):
            self.asked[item.id].add(False)
            yield case
        elif item.expression is not None:
            seen = value(questionnaire.calculations[item.id], case.known)
            self.asked[item.id].add(True)
            yield case._replace(known={**case.known, item.id: seen}) if decides and seen is not None else case
        else:
            offering = with_offered_options(item, questionnaire.offers, case.known)
            there = offering.has_choices or item.brought
            self.asked[item.id].add(there)
            self.offered.setdefault(item.id, set()).update(option.code for option in offering.offered)
            if self._told and there:
                more = case.narrowed if offering is item else (*case.narrowed, offering)
                case = case._replace(way=case.way | self._bits[item.id], narrowed=more)
            if decides and there:
                yield from self._answered(offering, case)
            else:
                yield case

    def _answered(self, item: Item, case: _Case) -> Iterator[_Case]:
        for answer in self._trials(item):
            seen = value_of(answer, several=item.several)
            if isinstance(seen, str):
                seen = self._questionnaire.scores.get((item.id, seen), seen)
            known = case.known if seen is None else {**case.known, item.id: seen}
            yield case._replace(known=known, answers={**case.answers, item.id: answer})

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
        ordered = sorted(cases, key=lambda case: case.way.bit_count())
        step = (len(ordered) - 1) / (most - 1)
        return [ordered[round(number * step)] for number in range(most)]


def _forgetting(case: _Case, gone: set[str]) -> _Case:
    """The case without what no later condition asks about."""
    if not gone:
        return case
    return case._replace(known={name: seen for name, seen in case.known.items() if name not in gone})
