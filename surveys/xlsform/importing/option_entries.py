"""Decides what a choice of a form is as an option of a questionnaire file."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from surveys.reading.core import Core
from surveys.writing.own_options import Plain, scale_of
from surveys.xlsform.constant_values import number_or_text
from surveys.xlsform.importing.read_choices import Choice
from surveys.xlsform.rows import PREFIX, Row
from surveys.xlsform.sheets import Cell, Place, told

OTHER: Final = {"kk": "Басқа", "ru": "Другое", "en": "Other"}
"""The label of what `or_other` adds."""

YES: Final = frozenset({"yes", "true", "true()", "1"})
"""How a form says yes."""


def option_of(choice: Choice, label: Mapping[str, Cell], offer: Cell | bool | None) -> Plain:
    """The option. `offer`: its `offer_when`, if it has one."""
    row = choice.row
    option: Plain = {"code": told(choice.name, choice.code), "label": dict(label)}
    score = row.get(PREFIX + "score")
    if score is not None:
        option["score"] = number_or_text(score)
    for key in ("exclusive", "specify"):
        if says_yes(row, key):
            option[key] = True
    replaced = row.get(PREFIX + "replaces")
    if replaced is not None:
        option["replaces"] = replaced
    if isinstance(offer, Cell):
        option["offer_when"] = offer
    return option


def with_other(options: list[Plain], languages: Iterable[str], place: Place) -> list[Plain]:
    """The options, one of which asks for a few words of one's own: the one that is called other, or one more."""
    if any(option["code"] == "other" for option in options):
        return [{**option, "specify": True} if option["code"] == "other" else option for option in options]
    label = {language: Cell(OTHER[language], place) for language in languages if language in OTHER}
    return [*options, {"code": Cell("other", place), "specify": True, "label": label}]


def with_core_scale(item: Plain, options: list[Plain], core: Core) -> list[Plain]:
    """The options, those of a core scale in all the languages that the core has, if the form did not change them."""
    known = core.scales.get(scale_of(item) or "", ())
    if not known or len(known) > len(options):
        return options
    pairs = list(zip(options, known, strict=False))
    if not all(_is_the_cores(option, ours, item.get("within")) for option, ours in pairs):
        return options
    full = [{**ours, **option, "label": ours["label"]} for option, ours in pairs]
    return [*full, *options[len(known) :]]


def says_yes(row: Row, key: str) -> bool:
    """True where a column of our own says yes."""
    return (row.get(PREFIX + key) or "").casefold() in YES


def _is_the_cores(option: Mapping[str, Any], ours: Mapping[str, Any], within: object) -> bool:
    label = {language: ours["label"].get(language) for language in option["label"]}
    asked = f"{within} == {ours['region']}" if "region" in ours else None
    worth = option.get("score", ours.get("score"))
    same = str(option["code"]) == str(ours["code"]) and worth == ours.get("score")
    return same and option["label"] == label and option.get("offer_when") == asked
