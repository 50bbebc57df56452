"""Decides whether the conditions of a questionnaire can be kept: they look back, fit, and name options that exist."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from surveys.answers import MISSING_CODES, Kind
from surveys.conditions import Condition, ConditionError, ConditionProblem, parse
from surveys.item import Item
from surveys.questionnaire import Questionnaire
from surveys.reading.findings import Findings, Source
from surveys.reading.yaml_nodes import Node

_KINDS = {
    "code": "a code",
    "codes": "several codes",
    "number": "a number",
    "text": "a text",
    "ordered": "a day or a time in quotes",
    "boolean": "true or false",
}
"""What a value is, for a sentence."""
_LIMITS = {"too-long", "too-deep", "number-too-long"}


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a condition stands; `offset` is where its characters can be counted from, None where they cannot."""

    place: tuple[int, int]
    offset: int | None = None

    @classmethod
    def of(cls, node: Node) -> Self:
        return cls((node.line, node.column), node.offset)

    def at(self, column: int) -> tuple[int, int]:
        """The place of the character that is `column`th of the condition, from 1."""
        line, first = self.place
        return (line, first) if self.offset is None else (line, first + self.offset + column - 1)


def check_conditions(
    questionnaire: Questionnaire, items: Sequence[tuple[Item, Source]], root: Node, findings: Findings
) -> None:
    """Every condition and calculation is readable and refers to earlier items only."""
    shuffled = {section.id for section in questionnaire.sections if section.order != "fixed"}
    kinds: dict[str, Kind] = {}
    earlier: dict[str, Item] = {}
    checked: set[int] = set()
    for item, source in items:
        if (misfit := item.misplaced(earlier)) is not None:
            findings.add(misfit.problem, source.place((misfit.key,)), **misfit.values)
            earlier[item.id], kinds[item.id] = item, item.kind
            continue
        for spot, text in _looking_back(item, source, checked):
            found = _parse(text, kinds, spot, findings)
            if found is not None:
                _codes(found, earlier, spot, findings)
                _order(found, item, (earlier, shuffled), spot, findings)
        kinds[item.id] = item.kind
        earlier[item.id] = item
        _validity(item, source, (kinds, earlier), findings)
    if questionnaire.partial_when is not None:
        spot = _spot(root, "partial_when")
        found = _parse(questionnaire.partial_when, kinds, spot, findings)
        if found is not None:
            _codes(found, earlier, spot, findings)


def brought(item: Item, source: Source) -> int:
    """How many options a scale put before the item's own ones."""
    own, missing = source.data.get("options"), source.data.get("missing")
    listed = len(own) if isinstance(own, list) else 0
    apart = sum(str(code) in MISSING_CODES for code in missing) if isinstance(missing, list) else 0
    return max(0, len(item.offered) - listed - apart)


def _looking_back(item: Item, source: Source, checked: set[int]) -> Iterator[tuple["_Spot", str]]:
    """The conditions that may name earlier items only, each with its place; that of a section once."""
    section, own = source.asked, source.data.get("ask_when")
    if section is not None and id(section) not in checked:
        checked.add(id(section))
        yield _Spot.of(section), section.value
    if isinstance(own, str):
        yield _spot(source.holder("ask_when"), "ask_when"), own
    if item.expression is not None:
        yield _spot(source.node, "value"), item.expression
    listed = source.node.value.get("options")
    nodes = listed.value if listed is not None and isinstance(listed.value, list) else []
    first = brought(item, source)
    for place, option in enumerate(item.offered):
        if option.offer_when is not None and 0 <= place - first < len(nodes):
            yield _spot(nodes[place - first], "offer_when"), option.offer_when
        elif option.offer_when is not None:
            yield _Spot(source.place(("within",))), option.offer_when


def _validity(
    item: Item,
    source: Source,
    known: tuple[Mapping[str, Kind], Mapping[str, Item]],
    findings: Findings,
) -> None:
    if item.valid_when is None:
        return
    if item.valid_message is None:
        findings.add("no-message", source.place(("valid_when",)))
    spot = _spot(source.node, "valid_when")
    found = _parse(item.valid_when, known[0], spot, findings)
    if found is not None:
        _codes(found, known[1], spot, findings)


def _spot(node: Node, key: str) -> "_Spot":
    """Where the condition's text begins; that of a core item is at its entry."""
    value = node.value.get(key)
    return _Spot((node.line, node.column)) if value is None else _Spot.of(value)


def _parse(text: str, kinds: Mapping[str, Kind], spot: "_Spot", findings: Findings) -> Condition | None:
    try:
        return parse(text, kinds)
    except ConditionError as error:
        for problem in error.problems:
            _note(problem, kinds, spot.at(problem.column), findings)
        return None


def _note(
    problem: ConditionProblem, kinds: Mapping[str, Kind], place: tuple[int, int], findings: Findings
) -> None:
    detail = problem.detail
    if problem.what == "unknown-name":
        near = difflib.get_close_matches(detail["name"], list(kinds), n=1)
        others = f"earlier items are {', '.join(kinds)}." if kinds else "no item comes before this one."
        guess = f"did you mean {near[0]}?" if near else others
        findings.add("condition-name", place, name=detail["name"], guess=guess)
    elif problem.what == "type-mismatch":
        fit = f"{detail['operator']} needs {_KINDS[detail['expected']]}, this is {_KINDS[detail['found']]}"
        findings.add("condition-type", place, detail=fit)
    elif problem.what == "missing-code":
        fit = f"{detail['code']} is no value of {detail['item']}; use not answered({detail['item']})"
        findings.add("condition-type", place, detail=fit)
    elif problem.what in _LIMITS:
        findings.add("condition-limit", place)
    else:
        words = {
            "empty": "it is empty",
            "unclosed-text": "a quoted text is not closed",
            "chained-comparison": "write two comparisons joined by and",
            "unknown-character": f"{detail.get('found')} means nothing here",
            "syntax": f"{detail.get('found') or 'the end'} stands where {detail.get('expected')} is expected",
        }[problem.what]
        instead = f"; write {detail['instead']}" if detail.get("instead") else ""
        findings.add("condition-syntax", place, detail=words + instead)


def _codes(found: Condition, earlier: Mapping[str, Item], spot: "_Spot", findings: Findings) -> None:
    for one, other, column in found.pairs:
        sides = earlier[one].ordered_as, earlier[other].ordered_as
        if sides[0] != sides[1]:
            detail = f"{one} is {sides[0]}, {other} is {sides[1]}"
            findings.add("condition-type", spot.at(column), detail=detail)
    for use in found.codes:
        item = earlier.get(use.item)
        instead = item.misread(use.code) if item is not None else None
        if instead is not None:
            findings.add(
                "condition-constant", spot.at(use.column), item=use.item, text=use.code, instead=instead
            )
        codes = [option.code for option in item.offered] if item is not None else []
        if item is not None and codes and use.code not in codes and not _is_worth(item, use.code):
            near = difflib.get_close_matches(use.code, codes, n=1)
            guess = f"Did you mean {near[0]}?" if near else f"Its codes are {', '.join(codes[:12])}."
            findings.add("condition-code", spot.at(use.column), item=use.item, code=use.code, guess=guess)


def _is_worth(item: Item, number: str) -> bool:
    """True for a number that an answer can come to: any that is typed, or the score of an option."""
    return item.kind == "number" and item.can_be(Decimal(number))


def _order(
    found: Condition,
    item: Item,
    known: tuple[Mapping[str, Item], set[str]],
    spot: "_Spot",
    findings: Findings,
) -> None:
    earlier, shuffled = known
    for name in found.names:
        if item.section in shuffled and earlier[name].section == item.section:
            findings.add("condition-section", spot.place, name=name)
