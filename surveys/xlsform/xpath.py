"""Decides what an expression of an XLSForm says: the part of XPath 1.0 that forms are written in.

    expression = and-or, comparisons, + - * div mod, unary minus, in XPath's own order of binding
    operand    = number | 'text' | "text" | ${name} | . | column | function( arguments ) | ( expression )

A bare name is a column of the choices sheet, as in `choice_filter`. Paths, predicates and unions are no part of it.
"""

import re
from dataclasses import dataclass
from typing import Final, NoReturn, TypeAlias

LENGTH_LIMIT: Final = 8000
"""Characters of an expression; our own are shorter (surveys.conditions), a cascade of 200 districts is not."""
DEPTH_LIMIT: Final = 40
"""Parentheses, functions and minus signs within each other, far from what exhausts Python's stack."""
OPERATORS_LIMIT: Final = 400
"""Operators of an expression: a sum of as many is a tree as deep."""

BINDING: Final = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!="), 3),
    **dict.fromkeys(("<", "<=", ">", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "div", "mod"), 6),
}
"""How tightly each operator binds."""

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<reference>\$\{\s*(?P<name>[^}\s]+)\s*\})
      | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
      | (?P<text>'[^']*'|"[^"]*")
      | (?P<word>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)
      | (?P<sign>!=|<=|>=|\.\.|[-=<>+*(),./\[\]|@$])
      | (?P<end>\Z)
      | (?P<stray>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_PATHS = frozenset({"/", "..", "[", "]", "@", "|"})
_SMART: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
"""What word processors put in; pyxform takes them out too."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name}`: the answer to another question."""

    name: str


@dataclass(frozen=True, slots=True)
class Own:
    """`.`: the answer that is being checked."""


@dataclass(frozen=True, slots=True)
class Column:
    """A bare name: the cell of a choice in that column."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text."""

    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written, without sign."""

    written: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    function: str
    arguments: "tuple[Tree, ...]"


@dataclass(frozen=True, slots=True)
class Negative:
    """The number below zero."""

    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and what stands between them."""

    operator: str
    left: "Tree"
    right: "Tree"


Tree: TypeAlias = Reference | Own | Column | Text | Figure | Call | Negative | Operation


class XPathError(ValueError):
    """The text is none of the expressions that are read; says why."""


def read(text: str) -> Tree:
    """The tree of an expression. Raises XPathError."""
    if len(text) > LENGTH_LIMIT:
        raise XPathError(f"it has more than {LENGTH_LIMIT} characters")
    return _Reader(text.translate(_SMART)).whole()


def operands(tree: Tree, operator: str) -> tuple[Tree, ...]:
    """What an `and` or an `or` joins, from left to right; the tree alone if it is no such operation."""
    found: list[Tree] = []
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Operation) and each.operator == operator:
            waiting += [each.right, each.left]
        else:
            found.append(each)
    return tuple(found)


def named(tree: Tree) -> str:
    """What an author calls the part, for a sentence."""
    match tree:
        case Reference(name):
            return f"${{{name}}}"
        case Call(function, _):
            return f"{function}()"
        case Operation(operator, _, _):
            return operator
        case Text(text):
            return f"'{text}'"
        case Figure(written):
            return written
        case Column(name):
            return name
    return "." if isinstance(tree, Own) else "-"


class _Reader:
    """A token that is looked at, and the place behind it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.depth = 0
        self.operators = 0
        self.kind, self.now = "", ""
        self.next()

    def next(self) -> None:
        found = _TOKEN.match(self.text, self.place)
        if found is None or found.lastgroup is None:
            raise XPathError("it cannot be read")
        self.kind = "reference" if found["reference"] else found.lastgroup
        self.now = found["name"] if self.kind == "reference" else found[self.kind]
        self.place = found.end()
        if self.kind == "stray" or self.now in _PATHS:
            raise XPathError(f"“{self.now}” is not translated")

    def whole(self) -> Tree:
        tree = self.expression(0)
        if self.kind != "end":
            self.unexpected()
        return tree

    def expression(self, outside: int) -> Tree:
        left = self.operand()
        while self.kind in {"word", "sign"} and (own := BINDING.get(self.now, 0)) > outside:
            operator = self.now
            self.operators += 1
            if self.operators > OPERATORS_LIMIT:
                raise XPathError(f"it has more than {OPERATORS_LIMIT} operators")
            self.next()
            left = Operation(operator, left, self.expression(own))
        return left

    def operand(self) -> Tree:
        kind, now = self.kind, self.now
        if (kind in {"end", "sign"} and now not in {"(", "-", "."}) or (kind == "word" and now in BINDING):
            self.unexpected()
        self.next()
        if kind == "reference":
            return Reference(now)
        if kind == "number":
            return Figure(now)
        if kind == "text":
            return Text(now[1:-1])
        if now == ".":
            return Own()
        if now == "-":
            return Negative(self.deeper(BINDING["*"]))
        if now == "(":
            inner = self.deeper(0)
            self.need(")")
            return inner
        return self.call(now) if self.now == "(" else Column(now)

    def call(self, function: str) -> Tree:
        self.need("(")
        arguments: list[Tree] = []
        while self.now != ")" or self.kind != "sign":
            arguments.append(self.deeper(0))
            if not (self.kind == "sign" and self.now == ","):
                break
            self.next()
        self.need(")")
        return Call(function, tuple(arguments))

    def deeper(self, outside: int) -> Tree:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise XPathError(f"it is nested more than {DEPTH_LIMIT} deep")
        tree = self.expression(outside)
        self.depth -= 1
        return tree

    def need(self, sign: str) -> None:
        if self.kind != "sign" or self.now != sign:
            self.unexpected()
        self.next()

    def unexpected(self) -> NoReturn:
        if self.kind == "end":
            raise XPathError("it ends too early")
        raise XPathError(f"“{self.now}” is out of place")
