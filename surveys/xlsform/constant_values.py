"""Decides what the constants of an expression are worth: which texts are numbers, and what comparing two comes to."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from surveys.xlsform.xpath import Figure, Text

MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The same comparison with its sides exchanged."""

NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?\Z")
"""A text that is a number to our conditions too."""


def settled(operator: str, left: Text | Figure, right: Text | Figure) -> bool:
    """What a comparison of two constants comes to, as XPath compares them."""
    texts = [each.text if isinstance(each, Text) else each.written for each in (left, right)]
    numbers = operator in MIRRORED or isinstance(left, Figure) or isinstance(right, Figure)
    if not numbers:
        return (texts[0] == texts[1]) == (operator == "=")
    if not all(NUMBER.match(plain_figure(text)) for text in texts):
        return operator == "!="
    one, other = (Fraction(plain_figure(text)) for text in texts)
    equal = {"=": one == other, "!=": one != other, "<=": one <= other, ">=": one >= other}
    return equal.get(operator, one < other if operator == "<" else one > other)


def plain_figure(written: str) -> str:
    """`.5` and `5.` as everybody else writes them."""
    found = written.removesuffix(".")
    return f"0{found}" if found.startswith(".") else found


def plain_number(number: float) -> str:
    """The number in digits, without an exponent."""
    found = format(Decimal(repr(number)), "f")
    return found.removesuffix(".0")


def number_or_text(text: str) -> Any:
    """The number, or the text itself for the reader to refuse."""
    try:
        found = float(text)
    except ValueError:
        return str(text)
    return int(found) if found.is_integer() else found
