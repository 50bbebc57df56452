"""Decides which characters a condition may be spelled with, and what a common slip was meant to be."""

import re
import unicodedata
from typing import Final

from surveys.conditions.tree import ConditionProblem

_QUOTED_OR_STRAY = re.compile(
    r"(?P<quoted>'(?:[^']|'')*')|(?P<open>')|(?P<stray>[^A-Za-z0-9_ \t\r\n()<>=!+\-*/,.']+)"
)

_INSTEAD: Final = {
    "=": "==",
    "<>": "!=",
    "!": "not",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "−": "-",
    "–": "-",
    "×": "*",
    "÷": "/",
    "&": "and",
    "&&": "and",
    "|": "or",
    "||": "or",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
    "IN": "in",
    "HAS": "has",
    '"': "'",
    "“": "'",
    "”": "'",
    "’": "'",
    "«": "'",
    "»": "'",
    ":": "times in quotes: '14:30'",
}
"""What people bring along from spreadsheets, XLSForm and word processors."""


def stray_characters(text: str) -> list[ConditionProblem]:
    """Everything outside quotes that no condition contains, and a quote that is not closed.

    All at once: a Cyrillic "о" within a Latin word looks right, and would be hunted one run at a time.
    """
    found = []
    for token in _QUOTED_OR_STRAY.finditer(text):
        if token.lastgroup == "open":
            found.append(ConditionProblem(token.start() + 1, "unclosed-text"))
            break
        if token.lastgroup == "stray":
            run = token[0]
            detail = {"found": run, "name": unicodedata.name(run[0], f"U+{ord(run[0]):04X}")} | meant(run)
            found.append(ConditionProblem(token.start() + 1, "unknown-character", detail))
    return found


def meant(found: str) -> dict[str, str]:
    """{"instead": the right spelling} for a known slip, else nothing."""
    return {"instead": _INSTEAD[found]} if found in _INSTEAD else {}
