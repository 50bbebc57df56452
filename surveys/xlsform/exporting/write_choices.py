"""Decides how an item's options look on the sheet `choices`, and which list they stand in."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from surveys.answers import MISSING_CODES
from surveys.item import Item, Option
from surveys.writing.own_options import scale_of
from surveys.xlsform.constant_values import plain_number
from surveys.xlsform.exporting.write_questions import YES
from surveys.xlsform.facts import Facts
from surveys.xlsform.rows import PREFIX
from surveys.xlsform.texts import Line, wording_cells
from surveys.xlsform.to_xpath import quoted, xpath_of

OFFERED: Final = PREFIX + "offered"
"""The column that a `choice_filter` of ours speaks of: which of the item's conditions an option waits for."""

_ALWAYS: Final = "always"
_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")


class Lists:
    """The lists of one form; items with the same options share one."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._lists: dict[str, list[Line]] = {}

    def name_for(self, item: Item) -> str | None:
        """The list that holds the item's options; None where it has none."""
        if not item.offered:
            return None
        lines = choice_rows(item, self._names)
        wanted = name = _list_name(item)
        number = 2
        while self._lists.setdefault(name, lines) != lines:
            name, number = f"{wanted}_{number}", number + 1
        return name

    def rows(self) -> list[Line]:
        """All rows of the sheet."""
        return [{"list_name": name, **line} for name, lines in self._lists.items() for line in lines]


def choice_rows(item: Item, names: Mapping[str, str]) -> list[Line]:
    """The options of an item, each with what only we know of it."""
    waits = _short_names(conditions_of(item))
    return [_row(option, waits, names) for option in item.offered]


def choice_filter(conditions: Sequence[str | None], known: Mapping[str, Facts]) -> str:
    """The expression that offers each option when its `offer_when` holds; "" where all are always offered."""
    waits = _short_names(conditions)
    if not waits:
        return ""
    tests = [f"{OFFERED} = {quoted(_ALWAYS)}"] if None in conditions else []
    tests += [
        f"({OFFERED} = {quoted(name)} and ({xpath_of(condition, known)}))"
        for condition, name in waits.items()
    ]
    return " or ".join(tests)


def conditions_of(item: Item) -> list[str | None]:
    """The `offer_when` of each option, in their order."""
    return [option.offer_when for option in item.offered]


def _row(option: Option, waits: Mapping[str, str], names: Mapping[str, str]) -> Line:
    line = {"name": option.code, **wording_cells("label", option.label, names)}
    if waits:
        line[OFFERED] = waits.get(option.offer_when or "", _ALWAYS)
    extra = {
        "score": None if option.score is None else plain_number(option.score),
        "exclusive": YES if option.exclusive else None,
        "specify": YES if option.specify else None,
        "replaces": option.replaces,
        "offer_when": option.offer_when,
    }
    return line | {PREFIX + key: text for key, text in extra.items() if text is not None}


def _short_names(conditions: Sequence[str | None]) -> dict[str, str]:
    """Each different condition, with a short name for it."""
    found = dict.fromkeys(condition for condition in conditions if condition is not None)
    return {condition: f"when{number}" for number, condition in enumerate(found, start=1)}


def _list_name(item: Item) -> str:
    scale = scale_of(item.model_dump())
    missing = [option.code for option in item.offered if option.code in MISSING_CODES]
    name = _UNFIT.sub("_", "_".join([scale, *missing]) if scale else item.id)
    return name if name[:1].isalpha() else f"list_{name}"


def specified(item: Item) -> Sequence[Option]:
    """The options that ask for a few words of one's own."""
    return [option for option in item.offered if option.specify]
