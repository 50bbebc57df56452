"""Decides what the columns are called and labelled that options bring: ticks, words beside an option, missing codes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from surveys.answers import MISSING_CODES
from surveys.item import Option
from surveys.variable import Value, Variable

_TICKED: Mapping[str, Mapping[str, str]] = {
    "0": {"kk": "таңдалмаған", "ru": "не выбрано", "en": "not chosen"},
    "1": {"kk": "таңдалған", "ru": "выбрано", "en": "chosen"},
}
_WRITTEN_OUT: Mapping[str, str] = {"kk": "өз сөзімен", "ru": "своими словами", "en": "in own words"}
_NO_NUMBER: Mapping[str, str] = {
    "kk": "неге сан жоқ",
    "ru": "почему нет числа",
    "en": "why there is no number",
}
_UNFIT = re.compile(r"[^A-Za-z0-9_]")


def one_column(whole: Variable, options: Sequence[Option]) -> Iterator[Variable]:
    """One column with a code each, those that stand for no answer last."""
    yield replace(whole, values=(*_values(options, missing=False), *_values(options, missing=True)))
    yield from _specified(whole, options)


def ticked_columns(whole: Variable, options: Sequence[Option]) -> Iterator[Variable]:
    """A column of 0 and 1 for each option that is an answer."""
    ticks = tuple(Value(code, words) for code, words in _TICKED.items())
    missing = _values(options, missing=True)
    for value in _values(options, missing=False):
        label = _of_option(whole.label, value.label)
        yield replace(
            whole, name=_part(whole.item, value.code), label=label, values=ticks + missing, option=value.code
        )
    yield from _specified(whole, options)


def number_columns(
    whole: Variable, options: Sequence[Option], unit: Mapping[str, str] | None
) -> Iterator[Variable]:
    """The number, and beside it why there is none, because the number 98 is a number."""
    yield replace(whole, unit=unit)
    if missing := _values(options, missing=True):
        label, name = _with(whole.label, _NO_NUMBER), f"{whole.item}_missing"
        yield replace(_beside(whole), name=name, level="nominal", label=label, values=missing)
    yield from _specified(whole, options)


def _specified(whole: Variable, options: Sequence[Option]) -> Iterator[Variable]:
    """What was typed beside "other"."""
    for option in options:
        if option.specify:
            name, label = f"{_part(whole.item, option.code)}_text", _of_option(whole.label, option.label)
            yield replace(
                _beside(whole), name=name, level="text", label=_with(label, _WRITTEN_OUT), option=option.code
            )


def _beside(whole: Variable) -> Variable:
    return replace(whole, measures="", required=False, core="")


def _values(options: Sequence[Option], *, missing: bool) -> tuple[Value, ...]:
    return tuple(
        Value(option.code, option.label, option.score, missing=missing)
        for option in options
        if (option.code in MISSING_CODES) == missing
    )


def _part(item: str, code: str) -> str:
    return f"{item}_{_UNFIT.sub('_', code)}"


def _of_option(text: Mapping[str, str], label: Mapping[str, str]) -> dict[str, str]:
    return {language: f"{words} – {label.get(language, '')}" for language, words in text.items()}


def _with(text: Mapping[str, str], addition: Mapping[str, str]) -> dict[str, str]:
    return {language: f"{words} ({addition.get(language, '…')})" for language, words in text.items()}
