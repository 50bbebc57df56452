"""Decides what an expression must know of the items it names: how each is stored here, and how in an XLSForm."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from surveys.answers import MISSING_CODES, Kind
from surveys.item import Item
from surveys.items._one_of import OneOf

AS_TEXT = frozenset({"service", "office"})
"""Types whose options only a campaign knows: an XLSForm has no list to choose from."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One item. `codes`: how the form spells a code -> our code. `scores`: what codes of a rating stand for.

    `name` is the item's id on our side and its name in the form's; `missing` holds the standard codes on offer.
    """

    id: str
    name: str
    kind: Kind
    codes: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, Fraction] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()

    @property
    def renumbered(self) -> bool:
        """True where the score of a code is not the number that the code is written as."""
        return any(not _same(code, score) for code, score in self.scores.items())


def facts_of(item: Item, name: str) -> Facts:
    """What expressions of the form may do with an item of ours that is called `name` there."""
    chosen = isinstance(item, OneOf) and item.type not in {"number", *AS_TEXT}
    options = item.offered if chosen or item.several else ()
    scores = {
        option.code: Fraction(str(option.score))
        for option in options
        if item.kind == "number" and option.score is not None
    }
    codes = [option.code for option in options]
    return Facts(
        id=item.id,
        name=name,
        kind=item.kind,
        codes={code: code for code in codes},
        scores=scores,
        missing=MISSING_CODES & set(codes),
    )


def _same(code: str, score: Fraction) -> bool:
    try:
        return Fraction(code) == score
    except ValueError:
        return False
