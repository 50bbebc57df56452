"""Decides what the options of an item mean: by the number or the label that is typed, and how chosen ones are read."""

import re
from collections.abc import Sequence

from surveys.answers import MISSING_CODES, Answer, chosen
from surveys.item import Option, Refusal

_NUMBER = re.compile(r"\d{1,3}")
_SEPARATORS = re.compile(r"[\s,;.]+")


def labels_are_numbers(options: Sequence[Option]) -> bool:
    """True for scales such as 0-10, whose labels begin with the digits themselves: they need no numbering."""
    scored = [option for option in options if option.score is not None]
    return bool(scored) and all(_digits(option) == option.code for option in scored)


def numbered(options: Sequence[Option]) -> list[tuple[str, Option]]:
    """Each option with the digits that a citizen may type for it, in shown order."""
    if labels_are_numbers(options):
        return [(option.code if option.score is not None else "", option) for option in options]
    return [(str(place), option) for place, option in enumerate(options, start=1)]


def has_real(options: Sequence[Option]) -> bool:
    """True where there is something to choose besides the missing codes."""
    return any(option.code not in MISSING_CODES for option in options)


def labelled(options: Sequence[Option], answer: Answer, language: str) -> str:
    """The labels of the codes in the answer, with the words that "other" asked for."""
    labels = ", ".join(option.label[language] for option in options if option.code in answer.codes)
    return f"{labels}: {answer.text}" if answer.text else labels


def understand_one(options: Sequence[Option], typed: str) -> Answer | Refusal:
    """The one option that `typed` names by its number or by its label in any language."""
    found = _find(options, typed)
    if found is None:
        return Refusal(reason="choose_one", values={"last": str(len(options))})
    return chosen(found.code)


def understand_several(options: Sequence[Option], typed: str) -> Answer | Refusal:
    """The options that `typed` names: one label, or numbers such as "1 3" or "2, 5"."""
    whole = _find(options, typed)
    if whole is not None:
        return chosen(whole.code)
    parts = [part for part in _SEPARATORS.split(typed) if part]
    found = [_find(options, part) for part in parts]
    if not parts or None in found:
        return Refusal(reason="choose_several", values={"last": str(len(options))})
    wanted = {option.code for option in found if option is not None}
    return chosen(*(option.code for option in options if option.code in wanted))


def _find(options: Sequence[Option], typed: str) -> Option | None:
    wanted = typed.strip().rstrip(".").casefold()
    for number, option in numbered(options):
        if wanted and (wanted == number or wanted in {label.casefold() for label in option.label.values()}):
            return option
    return None


def _digits(option: Option) -> str:
    found = _NUMBER.match(next(iter(option.label.values())))
    return found[0] if found else ""
