"""Decides how written names are compared: their order in the alphabet, and what is one word however it is typed."""

import re
import unicodedata

ALPHABET = "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""The Kazakh alphabet. Russian letters keep their own order in it, so that one key is right for both languages."""

_PLACES = {letter: 0x400 + place for place, letter in enumerate(ALPHABET)} | {
    "ё": 0x400 + ALPHABET.index("е")
}
RUSSIAN_KEYBOARD = str.maketrans("ёәғқңөұүһі", "еагкноуухи")
"""What is typed for letters that a Russian keyboard lacks, or has behind another one."""
_LOOK_ALIKE = str.maketrans("aceghikmnoptuxy", "асегхикмнортуху")
"""Latin letters in a Cyrillic word were meant to be Cyrillic."""
_CYRILLIC = re.compile("[а-я]")
_WORD = re.compile(r"[^\W_]+")


def alphabetical(name: str) -> tuple[tuple[int, ...], str]:
    """The key that sorts names as a dictionary does: signs are passed over, digits and Latin letters stand first."""
    plain = _plain(name)
    letters = (letter for letter in plain if letter.isalnum() or letter == " ")
    return tuple(_PLACES.get(letter, ord(letter)) for letter in letters), plain


def folded_words(text: str) -> list[str]:
    """The words of a text, each as anybody's keyboard could type it: "Жеке куәлік" is "жеке", "куалик"."""
    return [_folded(word) for word in _WORD.findall(_plain(text).translate(RUSSIAN_KEYBOARD))]


def _folded(word: str) -> str:
    return word.translate(_LOOK_ALIKE) if _CYRILLIC.search(word) else word


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
