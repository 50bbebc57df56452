"""Works out an expression of a form as ODK would, independent of our conditions: XPath 1.0 over typed-in texts.

A value is a text, a number (Fraction; None is NaN; math.inf for a division by zero) or a truth.
"""

import math
from fractions import Fraction

from surveys.xlsform import xpath


def reckon(tree, answers, own=None, columns=None):
    """The value of `tree`. `answers`: name -> what the form holds, "" for nothing."""

    def value(node):
        match node:
            case xpath.Reference(name):
                return answers[name]
            case xpath.Own():
                return answers[own]
            case xpath.Column(name):
                return columns[name]
            case xpath.Text(text):
                return text
            case xpath.Figure(written):
                return Fraction(written)
            case xpath.Negative(operand):
                number = to_number(value(operand))
                return None if number is None else -number
            case xpath.Call(function, arguments):
                return called(function, arguments)
            case xpath.Operation("and", left, right):
                return to_truth(value(left)) and to_truth(value(right))
            case xpath.Operation("or", left, right):
                return to_truth(value(left)) or to_truth(value(right))
            case xpath.Operation("=" | "!=" as operator, left, right):
                return equal(value(left), value(right)) == (operator == "=")
            case xpath.Operation("<" | "<=" | ">" | ">=" as operator, left, right):
                one, other = to_number(value(left)), to_number(value(right))
                if one is None or other is None:
                    return False
                return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[operator]
            case xpath.Operation(operator, left, right):
                return computed(operator, to_number(value(left)), to_number(value(right)))
        raise AssertionError(node)

    def called(function, arguments):
        if function == "if":
            test, one, other = arguments
            return value(one) if to_truth(value(test)) else value(other)
        given = [value(each) for each in arguments]
        match function:
            case "true" | "false":
                return function == "true"
            case "not":
                return not to_truth(given[0])
            case "boolean":
                return to_truth(given[0])
            case "number":
                return to_number(given[0])
            case "selected":
                return given[1] in given[0].split()
            case "count-selected":
                return Fraction(len(given[0].split()))
            case "string-length":
                return Fraction(len(given[0]))
            case "concat":
                return "".join(given)
        raise AssertionError(function)

    return value(tree)


def to_truth(value):
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return bool(value)
    return bool(value)


def to_number(value):
    if isinstance(value, bool):
        return Fraction(int(value))
    if isinstance(value, str):
        try:
            return Fraction(value.strip()) if "/" not in value and "e" not in value.lower() else None
        except ValueError:
            return None
    return value


def equal(one, other):
    if isinstance(one, bool) or isinstance(other, bool):
        return to_truth(one) == to_truth(other)
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    one, other = to_number(one), to_number(other)
    return one is not None and other is not None and one == other


def computed(operator, one, other):
    if one is None or other is None:
        return None
    try:
        match operator:
            case "+":
                return one + other
            case "-":
                found = one - other
            case "*":
                found = one * other
            case "div":
                if other == 0:
                    return None if one == 0 else math.copysign(math.inf, one)
                found = one / other
    except OverflowError:
        return None
    return None if isinstance(found, float) and math.isnan(found) else found
