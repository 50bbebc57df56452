"""Decides which texts are conditions, and what each one says.

    condition  = both { "or" both }
    both       = denial { "and" denial }
    denial     = "not" denial | comparison
    comparison = total [ ("<" | "<=" | ">" | ">=") ( total | "'" text "'" ) | ("==" | "!=") constant
                       | "in" "(" constant { "," constant } ")" | "has" constant ]
    total      = product { ("+" | "-") product }
    product    = sign { ("*" | "/") sign }
    sign       = "-" sign | value
    value      = number | item | "answered" "(" item ")" | "(" condition ")"
    constant   = [ "-" ] number | code | "'" text "'"

A bare word to the right of `==`, `!=`, `in` and `has` is always a code, never an item: a new item cannot
change what an older condition means. Only there does a hyphen belong to the word (KZ-71, 18-24); elsewhere it
is a minus. Within quotes, '' is one quote. There is no function but `answered`, no loop, and nothing to name
but items and codes.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final, NoReturn

from surveys.conditions.spelling import meant, stray_characters
from surveys.conditions.tree import (
    Answered,
    Arithmetic,
    Choice,
    ConditionError,
    ConditionProblem,
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
    What,
)

LENGTH_LIMIT: Final = 500
"""Characters of an expression: what two people can still check by reading it aloud."""

DEPTH_LIMIT: Final = 20
"""Parentheses, `not` and minus signs within each other: far below what could exhaust Python's stack."""

DIGITS_LIMIT: Final = 12
"""Digits of one number: longer ones are identifiers, to be quoted, not quantities."""

RESERVED_WORDS: Final = frozenset({"and", "or", "not", "in", "has", "answered"})
"""No item may have one of these as its id; a code that does is written in quotes."""

_ORDERINGS = ("<", "<=", ">", ">=")
_COMPARISONS = (*_ORDERINGS, "==", "!=", "in", "has")

_SPACES = " \t\r\n"
_TOKEN = re.compile(r"[A-Za-z0-9_]+|<=|>=|==|!=|<>|.")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_.])")
_NUMBER_ALONE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_.-])")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_QUOTED = re.compile(r"'((?:[^']|'')*)'")


def read(text: str) -> Node:
    """The tree of `text`; raises ConditionError. Items are not looked up: kinds.py does that."""
    if not text.strip():
        raise ConditionError([ConditionProblem(1, "empty")])
    if len(text) > LENGTH_LIMIT:
        raise ConditionError([_over_limit(LENGTH_LIMIT + 1, "too-long", LENGTH_LIMIT)])
    if strays := stray_characters(text):
        raise ConditionError(strays)
    return _Reader(text).whole()


class _Reader:
    """A place in a text that only moves on, and what was noticed on the way."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.depth = 0
        self.problems: list[ConditionProblem] = []

    def whole(self) -> Node:
        node = self.either()
        if self.peek():
            self.unexpected("end")
        if self.problems:
            raise ConditionError(self.problems)
        return node

    def either(self) -> Node:
        return self.junction("or", self.both)

    def both(self) -> Node:
        return self.junction("and", self.denial)

    def junction(self, operator: str, operand: Callable[[], Node]) -> Node:
        first = operand()
        operands = [first]
        while self.take(operator):
            operands.append(operand())
        return first if len(operands) == 1 else Junction(operator, tuple(operands), first.column)

    def denial(self) -> Node:
        column = self.column()
        if not self.take("not"):
            return self.comparison()
        return Denial(self.deeper(self.denial, column), column)

    def comparison(self) -> Node:
        left = self.total()
        operator = self.take(*_COMPARISONS)
        if not operator:
            return left
        compared = self.compared(left, operator)
        if (second := self.peek()) in _COMPARISONS:
            self.fail("chained-comparison", {"found": second})
        return compared

    def compared(self, left: Node, operator: str) -> Node:
        if operator in _ORDERINGS:
            return Ordering(left, operator, self.limit(), left.column)
        if operator == "has":
            return Has(left, self.constant(), left.column)
        constants = self.constants() if operator == "in" else (self.constant(),)
        return Choice(left, operator, constants, left.column)

    def limit(self) -> Node:
        column = self.column()
        quoted = self.match(_QUOTED)
        return Quoted(_unquoted(quoted), column) if quoted else self.total()

    def total(self) -> Node:
        return self.arithmetic(("+", "-"), self.product)

    def product(self) -> Node:
        return self.arithmetic(("*", "/"), self.sign)

    def arithmetic(self, operators: tuple[str, str], operand: Callable[[], Node]) -> Node:
        first = operand()
        steps = []
        while operator := self.take(*operators):
            steps.append((operator, operand()))
        return Arithmetic(first, tuple(steps), first.column) if steps else first

    def sign(self) -> Node:
        column = self.column()
        if not self.take("-"):
            return self.value()
        return Minus(self.deeper(self.sign, column), column)

    def value(self) -> Node:
        column = self.column()
        if self.take("("):
            inner = self.deeper(self.either, column)
            self.need(")")
            return inner
        if self.take("answered"):
            self.need("(")
            item = self.item("item")
            self.need(")")
            return Answered(item, column)
        figure = self.match(_FIGURE)
        return Figure(self.number(figure, column), column) if figure else self.item("value")

    def item(self, expected: str) -> Item:
        column = self.column()
        if self.peek() in RESERVED_WORDS:
            self.unexpected(expected)
        return Item(self.match(_NAME) or self.unexpected(expected), column)

    def constants(self) -> tuple[Constant, ...]:
        self.need("(")
        constants = [self.constant()]
        while self.take(","):
            constants.append(self.constant())
        self.need(")")
        return tuple(constants)

    def constant(self) -> Constant:
        column = self.column()
        below_zero = self.take("-")
        if written := self.match(_NUMBER_ALONE):
            number = self.number(written, column)
            return Constant(below_zero + written, -number if below_zero else number, column)
        if below_zero or self.peek() in RESERVED_WORDS:
            self.unexpected("constant")
        if quoted := self.match(_QUOTED):
            return Constant(_unquoted(quoted), None, column)
        return Constant(self.match(_CODE) or self.unexpected("constant"), None, column)

    def number(self, written: str, column: int) -> Number:
        if len(written.replace(".", "")) > DIGITS_LIMIT:
            self.problems.append(_over_limit(column, "number-too-long", DIGITS_LIMIT))
        return Fraction(written) if "." in written else int(written)

    def deeper(self, inside: Callable[[], Node], column: int) -> Node:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise ConditionError([*self.problems, _over_limit(column, "too-deep", DEPTH_LIMIT)])
        node = inside()
        self.depth -= 1
        return node

    def column(self) -> int:
        while self.place < len(self.text) and self.text[self.place] in _SPACES:
            self.place += 1
        return self.place + 1

    def peek(self) -> str:
        found = _TOKEN.match(self.text, self.column() - 1)
        return found[0] if found else ""

    def take(self, *wanted: str) -> str:
        token = self.peek()
        if token not in wanted:
            return ""
        self.place += len(token)
        return token

    def match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.column() - 1)
        if not found:
            return ""
        self.place = found.end()
        return found[0]

    def need(self, sign: str) -> None:
        if not self.take(sign):
            self.unexpected(sign)

    def unexpected(self, expected: str) -> NoReturn:
        found = self.peek()
        self.fail("syntax", {"found": found, "expected": expected} | meant(found))

    def fail(self, what: What, detail: dict[str, str]) -> NoReturn:
        raise ConditionError([*self.problems, ConditionProblem(self.column(), what, detail)])


def _unquoted(quoted: str) -> str:
    return quoted[1:-1].replace("''", "'")


def _over_limit(column: int, what: What, limit: int) -> ConditionProblem:
    return ConditionProblem(column, what, {"limit": str(limit)})
