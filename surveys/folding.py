"""Decides which differences between typed words mean nothing: case, ё and е, punctuation, keyboards, digits."""

import re
import unicodedata
from functools import lru_cache

from surveys.spelling import RUSSIAN_KEYBOARD

LABELS_KEPT = 8_192
"""Labels, the latest used, whose folded form is kept ready: none of them was typed by a citizen."""

_LATIN = re.compile(r"(?<=[\u0400-\u052f])[ih]|[ih](?=[\u0400-\u052f])")
_CYRILLIC = {"i": "и", "h": "х"}
"""Letters of another keyboard within a word, which look like Kazakh ones."""
_KEYCAP, _TEN = "\u20e3", "\U0001f51f"
_WORD = re.compile(r"[\w+%<>=]+")


def plain_digits(text: str) -> str:
    """The text with 0-9 for every kind of decimal digit, also on keycaps, and without what nobody sees.

    Two keycaps are two numbers, not one of two digits. Superscripts and fractions are no digits: 5² is not 52.
    """
    if text.isascii():
        return text
    return "".join(_plain(sign) for sign in unicodedata.normalize("NFC", text))


def folded(text: str) -> str:
    """The words alone, each as anybody types it; two texts that fold alike say the same."""
    typed = plain_digits(text).casefold().translate(RUSSIAN_KEYBOARD)
    return " ".join(_WORD.findall(_LATIN.sub(lambda letter: _CYRILLIC[letter[0]], typed)))


@lru_cache(LABELS_KEPT)
def folded_label(label: str) -> str:
    """The same of words that a questionnaire or a catalogue contains."""
    return folded(label)


def _plain(sign: str) -> str:
    if sign == _KEYCAP:
        return " "
    if sign == _TEN:
        return " 10 "
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return "" if unicodedata.category(sign) in {"Cf", "Mn"} else sign
