"""Decides how the ends between which days, times and the like must lie stand in a constraint, and are read from it."""

from collections.abc import Callable

from surveys.xlsform.constant_values import MIRRORED
from surveys.xlsform.facts import Order
from surveys.xlsform.types._constraints import ENDS, Checks
from surveys.xlsform.xpath import Operation, Own, Tree

KEYS = {"min": "earliest", "max": "latest"}
"""Which end is which key of the item."""

MOVING = "today"
"""An end that nobody can set in order with others: which of two is sharper depends on the day."""


def end_tests(order: Order, earliest: str | None, latest: str | None) -> list[str]:
    """The parts of a constraint that keep answers within both ends."""
    ends = ((">=", earliest), ("<=", latest))
    return [f"{order.answer('.')} {sign} {order.constant(end)}" for sign, end in ends if end is not None]


def takes_end(order: Order, test: Tree, checks: Checks, beside: Callable[[str, int], str | None]) -> bool:
    """Whether a part of a constraint is one of the ends.

    `beside`: the text as many steps on or back; None if there is none.
    """
    if not isinstance(test, Operation):
        return False
    left, operator, right = test.left, test.operator, test.right
    if order.answered(left) != Own():
        left, operator, right = right, MIRRORED.get(operator, operator), left
    written = order.written(right)
    if order.answered(left) != Own() or operator not in ENDS or written is None:
        return False
    end, beyond = ENDS[operator]
    found = beside(written, beyond)
    if found is None:
        return False
    key, sharper = KEYS[end], (max if end == "min" else min)
    if checks.given.get(key) == MOVING:
        return False
    checks.given[key] = sharper(found, checks.given.get(key, found))
    return True
