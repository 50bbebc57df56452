"""Decides which number is typed, as people write numbers: 15 000, 15.000, 1,5, 15 мин. What can be two is asked back.

A comma and a point are the same: which one divides thousands and which one decimals is seen from the digits around it.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from surveys.folding import plain_digits
from surveys.item import Refusal
from surveys.items._units import is_unit

LONGEST, LONGEST_FRACTION = 12, 6
"""Digits before and after the comma."""
LONGEST_MESSAGE = 100
"""Characters of a number with its unit."""
SLOPPY_FRACTION = 3
"""So many digits after a comma may be a group of thousands."""

_NOT_A_NUMBER, _UNCLEAR = Refusal(reason="not_a_number"), Refusal(reason="number_unclear")
_PARTS = re.compile(r"([+-]?)(\d(?:[\d ., ]*\d)?)(.*)\Z", re.DOTALL)
_GROUPED = re.compile(r"[1-9]\d{0,2}([ .,])\d{3}(?:\1\d{3})*\Z")
_BETWEEN = re.compile(r"\D+")
_GAP = re.compile(r"\d(\D+)(?=\d)")
_DIVIDING = frozenset(" -–—…/")
"""Between two numbers, as in 10-15 or "от 10 до 15"."""
_APOSTROPHE = re.compile(r"(?<=\d)['’](?=\d{3})")
_SPACES = re.compile(r"\s+")


def read_number(typed: str, decimals: int, unit: Mapping[str, str] | None) -> Decimal | Refusal:
    """The number, with at most so many decimals, without the unit that may stand behind it."""
    if len(typed) > LONGEST_MESSAGE:
        return _NOT_A_NUMBER
    text = _APOSTROPHE.sub(" ", _SPACES.sub(" ", plain_digits(typed)).replace("\u2212", "-")).strip()
    found = _PARTS.match(text)
    if found is None or not is_unit(found[3], unit):
        several = any(not _DIVIDING.isdisjoint(gap) for gap in _GAP.findall(text))
        return _UNCLEAR if several else _NOT_A_NUMBER
    sign, written = found[1], found[2]
    whole, fraction = _taken_apart(written)
    if whole is None:
        return _UNCLEAR
    if len(whole) > LONGEST or len(fraction) > LONGEST_FRACTION:
        return _NOT_A_NUMBER
    fits = len(fraction.rstrip("0")) <= decimals
    if fraction and _GROUPED.match(written):  # 15.000: one mark, with three digits behind it
        if decimals == 0:
            return _number(sign, whole + fraction)
        if fits:
            return _two_ways(sign, whole, fraction)
    if not fits:
        return Refusal(reason="too_many_decimals", values={"decimals": str(decimals)})
    if len(fraction) >= SLOPPY_FRACTION and len(fraction) > decimals and whole != "0":
        return _UNCLEAR
    return _number(sign, whole, fraction)


def _taken_apart(written: str) -> tuple[str | None, str]:
    """The digits before the comma and those after it; None where nobody divides a number so."""
    marks = _BETWEEN.findall(written)
    if not marks:
        return written, ""
    if (len(marks) > 1 or marks[0] == " ") and _GROUPED.match(written):
        return _digits(written), ""
    if marks[-1] not in {".", ","}:
        return None, ""
    whole, _, fraction = written.rpartition(marks[-1])
    if len(marks) > 1 and (marks[-1] in marks[:-1] or not _GROUPED.match(whole)):
        return None, ""
    return _digits(whole), fraction


def _two_ways(sign: str, whole: str, fraction: str) -> Refusal:
    """Both readings, each as it can be typed and is then read in one way."""
    rest = fraction.rstrip("0")
    values = {
        "one": f"{sign}{whole}{fraction}",
        "other": f"{sign}{whole},{rest}" if rest else f"{sign}{whole}",
    }
    return Refusal(reason="two_ways", values=values)


def _number(sign: str, whole: str, fraction: str = "") -> Decimal:
    return Decimal(f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}") + 0  # "-0" is 0


def _digits(written: str) -> str:
    return _BETWEEN.sub("", written)
