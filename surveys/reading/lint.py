"""Decides what an author is advised about a questionnaire that could be published: nothing here forbids it."""

import re
from collections.abc import Sequence

from surveys.answers import MISSING_CODES
from surveys.item import LABEL_LIMIT, Item
from surveys.questionnaire import Questionnaire
from surveys.reading.checks import longest
from surveys.reading.condition_checks import brought
from surveys.reading.findings import Findings, Source
from surveys.reading.translations import texts
from surveys.reading.yaml_nodes import Node
from surveys.routes.search import Reach, Ways, explored
from surveys.wording import placeholders

MANY = 12
"""Questions beyond which people leave on a phone; those about the person are not counted."""
ABOUT_THE_PERSON = frozenset(
    {"region", "district", "settlement", "sex", "age", "disability", "education", "income"}
)
"""Dimensions of questions that are asked last and may be skipped."""

_JOINS = {"kk": re.compile(r"\b(және)\b"), "ru": re.compile(r"\b(и)\b"), "en": re.compile(r"\b(and)\b")}


def lint(
    questionnaire: Questionnaire, items: Sequence[tuple[Item, Source]], root: Node, findings: Findings
) -> None:
    """Notes what will probably go wrong with respondents, unless the author has accepted it."""
    found, reached = explored(questionnaire)
    for item, source in items:
        if item.id in reached.sure:
            _reach(item, source, reached, findings)
        if item.judges and item.core is None:
            _double(item, source, findings)
        if item.core is None:
            _labels(item, source, findings)
        if (
            item.expects == "tap"
            and item.meaning is None
            and any(item.worth(each) is not None for each in item.offered)
        ):
            findings.add("no-meaning", source.place(("scale" if "scale" in source.data else "options",)))
    _texts(root, findings)
    _length(found, root, findings)
    _order(items, findings)


def _reach(item: Item, source: Source, reached: Reach, findings: Findings) -> None:
    asked = reached.asked[item.id]
    if asked == {False}:
        findings.add("never-asked", source.place(("ask_when",)))
        return
    if asked == {True} and item.ask_when:
        findings.add("always-asked", source.place(("ask_when",)))
    first = brought(item, source)
    for place, option in enumerate(item.offered):
        if option.code not in reached.offered.get(item.id, set()):
            findings.add("dead-option", source.place(("options", max(0, place - first))), code=option.code)


def _labels(item: Item, source: Source, findings: Findings) -> None:
    """A label that is long in each language will not fit the button in a further one."""
    first = brought(item, source)
    for place, option in enumerate(item.offered):
        length = longest(min(option.label.values(), key=len))
        if place >= first and option.code not in MISSING_CODES and length > LABEL_LIMIT:
            where = source.place(("options", place - first))
            findings.add("tight-label", where, length=length, limit=LABEL_LIMIT)


def _texts(root: Node, findings: Findings) -> None:
    """What is lost on the way from the author's head to the file."""
    for text in texts(root):
        for language, inside in text.node.value.items():
            if inside.cut:
                findings.add("cut-text", text.node.place((language,)), language=language)
        used = {language: placeholders({language: each.value}) for language, each in text.node.value.items()}
        for language, names in used.items():
            for name in sorted(set().union(*used.values()) - names):
                findings.add("lost-placeholder", text.node.place((language,)), language=language, name=name)


def _double(item: Item, source: Source, findings: Findings) -> None:
    for language, join in _JOINS.items():
        if found := join.search(item.text.get(language, "")):
            findings.add(
                "double-question", source.place(("text", language)), language=language, word=found[1]
            )


def _length(found: Ways, root: Node, findings: Findings) -> None:
    counts = [
        sum(item.asks and item.measures not in ABOUT_THE_PERSON for item in way.items) for way in found.ways
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
            if each.judges_a_part and each.section == item.section and each.measures not in {None, "overall"}
        ]
        if later:
            findings.add("overall-not-last", source.place(("id",)), item=later[0])
