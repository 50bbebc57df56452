"""Decides which options a typed answer means, by number or in words. Nothing is guessed.

What fits one option is that option; what fits two of them, or says two things at once, is asked back.
"""

import re
from collections.abc import Iterator, Sequence

from surveys.answers import Answer, chosen
from surveys.folding import folded, plain_digits
from surveys.item import Option, Refusal
from surveys.items._choice_words import BEFORE_A_NUMBER, DOUBTFUL, JOINING, NOT
from surveys.items._choices import labels_are_numbers, numbered
from surveys.items._named_options import QUOTES, Codes, by_beginning, by_label, by_tail, by_words, with_word
from surveys.items._units import COUNTED

LONGEST = 1_000
"""Characters: who writes more tells a story, and names no option."""

_NONE: Codes = frozenset()
_UNCLEAR: Codes = frozenset(("", "?"))
"""The codes of no option, and more than one: there are numbers, and it is not clear what they say."""
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_RANGE = re.compile(rf"\d\s*[{_DASHES}]\s*\d")
_COMMAS = re.compile(r"[,;\n]+")
_AND = re.compile(rf"\s+(?:{'|'.join(sorted(JOINING))})\s+")


def understand_one(options: Sequence[Option], typed: str) -> Answer | Refusal:
    """The one option that `typed` names."""
    found = _meant(options, typed)
    if len(found) == 1:
        return chosen(*found)
    return Refusal(reason="choose_unclear" if found else "choose_one", values={"last": str(len(options))})


def understand_words(options: Sequence[Option], typed: str) -> Answer | None:
    """The one option that `typed` names in words, where numbers mean something else."""
    found = by_words(options, typed.strip(QUOTES)) if len(typed) <= LONGEST else _NONE
    return chosen(*found) if len(found) == 1 else None


def understand_several(options: Sequence[Option], typed: str) -> Answer | Refusal:
    """The options that `typed` names: one, or several such as "1 3", "2, 5", "1 и 3", "queue, papers"."""
    whole = _meant(options, typed)
    if len(whole) == 1:
        return chosen(*whole)
    for pieces in _taken_apart(typed):
        found = [_by_number(options, folded(piece)) or by_label(options, piece) for piece in pieces]
        if found and all(len(codes) == 1 for codes in found):
            wanted = frozenset().union(*found)
            return chosen(*(option.code for option in options if option.code in wanted))
    unclear = whole and not _is_a_list_of_numbers(typed)
    return Refusal(
        reason="choose_several_unclear" if unclear else "choose_several", values={"last": str(len(options))}
    )


def _taken_apart(typed: str) -> Iterator[list[str]]:
    """The pieces that may each name an option: between commas, between "and", word by word. 1-3 is not taken apart."""
    if len(typed) > LONGEST:
        return
    text = plain_digits(typed).strip(QUOTES)
    if _RANGE.search(text):
        return
    pieces = [piece for piece in _COMMAS.split(text) if folded(piece)]
    yield pieces
    yield [each for piece in pieces for each in _AND.split(folded(piece))]
    yield [word for word in folded(text.replace("+", " ")).split() if word not in JOINING]


def _is_a_list_of_numbers(typed: str) -> bool:
    """True for what is read in one way only, and names an option that is not there."""
    words = folded(typed).split()
    return all(word.isdecimal() or word in JOINING for word in words) and not _RANGE.search(
        plain_digits(typed)
    )


def _meant(options: Sequence[Option], typed: str) -> Codes:
    if len(typed) > LONGEST:
        return _NONE
    text = plain_digits(typed).strip(QUOTES)
    words = folded(text).split()
    if not words:
        return _NONE
    labelled = by_label(options, text)
    if not any(sign.isdecimal() for sign in text) or (labelled and len(words) > 1):
        return labelled or by_words(options, text)
    if len(words) > 1 or _signed(text):
        return _by_leading_number(options, text, words) or by_beginning(options, " ".join(words))
    return labelled | _by_number(options, words[0]) or by_beginning(options, words[0])


def _by_number(options: Sequence[Option], word: str) -> Codes:
    """The option that stands at this number, with those in whose labels the number may mean something else."""
    codes = frozenset(option.code for number, option in numbered(options) if word and number == word)
    return codes if not codes or labels_are_numbers(options) else codes | with_word(options, word)


def _by_leading_number(options: Sequence[Option], text: str, words: list[str]) -> Codes:
    """5 баллов, 5 потому что быстро, вариант 5. Not with a second number, a denial, or the label of another option.

    Nor where something is counted: "2 раза" at a question with Yes and No is no No.
    """
    number, *rest = words[1:] if words[0] in BEFORE_A_NUMBER and len(words) > 1 else words
    said = " ".join(rest)
    doubtful = bool(rest) and (rest[0] in DOUBTFUL | COUNTED or any(word.startswith(NOT) for word in rest))
    if not number.isdecimal() or doubtful or _signed(text) or any(sign.isdecimal() for sign in said):
        return _UNCLEAR
    known = _by_number(options, number)
    return known and known | (by_label(options, said) or by_tail(options, said))


def _signed(text: str) -> bool:
    """True for -5, 5- and 5?, which are no numbers of options."""
    return text[0] in _DASHES or text[-1] in _DASHES or "?" in text
