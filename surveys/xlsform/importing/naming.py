"""Decides what a name or a code of a form is called here, where our own are plainer."""

import re
from collections.abc import Container
from typing import Final

from surveys.conditions import RESERVED_WORDS

NAME_LIMIT: Final = 40
CODE_LIMIT: Final = 20
"""Characters, as surveys.item allows."""

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_UNFIT_NAME = re.compile(r"[^a-z0-9]+")
_UNFIT_CODE = re.compile(r"[^A-Za-z0-9_-]+")


def fit_name(name: str, taken: Container[str], otherwise: str) -> str:
    """An id: the name in small Latin letters, digits and _. `otherwise`: where nothing of the name fits."""
    found = name if _NAME.match(name) else _UNFIT_NAME.sub("_", name.casefold()).strip("_") or otherwise
    if not found[0].isalpha():
        found = f"q_{found}"
    return _free(f"{found}_" if found in RESERVED_WORDS else found, taken, NAME_LIMIT)


def fit_code(code: str, taken: Container[str], otherwise: str) -> str:
    """A code: the same with Latin letters, digits, - and _, beginning with a letter or a digit."""
    found = code if _CODE.match(code) else _UNFIT_CODE.sub("_", code).strip("_-") or otherwise
    return _free(found, taken, CODE_LIMIT)


def _free(wanted: str, taken: Container[str], limit: int) -> str:
    found, number = wanted[:limit], 2
    while found in taken:
        ending = f"_{number}"
        found, number = wanted[: limit - len(ending)] + ending, number + 1
    return found
