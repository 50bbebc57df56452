"""Decides how a condition of ours is said in XPath, so that an ODK form asks whom we ask.

Here a comparison with an answer that is not there is false; in XPath `'' != 'a'` and `98 >= 4` are true. So every part
of a form's expression also says that the answer is there, and is none of the standard codes that the item offers.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from surveys.conditions.grammar import read
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
    Ordering,
    Quoted,
    parts,
)
from surveys.conditions.writing import figure
from surveys.xlsform.facts import Facts
from surveys.xlsform.rows import PREFIX
from surveys.xlsform.texts import Line

_OR, _AND, _EQUAL, _LESS, _SUM, _PRODUCT, _SIGN, _VALUE = range(1, 9)
"""How tightly each kind of part binds."""
_NEVER: Final = "false()"
_FALSE: Final = (_VALUE, _NEVER)
_NO_NUMBER: Final = "''"
"""What XPath makes no number of, so that every comparison with it but != is false."""


def xpath_of(condition: str, known: Mapping[str, Facts], own: str | None = None) -> str:
    """The expression of a condition that the reader has accepted. `own`: the item that `.` means."""
    return _Writer(known, own).spelled(read(condition), _OR)


def condition_cells(column: str, key: str, condition: str | None, known: Mapping[str, Facts]) -> Line:
    """A condition as ODK asks it, and as it was written."""
    if condition is None:
        return {}
    return {column: xpath_of(condition, known), PREFIX + key: condition}


def quoted(text: str) -> str:
    """A text in XPath, which has no way to write both quotes in one."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in text.split("'")) + ")"


class _Writer:
    def __init__(self, known: Mapping[str, Facts], own: str | None) -> None:
        self._known = known
        self._own = own

    def spelled(self, node: Node, outside: int) -> str:
        own, text = self.parts(node)
        return f"({text})" if own < outside else text

    def parts(self, node: Node) -> tuple[int, str]:
        """How tightly the part binds, and its text."""
        match node:
            case Denial(operand):
                return _VALUE, f"not({self.spelled(operand, _OR)})"
            case Junction(operator, operands):
                own = _OR if operator == "or" else _AND
                return own, f" {operator} ".join(self.spelled(operand, own + 1) for operand in operands)
            case Answered(Item(name)):
                return self.joined(self.there([name]))
            case Has(Item(name), constant):
                facts = self._known[name]
                found = f"selected({self.reference(name)}, {quoted(constant.text)})"
                return _FALSE if constant.text in facts.missing else (_VALUE, found)
            case Ordering(left, operator, right):
                limit = (
                    self.constant(left, right.text)
                    if isinstance(right, Quoted)
                    else self.spelled(right, _SUM)
                )
                compared = f"{self.spelled(left, _SUM)} {operator} {limit}"
                return self.joined([compared, *self.guards(node)])
            case Choice():
                return self.choice(node)
        return self.arithmetic(node)

    def arithmetic(self, node: Node) -> tuple[int, str]:
        match node:
            case Item(name):
                return self.item(name)
            case Figure(number):
                return _VALUE, figure(number)
            case Minus(operand):
                return _SIGN, f"-{self.spelled(operand, _VALUE)}"
            case Arithmetic(first, steps):
                own = _PRODUCT if steps[0][0] in "*/" else _SUM
                rest = "".join(
                    f" {'div' if operator == '/' else operator} {self.spelled(operand, own + 1)}"
                    for operator, operand in steps
                )
                return own, self.spelled(first, own) + rest
        raise TypeError(f"no part of a condition: {node}")

    def item(self, name: str) -> tuple[int, str]:
        """The item as a number or a code; what is only shown never has a value."""
        facts = self._known[name]
        if facts.kind == "boolean":
            return _FALSE
        if facts.order is not None:
            return _VALUE, facts.order.answer(self.reference(name))
        if not facts.renumbered:
            return _VALUE, self.reference(name)
        found = _NO_NUMBER
        for code, score in reversed(list(facts.scores.items())):
            found = f"if({self.reference(name)} = {quoted(code)}, {figure(score)}, {found})"
        return _VALUE, found

    def choice(self, node: Choice) -> tuple[int, str]:
        left = self.spelled(node.left, _SUM)
        if node.operator == "!=":
            return self.joined(self.other(node, left, node.constants[0]))
        equal = [
            f"{left} = {self.compared(node.left, each)}" for each in node.constants if self.real(node, each)
        ]
        if not equal:
            return _FALSE
        if isinstance(node.left, Item):
            return (_EQUAL if len(equal) == 1 else _OR), " or ".join(equal)
        either = equal[0] if len(equal) == 1 else f"({' or '.join(equal)})"
        return self.joined([either, *self.guards(node)])

    def compared(self, left: Node, constant: Constant) -> str:
        """What the left side is compared with."""
        return constant.text if constant.number is not None else self.constant(left, constant.text)

    def constant(self, left: Node, text: str) -> str:
        """A text, as ODK compares the left side with it."""
        order = self._known[left.name].order if isinstance(left, Item) else None
        return quoted(text) if order is None else order.constant(text)

    def real(self, node: Choice, constant: Constant) -> bool:
        """False for a standard code that is offered: to compare with it is never true."""
        return not (isinstance(node.left, Item) and constant.text in self._known[node.left.name].missing)

    def other(self, node: Choice, left: str, constant: Constant) -> list[str]:
        """Different, and there. What XPath makes no number of is different from any, so `!=` is for what always is."""
        plain = isinstance(node.left, Item) and not self._known[node.left.name].renumbered
        if constant.number is None or (plain and self._known[_names(node)[0]].kind == "number"):
            return [f"{left} != {self.compared(node.left, constant)}", *self.there(_names(node))]
        return [f"({left} < {constant.text} or {left} > {constant.text})", *self.guards(node)]

    def guards(self, node: Node) -> list[str]:
        """What is compared has a value: no standard code taken for a number, nothing divided by zero."""
        divisors = [
            f"{self.spelled(operand, _SUM)} != 0"
            for part in parts(node)
            if isinstance(part, Arithmetic)
            for operator, operand in part.steps
            if operator == "/" and not (isinstance(operand, Figure) and operand.number)
        ]
        return divisors + [
            f"{self.reference(name)} != {quoted(code)}"
            for name in _names(node)
            if not self._known[name].renumbered
            for code in sorted(self._known[name].missing)
        ]

    def there(self, names: Iterable[str]) -> list[str]:
        """The items are answered, by a real answer."""
        found = []
        for name in names:
            facts, here = self._known[name], self.reference(name)
            if facts.kind == "boolean":
                found.append(_NEVER)
                continue
            found.append(f"{here} != ''")
            for code in sorted(facts.missing):
                chosen = f"not(selected({here}, {quoted(code)}))"
                found.append(chosen if facts.kind == "codes" else f"{here} != {quoted(code)}")
        return found

    def joined(self, tests: list[str]) -> tuple[int, str]:
        return (_EQUAL if len(tests) == 1 else _AND), " and ".join(tests)

    def reference(self, name: str) -> str:
        return "." if name == self._own else f"${{{self._known[name].name}}}"


def _names(node: Node) -> list[str]:
    """The items in a part, each once."""
    return list(dict.fromkeys(part.name for part in parts(node) if isinstance(part, Item)))
