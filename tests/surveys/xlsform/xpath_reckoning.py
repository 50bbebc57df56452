"""Works out an expression of a form as ODK would, independent of our conditions: XPath 1.0 over typed-in texts.

A value is a text, a number (Fraction; None is NaN; math.inf for a division by zero) or a truth.
"""

import datetime
import math
import operator as operators
import re
from fractions import Fraction

from surveys.xlsform import xpath

DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ORDER = {"<": operators.lt, "<=": operators.le, ">": operators.gt, ">=": operators.ge}
_SUMS = {"+": operators.add, "-": operators.sub, "*": operators.mul, "div": operators.truediv}


class Reckoning:
    """`answers`: name -> what the form holds, "" for nothing. `own`: the name that `.` means."""

    def __init__(self, answers, own=None):
        self.answers = answers
        self.own = own

    def holds(self, text):
        """Whether ODK would find the expression true."""
        return to_truth(self.value(xpath.read(text)))

    def number(self, text):
        """What the expression comes to, None for nothing."""
        return to_number(self.value(xpath.read(text)))

    def value(self, node):
        match node:
            case xpath.Reference(name):
                return self.answers[name]
            case xpath.Own():
                return self.answers[self.own]
            case xpath.Text(text):
                return text
            case xpath.Figure(written):
                return Fraction(written)
            case xpath.Negative(operand):
                return negative(to_number(self.value(operand)))
            case xpath.Call(function, arguments):
                return self.called(function, arguments)
        return self.operation(node.operator, node.left, node.right)

    def operation(self, operator, left, right):
        if operator in {"and", "or"}:
            both = to_truth(self.value(left)), to_truth(self.value(right))
            return all(both) if operator == "and" else any(both)
        one, other = self.value(left), self.value(right)
        if operator in {"=", "!="}:
            return equal(one, other) == (operator == "=")
        one, other = to_number(one), to_number(other)
        if operator in _ORDER:
            return one is not None and other is not None and _ORDER[operator](one, other)
        return computed(operator, one, other)

    def called(self, function, arguments):
        if function == "if":
            test, one, other = arguments
            return self.value(one if to_truth(self.value(test)) else other)
        given = [self.value(each) for each in arguments]
        return {
            "true": lambda: True,
            "false": lambda: False,
            "not": lambda truth: not to_truth(truth),
            "boolean": to_truth,
            "number": to_number,
            "selected": lambda chosen, code: code in chosen.split(),
            "count-selected": lambda chosen: Fraction(len(chosen.split())),
            "string-length": lambda text: Fraction(len(text)),
            "concat": lambda *texts: "".join(texts),
            "date": to_number,
            "decimal-time": to_day_part,
            "round": lambda number: None if number is None else Fraction(round(number)),
        }[function](*given)


def to_truth(value):
    return bool(value)


def to_number(value):
    """As ODK does it, a day is the number of days since some beginning."""
    if isinstance(value, bool):
        return Fraction(int(value))
    if not isinstance(value, str):
        return value
    if DAY.fullmatch(value):
        return Fraction(datetime.date.fromisoformat(value).toordinal())
    digits = value.strip().removeprefix("-")
    return Fraction(value.strip()) if digits.replace(".", "", 1).isdecimal() else None


def to_day_part(text):
    """A time as the part of the day that has passed; None for nothing."""
    hours, _, minutes = text.partition(":")
    return Fraction(int(hours) * 60 + int(minutes), 1440) if minutes else None


def equal(one, other):
    if isinstance(one, bool) or isinstance(other, bool):
        return to_truth(one) == to_truth(other)
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    one, other = to_number(one), to_number(other)
    return one is not None and other is not None and one == other


def negative(number):
    return None if number is None else -number


def computed(operator, one, other):
    if one is None or other is None:
        return None
    if operator == "div" and other == 0:
        return None if one == 0 or math.isinf(one) else math.copysign(math.inf, one)
    found = _SUMS[operator](one, other)
    return None if isinstance(found, float) and math.isnan(found) else found
