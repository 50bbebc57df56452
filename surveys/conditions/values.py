"""Decides what an answer is worth in a condition: which answers have a value, and which are numbers."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from surveys.answers import MISSING_CODES
from surveys.conditions.tree import Number

Value: TypeAlias = str | tuple[str, ...] | frozenset[str] | int | float | Decimal
"""A code or text, the chosen codes, or a number (a truth is an int to Python)."""

Answers: TypeAlias = Mapping[str, Value | None]
"""Item id -> value; an absent key and None both mean that there is no answer."""

MAGNITUDE_DIGITS: Final = 15
MAGNITUDE_LIMIT: Final = 10**MAGNITUDE_DIGITS
"""Numbers from here on have no value: no survey asks for more, and arithmetic stays short for any answers."""

PLACES_LIMIT: Final = 30
"""Decimal places of an answer that still has a value: more than any float or calculation brings."""

RESULT_PLACES: Final = 12
"""Decimal places of a result; with MAGNITUDE_LIMIT it fits the 28 digits of Python's ordinary decimals."""

_CODED_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?")
_IN_ORDER = re.compile(r"[0-9]{4}(?:-[0-9]{2}){1,2}(?:T[0-9]{2}:[0-9]{2})?|[0-9]{2}(?::[0-9]{2}){1,2}")
"""ISO 8601: a month, a day, a time of the day. A code such as 18-24 stands in no order."""
_DIGIT = re.compile("[0-9]")
_USUAL_CODES: Final = {str(number): number for number in range(97)}


def real(answer: object) -> Value | None:
    """The answer itself if it has a value, without missing codes; None for what has none, whatever it is."""
    if isinstance(answer, str):
        return answer if answer and answer not in MISSING_CODES else None
    if isinstance(answer, tuple | frozenset):
        codes = [code for code in answer if isinstance(code, str) and real(code)]
        if len(codes) == len(answer):
            return answer or None
        return type(answer)(codes) or None
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, int | float | Decimal) and number(answer) is not None:
        return answer
    return None


def shape(answer: object) -> str | None:
    """How a day or a time is written, its digits as 0: 0000-00-00, 00:00. None for all else.

    Texts of one shape are in the order of what they say; those of two shapes are in none.
    """
    if not isinstance(answer, str) or not _IN_ORDER.fullmatch(answer):
        return None
    return _DIGIT.sub("0", answer)


def number(answer: object) -> Number | None:
    """The answer as an exact number: a number, or a code that is written as one ("3"). None for all else.

    A float counts as the shortest decimal that prints like it: 0.1 was meant, not 0.1000000000000000055.
    """
    if isinstance(answer, str):
        usual = _USUAL_CODES.get(answer)
        return usual if usual is not None else _coded(answer)
    if isinstance(answer, bool):
        return None
    if isinstance(answer, int):
        return int(answer) if -MAGNITUDE_LIMIT < answer < MAGNITUDE_LIMIT else None
    if isinstance(answer, float):
        return _exact(Decimal(float.__repr__(answer)))
    return _exact(answer) if isinstance(answer, Decimal) else None


def decimal(result: Number | None) -> Decimal | None:
    """A calculated number as it is kept: rounded half to even at RESULT_PLACES; None past MAGNITUDE_LIMIT."""
    if result is None or not -MAGNITUDE_LIMIT < result < MAGNITUDE_LIMIT:
        return None
    if isinstance(result, int):
        return Decimal(result)
    units = round(result * 10**RESULT_PLACES)
    digits = f"{abs(units):0{RESULT_PLACES + 1}d}"
    places = digits[-RESULT_PLACES:].rstrip("0")
    sign = "-" if units < 0 else ""
    return Decimal(f"{sign}{digits[:-RESULT_PLACES]}" + (f".{places}" if places else ""))


def _coded(code: str) -> Number | None:
    if code in MISSING_CODES or not _CODED_NUMBER.fullmatch(code):
        return None
    return Fraction(code) if "." in code else int(code)


def _exact(answer: Decimal) -> Number | None:
    exponent = answer.as_tuple().exponent
    if not isinstance(exponent, int) or answer.adjusted() >= MAGNITUDE_DIGITS or exponent < -PLACES_LIMIT:
        return None
    exact = Fraction(answer)
    return exact.numerator if exact.denominator == 1 else exact
