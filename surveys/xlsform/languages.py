"""Decides which language a column of a form is in, and how its header names the language."""

import re
from typing import Final

TITLES: Final = {"kk": "Қазақша (kk)", "ru": "Русский (ru)", "en": "English (en)"}
"""How the export names a language, in its own words and with its code, as XLSForm advises."""

_KNOWN: Final = {
    "kk": ("kk", "kaz", "kz", "kazakh", "қазақша", "қазақ тілі", "казахский", "қаз", "каз"),
    "ru": ("ru", "rus", "russian", "русский", "орысша", "орыс тілі", "рус"),
    "en": ("en", "eng", "english", "ағылшынша", "английский"),
}
"""Names that forms in Kazakhstan use; kz is a country, and means its language."""

_IN_BRACKETS = re.compile(r"\(\s*([A-Za-z]{2,3})(?:[-_][A-Za-z]+)?\s*\)\s*\Z")
_CODE = re.compile(r"[a-z]{2,3}\Z")


def title_of(language: str) -> str:
    """`Русский (ru)`, or the code twice for a language without a name here."""
    return TITLES.get(language, f"{language} ({language})")


def language_of(name: str) -> str | None:
    """The code of the language that a header names: `Русский (ru)`, `Russian`, `ru`. None if it names none."""
    found = _IN_BRACKETS.search(name)
    word = (found[1] if found else name).strip().casefold()
    for code, names in _KNOWN.items():
        if word in names:
            return code
    return word if _CODE.match(word) else None
