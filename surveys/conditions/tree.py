"""Decides what a condition consists of once it is read, and what an author can get wrong in one.

A tree is made by grammar.py, checked by kinds.py,
and made to run by evaluation.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

Number: TypeAlias = int | Fraction
"""Exact, so that 0.1 + 0.2 == 0.3 and three thirds make one, as an author expects of a threshold."""

What = Literal[
    "empty",
    "too-long",
    "too-deep",
    "number-too-long",
    "unknown-character",
    "unclosed-text",
    "chained-comparison",
    "syntax",
    "unknown-name",
    "type-mismatch",
    "missing-code",
]


@dataclass(frozen=True, slots=True)
class ConditionProblem:
    """One mistake. `column` counts characters from 1 within the expression.

    What `detail` holds for each `what`:

    * empty, unclosed-text: nothing
    * too-long, too-deep, number-too-long: limit
    * unknown-character: found, name (Unicode's), and instead where the slip is known ("≤" for "<=")
    * chained-comparison: found, the second comparison of `1 <= x <= 3`
    * syntax: found ("" at the end), expected (value, constant, item, end, or the sign itself), and instead
      where the slip is known ("=" for "==")
    * unknown-name: name
    * type-mismatch: operator, found (a kind), expected (a kind)
    * missing-code: item, code. 97, 98 and 99 are no values; `not answered(item)` asks for them
    """

    column: int
    what: What
    detail: Mapping[str, str] = field(default_factory=dict)


class ConditionError(ValueError):
    """The text is no condition; `problems` holds everything found, in the order of columns, at least one."""

    def __init__(self, problems: Sequence[ConditionProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.column))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "; ".join(f"column {problem.column}: {problem.what}" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Item:
    """The answer to another item. In every part, `column` is where it begins, counted from 1."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A number written in arithmetic."""

    number: Number
    column: int


@dataclass(frozen=True, slots=True)
class Constant:
    """What an answer is compared with: a code or quoted text, or a number (`number` is not None)."""

    text: str
    number: Number | None
    column: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """A day, a time or the like, which an answer comes before or after."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Minus:
    """The number below zero."""

    operand: "Node"
    column: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`first`, then each step in turn: a sum or a product."""

    first: "Node"
    steps: "tuple[tuple[str, Node], ...]"
    column: int


@dataclass(frozen=True, slots=True)
class Ordering:
    """`left < right` and its like, between two numbers, or two texts that stand in an order."""

    left: "Node"
    operator: str
    right: "Node"
    column: int


@dataclass(frozen=True, slots=True)
class Choice:
    """`left == constant`, `left != constant`, `left in (constants)`."""

    left: "Node"
    operator: str
    constants: tuple[Constant, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Has:
    """`left has constant`: the code is among the chosen ones."""

    left: "Node"
    constant: Constant
    column: int


@dataclass(frozen=True, slots=True)
class Answered:
    """`answered(item)`: there is a real answer."""

    item: Item
    column: int


@dataclass(frozen=True, slots=True)
class Denial:
    """`not operand`."""

    operand: "Node"
    column: int


@dataclass(frozen=True, slots=True)
class Junction:
    """All of `operands` ("and") or any of them ("or")."""

    operator: str
    operands: "tuple[Node, ...]"
    column: int


Node: TypeAlias = (
    Item | Figure | Quoted | Minus | Arithmetic | Ordering | Choice | Has | Answered | Denial | Junction
)


def parts(node: Node) -> Iterator[Node]:
    """The node and everything in it, from left to right."""
    yield node
    match node:
        case Minus(operand=inner) | Denial(operand=inner) | Answered(item=inner):
            yield from parts(inner)
        case Choice(left=inner) | Has(left=inner):
            yield from parts(inner)
        case Ordering(left=left, right=right):
            yield from parts(left)
            yield from parts(right)
        case Arithmetic(first=first, steps=steps):
            yield from parts(first)
            for _, operand in steps:
                yield from parts(operand)
        case Junction(operands=operands):
            for operand in operands:
                yield from parts(operand)
