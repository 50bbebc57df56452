"""Decides what must hold between the parts of a questionnaire: languages, ids, codes, conditions, placeholders."""

from collections.abc import Iterator, Sequence
from typing import Any

from surveys.answers import MISSING_CODES
from surveys.condition_checking import check_conditions
from surveys.findings import Findings, Source
from surveys.item import LABEL_LIMIT, Item
from surveys.items.multiple import Multiple
from surveys.items.number import Number
from surveys.questionnaire import Questionnaire
from surveys.wording import placeholders
from surveys.yaml_text import Node

CAMPAIGN_PLACEHOLDERS = frozenset({"agency", "service"})
_CHOSEN_FROM = frozenset({"single", "multiple", "rating", "nps", "effort", "yes_no", "region", "district"})

PSEUDO_SHORT = 20
"""Characters up to which a text may grow by a third in another language; beyond, by a fifth."""

Path = tuple[str | int, ...]


def check_texts(
    questionnaire: Questionnaire, root: Node, sources: Sequence[Source], findings: Findings
) -> None:
    """Every text is there in every language of the questionnaire and in no other."""
    languages = set(questionnaire.languages)
    for key in ("title", "introduction", "scales"):
        if key in root.value:
            plain = root.value[key].plain()
            for path, wording in _wordings(plain, (key,), languages):
                _languages(wording, languages, root.place(path), findings)
    for source in sources:
        for path, wording in _wordings(source.data, (), languages):
            if not (
                source.data.get("core") and set(wording) >= languages
            ):  # the core may speak more languages
                _languages(wording, languages, source.place(path), findings)


def check_items(
    questionnaire: Questionnaire, items: Sequence[tuple[Item, Source]], root: Node, findings: Findings
) -> None:
    """Ids, options, bounds, placeholders and conditions fit together."""
    seen: set[str] = set()
    for item, source in items:
        if item.id in seen:
            findings.add("duplicate-id", source.place(("id",)), id=item.id)
        for name in sorted(_named(item) - seen - CAMPAIGN_PLACEHOLDERS):
            findings.add("placeholder", source.place(("text",)), name=name)
        seen.add(item.id)
        _options(item, source, findings)
        _bounds(item, source, findings)
    check_conditions(questionnaire, items, root, findings)


def longest(label: str) -> int:
    """Characters that a label needs in the pseudo-locale, which stands for languages not yet written."""
    return round(len(label) * (1.35 if len(label) <= PSEUDO_SHORT else 1.2))


def _languages(
    wording: dict[str, Any], languages: set[str], place: tuple[int, int], findings: Findings
) -> None:
    for language in sorted(languages - set(wording)):
        findings.add("missing-text", place, language=language)
    for language in sorted(set(wording) - languages):
        findings.add("unlisted-language", place, language=language)
    for language, text in wording.items():
        if not text:
            findings.add("empty-text", place, language=language)


def _wordings(plain: Any, path: Path, languages: set[str]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every mapping of languages to texts inside plain values, with the path to it."""
    if isinstance(plain, dict):
        short = all(isinstance(key, str) and len(key) in {2, 3} for key in plain)
        if plain and short and set(plain) & (languages | {"kk", "ru", "en"}):
            yield path, plain
            return
        for key, inside in plain.items():
            yield from _wordings(inside, (*path, key), languages)
    elif isinstance(plain, list):
        for place, inside in enumerate(plain):
            yield from _wordings(inside, (*path, place), languages)


def _named(item: Item) -> set[str]:
    return placeholders(item.text) | (placeholders(item.hint) if item.hint else set())


def _options(item: Item, source: Source, findings: Findings) -> None:
    if item.type in _CHOSEN_FROM and not any(option.code not in MISSING_CODES for option in item.offered):
        findings.add("no-options", (source.node.line, source.node.column))
    own = len(item.offered) - len(source.data.get("missing") or ()) - len(source.data.get("options") or ())
    codes: set[str] = set()
    for place, option in enumerate(item.offered):
        where = source.place(("options", place - own))
        if option.code in codes:
            findings.add("duplicate-code", where, code=option.code)
        codes.add(option.code)
        if (
            item.type in {"rating", "nps", "effort"}
            and option.score is None
            and option.code not in MISSING_CODES
        ):
            findings.add("no-score", where, code=option.code)
        for language, label in option.label.items():
            if len(label) > LABEL_LIMIT:
                findings.add("long-label", where, language=language, length=len(label), limit=LABEL_LIMIT)


def _bounds(item: Item, source: Source, findings: Findings) -> None:
    if isinstance(item, Number):
        low, high = item.range.min, item.range.max
        if low is not None and high is not None and low > high:
            findings.add("impossible-bounds", source.place(("range",)))
    if isinstance(item, Multiple):
        possible = sum(not option.exclusive and option.code not in MISSING_CODES for option in item.options)
        if item.choose.min > item.choose.max:
            findings.add("impossible-bounds", source.place(("choose",)))
        elif item.choose.min > possible:
            findings.add("impossible-choice", source.place(("choose",)), min=item.choose.min, count=possible)
