"""Decides what an XLSForm has to know of a type of question, and what holds for most of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Generic, TypeVar

from surveys.answers import MISSING_CODES
from surveys.item import Item
from surveys.xlsform.facts import Facts, Order
from surveys.xlsform.rows import PREFIX, Row
from surveys.xlsform.sheets import Cell
from surveys.xlsform.texts import Line
from surveys.xlsform.types._constraints import Checks
from surveys.xlsform.xpath import Tree

T = TypeVar("T", bound=Item)


@dataclass(frozen=True, slots=True)
class Given:
    """The row of a question, for its type to read its own keys from.

    `command`: ODK's question type. `texts`: the cells of a translated column, by language. `parameters`: those of the
    row. `scale`: the one that its list is. `value`: what a calculation works out. `drop` notes a parameter that is not
    taken over, with what to do instead.
    """

    row: Row
    command: str
    texts: Callable[[str], dict[str, Cell]]
    parameters: Mapping[str, str]
    scale: str | None
    value: Cell | None
    drop: Callable[[str, str], None]


class FormType(Generic[T]):
    """The XLSForm half of one type. What a type does not say is as for a plain question without keys of its own."""

    commands: ClassVar[tuple[str, ...]] = ()
    """ODK's question types that mean this type where no column says more; the first is what is exported."""
    parameters: ClassVar[frozenset[str]] = frozenset()
    """Parameters of a row that are read."""
    columns: ClassVar[Mapping[str, str]] = {}
    """Key of the item -> the column that it stands in, for problems that are told at their cell."""
    translated: ClassVar[tuple[str, ...]] = ()
    """Columns of our own with a text in each language, without their prefix."""
    named_scale: ClassVar[bool] = False
    """True for what a list becomes that is a scale."""
    calculated: ClassVar[bool] = False
    """True for what is worked out, and lost if the form's expression cannot be said here."""
    order: ClassVar[Order | None] = None
    """How ODK sets its answers in order, for a type of the kind `ordered`."""
    own_message: ClassVar[bool] = False
    """True where an author's message for the bounds is better than ours: the bounds stay a condition then."""

    @property
    def own_columns(self) -> frozenset[str]:
        """Columns of our own that say nothing of other types."""
        mine = {column for column in self.columns.values() if column.startswith(PREFIX)}
        return frozenset(mine | {PREFIX + name for name in self.translated})

    def command(self, item: T) -> str:
        """ODK's question type for the item."""
        return self.commands[0]

    def cells(self, item: T, known: Mapping[str, Facts]) -> Line:
        """The columns that only this type has. `known`: what expressions may name, by our ids."""
        return {}

    def tests(self, item: T) -> list[str]:
        """What ODK must check where the type checks by itself, as parts of a constraint."""
        return []

    def takes(self, test: Tree, checks: Checks) -> bool:
        """Whether a part of a constraint is a check of the type's own; it is put into `checks` then."""
        return False

    def keys(self, given: Given) -> dict[str, Any]:
        """The item's own keys that stand in the row."""
        return {}

    def facts(self, item: T, name: str) -> Facts:
        """What expressions of the form may do with the item, which is called `name` there."""
        options = item.offered if self.command(item).startswith("select") else ()
        codes = [option.code for option in options]
        scores = {
            option.code: Fraction(str(option.score))
            for option in options
            if item.kind == "number" and option.score is not None
        }
        return Facts(
            id=item.id,
            name=name,
            kind=item.kind,
            codes={code: code for code in codes},
            scores=scores,
            missing=MISSING_CODES & set(codes),
            order=self.order,
        )
