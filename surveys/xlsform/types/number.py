"""`type: number` in an XLSForm: an integer, a decimal or a range, with its bounds in the constraint."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from surveys.items.number import Number
from surveys.writing.own_options import whole
from surveys.xlsform.constant_values import number_or_text, plain_number
from surveys.xlsform.facts import Facts, names_of
from surveys.xlsform.rows import PREFIX
from surveys.xlsform.texts import Line, wording_cells
from surveys.xlsform.types._constraints import ENDS, Checks, compared
from surveys.xlsform.types._form_type import FormType, Given
from surveys.xlsform.xpath import Own, Tree

MOST_DECIMALS: Final = 6
"""Decimals of a number that a form does not limit: the most that an item takes."""

_RANGE: Final = {"start": "1", "end": "10", "step": "1"}
"""What pyxform takes where a range does not say it."""


class NumberForm(FormType[Number]):
    """`. >= 0 and . <= 120` is its `range`."""

    commands: ClassVar[tuple[str, ...]] = ("integer", "decimal", "range")
    parameters: ClassVar[frozenset[str]] = frozenset(_RANGE)
    columns: ClassVar[Mapping[str, str]] = {
        "range": "constraint",
        "decimals": PREFIX + "decimals",
        "unit": PREFIX + "unit",
    }
    translated: ClassVar[tuple[str, ...]] = ("unit",)
    own_message: ClassVar[bool] = True

    def command(self, item: Number) -> str:
        return "decimal" if item.decimals else "integer"

    def cells(self, item: Number, known: Mapping[str, Facts]) -> Line:
        decimals = {PREFIX + "decimals": str(item.decimals)} if item.decimals else {}
        return decimals | wording_cells(PREFIX + "unit", item.unit or {}, names_of(known))

    def tests(self, item: Number) -> list[str]:
        ends = ((">=", item.range.min), ("<=", item.range.max))
        return [f". {sign} {plain_number(end)}" for sign, end in ends if end is not None]

    def takes(self, test: Tree, checks: Checks) -> bool:
        found = compared(test)
        if found is None or not isinstance(found[0], Own):
            return False
        _, operator, number = found
        whole_numbers = checks.command != "decimal"
        if operator not in ENDS or (not whole_numbers and operator in {"<", ">"}):
            return False
        end, beyond = ENDS[operator]
        if number.denominator != 1 and beyond:
            return False
        return checks.bound("range", end, whole(float(number + beyond)))

    def keys(self, given: Given) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if given.command == "range":
            found = _range(given)
        decimals, unit = given.row.get(PREFIX + "decimals"), given.texts(PREFIX + "unit")
        if decimals is not None:
            found["decimals"] = number_or_text(decimals)
        elif given.command == "decimal":
            found["decimals"] = MOST_DECIMALS
        return {**found, "unit": unit} if unit else found


def _range(given: Given) -> dict[str, Any]:
    step = given.parameters.get("step", _RANGE["step"])
    ends = {
        "min": given.parameters.get("start", _RANGE["start"]),
        "max": given.parameters.get("end", _RANGE["end"]),
    }
    found: dict[str, Any] = {"range": {end: number_or_text(text) for end, text in ends.items()}}
    places = [len(text.partition(".")[2]) for text in (step, *ends.values())]
    if any(places):
        found["decimals"] = max(places)
    if step not in {"1", "0.1", "0.01"}:
        given.drop(f"step={step}", "Any number between the ends is taken.")
    return found
