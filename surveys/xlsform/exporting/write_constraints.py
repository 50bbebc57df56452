"""Decides what an ODK form checks where our item types check by themselves: ranges, lengths, counts, lone choices."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from surveys.answers import MISSING_CODES
from surveys.item import Item
from surveys.items.date import Date
from surveys.items.multiple import Choose, Multiple
from surveys.items.number import Number
from surveys.items.text import Text
from surveys.xlsform.exporting.to_xpath import quoted, xpath_of
from surveys.xlsform.facts import Facts


def constraint_of(item: Item, known: Mapping[str, Facts]) -> str:
    """The constraint of an item: first what its type checks, then its `valid_when`."""
    tests = _own_tests(item)
    if item.valid_when is not None:
        valid = xpath_of(item.valid_when, known, own=item.id)
        tests.append(f"({valid})" if tests and " or " in valid else valid)
    return " and ".join(tests)


def plain_number(number: float) -> str:
    """The number in digits, without an exponent."""
    found = format(Decimal(repr(number)), "f")
    return found.removesuffix(".0")


def _own_tests(item: Item) -> list[str]:
    match item:
        case Number():
            return _bounds(item.range.min, item.range.max)
        case Text():
            return [f"string-length(.) <= {item.max_length}"]
        case Date():
            ends = ((">=", item.earliest), ("<=", item.latest))
            return [f". {sign} date('{day.isoformat()}')" for sign, day in ends if day is not None]
        case Multiple():
            return _choices(item)
    return []


def _bounds(low: float | None, high: float | None) -> list[str]:
    ends = ((">=", low), ("<=", high))
    return [f". {sign} {plain_number(end)}" for sign, end in ends if end is not None]


def _choices(item: Multiple) -> list[str]:
    alone = [o.code for o in item.options if o.exclusive or o.code in MISSING_CODES]
    lone = [f"not(selected(., {quoted(code)}) and count-selected(.) > 1)" for code in alone]
    return [*_count(item.choose, alone), *lone]


def _count(choose: Choose, alone: Sequence[str]) -> list[str]:
    """The least and the most choices; one that stands alone is enough."""
    found = []
    if choose.min != Choose().min:
        tests = [f"count-selected(.) >= {choose.min}", *(f"selected(., {quoted(code)})" for code in alone)]
        found.append(tests[0] if len(tests) == 1 else f"({' or '.join(tests)})")
    if choose.max != Choose().max:
        found.append(f"count-selected(.) <= {choose.max}")
    return found
