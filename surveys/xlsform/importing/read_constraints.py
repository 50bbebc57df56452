"""Decides which parts of a constraint are checks of our own item types: ranges, lengths, days, counts, lone choices."""

import datetime
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from surveys.answers import MISSING_CODES
from surveys.writing.own_options import whole
from surveys.xlsform.importing.constant_values import MIRRORED, NUMBER
from surveys.xlsform.importing.questions import Question
from surveys.xlsform.importing.xpath import Call, Figure, Negative, Operation, Own, Text, Tree, operands

_ENDS = {">=": ("min", 0), "<=": ("max", 0), ">": ("min", 1), "<": ("max", -1)}
"""Which end of whole numbers a comparison gives, and how far beyond the number it lies."""


class Checks:
    """What a constraint gives an item. `rest` is for `valid_when`; `lone` holds the codes that stand alone."""

    def __init__(self, question: Question, trees: Sequence[Tree], *, whole_numbers: bool) -> None:
        self.given: dict[str, Any] = {}
        self.lone: set[str] = set()
        self.rest: list[Tree] = []
        self._codes = {str(choice.name): choice.code for choice in question.choices}
        self._whole = whole_numbers
        read = {"number": self._number, "text": self._length, "date": self._day, "multiple": self._count}
        takes = read.get(question.type)
        for tree in trees:
            if takes is None or not takes(tree):
                self.rest.append(tree)

    def _number(self, tree: Tree) -> bool:
        found = _compared(tree)
        if found is None or not isinstance(found[0], Own):
            return False
        _, operator, number = found
        if operator not in _ENDS or (not self._whole and operator in {"<", ">"}):
            return False
        end, beyond = _ENDS[operator]
        if number.denominator != 1 and beyond:
            return False
        return self._bound("range", end, whole(float(number + beyond)))

    def _length(self, tree: Tree) -> bool:
        found = _compared(tree)
        if found is None or found[0] != Call("string-length", (Own(),)):
            return False
        _, operator, number = found
        if number in {0, 1} and (operator, int(number)) in {(">", 0), (">=", 1), ("!=", 0)}:
            return True  # an empty answer is no answer here either
        if operator not in {"<", "<="} or number.denominator != 1:
            return False
        self.given["max_length"] = int(number) - (operator == "<")
        return True

    def _day(self, tree: Tree) -> bool:
        match tree:
            case Operation(operator, Own(), Call("date", (Text(written),)) | Text(written)):
                day = _date(written)
            case _:
                return False
        if operator not in _ENDS or day is None:
            return False
        end, beyond = _ENDS[operator]
        self.given["earliest" if end == "min" else "latest"] = (
            day + datetime.timedelta(days=beyond)
        ).isoformat()
        return True

    def _count(self, tree: Tree) -> bool:
        code = _lone(tree)
        if code is not None:
            self.lone.add(self._codes.get(code, code))
            return True
        first, *others = operands(tree, "or")
        found = _compared(first)
        if found is None or found[0] != Call("count-selected", (Own(),)):
            return False
        _, operator, number = found
        alone = [_chosen(each) for each in others]
        if operator not in _ENDS or number.denominator != 1 or None in alone:
            return False
        end, beyond = _ENDS[operator]
        if alone and end != "min":
            return False
        return self._bound("choose", end, int(number) + beyond)

    def _bound(self, key: str, end: str, number: float) -> bool:
        bounds = self.given.setdefault(key, {})
        nearest = max if end == "min" else min
        bounds[end] = nearest(bounds[end], number) if end in bounds else number
        return True

    @property
    def standing_alone(self) -> set[str]:
        """Codes of the form's own that stand alone; the standard ones do so anyway."""
        return self.lone - MISSING_CODES


def _compared(tree: Tree) -> tuple[Tree, str, Fraction] | None:
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


def _date(written: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return None


def _chosen(tree: Tree) -> str | None:
    """The code of `selected(., 'code')`."""
    match tree:
        case Call("selected", (Own(), Text(code))):
            return code
    return None


def _lone(tree: Tree) -> str | None:
    """The code of `not(selected(., 'code') and count-selected(.) > 1)`."""
    match tree:
        case Call("not", (Operation("and", chosen, Operation(operator, counted, Figure(written))),)):
            more = (operator, written) in {(">", "1"), (">=", "2")}
            return _chosen(chosen) if more and counted == Call("count-selected", (Own(),)) else None
    return None
