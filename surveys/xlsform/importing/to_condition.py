"""Decides what an XPath expression says in our language of conditions, or why it says nothing there.

A form compares with answers that are not there, and finds '' different from 'a': so `${x} != 'a'` becomes
`not x == a`, which holds for those too who gave no answer. What a form does with the standard codes 97, 98 and 99 we
can only say as answered or not: `${x} = 98` becomes `not answered(x)`.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, TypeAlias

from surveys.conditions.kinds import kind_of
from surveys.conditions.tree import (
    Answered,
    Arithmetic,
    Choice,
    Constant,
    Denial,
    Has,
    Item,
    Minus,
    Node,
    Ordering,
)
from surveys.conditions.tree import Figure as Number
from surveys.conditions.writing import figure, spelled
from surveys.xlsform.constant_values import MIRRORED, NUMBER, plain_figure, settled
from surveys.xlsform.facts import Facts
from surveys.xlsform.importing.in_order import in_order
from surveys.xlsform.importing.simplifying import all_of, any_of, opposite
from surveys.xlsform.xpath import (
    Call,
    Column,
    Figure,
    Negative,
    Operation,
    Own,
    Reference,
    Text,
    Tree,
    named,
    operands,
)

Test: TypeAlias = Node | bool
"""A condition, or what it comes to whatever is answered."""

_NOTHING: Final = frozenset({"", "NaN"})
"""What an answer equals that is not there, or that is no number."""


class UntranslatableError(ValueError):
    """Our conditions cannot say this; tells what."""


class Meaning:
    """Translates expressions of one form. `notes` fills with what is only nearly said.

    `known`: by the form's names; None where the form has such a question and we could not take it over.
    `own`: what `.` stands for. `columns`: the cells of a choice, for bare names.
    """

    def __init__(
        self,
        known: Mapping[str, Facts | None],
        *,
        own: Facts | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        self._known = known
        self._own = own
        self._columns = columns
        self.notes: list[str] = []

    def condition(self, tree: Tree) -> str | bool:
        """The condition's text; True or False where it does not depend on any answer."""
        found = self.test(tree)
        return found if isinstance(found, bool) else spelled(found)

    def number(self, tree: Tree) -> str:
        """The text of what is worked out."""
        found = self.total(tree)
        if isinstance(found, Item) and self._kind(found) == "boolean":
            raise UntranslatableError("a note has no value")
        return spelled(found)

    def test(self, tree: Tree) -> Test:
        """What is true or false."""
        match tree:
            case Operation("and" | "or" as operator):
                tests = [self.test(operand) for operand in operands(tree, operator)]
                return all_of(tests) if operator == "and" else any_of(tests)
            case Operation("=" | "!=" | "<" | "<=" | ">" | ">=" as operator, left, right):
                return self.compared(operator, left, right)
            case Call("true" | "false" as function, ()):
                return function == "true"
            case Call("not", (inner,)):
                return opposite(self.test(inner))
            case Call("boolean", (inner,)):
                return self.test(inner)
            case Call("selected", (question, code)) if isinstance(chosen := self._constant(code), Text):
                return self.chosen(self.item(question), chosen.text)
            case Reference() | Own():
                return Answered(Item(self.item(tree).id, 0), 0)
            case Figure(written):
                return float(written) != 0
        raise _unknown(tree, "stands where something true or false is expected")

    def compared(self, operator: str, left: Tree, right: Tree) -> Test:
        """A comparison, whichever side the question stands on."""
        placed = in_order(operator, left, right, self._facts)
        if placed is not None:
            return placed
        one, other = self._constant(left), self._constant(right)
        if one is not None and other is not None:
            return settled(operator, one, other)
        if one is not None:
            return self.compared(MIRRORED.get(operator, operator), right, left)
        counted = self._counted(operator, left, other)
        if counted is not None:
            return counted
        if operator in MIRRORED:
            return self._ordering(operator, left, right)
        equal = self._equal(left, right if other is None else other)
        return equal if operator == "=" else opposite(equal)

    def chosen(self, facts: Facts, code: str) -> Test:
        """The code is the answer, or among the answers."""
        if code in facts.missing:
            return Denial(Answered(Item(facts.id, 0), 0), 0)
        item = Item(facts.id, 0)
        if facts.kind == "codes":
            return Has(item, Constant(facts.codes.get(code, code), None, 0), 0)
        return Choice(item, "==", (self._code(facts, code),), 0)

    def total(self, tree: Tree) -> Node:
        """What is a number."""
        match tree:
            case Reference() | Own():
                return Item(self.item(tree).id, 0)
            case Text(text) if NUMBER.match(text):
                return self.total(Negative(Figure(text[1:])) if text.startswith("-") else Figure(text))
            case Figure(written):
                number = Fraction(written.rstrip("."))
                return Number(number.numerator if number.denominator == 1 else number, 0)
            case Negative(operand):
                return Minus(self.total(operand), 0)
            case Call("number", (inner,)):
                return self.total(inner)
            case Call("if", _):
                return self._scored(tree)
            case Operation("+" | "-" | "*" | "div" as operator, left, right):
                return _stepped(self.total(left), "/" if operator == "div" else operator, self.total(right))
            case Column() if (cell := self._constant(tree)) is not None:
                return self.total(cell)
        raise _unknown(tree, "is not worked out here")

    def item(self, tree: Tree) -> Facts:
        """The question that is meant."""
        if isinstance(tree, Own) and self._own is not None:
            return self._own
        if not isinstance(tree, Reference):
            raise UntranslatableError(f"{named(tree)} stands where a question is expected")
        if tree.name not in self._known:
            raise UntranslatableError(f"no question is called {tree.name}")
        found = self._known[tree.name]
        if found is None:
            raise UntranslatableError(f"{tree.name} is not taken over")
        return found

    def _facts(self, tree: Tree) -> Facts | None:
        """The question that is meant, if it is one that is known."""
        if isinstance(tree, Own):
            return self._own
        return self._known.get(tree.name) if isinstance(tree, Reference) else None

    def _ordering(self, operator: str, left: Tree, right: Tree) -> Node:
        tree = Ordering(self.total(left), operator, self.total(right), 0)
        kinds = {each.id: each.kind for each in (*self._known.values(), self._own) if each is not None}
        problems = kind_of(tree, kinds)[1]
        if problems:
            raise UntranslatableError(
                "only numbers, or days and times, can be greater or smaller than each other"
            )
        return tree

    def _equal(self, left: Tree, right: Tree) -> Test:
        if isinstance(right, Text) and right.text in _NOTHING:
            return Denial(Answered(Item(self.item(left).id, 0), 0), 0)
        if isinstance(left, Reference | Own) and isinstance(right, Text | Figure):
            facts = self.item(left)
            code = right.text if isinstance(right, Text) else plain_figure(right.written)
            if facts.kind == "codes" and code not in facts.missing:
                self.notes.append(f"{facts.id} has {code} holds whatever else is chosen")
            return self.chosen(facts, code)
        first, second = self.total(left), self.total(right)
        if not isinstance(second, Number | Minus):
            self._numbers(left, right)
            first, second = Arithmetic(first, (("-", second),), 0), Number(0, 0)
        return Choice(first, "==", (_signed(second),), 0)

    def _numbers(self, *trees: Tree) -> None:
        """Two answers can be compared as numbers only."""
        for tree in trees:
            if isinstance(tree, Reference | Own) and self.item(tree).kind != "number":
                raise UntranslatableError("two answers can be compared as numbers only")

    def _counted(self, operator: str, left: Tree, right: Text | Figure | None) -> Test | None:
        """`count-selected(x) >= 1` and `string-length(x) > 0` ask only whether there is an answer."""
        match left, right:
            case Call("count-selected" | "string-length", (question,)), Text(written) | Figure(written):
                answered = Answered(Item(self.item(question).id, 0), 0)
                if (operator, written) in {(">", "0"), (">=", "1"), ("!=", "0")}:
                    return answered
                if (operator, written) in {("=", "0"), ("<", "1"), ("<=", "0")}:
                    return Denial(answered, 0)
        return None

    def _constant(self, tree: Tree) -> Text | Figure | None:
        match tree:
            case Text() | Figure():
                return tree
            case Negative(Figure(written)):
                return Text(f"-{plain_figure(written)}")
            case Call("concat", arguments) if all(isinstance(each, Text) for each in arguments):
                return Text("".join(each.text for each in arguments if isinstance(each, Text)))
            case Column(name):
                if self._columns is None:
                    raise UntranslatableError(f"{name} is no question: write ${{{name}}}")
                if name not in self._columns:
                    raise UntranslatableError(f"the sheet choices has no column {name}")
                return Text(self._columns[name])
        return None

    def _code(self, facts: Facts, code: str) -> Constant:
        """What is compared with an item's answer, as the item stores it."""
        ours = facts.codes.get(code, code)
        if facts.kind in {"text", "ordered"}:
            return Constant(ours, None, 0)
        if facts.kind == "boolean":
            raise UntranslatableError(f"{facts.name} is a note and has no answer")
        score = facts.scores.get(ours)
        if score is not None:
            return Constant(figure(score), score, 0)
        if NUMBER.match(ours):
            return Constant(ours, Fraction(ours), 0)
        if facts.kind == "number":
            raise UntranslatableError(f"{facts.name} is a number and never “{code}”")
        return Constant(ours, None, 0)

    def _scored(self, tree: Tree) -> Node:
        """The cascade of `if` that our own export writes for the scores of a scale."""
        scores: dict[str, Fraction] = {}
        found: Facts | None = None
        while isinstance(tree, Call) and tree.function == "if" and len(tree.arguments) == 3:
            match tree.arguments:
                case Operation("=", Reference() | Own() as question, Text(code)), Figure(written), rest:
                    found = self.item(question)
                    scores[code] = Fraction(written.rstrip("."))
                    tree = rest
                case _:
                    break
        if found is None or scores != found.scores or tree != Text(""):
            raise UntranslatableError("if() has no counterpart here")
        return Item(found.id, 0)

    def _kind(self, item: Item) -> str | None:
        return next((each.kind for each in self._known.values() if each and each.id == item.name), None)


def _stepped(first: Node, operator: str, second: Node) -> Node:
    """One more step of the same sum or product, or a new one."""
    if isinstance(first, Arithmetic) and (first.steps[0][0] in "*/") == (operator in "*/"):
        return Arithmetic(first.first, (*first.steps, (operator, second)), 0)
    return Arithmetic(first, ((operator, second),), 0)


def _signed(node: Node) -> Constant:
    below = isinstance(node, Minus)
    inner = node.operand if isinstance(node, Minus) else node
    if not isinstance(inner, Number):
        raise UntranslatableError("a comparison needs a number on one side")
    number = -inner.number if below else inner.number
    return Constant(("-" if below else "") + figure(inner.number), number, 0)


def _unknown(tree: Tree, why: str) -> UntranslatableError:
    return UntranslatableError(
        f"{named(tree)} {'has no counterpart here' if isinstance(tree, Call) else why}"
    )
