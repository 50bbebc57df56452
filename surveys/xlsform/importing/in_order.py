"""Decides which comparisons of a form set days, times and the like in order, and what they say here."""

from collections.abc import Callable

from surveys.conditions.tree import Choice, Constant, Item, Node, Ordering, Quoted
from surveys.xlsform.constant_values import MIRRORED
from surveys.xlsform.facts import Facts
from surveys.xlsform.importing.simplifying import Test, opposite
from surveys.xlsform.types import form_types
from surveys.xlsform.xpath import Tree

Known = Callable[[Tree], Facts | None]
"""The question that a reference means, or `.`; None for all else."""


def in_order(operator: str, left: Tree, right: Tree, known: Known) -> Test | None:
    """The comparison of such an answer with a constant or with another answer; None where it is none."""
    facts, other = _set_in_order(left, known), _set_in_order(right, known)
    if facts is None and other is not None:
        return in_order(MIRRORED.get(operator, operator), right, left, known)
    if facts is None or facts.order is None:
        return None
    item: Node = Item(facts.id, 0)
    if other is not None:
        same = other.order == facts.order and operator in MIRRORED
        return Ordering(item, operator, Item(other.id, 0), 0) if same else None
    text = facts.order.written(right)
    if text is None:
        return None
    if operator in MIRRORED:
        return Ordering(item, operator, Quoted(text, 0), 0)
    equal = Choice(item, "==", (Constant(text, None, 0),), 0)
    return equal if operator == "=" else opposite(equal)


def _set_in_order(tree: Tree, known: Known) -> Facts | None:
    """The question whose answers ODK sets in order so."""
    for order in {each.order for each in form_types().values() if each.order is not None}:
        facts = known(order.answered(tree))
        if facts is not None and facts.order == order:
            return facts
    return None
