"""Decides which variables a questionnaire gives an analyst: names, labels in all languages, codes, what is missing.

One answer is one variable, a multiple choice one variable of 0 and 1 for each option. What was typed beside "other" and
the missing code of a typed number have variables of their own, because the number 98 is a number.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from surveys.answers import MISSING_CODES
from surveys.item import Item, Option
from surveys.items.multiple import Multiple
from surveys.items.number import Number
from surveys.questionnaire import Questionnaire

Level = Literal["nominal", "ordinal", "scale", "text"]
"""What may be computed: counts, ranks, means, nothing."""

EVERYBODY = "everybody"

TICKED: Mapping[str, Mapping[str, str]] = {
    "0": {"kk": "таңдалмаған", "ru": "не выбрано", "en": "not chosen"},
    "1": {"kk": "таңдалған", "ru": "выбрано", "en": "chosen"},
}
WRITTEN_OUT: Mapping[str, str] = {"kk": "өз сөзімен", "ru": "своими словами", "en": "in own words"}
NO_NUMBER: Mapping[str, str] = {
    "kk": "неге сан жоқ",
    "ru": "почему нет числа",
    "en": "why there is no number",
}

_ORDERED = frozenset({"rating", "nps", "effort"})
_UNFIT = re.compile(r"[^A-Za-z0-9_]")


@dataclass(frozen=True, slots=True)
class Value:
    """One code of a variable. `missing`: it is no answer and never in a base."""

    code: str
    label: Mapping[str, str]
    score: float | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of a table of responses. An empty cell: not asked, or skipped.

    `base`: the condition under which it is asked, or EVERYBODY. `option`: of a multiple choice, the code it stands for.
    """

    name: str
    item: str
    type: str
    level: Level
    label: Mapping[str, str]
    base: str
    values: tuple[Value, ...] = ()
    option: str = ""
    measures: str = ""
    unit: Mapping[str, str] | None = None
    required: bool = False
    core: str = ""

    @property
    def numeric(self) -> bool:
        """True where every value is a number, so that packages can keep it as one."""
        if self.values:
            return all(value.code.isdecimal() for value in self.values)
        return self.level == "scale"


def variables(questionnaire: Questionnaire) -> tuple[Variable, ...]:
    """The variables in the order of the questionnaire, each name once."""
    found: list[Variable] = []
    taken: set[str] = set()
    for item in questionnaire.items:
        for variable in _of(item, _base(questionnaire, item)):
            name = variable.name
            while name.lower() in taken:
                name += "_"
            taken.add(name.lower())
            found.append(replace(variable, name=name))
    return tuple(found)


def _of(item: Item, base: str) -> Iterator[Variable]:
    if item.type == "notice":
        return
    missing = tuple(_value(option) for option in item.offered if option.code in MISSING_CODES)
    own = tuple(_value(option) for option in item.offered if option.code not in MISSING_CODES)
    whole = Variable(
        item.id,
        item.id,
        item.type,
        level=_level(item),
        label=item.text,
        base=base,
        measures=item.measures or "",
        required=item.required,
        core=item.core or "",
    )
    beside = replace(whole, measures="", required=False, core="")
    if isinstance(item, Multiple):
        ticks = tuple(Value(code, words) for code, words in TICKED.items())
        for value in own:
            name, label = _part(item.id, value.code), _of_option(item.text, value.label)
            yield replace(whole, name=name, label=label, values=ticks + missing, option=value.code)
    elif isinstance(item, Number):
        yield replace(whole, level="scale", unit=item.unit)
        if missing:
            label, name = _with(item.text, NO_NUMBER), f"{item.id}_missing"
            yield replace(beside, name=name, level="nominal", label=label, values=missing)
    else:
        yield replace(whole, values=own + missing)
    for option in item.offered:
        if option.specify:
            name, label = f"{_part(item.id, option.code)}_text", _of_option(item.text, option.label)
            yield replace(
                beside, name=name, level="text", label=_with(label, WRITTEN_OUT), option=option.code
            )


def _part(item: str, code: str) -> str:
    return f"{item}_{_UNFIT.sub('_', code)}"


def _of_option(text: Mapping[str, str], label: Mapping[str, str]) -> dict[str, str]:
    return {language: f"{words} – {label.get(language, '')}" for language, words in text.items()}


def _level(item: Item) -> Level:
    if item.type in _ORDERED:
        return "ordinal"
    if item.type == "calculate":
        return "scale"
    return "text" if item.kind == "text" else "nominal"


def _base(questionnaire: Questionnaire, item: Item) -> str:
    """Who is asked: a condition, the lot of modules, or everybody."""
    modules = {section.id for section in questionnaire.sections if section.module}
    found = [item.ask_when] if item.ask_when else []
    if item.section in modules and questionnaire.modules is not None:
        found.append(f"drawn by lot: {questionnaire.modules} of {len(modules)} modules")
    return "; ".join(found) or EVERYBODY


def _value(option: Option) -> Value:
    return Value(option.code, option.label, option.score, missing=option.code in MISSING_CODES)


def _with(text: Mapping[str, str], addition: Mapping[str, str]) -> dict[str, str]:
    return {language: f"{words} ({addition.get(language, '…')})" for language, words in text.items()}
