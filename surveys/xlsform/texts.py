"""Decides how a text for citizens stands in a form: in a column of its language, `{visits}` here as `${visits}` there.

A `${` that means nothing to us would mean something to ODK: a word joiner, which nobody sees, is put between the signs.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

Line = dict[str, str]
"""One row of a sheet: header -> text."""

TITLES: Final = {"kk": "Қазақша (kk)", "ru": "Русский (ru)", "en": "English (en)"}
"""How the export names a language, in its own words and with its code, as XLSForm advises."""

_KNOWN: Final = {
    "kk": ("kk", "kaz", "kz", "kazakh", "қазақша", "қазақ тілі", "казахский", "қаз", "каз"),
    "ru": ("ru", "rus", "russian", "русский", "орысша", "орыс тілі", "рус"),
    "en": ("en", "eng", "english", "ағылшынша", "английский"),
}
"""Names that forms in Kazakhstan use; kz is a country, and means its language."""

_JOINER: Final = "\u2060"
_OURS = re.compile(r"\{([a-z][a-z0-9_]*)\}|\$(?=\{([^}]*)\})?(?=\{)")
_IN_BRACKETS = re.compile(r"\(\s*([A-Za-z]{2,3})(?:[-_][A-Za-z]+)?\s*\)\s*\Z")
_CODE = re.compile(r"[a-z]{2,3}\Z")
_THEIRS = re.compile(r"\$\{\s*([^}\s]+)\s*\}|\$" + _JOINER + r"(?=\{)")


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


def to_form(text: str, names: Mapping[str, str]) -> str:
    """The text with references to items by their `names` in the form; `{agency}` stays as it is."""

    def written(found: re.Match[str]) -> str:
        if found[1] is not None:
            return f"${{{names[found[1]]}}}" if found[1] in names else found[0]
        return "$" if found[2] in names else f"${_JOINER}"

    return _OURS.sub(written, text)


def from_form(text: str, item: Callable[[str], str]) -> str:
    """The text with our placeholders; `item` gives the id for a name of the form."""
    return _THEIRS.sub(lambda found: f"{{{item(found[1])}}}" if found[1] is not None else "$", text)


def unguarded(text: str) -> str:
    """The text of a cell that refers to no question."""
    return text.replace(f"${_JOINER}{{", "${")


def wording_cells(column: str, wording: Mapping[str, str], names: Mapping[str, str]) -> Line:
    """A text in its languages, one column each."""
    return {f"{column}::{title_of(language)}": to_form(text, names) for language, text in wording.items()}
