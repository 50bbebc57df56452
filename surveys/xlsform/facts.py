"""Decides what an expression must know of the items it names: how each is stored here, and how in an XLSForm."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from surveys.answers import Kind
from surveys.xlsform.xpath import Tree


@dataclass(frozen=True, slots=True)
class Order:
    """How ODK sets answers in order that are texts here, such as days: as numbers.

    `answer`: a reference -> what is compared. `constant`: a text of ours -> what it is compared with. `answered` and
    `written` are the way back: the tree of `answer` -> that of the reference, itself where there is nothing around it;
    the tree of a constant -> the text, None where it is no such constant.
    """

    answer: Callable[[str], str]
    constant: Callable[[str], str]
    answered: Callable[[Tree], Tree]
    written: Callable[[Tree], str | None]


@dataclass(frozen=True, slots=True)
class Facts:
    """One item. `codes`: how the form spells a code -> our code. `scores`: what codes of a rating stand for.

    `name` is the item's id on our side and its name in the form's; `missing` holds the standard codes on offer.
    `order`: of the kind `ordered`.
    """

    id: str
    name: str
    kind: Kind
    codes: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, Fraction] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    order: Order | None = None

    @property
    def renumbered(self) -> bool:
        """True where the score of a code is not the number that the code is written as."""
        return any(not _same(code, score) for code, score in self.scores.items())


def names_of(known: Mapping[str, Facts]) -> dict[str, str]:
    """Our id -> the form's name."""
    return {facts.id: facts.name for facts in known.values()}


def _same(code: str, score: Fraction) -> bool:
    try:
        return Fraction(code) == score
    except ValueError:
        return False
