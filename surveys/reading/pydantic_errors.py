"""Decides how a refused value is said in our words, at its place in the file."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from surveys.reading.findings import Findings, Source
from surveys.reading.translations import KEYS
from surveys.reading.yaml_nodes import Node

_CODES = frozenset({"code", "replaces"})
_WANTED = {
    "string_type": "a text",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
}
"""What pydantic expects in vain."""
_EXPECTED = {
    "bool": "true or false is expected",
    "int": "a whole number is expected",
    "float": "a number is expected",
    "literal": "it can be {expected}",
    "greater_than_equal": "at least {ge} is expected",
    "less_than_equal": "at most {le} is expected",
    "too_short": "at least {min_length} is expected",
}
"""How pydantic's kinds of error begin, and our words for them."""
_EXAMPLES = {"options": "code: yes", "statements": "id: polite", "choose": "max: 3", "range": "min: 0"}


def note_refusals(
    error: ValidationError,
    node: Node | Source,
    findings: Findings,
    *,
    renamed: Mapping[str, str] | None = None,
    shifted: int = 0,
) -> None:
    """Notes all that pydantic found wrong in what `node` holds.

    `renamed`: fields that have another key in the file. `shifted`: how many options a scale put before the own ones.
    What is wrong inside a text is told by checking.check_texts, inside a scale by resolving.own_scales.
    """
    for each in error.errors():
        path = tuple((renamed or {}).get(str(step), step) for step in each["loc"])
        if len(path) > 1 and path[0] == "options" and isinstance(path[1], int):
            own = path[1] - shifted
            if own < 0:
                continue
            path = ("options", own, *path[2:])
        inside = len(path) > 1 and path[-2] in KEYS
        whole = bool(path) and path[-1] in KEYS and each["type"] == "value_error"
        if not inside and not whole:
            code, values = _said(each, path)
            findings.add(code, node.place(path), **values)


def kind_of(value: object) -> str:
    """What a value is, for a sentence."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return f"the number {value}"
    return (
        "a list" if isinstance(value, list | tuple) else "a mapping" if isinstance(value, dict) else "a text"
    )


def _said(error: Mapping[str, Any], path: tuple[str | int, ...]) -> tuple[str, dict[str, Any]]:
    """The code and the values of the problem."""
    kind, given = error["type"], error["input"]
    last, above = _step(path, -1), _step(path, -2)
    if kind == "missing":
        return "missing-key", {"key": last}
    if kind == "extra_forbidden":
        return "unknown-key", {"key": last, "guess": "Remove it, or correct its spelling."}
    if given is None:
        return "no-value", {"key": last}
    if kind == "string_pattern_mismatch":
        return ("bad-code" if last in _CODES else "bad-identifier"), {"value": given}
    wanted = _WANTED.get(kind)
    if wanted == "a text":
        return "not-a-text", {"found": kind_of(given)}
    if wanted == "a mapping":
        example = "kk: ..." if last in KEYS else _EXAMPLES.get(last, _EXAMPLES.get(above, "key: value"))
        return "not-a-mapping", {"example": example}
    if wanted == "a list":
        return "not-a-list", {}
    return "wrong-value", {"detail": _detail(error)}


def _detail(error: Mapping[str, Any]) -> str:
    kind, limits = error["type"], error.get("ctx", {})
    for beginning, words in _EXPECTED.items():
        if kind.startswith(beginning):
            return words.format_map(limits)
    said = error["msg"].removeprefix("Value error, ")
    return f"{said[:1].lower()}{said[1:]}"


def _step(path: tuple[str | int, ...], place: int) -> str:
    return str(path[place]) if len(path) >= abs(place) else ""
