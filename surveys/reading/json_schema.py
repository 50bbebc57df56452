"""Decides what an editor knows while a questionnaire is typed: the JSON Schema (2020-12) of the author's notation.

It is made of the models, whose descriptions editors show, and says no more than one value can show by itself: what must
hold between parts of a file, `surveys.reading.checks` finds. A text must be there in Kazakh or Russian, not in both,
because the other may stand in a file of translations beside the questionnaire.
"""

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from surveys.answers import MISSING_CODES
from surveys.item import LABEL_LIMIT, Option
from surveys.items import item_types
from surveys.meaning import MEANINGS
from surveys.questionnaire import Questionnaire, Section
from surveys.reading import TOP_KEYS
from surveys.reading.core import Core
from surveys.reading.entries import CORE_EXTRAS, SECTION_KEYS
from surveys.reading.problems import ADVICE
from surveys.reading.translations import KEYS
from surveys.wording import REQUIRED_LANGUAGES

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_CONDITIONS = frozenset({"ask_when", "offer_when", "valid_when", "value", "partial_when"})
_CODES = frozenset({"code", "replaces"})
_FILLED_IN = frozenset({"section", "core"})
"""What the reader says of an item, and no author."""
_LANGUAGES = {"kk": "Kazakh", "ru": "Russian", "en": "English, for staff"}

Schema = dict[str, Any]


def schema(core: Core) -> Schema:
    """The schema of a file whose core items and named scales are those of `core`."""
    whole = _properties(Questionnaire)
    properties = {key: whole["id" if key == "questionnaire" else key] for key in TOP_KEYS if key != "scales"}
    properties |= {
        "languages": _languages(core, properties["languages"]),
        "accept": _accepted(properties["accept"]),
        "scales": {
            "type": "object",
            "description": "Scales of this questionnaire's own, by name; their options stand worst to best.",
            "additionalProperties": _ref("scale"),
        },
        "items": {
            "type": "array",
            "minItems": 1,
            "items": _ref("entry"),
            "description": "What is asked, in order.",
        },
    }
    ordered = {key: properties[key] for key in TOP_KEYS}
    required = ["questionnaire", "languages", "title", "introduction", "items"]
    return {
        "$schema": DIALECT,
        "title": "A questionnaire of Saualnama",
        **_object(ordered, required),
        "$defs": {**_words(core), **_names(core), **_entries(core), **_models()},
    }


def _words(core: Core) -> Schema:
    """Texts, labels and conditions."""
    texts = {
        language: {"type": "string", "pattern": r"\S", "description": _LANGUAGES.get(language, language)}
        for language in core.languages
    }
    labels = {language: {**text, "maxLength": LABEL_LIMIT} for language, text in texts.items()}
    one = [{"required": [language]} for language in REQUIRED_LANGUAGES]
    return {
        "text": {
            **_object(texts),
            "anyOf": one,
            "description": "One text in each language of the questionnaire.",
        },
        "label": {
            **_object(labels),
            "anyOf": one,
            "description": f"A button: {LABEL_LIMIT} characters at most.",
        },
        "condition": {
            "type": "string",
            "description": "A condition on earlier answers: comparisons, and, or, not, has, in (..), answered(item).",
            "examples": [
                "overall <= 3 and reasons has queue",
                "not answered(comment)",
                "region in (KZ-71, KZ-75)",
            ],
        },
    }


def _names(core: Core) -> Schema:
    """Ids, codes and scales."""
    return {
        "identifier": {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"},
        "code": {
            "anyOf": [
                {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,19}$"},
                {"type": "integer", "minimum": 0},
            ],
        },
        "missing": {
            "type": "array",
            "uniqueItems": True,
            "items": {"enum": [value for code in sorted(MISSING_CODES) for value in (int(code), code)]},
            "description": "Standard codes offered too: 97 not applicable, 98 don't know, 99 prefer not to say.",
        },
        "scaleName": {"anyOf": [{"enum": _scored(core)}, {"type": "string"}]},
        "scale": _object(
            {
                "source": {"type": "string", "description": "Where the scale comes from."},
                "review": {"type": "string", "description": "Which labels still need a native reviewer."},
                "means": {
                    "enum": list(MEANINGS),
                    "description": "What the scores speak of: figures follow from it.",
                },
                "options": {
                    "description": "The points, worst to best.",
                    "type": "array",
                    "minItems": 1,
                    "items": {"$ref": "#/$defs/option", "required": ["score"]},
                },
            },
            ["options"],
        ),
    }


def _entries(core: Core) -> Schema:
    """An entry is a section, a core item, or an item of a type."""
    types = item_types()
    kinds = {"oneOf": [{"const": name, "description": _about(model)} for name, model in types.items()]}
    typed = [
        {"if": {"properties": {"type": {"const": name}}, "required": ["type"]}, "then": _ref(f"item-{name}")}
        for name in types
    ]
    names = {
        "enum": sorted(core.items),
        "description": "A core item, by name and version: its wording is fixed.",
    }
    common = _properties(next(iter(types.values())))
    section = {
        **_properties(Section),
        "section": {**_ref("identifier"), "description": "The name of the section."},
    }
    section |= {
        "ask_when": {**_ref("condition"), "description": "A condition that applies to each of its items."},
        "items": {
            "type": "array",
            "minItems": 1,
            "items": _ref("item"),
            "description": "What belongs together.",
        },
    }
    return {
        "entry": {
            "type": "object",
            "properties": {"section": True, "use": names, "id": True, "type": kinds},
            "if": {"required": ["section"]},
            "then": _ref("section"),
            "else": _ref("item"),
        },
        "item": {
            "type": "object",
            "properties": {"use": names, "id": True, "type": kinds},
            "if": {"required": ["use"]},
            "then": _ref("use"),
            "else": {"required": ["type"], "allOf": typed},
        },
        "use": _object({"use": names, **{key: common[key] for key in CORE_EXTRAS}}, ["use"]),
        "section": _object({key: section[key] for key in SECTION_KEYS}, ["section", "items"]),
    }


def _models() -> Schema:
    found: Schema = {"option": _model(Option)}
    for name, model in item_types().items():
        found[f"item-{name}"] = _model(model, owned=model.own_options)
    inner = {
        name: _object(_said(each["properties"]), each.get("required", ()), each.get("description", ""))
        for model in item_types().values()
        for name, each in model.model_json_schema().get("$defs", {}).items()
        if name != Option.__name__
    }
    return {**found, **{_lower(name): each for name, each in sorted(inner.items())}}


def _about(model: type[BaseModel]) -> str:
    """What the file of a type says of it, without the type's name."""
    first = (sys.modules[model.__module__].__doc__ or "").strip().splitlines()[0]
    return first.partition(": ")[2].partition(": ")[2] or first


def _model(model: type[BaseModel], *, owned: bool = False) -> Schema:
    plain = model.model_json_schema()
    required = [*plain.get("required", ()), *(["options"] if owned else [])]
    return _object(_properties(model), required, plain.get("description", ""))


def _properties(model: type[BaseModel]) -> Schema:
    return _said(model.model_json_schema()["properties"])


def _said(properties: Mapping[str, Schema]) -> Schema:
    """What an author may write for each field."""
    return {name: _property(name, given) for name, given in properties.items() if name not in _FILLED_IN}


def _property(name: str, given: Schema) -> Schema:
    said = {key: given[key] for key in ("description",) if key in given}
    if name in _CONDITIONS:
        return {**_ref("condition"), **said}
    if name in KEYS:
        return {**_ref("label" if name == "label" else "text"), **said}
    if name in _CODES:
        return {**_ref("code"), **said}
    if name == "missing":
        return _ref("missing")
    if name == "scale":
        return {**_ref("scaleName"), **said}
    return {**_plain(given), **said}


def _plain(given: Schema) -> Schema:
    """The kind of value, without null, defaults that say nothing, and pydantic's titles."""
    choices = [each for each in given.get("anyOf", ()) if each.get("type") != "null"]
    if choices:
        return _plain(choices[0])
    if "allOf" in given:
        return _plain(given["allOf"][0])
    if "$ref" in given:
        return _ref(_lower(given["$ref"].rpartition("/")[2]))
    kept = {key: value for key, value in given.items() if key not in {"title", "default", "prefixItems"}}
    if isinstance(given.get("default"), bool | int | str) and given["default"] != "":
        kept["default"] = given["default"]
    if isinstance(kept.get("items"), dict):
        kept["items"] = _plain(kept["items"])
    return kept


def _scored(core: Core) -> list[str]:
    """The named scales that a rating can stand on."""
    return sorted(name for name, points in core.scales.items() if all("score" in point for point in points))


def _languages(core: Core, given: Schema) -> Schema:
    contained = [{"contains": {"const": language}} for language in REQUIRED_LANGUAGES]
    return {**given, "items": {"enum": list(core.languages)}, "uniqueItems": True, "allOf": contained}


def _accepted(given: Schema) -> Schema:
    return {**given, "propertyNames": {"enum": list(ADVICE)}}


def _object(properties: Schema, required: Iterable[str] = (), description: str = "") -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if listed := list(required):
        found["required"] = listed
    return {**found, "description": description} if description else found


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
