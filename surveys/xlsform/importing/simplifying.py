"""Decides what remains of a condition once its parts that say nothing new are taken out. Its truth never changes."""

from collections.abc import Sequence
from typing import TypeAlias

from surveys.conditions.tree import (
    Answered,
    Choice,
    Constant,
    Denial,
    Figure,
    Has,
    Item,
    Junction,
    Minus,
    Node,
    Ordering,
    parts,
)
from surveys.conditions.writing import figure

Test: TypeAlias = Node | bool
"""A condition, or what it comes to whatever is answered."""


def opposite(test: Test) -> Test:
    """The condition that holds where this one does not."""
    if isinstance(test, bool):
        return not test
    return test.operand if isinstance(test, Denial) else Denial(test, 0)


def any_of(tests: Sequence[Test]) -> Test:
    """At least one of them; several values of one item become a list."""
    if any(test is True for test in tests):
        return True
    found: list[Node] = []
    for test in tests:
        if isinstance(test, bool):
            continue
        last = found[-1] if found else None
        if isinstance(test, Choice) and isinstance(last, Choice) and _one_item(last, test):
            found[-1] = Choice(last.left, "in", (*last.constants, *test.constants), 0)
        elif isinstance(test, Ordering) and isinstance(last, Ordering) and (other := _unequal(last, test)):
            found[-1] = other
        elif test not in found:
            found.append(test)
    return _joined("or", found, otherwise=False)


def all_of(tests: Sequence[Test]) -> Test:
    """All of them, without what another one of them implies."""
    if any(test is False for test in tests):
        return False
    found: list[Node] = []
    for test in tests:
        inner = test.operands if isinstance(test, Junction) and test.operator == "and" else (test,)
        found += [each for each in inner if not isinstance(each, bool) and each not in found]
    found = [_sharper(test, found) for test in found]
    return _joined("and", [test for test in found if not _implied(test, found)], otherwise=True)


def needed(node: Node) -> frozenset[str]:
    """The items that must be answered for the condition to hold."""
    match node:
        case Ordering() | Choice() | Has() | Answered():
            return frozenset(part.name for part in parts(node) if isinstance(part, Item))
        case Junction("and", operands):
            return frozenset().union(*map(needed, operands))
        case Junction(_, operands):
            return frozenset.intersection(*map(needed, operands))
    return frozenset()


def _one_item(one: Choice, other: Choice) -> bool:
    return one.left == other.left and {one.operator, other.operator} <= {"==", "in"}


def _unequal(one: Ordering, other: Ordering) -> Choice | None:
    """`x < 3 or x > 3` is `x != 3`."""
    same = one.left == other.left and one.right == other.right
    if not same or (one.operator, other.operator) != ("<", ">"):
        return None
    match one.right:
        case Figure(number):
            return Choice(one.left, "!=", (Constant(figure(number), number, 0),), 0)
        case Minus(Figure(number)):
            return Choice(one.left, "!=", (Constant(f"-{figure(number)}", -number, 0),), 0)
    return None


def _sharper(test: Node, beside: Sequence[Node]) -> Node:
    """`not x == a` beside `answered(x)` is `x != a`."""
    match test:
        case Denial(Choice(Item() as item, "==", constants, _)) if Answered(item, 0) in beside:
            return Choice(item, "!=", constants, 0)
    return test


def _implied(test: Node, beside: Sequence[Node]) -> bool:
    if not isinstance(test, Answered):
        return False
    return any(test.item.name in needed(other) for other in beside if other is not test)


def _joined(operator: str, found: list[Node], *, otherwise: bool) -> Test:
    if not found:
        return otherwise
    return found[0] if len(found) == 1 else Junction(operator, tuple(found), 0)
