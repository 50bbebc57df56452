"""Decides in which language a command speaks to its reader: the terminal's, where we have its words."""

import os
from collections.abc import Mapping

from locales.catalogs import LOCALES, Words, words

USUAL = "en"
"""What is spoken where the terminal names no language of ours."""
_NAMED_IN = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Variables that name it, the strongest first (gettext, POSIX)."""


def reader_language(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the environment asks for: `kk` of kk_KZ.UTF-8."""
    for variable in _NAMED_IN:
        for wanted in environment.get(variable, "").split(":"):
            if wanted[:2] in LOCALES and not wanted[2:3].isalpha():
                return wanted[:2]
            if wanted in {"C", "POSIX", "C.UTF-8"}:
                return USUAL
    return USUAL


def reader_words() -> Words:
    """The words of that language."""
    return words(reader_language())
