"""Decides which words and number formats a language has: the only door to the catalogues, and to Babel.

A language is a folder here with LC_MESSAGES/messages.po. It is read and compiled in memory when its words are
first asked for, so that no compiled file can be older than its source.
"""

import datetime
import gettext
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po, write_po
from babel.numbers import format_decimal, format_percent

from locales.extraction import Marked
from locales.marking import BUTTON

__all__ = ["Catalog", "Message", "Words", "empty", "kept", "plural_forms", "stored", "template", "words"]

FOLDER = Path(__file__).parent

LOCALES: Mapping[str, str] = {"kk": "kk_KZ", "ru": "ru_KZ", "en": "en_GB"}
"""Whose formats a language takes (CLDR): ru_KZ writes the tenge sign, en_GB puts the day first."""

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

Number = int | float | Decimal

_FIRST_MADE = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
"""A constant for the headers, so that a catalogue changes only when its words do."""


class _Unknown(gettext.NullTranslations):
    """Where a text without a translation ends up: saying it in English would mix languages in one message."""

    def gettext(self, message: str) -> NoReturn:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> NoReturn:
        raise KeyError(msgid1)

    def pgettext(self, context: str, message: str) -> NoReturn:
        raise KeyError(message)


@dataclass(frozen=True, slots=True)
class Words:
    """The words and formats of one language. KeyError for a text without one: the gate finds it first."""

    language: str
    _translations: gettext.NullTranslations
    _locale: Locale

    def text(self, msgid: str, /, **placeholders: str | int) -> str:
        """The sentence, each `{name}` replaced. KeyError for one without a value; other values are let be."""
        return _filled(self._translations.gettext(msgid), placeholders)

    def plural(self, singular: str, plural: str, n: int, /, **placeholders: str | int) -> str:
        """The form that CLDR gives the whole number `n`, which also replaces `{n}`."""
        sentence = self._translations.ngettext(singular, plural, n)
        return _filled(sentence, {"n": self.format_number(n), **placeholders})

    def button(self, msgid: str, /, **placeholders: str | int) -> str:
        """The label of a button, at most 36 characters."""
        return _filled(self._translations.pgettext(BUTTON, msgid), placeholders)

    def format_number(self, number: Number, *, digits: int | None = None) -> str:
        """The number with the language's separators, and `digits` after the comma, or three at most."""
        pattern = None if digits is None else f"#,##0{_fraction(digits)}"
        return format_decimal(number, format=pattern, locale=self._locale)

    def format_percent(self, share: Number, *, digits: int = 0) -> str:
        """A share of 1 as a percentage: 0.457 is "46%", with one digit "45.7%" (Russian: "45,7 %")."""
        pattern = self._locale.percent_formats[None].pattern.replace("0", f"0{_fraction(digits)}", 1)
        return format_percent(share, format=pattern, locale=self._locale)

    def format_date(self, day: datetime.date, *, length: Literal["short", "medium", "long"] = "long") -> str:
        """The day in words ("long"), with a shortened month ("medium") or in digits ("short")."""
        return format_date(day, format=length, locale=self._locale)


@cache
def words(language: str) -> Words:
    """The words of `language` (kk, ru, en). KeyError where there is none: there is no falling back."""
    locale = LOCALES[language]
    compiled = io.BytesIO()
    write_mo(compiled, stored(FOLDER / language / "LC_MESSAGES" / "messages.po", language))
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    translations.add_fallback(_Unknown())
    return Words(language, translations, Locale.parse(locale))


# For the gate


def stored(path: Path, language: str | None = None) -> Catalog:
    """The catalogue in a file; `language` is None for the template. Raises ValueError for a broken file."""
    try:
        with path.open("rb") as source:
            return read_po(source, locale=language, abort_invalid=True)
    except PoFileError as error:
        raise ValueError(f"{error}") from error


def kept(path: Path, catalog: Catalog) -> None:
    """Writes the catalogue: file names without lines, so that moving code changes nothing here."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, catalog, width=110, include_lineno=False)


def template(texts: Iterable[Marked]) -> Catalog:
    """The template that holds these texts, each once, with all the files that say it."""
    catalog = Catalog(
        project="Saualnama",
        version="1",
        header_comment=_HEADER,
        creation_date=_FIRST_MADE,
        revision_date=_FIRST_MADE,
        msgid_bugs_address="the project's issues",
        last_translator="the project",
        language_team="the project",
        fuzzy=False,
    )
    for each in texts:
        if each.texts:
            catalog.add(
                each.texts if len(each.texts) > 1 else each.texts[0],
                locations=[(each.where, each.line)],
                context=each.context,
            )
    return catalog


def empty(language: str) -> Catalog:
    """A catalogue without any text yet."""
    catalog = template(())
    catalog.locale = language
    return catalog


def plural_forms(language: str) -> int:
    """How many forms a counted noun has in the language (CLDR): Kazakh and English two, Russian three."""
    return get_plural(language).num_plurals


def _filled(sentence: str, values: Mapping[str, str | int]) -> str:
    return PLACEHOLDER.sub(lambda found: str(values[found[1]]), sentence)


def _fraction(digits: int) -> str:
    return f".{'0' * digits}" if digits else ""


_HEADER = """\
# Saualnama: the words around the questionnaires.
# Written by `python -m locales.gate --update`, which merges new texts and deletes no translation.
#"""
