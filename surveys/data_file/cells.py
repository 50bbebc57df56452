"""Decides what one cell of a file of responses says: codes, a number, a day or words of an item, or why it says none.

A cell holds codes and never labels. 97, 98 and 99 may stand in every item with codes, offered or not: interviewers note
them where nobody was shown them. Spreadsheets and statistics packages turn 4 into 4.0 or 4,0; that is still the code 4.
"""

import datetime
import re
from collections.abc import Container, Mapping
from typing import NoReturn

from surveys.answers import MISSING_CODES, Answer, chosen
from surveys.data_file.findings import Key, listed
from surveys.interview.parts import SPECIFY_LIMIT
from surveys.item import Item, Refusal
from surveys.items.text import understood

_BETWEEN = re.compile(r"[\s,;]+")
_TICKS = {"0": False, "1": True}


class BadCell(Exception):
    """What a cell cannot say: a key, and its values."""

    def __init__(self, key: Key, values: Mapping[str, str]) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def answer(item: Item, text: str, language: str, today: datetime.date) -> Answer:
    """The answer in the column of an item. Raises BadCell."""
    known = [option.code for option in item.offered]
    if item.expects == "typed":
        code = _whole(text, known)
        if code in known and code not in MISSING_CODES:
            return chosen(code)
        return _taken(item.understand(text, language, today))
    parts = (
        [_whole(part, known) for part in _BETWEEN.split(text) if part]
        if item.several
        else [_whole(text, known)]
    )
    for part in parts:
        if part not in known and part not in MISSING_CODES:
            named = [code for code in known if code not in MISSING_CODES]
            raise BadCell("unknown-code", {"value": part, "known": listed(named)})
    if len(set(parts)) > 1 and not MISSING_CODES.isdisjoint(parts):
        raise BadCell("choose-alone", {})
    return chosen(*sorted(set(parts), key=lambda code: known.index(code) if code in known else len(known)))


def tick(text: str) -> bool | str:
    """Whether an option is ticked, or the missing code that stands there. Raises BadCell."""
    found = _whole(text, (*_TICKS, *MISSING_CODES))
    if found in MISSING_CODES:
        return found
    if found not in _TICKS:
        raise BadCell("not-a-tick", {"value": text})
    return _TICKS[found]


def missing(text: str) -> Answer:
    """Why there is no number. Raises BadCell."""
    found = _whole(text, MISSING_CODES)
    if found not in MISSING_CODES:
        raise BadCell("unknown-missing", {"value": text})
    return chosen(found)


def words(text: str) -> str:
    """What was written beside "other", with persons masked. Raises BadCell."""
    found = understood(text, SPECIFY_LIMIT)
    return _refused(found) if isinstance(found, Refusal) else found


def _taken(found: Answer | Refusal) -> Answer:
    return _refused(found) if isinstance(found, Refusal) else found


def _refused(refusal: Refusal) -> NoReturn:
    raise BadCell("refused", {**refusal.values, "reason": refusal.reason})


def _whole(text: str, known: Container[str]) -> str:
    """The code as it is kept: 4 for 4.0 and 4,0."""
    return text[:-2] if text not in known and text.endswith((".0", ",0")) else text
