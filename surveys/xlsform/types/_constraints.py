"""Decides how a part of a constraint is taken apart, and where the checks gather that a type makes by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from surveys.answers import MISSING_CODES
from surveys.xlsform.constant_values import MIRRORED, NUMBER
from surveys.xlsform.xpath import Figure, Negative, Operation, Text, Tree

ENDS: Final = {">=": ("min", 0), "<=": ("max", 0), ">": ("min", 1), "<": ("max", -1)}
"""Which end a comparison gives, and how many steps beyond what it is compared with."""


@dataclass(slots=True)
class Checks:
    """What a constraint gives an item. `rest` is for `valid_when`; `lone` holds the codes that stand alone.

    `command`: ODK's question type. `codes`: as the form spells them -> ours.
    """

    command: str
    codes: Mapping[str, str]
    given: dict[str, Any] = field(default_factory=dict)
    lone: set[str] = field(default_factory=set)
    rest: list[Tree] = field(default_factory=list)

    def bound(self, key: str, end: str, number: float) -> bool:
        """Notes the `min` or the `max` of a key, the sharper one where there are two."""
        bounds = self.given.setdefault(key, {})
        nearest = max if end == "min" else min
        bounds[end] = nearest(bounds[end], number) if end in bounds else number
        return True

    @property
    def standing_alone(self) -> set[str]:
        """Codes of the form's own that stand alone; the standard ones do so anyway."""
        return self.lone - MISSING_CODES


def compared(tree: Tree) -> tuple[Tree, str, Fraction] | None:
    """Something, an operator, and the number it is compared with, whichever side the number stood on."""
    if not isinstance(tree, Operation):
        return None
    left, right = _number(tree.left), _number(tree.right)
    if right is not None and left is None:
        return tree.left, tree.operator, right
    if left is not None and right is None:
        return tree.right, MIRRORED.get(tree.operator, tree.operator), left
    return None


def _number(tree: Tree) -> Fraction | None:
    match tree:
        case Figure(written):
            return Fraction(written.rstrip("."))
        case Negative(Figure(written)):
            return -Fraction(written.rstrip("."))
        case Text(written) if NUMBER.match(written):
            return Fraction(written)
    return None
