"""Decides which values the keys of a type may have, from the fields of its model: nobody lists the keys of a type here.

A key whose values cannot be made up from its field shows some with `Field(examples=[...])`, the smallest first.
"""

from collections.abc import Mapping
from typing import Any

from surveys.item import Item
from surveys.items import item_types

LANGUAGES = ("kk", "ru")
FILLED_IN = frozenset({"id", "type", "section", "core"})
"""What stands in every entry, and what the reader says of an item."""
OPTIONS = ("a", "b", "c")
DAYS = ["2026-01-31", "2026-02-28"]


def words(text: str = "?") -> dict[str, str]:
    """A text in both languages."""
    return {language: f"{language} {text}" for language in LANGUAGES}


def own_keys(model: type[Item]) -> list[str]:
    """The keys that only some types have."""
    return [key for key in model.model_fields if key not in Item.model_fields]


def optional_keys(model: type[Item]) -> list[str]:
    """Those of them that an author may leave out."""
    owned = {"options"} if model.own_options else set()
    return [key for key in own_keys(model) if not model.model_fields[key].is_required() and key not in owned]


def values(model: type[Item], key: str) -> list[Any]:
    """Values of a key besides its default, as an author writes them. AssertionError where none can be made up."""
    schema = model.model_json_schema()
    found = [each for each in _values(key, schema["properties"][key], schema) if each != _default(model, key)]
    assert found, f"{model.__name__}.{key}: give its field examples=[...], so that it can be tried"
    return found


def with_every_key(kind: str, needed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Entries of a type without id and text: what it needs alone, with each other key in turn, with all of them."""
    model = item_types()[kind]
    plain = {key: value for key, value in needed.items() if key not in optional_keys(model)}
    one_by_one = [{key: each} for key in optional_keys(model) for each in values(model, key)]
    everything = {key: values(model, key)[-1] for key in optional_keys(model)}
    for ends in (("earliest", "latest"),):
        if everything.keys() >= set(ends):
            everything |= dict(zip(ends, values(model, ends[0])[:2], strict=True))
    return [plain, *({**plain, **each} for each in one_by_one), {**plain, **everything}]


def swapped_ends(kind: str, needed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Entries whose least is greater than the greatest: of two keys of the item, or within one of its keys."""
    model = item_types()[kind]
    schema = model.model_json_schema()
    plain = {key: value for key, value in needed.items() if key not in optional_keys(model)}
    found = []
    if model.model_fields.keys() >= {"earliest", "latest"}:
        early, late = values(model, "earliest")[:2]
        found.append({**plain, "earliest": late, "latest": early})
    for key in own_keys(model):
        inner = _resolved(schema["properties"][key], schema).get("properties", {})
        if inner.keys() >= {"min", "max"}:
            found.append({**plain, key: {"min": 3, "max": 2}})
    return found


def _default(model: type[Item], key: str) -> Any:
    field = model.model_fields[key]
    if field.is_required():
        return None
    default = field.get_default(call_default_factory=True)
    return default.model_dump(exclude_defaults=True) if hasattr(default, "model_dump") else default


def _resolved(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """The kind of value, without null and references; examples stay."""
    for each in schema.get("anyOf", ()):
        if each.get("type") != "null":
            return {**_resolved(each, whole), **{key: schema[key] for key in ("examples",) if key in schema}}
    if "$ref" in schema:
        return _resolved(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    return schema


def _values(key: str, schema: Mapping[str, Any], whole: Mapping[str, Any]) -> list[Any]:
    plain = _resolved(schema, whole)
    if "examples" in plain:
        return list(plain["examples"])
    if key == "missing":
        return [[98], [97, 99]]
    if key == "options":
        return [[{"code": code, "label": words(code), "score": place} for place, code in enumerate(OPTIONS)]]
    match plain:
        case {"enum": choices}:
            return list(choices)
        case {"type": "boolean"}:
            return [True, False]
        case {"type": "integer" | "number"}:
            low = int(plain.get("minimum", 0))
            return [low + 2, low + 3]
        case {"type": "string", "format": "date"}:
            return DAYS
        case {"type": "object", "additionalProperties": {"type": "string"}}:
            return [words(key)]
        case {"type": "object", "properties": properties}:
            return _objects(properties, plain.get("required", ()), whole)
    return []


def _objects(properties: Mapping[str, Any], required: Any, whole: Mapping[str, Any]) -> list[Any]:
    each = {name: _values(name, schema, whole) for name, schema in properties.items()}
    if any(not found for found in each.values()):
        return []
    both = {name: found[-1 if name == "max" else 0] for name, found in each.items()}
    single = [] if required else [{name: value} for name, value in both.items()]
    return [*single, both]
