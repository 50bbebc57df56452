"""Decides which answers of one item are worth trying: those that the item names, and none at all."""

from collections.abc import Sequence

from surveys.answers import MISSING_CODES, SKIPPED, Trials, chosen
from surveys.conditions import Condition
from surveys.item import Item


def trials(item: Item, conditions: Sequence[Condition]) -> Trials:
    """The answers of `item` that these conditions, all that name it, may tell apart."""
    apart = [option.code for option in item.offered if option.code in MISSING_CODES]
    none = [SKIPPED] if not item.required else [chosen(code) for code in apart[:1]]
    found = item.worth_trying(conditions)
    return Trials((*found.answers, *none), found.complete)
