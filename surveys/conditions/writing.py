"""Decides how a condition's tree is spelled: as few parentheses as our grammar needs."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from surveys.conditions.grammar import RESERVED_WORDS
from surveys.conditions.tree import (
    Answered,
    Arithmetic,
    Choice,
    Constant,
    Denial,
    Figure,
    Has,
    Item,
    Junction,
    Minus,
    Node,
    Number,
    Ordering,
    Quoted,
)

_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _VALUE = range(1, 9)
"""How tightly each kind of part binds."""

_BARE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_LOOKS_A_NUMBER: Final = re.compile(r"[0-9]+\Z")


def spelled(node: Node) -> str:
    """The condition's text; reading it gives the tree again, but for the columns."""
    return _spelled(node, _OR)


def figure(number: Number) -> str:
    """A finite decimal in digits, as the grammar reads it."""
    if isinstance(number, Fraction) and number.denominator != 1:
        return format(Decimal(number.numerator) / Decimal(number.denominator), "f")
    return str(int(number))


def _spelled(node: Node, outside: int) -> str:
    own, text = _parts(node)
    return f"({text})" if own < outside else text


def _parts(node: Node) -> tuple[int, str]:
    """How tightly the part binds, and its text."""
    match node:
        case Answered(Item(name)):
            return _VALUE, f"answered({name})"
        case Ordering(left, operator, right):
            return _COMPARISON, f"{_spelled(left, _SUM)} {operator} {_spelled(right, _SUM)}"
        case Choice(left, operator, constants):
            return _COMPARISON, f"{_spelled(left, _SUM)} {operator} {_constants(operator, constants)}"
        case Has(left, constant):
            return _COMPARISON, f"{_spelled(left, _SUM)} has {_constant(constant)}"
        case Denial(operand):
            return _NOT, f"not {_spelled(operand, _NOT)}"
        case Junction(operator, operands):
            own = _OR if operator == "or" else _AND
            return own, f" {operator} ".join(_spelled(operand, own + 1) for operand in operands)
    return _arithmetic(node)


def _arithmetic(node: Node) -> tuple[int, str]:
    match node:
        case Item(name):
            return _VALUE, name
        case Figure(number):
            return _VALUE, figure(number)
        case Quoted(text):
            return _VALUE, _quoted(text)
        case Minus(operand):
            return _SIGN, f"-{_spelled(operand, _SIGN)}"
        case Arithmetic(first, steps):
            own = _PRODUCT if steps[0][0] in "*/" else _SUM
            rest = "".join(f" {operator} {_spelled(operand, own + 1)}" for operator, operand in steps)
            return own, _spelled(first, own + 1) + rest
    raise TypeError(f"no part of a condition: {node}")


def _constants(operator: str, constants: Sequence[Constant]) -> str:
    if operator == "in":
        return f"({', '.join(map(_constant, constants))})"
    return _constant(constants[0])


def _constant(constant: Constant) -> str:
    if constant.number is not None:
        return constant.text
    bare = _BARE.match(constant.text) and not _LOOKS_A_NUMBER.match(constant.text)
    if bare and constant.text not in RESERVED_WORDS:
        return constant.text
    return _quoted(constant.text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
