"""Decides whether the conditions of a questionnaire can be kept: they look back, fit, and name options that exist."""

import difflib
from collections.abc import Iterator, Mapping, Sequence

from surveys.conditions import Condition, ConditionError, ConditionProblem, parse
from surveys.findings import Findings, Source
from surveys.item import Item, Kind
from surveys.items.calculate import Calculate
from surveys.questionnaire import Questionnaire
from surveys.yaml_text import Node

_LIMITS = {"too-long", "too-deep", "number-too-long"}


def check_conditions(
    questionnaire: Questionnaire, items: Sequence[tuple[Item, Source]], root: Node, findings: Findings
) -> None:
    """Every condition and calculation is readable and refers to earlier items only."""
    shuffled = {section.id for section in questionnaire.sections if section.order != "fixed"}
    kinds: dict[str, Kind] = {}
    earlier: dict[str, Item] = {}
    for item, source in items:
        for place, text in _looking_back(item, source.node):
            found = _parse(text, kinds, place, findings)
            if found is not None:
                _codes(found, earlier, place, findings)
                _order(found, item, (earlier, shuffled), place, findings)
        kinds[item.id] = item.kind
        earlier[item.id] = item
        _validity(item, source, (kinds, earlier), findings)
    if questionnaire.partial_when is not None:
        place = _where(root, "partial_when")
        found = _parse(questionnaire.partial_when, kinds, place, findings)
        if found is not None:
            _codes(found, earlier, place, findings)


def _looking_back(item: Item, node: Node) -> Iterator[tuple[tuple[int, int], str]]:
    """The conditions that may name earlier items only, each with its place."""
    if item.ask_when is not None:
        yield _where(node, "ask_when"), item.ask_when
    if isinstance(item, Calculate):
        yield _where(node, "value"), item.value
    own = node.value.get("options")
    first = len(item.offered) - (len(own.value) if own is not None else 0)
    for place, option in enumerate(item.offered):
        if option.offer_when is not None:
            inside = (
                own.value[place - first] if own is not None and 0 <= place - first < len(own.value) else node
            )
            yield _where(inside, "offer_when"), option.offer_when


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
    place = _where(source.node, "valid_when")
    found = _parse(item.valid_when, known[0], place, findings)
    if found is not None:
        _codes(found, known[1], place, findings)


def _where(node: Node, key: str) -> tuple[int, int]:
    """Where the condition's text begins; that of a section, or of a core item, is at the entry."""
    value = node.value.get(key)
    return (value.line, value.column) if value is not None else (node.line, node.column)


def _parse(
    text: str, kinds: Mapping[str, Kind], place: tuple[int, int], findings: Findings
) -> Condition | None:
    try:
        return parse(text, kinds)
    except ConditionError as error:
        for problem in error.problems:
            line, column = place
            _note(problem, kinds, (line, column + problem.column - 1), findings)
        return None


def _note(
    problem: ConditionProblem, kinds: Mapping[str, Kind], place: tuple[int, int], findings: Findings
) -> None:
    detail = problem.detail
    if problem.what == "unknown-name":
        near = difflib.get_close_matches(detail["name"], list(kinds), n=1)
        guess = f"did you mean {near[0]}?" if near else f"earlier items are {', '.join(kinds) or 'none'}."
        findings.add("condition-name", place, name=detail["name"], guess=guess)
    elif problem.what == "type-mismatch":
        fit = f"{detail['operator']} needs {detail['expected']}, this is {detail['found']}"
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


def _codes(found: Condition, earlier: Mapping[str, Item], place: tuple[int, int], findings: Findings) -> None:
    for use in found.codes:
        item = earlier.get(use.item)
        codes = [option.code for option in item.offered] if item is not None else []
        if codes and use.code not in codes:
            near = difflib.get_close_matches(use.code, codes, n=1)
            guess = f"Did you mean {near[0]}?" if near else f"Its codes are {', '.join(codes[:12])}."
            line, column = place
            findings.add(
                "condition-code", (line, column + use.column - 1), item=use.item, code=use.code, guess=guess
            )


def _order(
    found: Condition,
    item: Item,
    known: tuple[Mapping[str, Item], set[str]],
    place: tuple[int, int],
    findings: Findings,
) -> None:
    earlier, shuffled = known
    for name in found.names:
        if item.section in shuffled and earlier[name].section == item.section:
            findings.add("condition-section", place, name=name)
