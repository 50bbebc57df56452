"""Decides how a refused value is said in our words, at its place in the file."""

from collections.abc import Mapping

from pydantic import ValidationError

from surveys.findings import Findings
from surveys.yaml_text import Node

_CODES = frozenset({"code", "replaces"})


def note_refusals(
    error: ValidationError,
    node: Node,
    findings: Findings,
    *,
    renamed: Mapping[str, str] | None = None,
    shifted: int = 0,
) -> None:
    """Notes all that pydantic found wrong in what `node` holds.

    `renamed`: fields that have another key in the file. `shifted`: how many options a scale put before the own ones.
    """
    for each in error.errors():
        path = tuple((renamed or {}).get(str(step), step) for step in each["loc"])
        if shifted and len(path) > 1 and path[0] == "options" and isinstance(path[1], int):
            path = ("options", path[1] - shifted, *path[2:])
        place, last = node.place(path), str(path[-1]) if path else ""
        said = each["msg"].removeprefix("Value error, ")
        if each["type"] == "missing":
            findings.add("missing-key", place, key=last)
        elif each["type"] == "extra_forbidden":
            findings.add("unknown-key", place, key=last, guess="Remove it, or correct its spelling.")
        elif each["type"] == "string_pattern_mismatch":
            findings.add("bad-code" if last in _CODES else "bad-identifier", place, value=each["input"])
        elif said.startswith("empty:"):
            findings.add("empty-text", place, language=said.removeprefix("empty:"))
        elif said.startswith("language:"):
            findings.add("not-a-language", place, language=said.removeprefix("language:"))
        else:
            findings.add("wrong-value", place, detail=said[:1].lower() + said[1:])
