"""Decides what the empty workbook for another channel holds: the columns to fill in, and every code with its labels."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from console.data_files import SHEET
from console.workbooks import write_workbook
from storage.campaign_scope import CampaignScope
from surveys.answers import MISSING_CODES
from surveys.coding import WITH_ANSWERS
from surveys.data_file.columns import Column, template_columns
from surveys.item import Item, Option

CODES = "codes"
"""The sheet that lists them."""
_TICKS = ("0", "1")
_Code = tuple[str, Mapping[str, str]]


def write_template(known: CampaignScope, file: Path) -> None:
    """Writes it. Every cell to be filled in is a text, so that no program makes a day of 1-2 or a number of 01."""
    shown = [
        each
        for each in template_columns(known.questionnaire)
        if each.role != "office" or known.names["office"]
    ]
    languages = known.questionnaire.languages
    head = [
        "column",
        "code",
        *(f"question_{each}" for each in languages),
        *(f"label_{each}" for each in languages),
    ]
    rows = [row for column in shown for row in _rows(column, known)]
    sheets = {SHEET: [[column.name for column in shown]], CODES: [head, *rows]}
    write_workbook(sheets, file, filled_in=[SHEET])


def _rows(column: Column, known: CampaignScope) -> Iterator[list[str]]:
    """The codes of one column, a row each; one row without a code where anything may be written."""
    languages = known.questionnaire.languages
    nothing = dict.fromkeys(languages, "")
    item = known.questionnaire.by_id.get(column.item)
    question = item.text if item is not None else nothing
    for code, label in _codes(column, item, known) or [("", nothing)]:
        yield [
            column.name,
            code,
            *(question.get(each, "") for each in languages),
            *(label.get(each, "") for each in languages),
        ]


def _codes(column: Column, item: Item | None, known: CampaignScope) -> Sequence[_Code]:
    plain = dict.fromkeys(known.questionnaire.languages, "")
    if item is None:
        about: dict[str, Sequence[_Code]] = {
            "service": list(known.names["service"].items()),
            "office": list(known.names["office"].items()),
            "language": [(each, plain) for each in known.questionnaire.languages],
            "week": [("2026-W14", plain)],
            "disposition": [(each, plain) for each in WITH_ANSWERS],
        }
        return about.get(column.role, ())
    options: Mapping[str, Option] = {option.code: option for option in item.offered}
    missing: list[_Code] = [(code, options[code].label) for code in options if code in MISSING_CODES]
    if column.role == "tick":
        return [(tick, options[column.option].label) for tick in _TICKS] + missing
    if column.role == "missing":
        return missing
    if column.role == "words":
        return [("", options[column.option].label)]
    brought: list[_Code] = list(known.names[item.type].items()) if item.brought else []
    own: list[_Code] = [(code, option.label) for code, option in options.items()]
    return brought + [each for each in own if item.expects != "typed" or each[0] not in MISSING_CODES]
