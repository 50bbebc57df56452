"""Decides what an author is advised about a questionnaire that could be published: nothing here forbids it."""

import re
from collections.abc import Sequence

from surveys.branching import offered_ever, possible, ways
from surveys.findings import Findings, Source
from surveys.item import Item
from surveys.questionnaire import Questionnaire
from surveys.yaml_text import Node

MANY = 12
"""Questions beyond which people leave (experience.md, section 8); those about the person are not counted."""
ABOUT_THE_PERSON = frozenset(
    {"region", "district", "settlement", "sex", "age", "disability", "education", "income"}
)
"""Dimensions of questions that are asked last and may be skipped."""

_JUDGED = frozenset({"rating", "nps", "effort", "yes_no"})
_JOINS = {"kk": re.compile(r"\b(және)\b"), "ru": re.compile(r"\b(и)\b"), "en": re.compile(r"\b(and)\b")}


def lint(
    questionnaire: Questionnaire, items: Sequence[tuple[Item, Source]], root: Node, findings: Findings
) -> None:
    """Notes what will probably go wrong with respondents, unless the author has accepted it."""
    for item, source in items:
        if item.ask_when:
            _reach(questionnaire, item, source, findings)
        if any(option.offer_when for option in item.offered):
            _options(questionnaire, item, source, findings)
        if item.type in _JUDGED and item.core is None:
            _double(item, source, findings)
    _length(questionnaire, root, findings)
    _order(items, findings)


def _reach(questionnaire: Questionnaire, item: Item, source: Source, findings: Findings) -> None:
    met, complete = possible(questionnaire, item)
    if complete and met == {False}:
        findings.add("never-asked", source.place(("ask_when",)))
    if complete and met == {True}:
        findings.add("always-asked", source.place(("ask_when",)))


def _options(questionnaire: Questionnaire, item: Item, source: Source, findings: Findings) -> None:
    met, complete = offered_ever(questionnaire, item)
    for option in item.offered:
        if complete and option.code not in met:
            findings.add("dead-option", source.place(("options",)), code=option.code)


def _double(item: Item, source: Source, findings: Findings) -> None:
    for language, join in _JOINS.items():
        if found := join.search(item.text.get(language, "")):
            findings.add(
                "double-question", source.place(("text", language)), language=language, word=found[1]
            )


def _length(questionnaire: Questionnaire, root: Node, findings: Findings) -> None:
    counts = [
        sum(item.asks and item.measures not in ABOUT_THE_PERSON for item in way.items)
        for way in ways(questionnaire).ways
    ]
    if max(counts, default=0) > MANY:
        findings.add("many-questions", root.place(("items",)), count=max(counts), limit=MANY)


def _order(items: Sequence[tuple[Item, Source]], findings: Findings) -> None:
    """Parts first, the whole last, section by section: what is recalled shapes the overall judgement."""
    for place, (item, source) in enumerate(items):
        if item.measures != "overall":
            continue
        later = [
            each.id
            for each, _ in items[place + 1 :]
            if each.type == "rating"
            and each.section == item.section
            and each.measures not in {None, "overall"}
        ]
        if later:
            findings.add("overall-not-last", source.place(("id",)), item=later[0])
