"""Decides how an author would write a questionnaire: scales and core items by name, sections around their items."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from surveys.conditions import ConditionError, parse
from surveys.item import Item
from surveys.questionnaire import Questionnaire, Section
from surveys.reading.core import Core
from surveys.reading.entries import Entries
from surveys.reading.findings import Findings
from surveys.reading.resolving import resolve
from surveys.reading.yaml_nodes import compose
from surveys.writing.own_options import Plain, scale_of, split_options, whole

_HEAD: Final = ("title", "introduction", "source", "licence", "review", "partial_when", "accept", "modules")
_ITEM: Final = (
    *(
        "id",
        "type",
        "scale",
        "means",
        "within",
        "missing",
        "measures",
        "required",
        "choose",
        "range",
        "decimals",
    ),
    *("unit", "max_length", "earliest", "latest", "ask_when", "value", "valid_when", "valid_message"),
    *("text", "hint", "ends", "options"),
)
_OPTION: Final = ("code", "score", "region", "replaces", "exclusive", "specify", "offer_when", "label")
"""The order in which keys are written."""


def authored(questionnaire: Questionnaire, *, core: Core) -> Plain:
    """The questionnaire as plain values in an author's notation; reading them gives the questionnaire again.

    `core`: the registry it was read with. A battery stays the section of ratings that the reader made of it.
    """
    dumped = questionnaire.model_dump(mode="json", exclude_defaults=True)
    groups = [
        (section, asked, [_entry(item, dump, asked, core) for item, dump in members])
        for section, asked, members in _groups(questionnaire, dumped["items"])
    ]
    scales = scaled([entry for _, _, entries in groups for entry in entries if "use" not in entry], core)
    found: Plain = {"questionnaire": questionnaire.id, "languages": list(questionnaire.languages)}
    found |= {key: dumped[key] for key in _HEAD if key in dumped}
    if scales:
        found["scales"] = scales
    return {**found, "items": list(_listed(questionnaire.sections, groups))}


def scaled(items: Sequence[Plain], core: Core) -> dict[str, Plain]:
    """Puts items into an author's notation, in place, and gives the scales that must be defined for them.

    `items`: as after reading, with the options complete: those of the scale, the own ones, the missing codes.
    """
    scales, own = split_options(items, core)
    for item, options in zip(items, own, strict=True):
        item["options"] = [_option(option) for option in options]
        item["missing"] = [_code(code) for code in item.get("missing") or ()]
        for key in {"range", "choose"} & set(item):
            item[key] = {end: whole(number) for end, number in item[key].items()}
        kept = {key: item[key] for key in (*_ITEM, *item) if _says(item.get(key))}
        item.clear()
        item.update(kept)
    return {
        name: {**_shared_meaning(name, items), "options": [_option(each) for each in scale["options"]]}
        for name, scale in scales.items()
    }


def _shared_meaning(scale: str, items: Sequence[Plain]) -> Plain:
    """What all items on a scale of the questionnaire's own mean; it is taken from them, and said by the scale once."""
    users = [item for item in items if scale_of(item) == scale]
    said = {item.get("means") for item in users}
    if len(said) != 1 or None in said:
        return {}
    for item in users:
        del item["means"]
    return {"means": said.pop()}


def core_members(use: str, core: Core) -> tuple[Item, ...]:
    """The items that `use: overall@1` stands for, by themselves; none for what the core does not have."""
    findings = Findings()
    sources = Entries(core, findings).sources(compose(f"items:\n  - use: {use}\n"))
    found = [resolve(source, core.scales, core=core, findings=findings) for source in sources]
    return tuple(item for item in found if item is not None)


def core_entry(use: str, item: Item | None, *, required: bool, ask_when: str | None) -> Plain:
    """The reference to a core item, and what differs from `item`, as the core has it."""
    found: Plain = {"use": use}
    if item is None or item.required != required:
        found["required"] = required
    if item is None or item.ask_when != ask_when:
        found["ask_when"] = ask_when
    return found


def shared_condition(conditions: Sequence[str | None]) -> str | None:
    """The condition that a section's author wrote once, if each item's condition begins with it; else None."""
    known = [condition for condition in conditions if condition is not None]
    if not known or len(known) < len(conditions):
        return None
    for candidate in (min(known, key=len), _first_operand(known[0])):
        if candidate and all(_added(text, candidate) is not None for text in known):
            return candidate
    return None


def own_condition(condition: str | None, shared: str | None) -> str | None:
    """What an item's condition adds to the section's; None where it adds nothing."""
    return condition if condition is None or shared is None else _added(condition, shared) or None


def _says(value: object) -> bool:
    """False for what an author leaves out; 0 says something."""
    return value not in ("", [], {}) and value is not None and value is not False


def _groups(
    questionnaire: Questionnaire, dumps: Sequence[Plain]
) -> Iterator[tuple[str | None, str | None, list[tuple[Item, Plain]]]]:
    """Neighbours in one section: its id, the condition they share, and each item with its plain values."""
    pairs = zip(questionnaire.items, dumps, strict=True)
    for section, group in groupby(pairs, key=lambda pair: pair[0].section):
        members = list(group)
        asked = None if section is None else shared_condition([item.ask_when for item, _ in members])
        yield section, asked, members


def _entry(item: Item, dump: Mapping[str, Any], asked: str | None, core: Core) -> Plain:
    own = own_condition(item.ask_when, asked)
    if item.core is not None:
        fixed = {member.id: member for member in core_members(item.core, core)}
        return core_entry(item.core, fixed.get(item.id), required=item.required, ask_when=own)
    return {**dump, "section": None, "ask_when": own}


def _listed(
    sections: Sequence[Section], groups: Sequence[tuple[str | None, str | None, list[Plain]]]
) -> Iterator[Plain]:
    """The entries of `items:`. A section without items keeps its place among the sections."""
    waiting = {section.id: section for section in sections}
    for name, asked, entries in groups:
        if name is None:
            yield from entries
            continue
        while name in waiting:
            first = next(iter(waiting))
            if first != name:
                yield {**_section(waiting.pop(first), None), "items": []}
                continue
            yield {**_section(waiting.pop(name), asked), "items": _once(entries)}
            break
        else:
            yield {"section": name, **({"ask_when": asked} if asked else {}), "items": _once(entries)}
    for section in waiting.values():
        yield {**_section(section, None), "items": []}


def _once(entries: Sequence[Plain]) -> list[Plain]:
    """The ratings of a core battery are used by one reference."""
    return [
        entry for place, entry in enumerate(entries) if "use" not in entry or entry not in entries[:place]
    ]


def _section(section: Section, asked: str | None) -> Plain:
    plain = section.model_dump(mode="json", exclude_defaults=True)
    found: Plain = {"section": plain.pop("id"), **plain}
    return {**found, "ask_when": asked} if asked else found


def _option(option: Mapping[str, Any]) -> Plain:
    plain = {**option, "code": _code(option["code"])}
    return {key: plain[key] for key in (*_OPTION, *plain) if plain.get(key) is not None}


def _code(code: Any) -> Any:
    """A code of digits as the number that an author writes; the same text when it is read again."""
    return int(code) if str(code).isdecimal() and str(int(code)) == str(code) else code


def _first_operand(condition: str) -> str | None:
    """`a` of `(a) and (b)`."""
    depth = 0
    for place, letter in enumerate(condition if condition.startswith("(") else ""):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return condition[1:place]
    return None


def _added(condition: str, shared: str) -> str | None:
    """`b` of `(shared) and (b)`, "" if there is nothing more, None if the condition does not begin so."""
    if condition == shared:
        return ""
    begin, end = f"({shared}) and (", ")"
    if not condition.startswith(begin) or not condition.endswith(end):
        return None
    inner = condition[len(begin) : -len(end)]
    try:
        parse(inner)
        parse(shared)
    except ConditionError:
        return None
    return inner
