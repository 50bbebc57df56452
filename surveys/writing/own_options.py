"""Decides which of an item's options its author wrote: the others come from a scale or are the standard codes."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from surveys.items import item_types
from surveys.reading.core import Core

Plain: TypeAlias = dict[str, Any]
"""An item or option as plain values, as in a questionnaire file."""


def scale_of(item: Mapping[str, Any]) -> str | None:
    """The scale that an item names, or that its type brings by itself."""
    if item.get("scale"):
        return str(item["scale"])
    model = item_types().get(str(item.get("type")))
    return model.implied_scale if model is not None else None


def split_options(items: Sequence[Plain], core: Core) -> tuple[dict[str, Plain], list[list[Plain]]]:
    """The scales that the questionnaire must define itself, and each item's own options.

    `items`: with the options complete as after reading: those of the scale, the own ones, the missing codes.
    A scale that the core has is not defined again; another one holds what all items that name it begin with.
    """
    written = [_without_missing(item) for item in items]
    users: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        name = scale_of(item)
        if name is not None and _takes_options(item):
            users.setdefault(name, []).append(place)
    scales: dict[str, Plain] = {}
    for name, places in users.items():
        known = [_plain(option) for option in core.scales.get(name, ())]
        begin = len(known)
        if not known or any(written[place][:begin] != known for place in places):
            shared = _shared([written[place] for place in places])
            begin = len(shared)
            scales[name] = {"options": shared}
        for place in places:
            written[place] = written[place][begin:]
    return scales, written


def _takes_options(item: Mapping[str, Any]) -> bool:
    model = item_types().get(str(item.get("type")))
    return model is not None and "options" in model.model_fields


def _without_missing(item: Plain) -> list[Plain]:
    options = item.get("options") or []
    own = options[: len(options) - len(item.get("missing") or ())]
    model = item_types().get(str(item.get("type")))
    plain = [_plain(option) for option in own]
    return plain if model is None else [model.to_scale(option, item) for option in plain]


def _plain(option: Mapping[str, Any]) -> Plain:
    """The option in one spelling, whether a registry, a file or a model wrote it."""
    found = {key: value for key, value in option.items() if value is not None and value is not False}
    found["code"] = str(found.get("code", ""))
    if isinstance(found.get("score"), int | float):
        found["score"] = whole(found["score"])
    return found


def whole(number: float) -> int | float:
    """5 for 5.0: an author writes no decimals that say nothing."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _shared(lists: Sequence[list[Plain]]) -> list[Plain]:
    """What all of the lists begin with."""
    found: list[Plain] = []
    for options in zip(*lists, strict=False):
        if any(option != options[0] for option in options):
            break
        found.append(options[0])
    return found
