"""Decides whether the two sides of everything in a condition fit together, and of what kind its result is."""

from collections.abc import Mapping

from surveys.answers import MISSING_CODES, Kind
from surveys.conditions.tree import (
    Answered,
    Arithmetic,
    Choice,
    ConditionProblem,
    Constant,
    Denial,
    Figure,
    Has,
    Item,
    Junction,
    Minus,
    Node,
    Ordering,
    Quoted,
)


def kind_of(node: Node, kinds: Mapping[str, Kind] | None) -> tuple[Kind | None, list[ConditionProblem]]:
    """The kind of the result, and every mistake of names and kinds.

    `kinds`: the items that may be named, None to let every item be of any kind. The kind of the result is
    None where it is that of a lone item whose kind is not known.
    """
    check = _Check(kinds)
    return check.kind(node), check.problems


class _Check:
    """One walk over a tree. An unknown kind fits everywhere, so that one mistake is reported once."""

    def __init__(self, kinds: Mapping[str, Kind] | None) -> None:
        self.kinds = kinds
        self.problems: list[ConditionProblem] = []

    def kind(self, node: Node) -> Kind | None:
        match node:
            case Item():
                return self.known(node)
            case Figure() | Minus() | Arithmetic():
                self.arithmetic(node)
                return "number"
            case Quoted():
                return "ordered"
        self.boolean(node)
        return "boolean"

    def arithmetic(self, node: Node) -> None:
        match node:
            case Minus(operand):
                self.expect_number(operand, "-")
            case Arithmetic(first, steps):
                self.expect_number(first, steps[0][0])
                for operator, operand in steps:
                    self.expect_number(operand, operator)

    def boolean(self, node: Node) -> None:
        match node:
            case Ordering(left, operator, right):
                self.ordering(left, operator, right)
            case Choice(left, operator, constants):
                self.choice(left, operator, constants)
            case Has(left, constant):
                self.expect(left, "has", ("codes",))
                self.no_missing_code(left, constant)
            case Answered(item):
                self.known(item)
            case Denial(operand):
                self.expect(operand, "not", ("boolean",))
            case Junction(operator, operands):
                for operand in operands:
                    self.expect(operand, operator, ("boolean",))

    def known(self, item: Item) -> Kind | None:
        if self.kinds is None:
            return None
        if item.name not in self.kinds:
            self.problems.append(ConditionProblem(item.column, "unknown-name", {"name": item.name}))
        return self.kinds.get(item.name)

    def expect_number(self, node: Node, operator: str) -> None:
        self.expect(node, operator, ("number", "code"))

    def expect(self, node: Node, operator: str, wanted: tuple[Kind, ...]) -> Kind | None:
        found = self.kind(node)
        if found is not None and found not in wanted:
            self.mismatch(node.column, operator, found, wanted[0])
        return found

    def ordering(self, left: Node, operator: str, right: Node) -> None:
        """Numbers among themselves; days, times and the like among themselves."""
        found = [(each, self.kind(each)) for each in (left, right)]
        wanted: tuple[Kind, ...] = ("number", "code")
        if any(kind == "ordered" for _, kind in found):
            wanted = ("ordered",)
        for each, kind in found:
            if kind is not None and kind not in wanted:
                self.mismatch(each.column, operator, kind, wanted[0])

    def choice(self, left: Node, operator: str, constants: tuple[Constant, ...]) -> None:
        kind = self.expect(left, operator, ("code", "number", "text", "ordered"))
        for constant in constants:
            found: Kind = "code" if constant.number is None else "number"
            if (kind == "number" and found == "code") or (kind in {"text", "ordered"} and found == "number"):
                self.mismatch(constant.column, operator, found, kind)
            elif kind == "code":
                self.no_missing_code(left, constant)

    def no_missing_code(self, left: Node, constant: Constant) -> None:
        if self.kinds is not None and isinstance(left, Item) and constant.text in MISSING_CODES:
            detail = {"item": left.name, "code": constant.text}
            self.problems.append(ConditionProblem(constant.column, "missing-code", detail))

    def mismatch(self, column: int, operator: str, found: Kind, expected: Kind) -> None:
        detail = {"operator": operator, "found": found, "expected": expected}
        self.problems.append(ConditionProblem(column, "type-mismatch", detail))
