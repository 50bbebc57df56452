"""Decides how a checked condition runs: its tree becomes functions within functions, one call per part.

Nothing here can fail, whatever was answered. A part without a value makes a comparison false, and arithmetic
valueless.
"""

import operator as operators
from collections.abc import Callable, Sequence
from fractions import Fraction
from types import UnionType
from typing import Any, Final, TypeAlias

from surveys.answers import Kind
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
from surveys.conditions.values import Answers, Value, decimal, number, real, shape

Test: TypeAlias = Callable[[Answers], bool]
Sum: TypeAlias = Callable[[Answers], Number | None]
Rule: TypeAlias = Callable[[Answers], Value | None]

_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}
_SHAPES: Final[dict[Kind | None, type | UnionType]] = {
    "code": str,
    "text": str,
    "ordered": str,
    "codes": tuple | frozenset,
    "boolean": bool,
    None: object,
}


def rule_of(node: Node, kind: Kind | None) -> Rule:
    """What works out the result of a tree of `kind`: a truth, a Decimal, a code, a text or codes."""
    if isinstance(node, Item) and kind != "number":
        return _lone(node.name, _SHAPES[kind])
    if isinstance(node, Item | Figure | Minus | Arithmetic):
        reckon = _number(node)
        return lambda answers: decimal(reckon(answers))
    return _test(node)


def _test(node: Node) -> Test:
    match node:
        case Item(name):
            return lambda answers: answers.get(name) is True
        case Answered(Item(name)):
            return lambda answers: real(answers.get(name)) is not None
        case Has(Item(name), constant):
            return _has(name, constant.text)
        case Choice(left, "!=", (constant,)):
            return _other(left, constant)
        case Choice(left, _, constants):
            return _among(left, constants)
        case Ordering(left, operator, right):
            return _ordering(left, operator, right)
        case Denial(operand):
            denied = _test(operand)
            return lambda answers: not denied(answers)
        case Junction(operator, operands):
            return _all(operands) if operator == "and" else _any(operands)
    raise TypeError(f"no condition, and kinds.py was not asked: {node}")


def _number(node: Node) -> Sum:
    match node:
        case Item(name):
            return lambda answers: number(answers.get(name))
        case Figure(figure):
            return lambda answers: figure
        case Minus(operand):
            return _minus(_number(operand))
        case Arithmetic(first, steps):
            return _arithmetic(first, steps)
    raise TypeError(f"no number, and kinds.py was not asked: {node}")


def _lone(name: str, shape: type | UnionType) -> Rule:
    def lone(answers: Answers) -> Value | None:
        answer = real(answers.get(name))
        return answer if isinstance(answer, shape) else None

    return lone


def _has(name: str, code: str) -> Test:
    if real(code) is None:
        return lambda answers: False

    def has(answers: Answers) -> bool:
        answer = answers.get(name)
        return isinstance(answer, tuple | frozenset) and code in answer

    return has


def _among(left: Node, constants: Sequence[Constant]) -> Test:
    figures = frozenset(constant.number for constant in constants if constant.number is not None)
    texts = frozenset(
        constant.text for constant in constants if constant.number is None and real(constant.text)
    )
    if not isinstance(left, Item):
        reckon = _number(left)
        return lambda answers: reckon(answers) in figures
    name = left.name

    def among(answers: Answers) -> bool:
        answer = answers.get(name)
        if texts and isinstance(answer, str) and answer in texts:
            return True
        return bool(figures) and number(answer) in figures

    return among


def _other(left: Node, constant: Constant) -> Test:
    figure, text = constant.number, constant.text
    if isinstance(left, Item) and figure is None:
        name = left.name

        def other_text(answers: Answers) -> bool:
            answer = real(answers.get(name))
            return isinstance(answer, str) and answer != text

        return other_text
    reckon = _number(left)

    def other_number(answers: Answers) -> bool:
        found = reckon(answers)
        return found is not None and found != figure

    return other_number


def _ordering(left: Node, operator: str, right: Node) -> Test:
    compare = _COMPARE[operator]
    match left, right:
        case _, Figure(limit):
            return _within(left, compare, limit)
        case Item(name), Quoted(text):
            return _beside(name, compare, text)
        case _, Quoted():
            return lambda answers: False
    first, second = _number(left), _number(right)

    def ordered(answers: Answers) -> bool:
        one, other = first(answers), second(answers)
        return one is not None and other is not None and compare(one, other)

    match left, right:
        case Item(one), Item(other):
            return lambda answers: (
                ordered(answers) or _in_order(answers.get(one), compare, answers.get(other))
            )
    return ordered


def _beside(name: str, compare: Callable[[str, str], bool], limit: str) -> Test:
    """Against a day, a time and the like."""
    return lambda answers: _in_order(answers.get(name), compare, limit)


def _in_order(one: object, compare: Callable[[Any, Any], bool], other: object) -> bool:
    found = shape(one)
    return found is not None and found == shape(other) and compare(one, other)


def _within(left: Node, compare: Callable[[Number, Number], bool], limit: Number) -> Test:
    """Against a number: a last division by a number becomes whole numbers on both sides, `3x / 2 < 4` is `3x < 8`.

    Exact as before, and several times faster than a fraction for each respondent.
    """
    match left:
        case Arithmetic(first, (*steps, ("/", Figure(divisor))), column) if divisor > 0:
            left, limit = Arithmetic(first, tuple(steps), column), limit * divisor
    reckon, scale, bound = _number(left), limit.denominator, limit.numerator

    def within(answers: Answers) -> bool:
        found = reckon(answers)
        return found is not None and compare(found * scale, bound)

    return within


def _all(operands: Sequence[Node]) -> Test:
    tests = tuple(_test(operand) for operand in operands)

    def every(answers: Answers) -> bool:
        for test in tests:  # noqa: SIM110 - all() over a generator takes twice as long
            if not test(answers):
                return False
        return True

    return every


def _any(operands: Sequence[Node]) -> Test:
    tests = tuple(_test(operand) for operand in operands)

    def some(answers: Answers) -> bool:
        for test in tests:  # noqa: SIM110 - any() over a generator takes twice as long
            if test(answers):
                return True
        return False

    return some


def _minus(reckon: Sum) -> Sum:
    def minus(answers: Answers) -> Number | None:
        found = reckon(answers)
        return None if found is None else -found

    return minus


def _arithmetic(first: Node, steps: Sequence[tuple[str, Node]]) -> Sum:
    start = _number(first)
    rest = tuple((operator, _number(operand)) for operator, operand in steps)

    def reckon(answers: Answers) -> Number | None:
        total = start(answers)
        for operator, operand in rest:
            found = operand(answers)
            if total is None or found is None:
                return None
            total = _step(total, operator, found)
        return total

    return reckon


def _step(total: Number, operator: str, found: Number) -> Number | None:
    if operator == "+":
        return total + found
    if operator == "-":
        return total - found
    if operator == "*":
        return total * found
    return Fraction(total) / found if found else None
