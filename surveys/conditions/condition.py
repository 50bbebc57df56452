"""Decides whether an item is asked: the small language of `ask_when`, `partial_when` and calculations.

    overall <= 3 and reasons has queue
    region in (KZ-71, KZ-75) and not answered(comment)
    (access + time + staff) / 3 < 2.5

The language is closed (it speaks of answers only), typed (checked once, when a questionnaire is read) and
total: whatever was answered, there is a result, and nothing is raised.

* Every comparison with an answer that is not there - not asked, skipped, 97 not applicable, 98 don't know,
  99 refused - is false, `!=` too. So `overall != 5` holds for those who gave another rating, and
  `not overall == 5` also for those who gave none. Missing codes are texts: the number 98 is a number.
* Arithmetic with an answer that is not there, or divided by zero, has no value. It is exact until it is kept.
* A code is compared with a number as a number ("3" <= 3), with a code or text as a text, letter by letter.
* What is written in the order of what it says, such as 2026-01-31 and 14:30, comes before or after a text of the
  same shape: `visited_on >= '2026-01-01'`. A text of another shape is not there.
* An answer of another shape than the comparison needs - one code for several, a word for a number - is not
  there. So whether a condition holds never depends on `kinds`: they only find mistakes.

The grammar and its limits are in grammar.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from surveys.answers import Kind
from surveys.conditions.evaluation import Rule, rule_of
from surveys.conditions.grammar import read
from surveys.conditions.kinds import kind_of
from surveys.conditions.tree import Choice, ConditionError, Has, Item, Node, Ordering, Quoted, parts
from surveys.conditions.values import Answers, Value


@dataclass(frozen=True, slots=True)
class CodeUse:
    """A constant that an item is compared with, but for numbers that it is set in order with.

    No kind tells a rating from a typed number, so `rating == 98` is found by looking here, not by `parse`.
    """

    item: str
    code: str
    column: int


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed expression. Equal, hashable and copied by its text and kind; pickled as text and parsed again.

    `names`: the items used, each once, in the order of their first mention.
    `pairs`: the items that are set in order with each other, with the column; for those who know what each one holds.
    `kind`: of the result; None for a lone item where no kinds were given.
    """

    text: str
    names: tuple[str, ...]
    codes: tuple[CodeUse, ...]
    pairs: tuple[tuple[str, str, int], ...]
    kind: Kind | None
    _rule: Rule = field(repr=False, compare=False)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, copied: dict[int, object]) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., "Condition"], tuple[str, Kind | None]]:
        return _parsed_again, (self.text, self.kind)


def parse(text: str, kinds: Mapping[str, Kind] | None = None) -> Condition:
    """The condition that `text` says.

    `kinds`: the items that may be named, with the kind of each. Give only those that come earlier, and
    nothing can refer forward or in a circle. None checks no names. Raises ConditionError: with every stray
    character; or else where the grammar is first broken; or else with every mistake of names and kinds.
    """
    tree = read(text)
    kind, problems = kind_of(tree, kinds)
    if problems:
        raise ConditionError(problems)
    return _condition(text, tree, kind)


def holds(condition: Condition, values: Answers) -> bool:
    """True if the condition is met by these answers; never raises. What is no boolean never holds."""
    return condition._rule(values) is True


def value(condition: Condition, values: Answers) -> Value | None:
    """The result for these answers, None if there is none; never raises.

    A number is a Decimal, rounded half to even to 12 places; a comparison is always True or False.
    """
    return condition._rule(values)


def _condition(text: str, tree: Node, kind: Kind | None) -> Condition:
    names = dict.fromkeys(part.name for part in parts(tree) if isinstance(part, Item))
    codes, pairs = [], []
    for part in parts(tree):
        match part:
            case Choice(Item(name), _, constants):
                codes += [CodeUse(name, constant.text, constant.column) for constant in constants]
            case Has(Item(name), constant):
                codes.append(CodeUse(name, constant.text, constant.column))
            case Ordering(Item(name), _, Quoted(limit, column)):
                codes.append(CodeUse(name, limit, column))
            case Ordering(Item(name), _, Item(other), column):
                pairs.append((name, other, column))
    return Condition(text, tuple(names), tuple(codes), tuple(pairs), kind, rule_of(tree, kind))


def _parsed_again(text: str, kind: Kind | None) -> Condition:
    return _condition(text, read(text), kind)
