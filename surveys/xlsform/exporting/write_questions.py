"""Decides how an item looks on the sheet `survey`: ODK's question type, and our own in a column beside it."""

from collections.abc import Mapping
from typing import Final

from surveys.item import Item
from surveys.xlsform.facts import Facts, names_of
from surveys.xlsform.rows import PREFIX
from surveys.xlsform.texts import Line, wording_cells
from surveys.xlsform.to_xpath import condition_cells, xpath_of
from surveys.xlsform.types import form_types, usual_types

YES: Final = "yes"


def survey_row(item: Item, known: Mapping[str, Facts], *, list_name: str | None, asked: str | None) -> Line:
    """The cells of an item. `asked`: its own condition, beside the section's; `list_name`: of its choices."""
    form, names = form_types()[item.type], names_of(known)
    command = form.command(item)
    chosen = command.startswith("select") and list_name is not None
    line = {"type": f"{command} {list_name}" if chosen else command, "name": names[item.id]}
    if line["name"] != item.id:
        line[PREFIX + "id"] = item.id
    if usual_types().get(command) != item.type:
        line[PREFIX + "type"] = item.type
    if list_name is not None and not chosen:
        line[PREFIX + "list"] = list_name
    line |= wording_cells("label", item.text, names)
    line |= wording_cells("hint", item.hint or {}, names)
    line |= condition_cells("relevant", "ask_when", asked, known)
    line |= _checks(item, known)
    line |= form.cells(item, known)
    if item.core is not None:
        line[PREFIX + "use"] = item.core
    if item.measures is not None:
        line[PREFIX + "measures"] = item.measures
    return line


def _checks(item: Item, known: Mapping[str, Facts]) -> Line:
    line: Line = {}
    if item.required:
        line["required" if item.asks else PREFIX + "required"] = YES
    constraint = _constraint(item, known) if item.asks else ""
    if constraint:
        line["constraint"] = constraint
    if item.valid_when is not None:
        line[PREFIX + "valid_when"] = item.valid_when
    return line | wording_cells("constraint_message", item.valid_message or {}, {})


def _constraint(item: Item, known: Mapping[str, Facts]) -> str:
    """First what the type checks by itself here and ODK does not, then the item's `valid_when`."""
    tests = form_types()[item.type].tests(item)
    if item.valid_when is not None:
        valid = xpath_of(item.valid_when, known, own=item.id)
        tests.append(f"({valid})" if tests and " or " in valid else valid)
    return " and ".join(tests)
