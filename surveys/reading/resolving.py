"""Decides what an item is once its scale, its own options and its missing codes are put together.

What its scores mean is noted where the name of a shipped scale does not say it: so a version that was published before
meanings could be written is the same version still.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from surveys.answers import MISSING_CODES
from surveys.item import Item, Option
from surveys.items import item_types
from surveys.meaning import MEANINGS, Meaning, meaning_of
from surveys.reading.core import Core
from surveys.reading.findings import Findings, Source, guess
from surveys.reading.pydantic_errors import note_refusals
from surveys.reading.yaml_nodes import Node

SCALE_KEYS = ("source", "review", "means", "options")

Scales = Mapping[str, list[dict[str, Any]]]


def own_scales(root: Node, findings: Findings) -> dict[str, list[dict[str, Any]]]:
    """The scales that the questionnaire defines for itself."""
    node = root.value.get("scales")
    if node is None or node.value is None:
        return {}
    if not isinstance(node.value, dict):
        findings.add("not-a-mapping", (node.line, node.column), example="my-scale:")
        return {}
    found = {}
    for name, scale in node.value.items():
        if not isinstance(scale.value, dict):
            findings.add("not-a-mapping", node.place((name,)), example="options:")
            continue
        findings.unknown_keys(scale, SCALE_KEYS)
        listed = scale.value.get("options")
        if listed is None:
            findings.add("missing-key", node.place((name,)), key="options")
        elif not isinstance(listed.value, list):
            findings.add("not-a-list", scale.place(("options",)))
        else:
            found[name] = [option.plain() for option in listed.value if _is_option(option, findings)]
    return found


def own_meanings(root: Node, findings: Findings) -> dict[str, Meaning]:
    """What the scores of the questionnaire's own scales speak of, where they say so."""
    scales = root.value.get("scales")
    found: dict[str, Meaning] = {}
    for name, scale in (
        scales.value if scales is not None and isinstance(scales.value, dict) else {}
    ).items():
        said = scale.value.get("means") if isinstance(scale.value, dict) else None
        known = next((meaning for meaning in MEANINGS if said is not None and said.value == meaning), None)
        if known is not None:
            found[name] = known
        elif said is not None:
            near = guess(str(said.plain()), MEANINGS, f"Meanings: {', '.join(MEANINGS)}.")
            findings.add("unknown-meaning", scale.place(("means",)), means=said.plain(), guess=near)
    return found


def _is_option(node: Node, findings: Findings) -> bool:
    try:
        Option.model_validate(node.plain())
    except ValidationError as error:
        note_refusals(error, node, findings)
        return False
    return True


def resolve(
    source: Source,
    scales: Scales,
    *,
    core: Core,
    findings: Findings,
    means: Mapping[str, Meaning] | None = None,
) -> Item | None:
    """The item, or None with its problems noted. `means`: of the scales, if not the core's alone."""
    data = dict(source.data)
    types = item_types()
    kind = data.get("type")
    if kind is None:
        findings.add("missing-key", source.place(("type",)), key="type")
        return None
    if not isinstance(kind, str) or kind not in types:
        near = guess(str(kind), types, f"Types: {', '.join(types)}.")
        findings.add("unknown-type", source.place(("type",)), type=kind, guess=near)
        return None
    model = types[kind]
    if "options" in model.model_fields:
        missing = _missing(data, source, core, findings)
        scale = _scale(model, data, scales, source=source, findings=findings)
        own = data.get("options")
        if own is not None and not isinstance(own, list):
            findings.add("not-a-list", source.place(("options",)))
        data["options"] = [*scale, *(own if isinstance(own, list) else []), *missing]
    if "means" in model.model_fields:
        data["means"] = _meaning(data, core.means if means is None else means)
    if source.asked is not None:
        own = data.get("ask_when")
        data["ask_when"] = f"({source.asked.value}) and ({own})" if own else source.asked.value
    try:
        return model.model_validate({**data, "section": source.section})
    except ValidationError as error:
        note_refusals(error, source, findings, shifted=len(scale) if "options" in model.model_fields else 0)
        return None


def _scale(
    model: type[Item], data: dict[str, Any], scales: Scales, *, source: Source, findings: Findings
) -> list[dict[str, Any]]:
    name = data.get("scale") or model.implied_scale
    if name is None:
        return []
    if not isinstance(name, str) or name not in scales:
        near = guess(str(name), scales, f"Scales: {', '.join(scales)}.")
        findings.add("unknown-scale", source.place(("scale",)), scale=name, guess=near)
        return []
    return [model.of_scale(option, data) for option in scales[name]]


def _meaning(data: dict[str, Any], means: Mapping[str, Meaning]) -> object:
    """What has to be noted of the meaning: the item's own, else its scale's, unless the scale's name says the same."""
    scale = data.get("scale")
    said = data.get("means") or (means.get(scale) if isinstance(scale, str) else None)
    return None if said == meaning_of(scale if isinstance(scale, str) else None) else said


def _missing(data: dict[str, Any], source: Source, core: Core, findings: Findings) -> list[dict[str, Any]]:
    """The options of the missing codes, and the codes as texts in the item."""
    given = data.get("missing")
    if given is None:
        return []
    if not isinstance(given, list):
        findings.add("not-a-list", source.place(("missing",)))
        del data["missing"]
        return []
    found = []
    for place, code in enumerate(given):
        if str(code) in MISSING_CODES and str(code) in core.missing:
            found.append(core.missing[str(code)])
        else:
            findings.add("unknown-missing", source.place(("missing", place)), code=code)
    data["missing"] = [str(code) for code in given]
    return found
