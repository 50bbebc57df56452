"""Decides how the engine is spoken to in any commit: imported by programs that run inside one tree, ours or an earlier.

Imports nothing of ours by itself; `speak(tree)` takes everything from that tree, under the names it has there.
"""

import datetime
import importlib
import inspect
import sys
from dataclasses import fields, is_dataclass, replace
from functools import partial
from types import SimpleNamespace

DISTRICTS = [
    {"code": "711110", "region": "KZ-71", "label": {"kk": "Алматы ауданы", "ru": "район Алматы", "en": "A"}},
    {"code": "751110", "region": "KZ-75", "label": {"kk": "Әуезов ауданы", "ru": "Ауэзовский", "en": "B"}},
]
DAY = datetime.date(2026, 11, 24)
TYPED_BEFORE = {"text", "number", "date"}


def speak(tree):
    """What both kinds of program need: read, begin, advance, results, Tapped, Typed, Commanded, as_json, render ..."""
    sys.path.insert(0, str(tree))
    interview = importlib.import_module("surveys.interview")
    events = _first("surveys.interview.events", "surveys.events")
    offering = _first("surveys.interview.offering", "surveys.offering")
    shipped = importlib.import_module("console.shipped")
    core = shipped.core()
    core = replace(core, scales={**core.scales, "districts": DISTRICTS})
    reading = importlib.import_module("surveys.reading")
    return SimpleNamespace(
        read=lambda text: reading.read(text, core=core),
        begin=interview.begin,
        advance=_advance(interview.advance),
        results=interview.results,
        Tapped=events.Tapped,
        Typed=events.Typed,
        Commanded=events.Commanded,
        Option=importlib.import_module("surveys.item").Option,
        with_campaign_options=getattr(offering, "with_campaign_options", None) or offering.furnish,
        render=importlib.import_module("bot.telegram.rendering").render,
        as_json=_as_json(),
    )


def plain(value):
    """Any record as JSON: its fields by name, and its type's name where it is an event."""
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if hasattr(value, "as_json") and not hasattr(value, "stage"):
        return value.as_json()
    if is_dataclass(value):
        names = [field.name for field in fields(value)]
    else:
        names = getattr(value, "__struct_fields__", None)
    return value if names is None else {name: plain(getattr(value, name)) for name in names}


def todays(show):
    """A show's JSON as today's tree writes it, its keys in the order of the alphabet."""
    prompt = show.get("prompt", {})
    if prompt.get("expects") in TYPED_BEFORE:
        prompt = prompt | {"expects": "typed", "typing_hint": prompt["expects"]}
    return dict(sorted({**show, **({"prompt": dict(sorted(prompt.items()))} if prompt else {})}.items()))


def _advance(advance):
    """Today's engine is told the day; those before took none."""
    return partial(advance, today=DAY) if "today" in inspect.signature(advance).parameters else advance


def _as_json():
    """How the outbox keeps a show."""
    try:
        return importlib.import_module("surveys.interview.prompts").show_as_json
    except (ImportError, AttributeError):
        return lambda show: {"show": show.show, **show.model_dump(mode="json", exclude_defaults=True)}


def _first(*names):
    for name in names:
        try:
            return importlib.import_module(name)
        except ImportError as error:
            last = error
    raise last
