"""Decides what an item is once its scale, its own options and its missing codes are put together."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from surveys.answers import MISSING_CODES
from surveys.core_items import Core
from surveys.findings import Findings, Source, guess
from surveys.item import Item
from surveys.items import item_types
from surveys.items.district import District
from surveys.one_of import OneOf
from surveys.refusals import note_refusals
from surveys.yaml_text import Node

Scales = Mapping[str, list[dict[str, Any]]]


def own_scales(root: Node, findings: Findings) -> dict[str, list[dict[str, Any]]]:
    """The scales that the questionnaire defines for itself."""
    node = root.value.get("scales")
    if node is None:
        return {}
    if not isinstance(node.value, dict):
        findings.add("not-a-mapping", (node.line, node.column), example="my-scale:")
        return {}
    found = {}
    for name, scale in node.value.items():
        plain = scale.plain()
        if isinstance(plain, dict) and isinstance(plain.get("options"), list):
            found[name] = plain["options"]
        else:
            findings.add("missing-key", node.place((name,)), key="options")
    return found


def resolve(source: Source, scales: Scales, *, core: Core, findings: Findings) -> Item | None:
    """The item, or None with its problems noted."""
    data, node = dict(source.data), source.node
    types = item_types()
    kind = data.get("type")
    if kind is None:
        findings.add("missing-key", (node.line, node.column), key="type")
        return None
    if not isinstance(kind, str) or kind not in types:
        near = guess(str(kind), types, f"Types: {', '.join(types)}.")
        findings.add("unknown-type", node.place(("type",)), type=kind, guess=near)
        return None
    model = types[kind]
    if "options" in model.model_fields:
        missing = _missing(data, node, core, findings)
        scale = _scale(model, data, scales, node=node, findings=findings)
        own = data.get("options")
        data["options"] = [*scale, *(own if isinstance(own, list) else []), *missing]
    if source.asked:
        own = data.get("ask_when")
        data["ask_when"] = f"({source.asked}) and ({own})" if own else source.asked
    try:
        return model.model_validate({**data, "section": source.section})
    except ValidationError as error:
        note_refusals(error, node, findings, shifted=len(scale) if "options" in model.model_fields else 0)
        return None


def _scale(
    model: type[Item], data: dict[str, Any], scales: Scales, *, node: Node, findings: Findings
) -> list[dict[str, Any]]:
    name = data.get("scale") or (model.implied_scale if issubclass(model, OneOf) else None)
    if name is None:
        return []
    if not isinstance(name, str) or name not in scales:
        near = guess(str(name), scales, f"Scales: {', '.join(scales)}.")
        findings.add("unknown-scale", node.place(("scale",)), scale=name, guess=near)
        return []
    if issubclass(model, District) and isinstance(data.get("within"), str):
        return [_within(option, data["within"]) for option in scales[name]]
    return list(scales[name])


def _within(option: dict[str, Any], item: str) -> dict[str, Any]:
    """A district is offered to those who live in its region."""
    kept = {key: value for key, value in option.items() if key != "region"}
    return {**kept, "offer_when": f"{item} == {option['region']}"}


def _missing(data: dict[str, Any], node: Node, core: Core, findings: Findings) -> list[dict[str, Any]]:
    """The options of the missing codes, and the codes as texts in the item."""
    given = data.get("missing")
    if given is None:
        return []
    if not isinstance(given, list):
        findings.add("not-a-list", node.place(("missing",)))
        del data["missing"]
        return []
    found = []
    for place, code in enumerate(given):
        if str(code) in MISSING_CODES and str(code) in core.missing:
            found.append(core.missing[str(code)])
        else:
            findings.add("unknown-missing", node.place(("missing", place)), code=code)
    data["missing"] = [str(code) for code in given]
    return found
