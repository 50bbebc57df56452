"""Decides which ways lead through a questionnaire, by trying the answers that its conditions depend on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, islice, product
from math import prod
from random import Random

from surveys.answers import SKIPPED, Answer, chosen
from surveys.conditions import Condition
from surveys.item import Item
from surveys.items.multiple import Multiple
from surveys.items.number import Number
from surveys.path import asked
from surveys.questionnaire import Questionnaire

TRIED = 5_000
"""Combinations of answers that are tried; more are only sampled, and then nothing is called impossible."""
TICKED = 4
"""Options of a multiple choice that are ticked together when they are tried."""
SEEDS = 12
"""Orders and modules that are tried where chance decides them."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Way:
    """One way through: the items asked, in order, and answers that lead there."""

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


def ways(questionnaire: Questionnaire) -> Ways:
    """The distinct ways through the questionnaire, the shortest first."""
    tried, complete = _trials(questionnaire, _deciding(questionnaire, questionnaire.by_id))
    found: dict[tuple[str, ...], Way] = {}
    chance = questionnaire.modules is not None
    for answers in tried:
        for seed in range(SEEDS if chance else 1):
            items = asked(questionnaire, answers, seed)
            found.setdefault(tuple(sorted(item.id for item in items)), Way(items, answers))
    return Ways(tuple(sorted(found.values(), key=lambda way: len(way.items))), complete)


def possible(questionnaire: Questionnaire, item: Item) -> tuple[set[bool], bool]:
    """Whether the item can be asked, and can be left out: the truths met; and whether every case was tried."""
    tried, complete = _trials(questionnaire, _deciding(questionnaire, [item.id]))
    met: set[bool] = set()
    for answers in tried:
        met.add(any(each.id == item.id for each in asked(questionnaire, answers, 0)))
        if len(met) == 2:
            break
    return met, complete


def offered_ever(questionnaire: Questionnaire, item: Item) -> tuple[set[str], bool]:
    """The codes of the item that are offered in some case; and whether every case was tried."""
    tried, complete = _trials(questionnaire, _deciding(questionnaire, [item.id]))
    met: set[str] = set()
    for answers in tried:
        for each in asked(questionnaire, answers, 0):
            if each.id == item.id:
                met |= {option.code for option in each.offered}
    return met, complete


def _deciding(questionnaire: Questionnaire, names: Iterable[str]) -> list[str]:
    """The items whose answers decide about `names`, directly or through others, in the order of the file."""
    wanted, waiting = set[str](), list(names)
    while waiting:
        for condition in _conditions(questionnaire, waiting.pop()):
            fresh = set(condition.names) - wanted
            wanted |= fresh
            waiting += fresh
    return [name for name in questionnaire.by_id if name in wanted and name not in questionnaire.calculations]


def _conditions(questionnaire: Questionnaire, name: str) -> list[Condition]:
    kinds = (questionnaire.conditions, questionnaire.calculations)
    found = [conditions[name] for conditions in kinds if name in conditions]
    return found + [condition for (item, _), condition in questionnaire.offers.items() if item == name]


def _trials(questionnaire: Questionnaire, names: Sequence[str]) -> tuple[Iterator[dict[str, Answer]], bool]:
    """Answers to try, and whether they are all that matter."""
    texts = " ".join(
        condition.text for name in questionnaire.by_id for condition in _conditions(questionnaire, name)
    )
    choices = [_choices(questionnaire.by_id[name], texts) for name in names]
    if prod(map(len, choices)) <= TRIED:
        return (dict(zip(names, answers, strict=True)) for answers in product(*choices)), True
    random = Random(0)  # noqa: S311 - a fixed sample of cases, no secret
    sampled = (
        {name: random.choice(each) for name, each in zip(names, choices, strict=True)} for _ in range(TRIED)
    )
    return islice(sampled, TRIED), False


def _choices(item: Item, texts: str) -> list[Answer]:
    """The answers of one item that can make a difference to a condition."""
    none = [] if item.required and not item.offered else [SKIPPED]
    if isinstance(item, Multiple):
        codes = [option.code for option in item.offered]
        named = [code for code in codes if re.search(rf"\b{re.escape(code)}\b", texts)]
        other = [code for code in codes if code not in named][:1]
        sets = [each for size in range(1, TICKED + 1) for each in combinations([*named, *other], size)]
        return [*none, *(Answer(codes=each) for each in sets)]
    options = [chosen(option.code) for option in item.offered]
    if isinstance(item, Number):
        return [*none, *options, *(Answer(number=number) for number in _numbers(item, texts))]
    return [*none, *(options or [Answer(text="…")])]


def _numbers(item: Number, texts: str) -> list[Decimal]:
    """The ends of the range and what lies around every number that a condition mentions."""
    ends = {Decimal(str(end)) for end in (item.range.min, item.range.max) if end is not None}
    around = {Decimal(number) + step for number in _NUMBER.findall(texts) for step in (-1, 0, 1)}
    low, high = item.range.min, item.range.max
    return sorted(
        number
        for number in ends | around | {Decimal(1), Decimal(1000)}
        if (low is None or number >= Decimal(str(low))) and (high is None or number <= Decimal(str(high)))
    )
