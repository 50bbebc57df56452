"""Decides how a text looks in one language: which text is taken, and what its placeholders become."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

REQUIRED_LANGUAGES = ("kk", "ru")
"""Kazakh and Russian are equal and first: no questionnaire is published without both."""

CAMPAIGN_PLACEHOLDERS = ("agency", "service")
"""What a text may name that the campaign brings; all else it names are questions asked before it."""

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")


def _frozen(texts: dict[str, str]) -> dict[str, str]:
    for language, text in texts.items():
        if not _LANGUAGE.match(language):
            raise ValueError(f"language:{language}")
        if not text.strip():
            raise ValueError(f"empty:{language}")
    return {language: text.strip() for language, text in texts.items()}


Wording = Annotated[dict[str, str], AfterValidator(_frozen)]
"""One text in each language: ISO 639 code -> words. Never changed after reading."""


def say(wording: Mapping[str, str], language: str, values: Mapping[str, str] | None = None) -> str:
    """The words in `language`, each `{name}` replaced from `values`; a name without a value becomes "…".

    There is no falling back to another language: the reader refuses a questionnaire with a missing text, so
    KeyError here is a programmer's mistake.
    """
    text = wording[language]
    if "{" not in text:
        return text
    known = values or {}
    return PLACEHOLDER.sub(lambda found: known.get(found[1], "…"), text)


def placeholders(wording: Mapping[str, str]) -> set[str]:
    """Every `{name}` used in any of the languages."""
    return {name for text in wording.values() for name in PLACEHOLDER.findall(text)}
