"""Decides what each column of a file of responses means, by its header, and which columns a template has.

An item stands under its id. A multiple choice stands in one column of codes, or in a column of 0 and 1 for each option,
`item.option`. What has a variable of its own in the codebook stands under that name: words beside an option
(`item_option_text`), and why there is no number (`item_missing`).
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.answers import MISSING_CODES
from surveys.codebook.variables import variables
from surveys.data_file.findings import Finding
from surveys.item import Item
from surveys.questionnaire import Questionnaire

Role = Literal[
    "service", "agency", "office", "language", "week", "disposition", "answer", "tick", "words", "missing"
]
ABOUT: tuple[Role, ...] = ("service", "agency", "office", "language", "week", "disposition")
"""Columns that say where, when and how: their names, which are their roles."""
IN_TEMPLATE: tuple[Role, ...] = ("service", "office", "language", "week", "disposition")
HEADERS = 1
"""The row of the headers."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header in the file, what it is, and of which item and option."""

    name: str
    role: Role
    item: str = ""
    option: str = ""


def columns(questionnaire: Questionnaire, headers: Sequence[str]) -> tuple[list[Column], list[Finding]]:
    """What the columns are, or all that is wrong with the headers. Empty headers at the end are none."""
    names = [header.strip() for header in headers]
    while names and not names[-1]:
        names.pop()
    meanings = _meanings(questionnaire)
    found: list[Column] = []
    wrong: list[Finding] = []
    for place, name in enumerate(names, start=1):
        meant = meanings.get(name) or meanings.get(name.lower())
        if not name:
            wrong.append(Finding(HEADERS, "", "column-unnamed", {"number": str(place)}))
        elif meant is None:
            wrong.append(_unknown(name, meanings))
        elif any((meant.role, meant.item, meant.option) == (c.role, c.item, c.option) for c in found):
            wrong.append(Finding(HEADERS, name, "column-twice"))
        else:
            found.append(Column(name, meant.role, meant.item, meant.option))
    return found, wrong + list(_lacking(found) if not wrong else ())


def template_columns(questionnaire: Questionnaire) -> Iterator[Column]:
    """The columns of an empty file, in the order of the questionnaire; a multiple choice has one for each option."""
    for role in IN_TEMPLATE:
        if role != "office" or _office(questionnaire) is None:
            yield Column(role, role)
    meanings = _meanings(questionnaire)
    for item in questionnaire.items:
        for name, column in meanings.items():
            codes_at_once = item.several and column.role == "answer"
            alias = name == "office" != item.id
            shown = column.name == name and column.item == item.id and not alias
            if shown and not codes_at_once:
                yield column


def _meanings(questionnaire: Questionnaire) -> dict[str, Column]:
    """Every header that there can be, and what it means. An item called as one of ABOUT is `item.ITS_NAME`."""
    found: dict[str, Column] = {role: Column(role, role) for role in ABOUT}
    office = _office(questionnaire)
    if office is not None:
        found["office"] = Column("office", "answer", office.id)
    beside = {(each.item, each.option, each.level): each.name for each in variables(questionnaire)}
    for item in questionnaire.items:
        if not item.asks:
            continue
        name = item.id if item.id not in ABOUT or item is office else f"item.{item.id}"
        found[name] = Column(name, "answer", item.id)
        for option in item.offered:
            code = option.code
            if item.several and code not in MISSING_CODES:
                column = Column(f"{item.id}.{code}", "tick", item.id, code)
                found[column.name] = column
                found.setdefault(beside[item.id, code, "nominal"], column)
            if option.specify:
                words = _free(beside[item.id, code, "text"], questionnaire)
                found[words] = Column(words, "words", item.id, code)
        if _has_missing_beside(item):
            missing = _free(beside[item.id, "", "nominal"], questionnaire)
            found[missing] = Column(missing, "missing", item.id)
    return found


def _free(name: str, questionnaire: Questionnaire) -> str:
    """The name of a variable, where no item has it."""
    while name in questionnaire.by_id:
        name += "_"
    return name


def _office(questionnaire: Questionnaire) -> Item | None:
    """The item that asks for the office: the column `office` is its answer."""
    return next((item for item in questionnaire.items if item.also_kept_as == "office"), None)


def _has_missing_beside(item: Item) -> bool:
    """True for numbers: 98 is one."""
    return item.expects == "typed" and any(option.code in MISSING_CODES for option in item.offered)


def _unknown(name: str, meanings: Mapping[str, Column]) -> Finding:
    near = difflib.get_close_matches(name.lower(), meanings, n=1)
    if near:
        return Finding(HEADERS, name, "unknown-column-near", {"guess": near[0]})
    return Finding(HEADERS, name, "unknown-column")


def _lacking(found: Sequence[Column]) -> Iterator[Finding]:
    roles = {column.role for column in found}
    if not roles & {"service", "agency"}:
        yield Finding(HEADERS, "", "no-unit")
    if not roles & {"answer", "tick"}:
        yield Finding(HEADERS, "", "no-items")
    whole = {column.item for column in found if column.role == "answer"}
    for item in dict.fromkeys(column.item for column in found if column.role == "tick"):
        if item in whole:
            yield Finding(HEADERS, item, "both-forms")
