"""Decides what must hold between the parts of a questionnaire: languages, ids, codes, conditions, placeholders."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from surveys.answers import MISSING_CODES
from surveys.conditions import RESERVED_WORDS
from surveys.item import LABEL_LIMIT, OPTION_LIMIT, Item
from surveys.questionnaire import Questionnaire
from surveys.reading.condition_checks import brought, check_conditions
from surveys.reading.findings import Findings, Source
from surveys.reading.pydantic_errors import kind_of
from surveys.reading.translations import KEYS, Text, texts
from surveys.reading.yaml_nodes import Node
from surveys.wording import CAMPAIGN_PLACEHOLDERS, placeholders

ITEM_LIMIT = 200
"""Items of one questionnaire: ten times what anybody answers on a phone."""

PSEUDO_SHORT = 20
"""Characters up to which a text may grow by a third in another language; beyond, by a fifth."""

_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")


def check_values(root: Node, findings: Findings) -> None:
    """No key stands without a value; what a text lacks is told with its language."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node.value, list):
            waiting += node.value
        elif isinstance(node.value, dict):
            for key, inside in node.value.items():
                if inside.value is None:
                    findings.add("no-value", node.place((key,)), key=key)
                elif key not in KEYS:
                    waiting.append(inside)


def check_texts(root: Node, sources: Sequence[Source], languages: Iterable[str], findings: Findings) -> None:
    """Every text is there in every language of the questionnaire and in no other."""
    wanted = set(languages)
    for text in texts(root):
        _text(text, wanted, findings)
    for source in sources:
        if source.data.get("core") and isinstance(source.data.get("text"), dict):
            for language in sorted(wanted - set(source.data["text"])):
                place, path = source.place(("use",)), source.data["core"]
                findings.add("missing-text", place, language=language, path=path)


def check_scales(root: Node, scales: Mapping[str, Sequence[Mapping[str, Any]]], findings: Findings) -> None:
    """The options of the questionnaire's own scales: each code once, none of them reserved, labels short."""
    for name in scales:
        listed = root.value["scales"].value[name].value["options"].value
        seen: set[str] = set()
        for node in listed:
            plain = node.plain()
            if not isinstance(plain, dict):
                continue
            code, label = str(plain.get("code")), plain.get("label")
            _code(code, seen, (node.line, node.column), findings)
            if plain.get("score") is None:
                findings.add("no-score", (node.line, node.column), code=code)
            _label(label if isinstance(label, dict) else {}, (node.line, node.column), findings)


def check_items(
    questionnaire: Questionnaire, items: Sequence[tuple[Item, Source]], root: Node, findings: Findings
) -> None:
    """Ids, options, bounds, placeholders and conditions fit together."""
    seen: set[str] = set()
    for key in ("title", "introduction"):
        _placeholders(key, getattr(questionnaire, key), seen, holder=root, findings=findings)
    for item, source in items:
        if item.id in seen:
            findings.add("duplicate-id", source.place(("id",)), id=item.id)
        if item.id in RESERVED_WORDS:
            reserved = ", ".join(sorted(RESERVED_WORDS))
            findings.add("reserved-id", source.place(("id",)), id=item.id, reserved=reserved)
        for key in ("text", "hint"):
            _placeholders(key, getattr(item, key) or {}, seen, holder=source, findings=findings)
        seen.add(item.id)
        _options(item, source, findings)
        for misfit in item.misfits():
            findings.add(misfit.problem, source.place((misfit.key,)), **misfit.values)
        if item.valid_message is not None and item.valid_when is None:
            findings.add("no-check", source.place(("valid_message",)))
    _modules(questionnaire, root, findings)
    check_conditions(questionnaire, items, root, findings)


def longest(label: str) -> int:
    """Characters that a label needs in the pseudo-locale, which stands for languages not yet written."""
    return round(len(label) * (1.35 if len(label) <= PSEUDO_SHORT else 1.2))


def _text(text: Text, wanted: set[str], findings: Findings) -> None:
    node = text.node
    for language in sorted(wanted - set(node.value)):
        findings.add("missing-text", text.place, language=language, path=text.path)
    for language, inside in node.value.items():
        place = node.place((language,))
        if not _LANGUAGE.match(language):
            findings.add("not-a-language", place, language=language)
        elif language not in wanted:
            findings.add("unlisted-language", place, language=language)
        elif inside.value is None or (isinstance(inside.value, str) and not inside.value.strip()):
            findings.add("empty-text", place, language=language, path=text.path)
        elif not isinstance(inside.value, str):
            findings.add("not-a-text", place, found=kind_of(inside.plain()))


def _placeholders(
    key: str, wording: Mapping[str, str], seen: Iterable[str], *, holder: Node | Source, findings: Findings
) -> None:
    """Only what the campaign brings or was asked before can be put into a text."""
    known = {*CAMPAIGN_PLACEHOLDERS, *seen}
    for language, text in wording.items():
        for name in sorted(placeholders({language: text}) - known):
            findings.add("placeholder", holder.place((key, language)), name=name)


def _options(item: Item, source: Source, findings: Findings) -> None:
    listed = source.data.get("options")
    real = any(option.code not in MISSING_CODES for option in item.offered)
    if item.own_options and not real and isinstance(listed, list | None):
        findings.add("no-options", source.place(("options",)))
    first = brought(item, source)
    if _too_many(item, first, source, findings):
        return
    own = len(listed) if isinstance(listed, list) else 0
    if item.scored and first and all(option.score is None for option in item.offered[:first]):
        findings.add("unscored-scale", source.place(("scale",)), scale=source.data.get("scale"))
    codes = {option.code for option in item.offered[:first]}
    for place, option in enumerate(item.offered[first : first + own]):
        where = source.place(("options", place))
        _code(option.code, codes, where, findings)
        if item.scored and option.score is None:
            findings.add("no-score", where, code=option.code)
        if not source.data.get("core"):
            _label(option.label, where, findings)
    for code in {option.code for option in item.offered[first + own :]} & codes - MISSING_CODES:
        findings.add("duplicate-code", source.place(("missing",)), code=code)


def _too_many(item: Item, first: int, source: Source, findings: Findings) -> bool:
    """Options of the registry or the campaign, and the standard codes, take no place in a response's byte."""
    own = item.offered[first:] if item.registered else item.offered
    count = sum(option.code not in MISSING_CODES for option in own)
    limit = OPTION_LIMIT - (item.expects == "typed")  # a typed answer itself takes one
    if count > limit:
        key = "options" if source.data.get("options") else "scale"
        findings.add("too-many-options", source.place((key,)), count=count, limit=limit)
    return count > limit


def _code(code: str, seen: set[str], place: tuple[int, int], findings: Findings) -> None:
    if code in MISSING_CODES:
        findings.add("reserved-code", place, code=code)
    elif code in seen:
        findings.add("duplicate-code", place, code=code)
    seen.add(code)


def _label(label: Mapping[str, Any], place: tuple[int, int], findings: Findings) -> None:
    for language, text in label.items():
        if isinstance(text, str) and len(text) > LABEL_LIMIT:
            findings.add("long-label", place, language=language, length=len(text), limit=LABEL_LIMIT)


def _modules(questionnaire: Questionnaire, root: Node, findings: Findings) -> None:
    count = sum(section.module for section in questionnaire.sections)
    wanted = questionnaire.modules
    if (wanted is None and count) or (wanted is not None and wanted > count):
        findings.add("modules", root.place(("modules",)), wanted=wanted or "none", count=count)
