"""The small closed language of `ask_when`, `offer_when`, `valid_when` and calculations: of values, never of items."""

from surveys.conditions.condition import CodeUse, Condition, holds, parse, value
from surveys.conditions.grammar import DEPTH_LIMIT, DIGITS_LIMIT, LENGTH_LIMIT, RESERVED_WORDS
from surveys.conditions.tree import ConditionError, ConditionProblem
from surveys.conditions.values import Value

__all__ = [
    "DEPTH_LIMIT",
    "DIGITS_LIMIT",
    "LENGTH_LIMIT",
    "RESERVED_WORDS",
    "CodeUse",
    "Condition",
    "ConditionError",
    "ConditionProblem",
    "Value",
    "holds",
    "parse",
    "value",
]
