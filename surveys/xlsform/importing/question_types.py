"""Decides which question types of ODK and Kobo become which of ours, and which we cannot hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from surveys.xlsform.types import usual_types

BEGIN, END = "begin_group", "end_group"

_SELECT = re.compile(
    r"(?:add )?(?P<kind>select[_ ]one|select1|select[_ ]multiple|select all that apply)(?: prompt using)?(?: from)?"
    r"\s+(?P<list>\S+)(?P<other>\s+or[_ ](?:specify[_ ])?other)?\Z",
    re.IGNORECASE,
)
_SAME: Final[Mapping[str, str]] = {
    "int": "integer",
    "string": "text",
    "begin group": BEGIN,
    "begin_group": BEGIN,
    "end group": END,
    "end_group": END,
    "trigger": "acknowledge",
    "photo": "image",
    "phone number": "phonenumber",
    "location": "geopoint",
    "gps": "geopoint",
    "datetime": "dateTime",
    "dateTime": "dateTime",
}
_LOCATION: Final = "Ask with the type region, district or office, or in words."
_FILES: Final = "Ask for a description in words."
DROPPED: Final[Mapping[str, str]] = {
    "geopoint": _LOCATION,
    "geotrace": _LOCATION,
    "geoshape": _LOCATION,
    "image": _FILES,
    "audio": _FILES,
    "video": _FILES,
    "file": _FILES,
    "background-audio": "Remove the row.",
    "barcode": "Ask for the number, as a text.",
    "rank": "Ask for the first choice with select_one, or for the best few with select_multiple.",
    "dateTime": "Ask for the date alone.",
    "hidden": "Remove the row.",
}
"""What a chat cannot ask, and what to do instead."""
RECORDED: Final = frozenset(
    {
        "start",
        "end",
        "today",
        "deviceid",
        "subscriberid",
        "simserial",
        "imei",
        "phonenumber",
        "username",
        "email",
    }
    | {"audit", "start-geopoint", "last-saved"}
)
"""What a device writes down by itself."""
REFUSED: Final[Mapping[str, str]] = {
    "begin repeat": "repeat",
    "begin_repeat": "repeat",
    "end repeat": "repeat",
    "end_repeat": "repeat",
    "begin loop": "repeat",
    "end loop": "repeat",
    "begin_score": "matrix",
    "score__row": "matrix",
    "end_score": "matrix",
    "begin_rank": "matrix",
    "rank__level": "matrix",
    "end_rank": "matrix",
    "begin_kobomatrix": "matrix",
    "end_kobomatrix": "matrix",
    "select_one_from_file": "external-list",
    "select_multiple_from_file": "external-list",
    "select_one_external": "external-list",
    "csv-external": "external-list",
    "xml-external": "external-list",
    "rank_from_file": "external-list",
}
"""Types without which the form would be another one, and the problem that says so."""


@dataclass(frozen=True, slots=True)
class QuestionType:
    """The first cell of a row, understood: `command` in one spelling, and the list it chooses from."""

    command: str
    list_name: str | None = None
    other: bool = False


def question_type(written: str) -> QuestionType:
    """What the cell says; a command that nobody knows is kept as it is."""
    words = " ".join(written.split())
    if found := _SELECT.match(words):
        several = found["kind"].casefold() in {"select_multiple", "select multiple", "select all that apply"}
        return QuestionType(
            "select_multiple" if several else "select_one", found["list"], bool(found["other"])
        )
    plain = words.casefold()
    if plain in _SAME or plain in usual_types():
        return QuestionType(_SAME.get(plain, plain))
    first = plain.split(" ")[0]
    return QuestionType(first if first in REFUSED or first in DROPPED else plain)
