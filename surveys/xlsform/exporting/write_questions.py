"""Decides how an item looks on the sheet `survey`: ODK's question type, and our own in a column beside it."""

from collections.abc import Mapping
from typing import Final

from surveys.item import Item
from surveys.items.calculate import Calculate
from surveys.items.district import District
from surveys.items.nps import Nps
from surveys.items.number import Number
from surveys.items.rating import Rating
from surveys.xlsform.exporting.to_xpath import xpath_of
from surveys.xlsform.exporting.write_constraints import constraint_of
from surveys.xlsform.facts import AS_TEXT, Facts
from surveys.xlsform.tables import PREFIX
from surveys.xlsform.texts import Line, wording_cells

USUAL: Final[Mapping[str, str]] = {
    "select_one": "single",
    "select_multiple": "multiple",
    "integer": "number",
    "decimal": "number",
    "text": "text",
    "date": "date",
    "note": "notice",
    "calculate": "calculate",
}
"""What a question type becomes here where no column says more."""

_COMMANDS: Final = {
    "multiple": "select_multiple",
    "text": "text",
    "date": "date",
    "notice": "note",
    "calculate": "calculate",
    **dict.fromkeys(AS_TEXT, "text"),
}
YES: Final = "yes"


def survey_row(item: Item, known: Mapping[str, Facts], *, list_name: str | None, asked: str | None) -> Line:
    """The cells of an item. `asked`: its own condition, beside the section's; `list_name`: of its choices."""
    names = {each.id: each.name for each in known.values()}
    command = _command(item)
    chosen = command.startswith("select") and list_name is not None
    line = {"type": f"{command} {list_name}" if chosen else command, "name": names[item.id]}
    if line["name"] != item.id:
        line[PREFIX + "id"] = item.id
    if USUAL[command] != item.type:
        line[PREFIX + "type"] = item.type
    if list_name is not None and not chosen:
        line[PREFIX + "list"] = list_name
    line |= wording_cells("label", item.text, names)
    line |= wording_cells("hint", item.hint or {}, names)
    line |= condition_cells("relevant", "ask_when", asked, known)
    line |= _checks(item, known)
    line |= _own_cells(item, known, names)
    if item.core is not None:
        line[PREFIX + "use"] = item.core
    if item.measures is not None:
        line[PREFIX + "measures"] = item.measures
    return line


def condition_cells(column: str, key: str, condition: str | None, known: Mapping[str, Facts]) -> Line:
    """A condition as ODK asks it, and as it was written."""
    if condition is None:
        return {}
    return {column: xpath_of(condition, known), PREFIX + key: condition}


def _command(item: Item) -> str:
    if isinstance(item, Number):
        return "decimal" if item.decimals else "integer"
    return _COMMANDS.get(item.type, "select_one")


def _checks(item: Item, known: Mapping[str, Facts]) -> Line:
    line: Line = {}
    if item.required:
        line["required" if item.asks else PREFIX + "required"] = YES
    constraint = constraint_of(item, known) if item.asks else ""
    if constraint:
        line["constraint"] = constraint
    if item.valid_when is not None:
        line[PREFIX + "valid_when"] = item.valid_when
    return line | wording_cells("constraint_message", item.valid_message or {}, {})


def _own_cells(item: Item, known: Mapping[str, Facts], names: Mapping[str, str]) -> Line:
    """What only one type of item has."""
    match item:
        case Calculate():
            return condition_cells("calculation", "value", item.value, known)
        case Rating():
            return {PREFIX + "scale": item.scale}
        case District():
            return {PREFIX + "within": item.within}
        case Nps(ends=ends) if ends is not None:
            low = wording_cells(PREFIX + "low", ends.low, names)
            return low | wording_cells(PREFIX + "high", ends.high, names)
        case Number():
            decimals = {PREFIX + "decimals": str(item.decimals)} if item.decimals else {}
            return decimals | wording_cells(PREFIX + "unit", item.unit or {}, names)
    return {}
