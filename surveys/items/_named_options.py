"""Decides which options words name: by the whole label, by other words for it, by its beginning.

The answer is a set of codes: one where the words are understood, none where there is no such option, and several where
they fit several.
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from surveys.folding import LABELS_KEPT, folded, folded_label
from surveys.item import Option
from surveys.items._choice_words import MISSING_WORDS, OTHER_FORMS, YES

WHOLE_WORDS, PART_OF_A_WORD = 3, 6
"""Letters at least of a label's beginning: where it ends with a word, and where it ends within one.

Six, since five are «удовл»: a mark at school, and not the one that the label gives.
"""
QUOTES = "\"'«»“”„‘’` "

Codes = frozenset[str]


def by_words(options: Sequence[Option], text: str) -> Codes:
    """By the whole label, else by other words for it and by its beginning."""
    words = folded(text)
    known = {option.code for option in options if words in MISSING_WORDS.get(option.code, ())}
    return by_label(options, text) or frozenset(known) | by_beginning(options, words)


def by_label(options: Sequence[Option], text: str) -> Codes:
    """By the label as it stands, else as anybody types it, else with its words in another form."""
    words, exact = folded(text), _exact(text)
    if exact != words:  # who has the letters that folding loses means the label with these letters
        found = _whose_label(options, _exact_label, exact)
        if len(found) == 1:
            return found
    if not words or "?" in text:
        return frozenset()
    return _whose_label(options, folded_label, words) or _whose_label(options, _usual_label, _usual(words))


def by_beginning(options: Sequence[Option], words: str) -> Codes:
    """The options whose label begins with these folded words; a number by itself must stand in no other label."""
    wanted = _usual(words)
    found = _whose_label(options, lambda label: _begins(_usual_label(label), wanted), True)
    return found | with_word(options, words) if found and words.isdecimal() else found


def by_tail(options: Sequence[Option], words: str) -> Codes:
    """The options whose label says this after its number: "very difficult" of "1 – very difficult"."""
    return _whose_label(options, _tail, words) if words else frozenset()


def with_word(options: Sequence[Option], word: str) -> Codes:
    """The options in whose label the word stands."""
    return _whose_label(options, lambda label: word in folded_label(label).split(), True)


def _whose_label(options: Sequence[Option], shape: Callable[[str], object], wanted: object) -> Codes:
    """The options with a label, in any language, that comes to this."""
    return frozenset(
        option.code for option in options if any(shape(label) == wanted for label in option.label.values())
    )


def _exact(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().strip(QUOTES + ".").split())


def _usual(words: str) -> str:
    return " ".join(OTHER_FORMS.get(word, word) for word in words.split())


@lru_cache(LABELS_KEPT)
def _exact_label(label: str) -> str:
    return _exact(label)


@lru_cache(LABELS_KEPT)
def _usual_label(label: str) -> str:
    return _usual(folded_label(label))


def _tail(label: str) -> str:
    number, _, tail = folded_label(label).partition(" ")
    return tail if number.isdecimal() else ""


def _begins(label: str, wanted: str) -> bool:
    if not label.startswith(wanted):
        return False
    if wanted.isdecimal():
        return label[len(wanted) :][:1] in {"", " "}
    whole = label[len(wanted) :][:1] in {"", " "}
    return len(wanted) >= (WHOLE_WORDS if whole else PART_OF_A_WORD) or (whole and wanted in YES)
