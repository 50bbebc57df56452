"""Decides whether a row that says it uses a core item still has the core's wording, cell by cell."""

from collections.abc import Sequence
from typing import Final

from surveys.item import Item
from surveys.xlsform.exporting.write_choices import choice_rows
from surveys.xlsform.exporting.write_questions import survey_row
from surveys.xlsform.facts import Facts
from surveys.xlsform.importing.question_types import question_type
from surveys.xlsform.importing.questions import Question
from surveys.xlsform.problems import FormFindings
from surveys.xlsform.rows import PREFIX, Row, Table
from surveys.xlsform.sheets import Cell, Place
from surveys.xlsform.tables import column_of
from surveys.xlsform.texts import Line

_FREE: Final = frozenset(
    {"name", "required", "relevant", "appearance", "parameters", "choice_filter", "type", "list_name"}
    | {PREFIX + name for name in ("use", "ask_when", "id", "list", "required", "offered")}
)
"""Columns that a questionnaire may fill as it likes, or that are compared otherwise."""


def check_core(
    question: Question,
    member: Item,
    known: dict[str, Facts],
    tables: tuple[Table, Table],
    findings: FormFindings,
) -> None:
    """Notes every cell of the row and of its choices that is not as the core has it. `tables`: survey, choices."""
    used = str(member.core)
    names = {facts.id: facts.name for facts in known.values()}
    expected = survey_row(member, known, list_name="list", asked=None)
    command = question_type(expected["type"]).command
    if question.asked.command != command:
        place = question.row.at("type")
        findings.add("core-changed", place, column="type", use=used, expected=command)
    _compare(question.row, expected, tables[0], used, findings)
    lines = choice_rows(member, names)
    codes = [line["name"] for line in lines]
    found = [str(choice.name) for choice in question.choices]
    if found != codes:
        detail = f"{', '.join(found) or 'none'} for {', '.join(codes) or 'none'}"
        findings.add("core-choice", question.row.at("type"), use=used, detail=detail)
        return
    for choice, line in zip(question.choices, lines, strict=True):
        _compare(choice.row, line, tables[1], used, findings)


def _compare(row: Row, expected: Line, table: Table, used: str, findings: FormFindings) -> None:
    wanted = {
        (each.key, each.language): (header, text)
        for header, text in expected.items()
        if (each := column_of(header))
    }
    present = {(column.key, column.language): column.written for column in table.columns}
    for key in [*wanted, *(key for key in row.cells if key not in wanted)]:
        if key[0] in _FREE or (key not in present) or _unread(key[0]):
            continue
        cell = row.cells.get(key)
        text = wanted[key][1] if key in wanted else ""
        if _plain(cell) != _plain(text):
            place = cell.place if cell is not None else Place(row.place.sheet, row.place.row, present[key])
            findings.add("core-changed", place, column=present[key], use=used, expected=text)


def _unread(key: str) -> bool:
    """Columns that no questionnaire has anything to do with."""
    read = {"label", "hint", "constraint", "constraint_message", "calculation"}
    return key not in read and not key.startswith(PREFIX)


def _plain(text: str | Cell | None) -> str:
    return " ".join((text or "").split())


def used_once(entries: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """The ratings of a core battery are used by one reference."""
    return [
        entry for place, entry in enumerate(entries) if "use" not in entry or entry not in entries[:place]
    ]
