"""Decides what changed from one version of a questionnaire to another, item by item."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.comparison.items import item_changes, shown, value_change, wording_changes
from surveys.comparison.rules import Change, Verdict, gravest
from surveys.item import Item
from surveys.questionnaire import Questionnaire, Section

_CONCLUSIONS = {
    "break": "not comparable any more",
    "check": "to be checked by somebody who knows the subject",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, in the order of the later version; those of items that are gone come last."""

    changes: tuple[Change, ...]

    @property
    def verdict(self) -> Verdict:
        """On all series together."""
        return gravest([change.verdict for change in self.changes])

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """On the series of each item that changed."""
        names = dict.fromkeys(change.item for change in self.changes if change.item)
        return {name: gravest([each.verdict for each in self.changes if each.item == name]) for name in names}

    def conclusion(self) -> str:
        """The verdict on all series, in words."""
        if not self.changes:
            return "nothing differs: the series go on"
        told = []
        for verdict, words in _CONCLUSIONS.items():
            names = [name for name, each in self.verdicts.items() if each == verdict]
            told += [f"{words}: {', '.join(names)}"] if names else []
        if not told:
            rest = "; look at the questionnaire as a whole" if self.verdict == "check" else ""
            return f"every series goes on{rest}"
        return "; ".join(told)

    def as_json(self) -> dict[str, Any]:
        """For programs: `comparable` is true only if every series certainly goes on."""
        changes = [change.as_json() for change in self.changes]
        comparable = self.verdict == "comparable"
        return {
            "comparable": comparable,
            "verdict": self.verdict,
            "series": self.verdicts,
            "changes": changes,
        }


def compare(before: Questionnaire, after: Questionnaire) -> Comparison:
    """What changed from `before` to `after`; nothing where their fingerprints are the same."""
    renamed = _renamed(before, after)
    moved = _moved([item.id for item in before.items], [item.id for item in after.items])
    changes = [*_head(before, after)]
    for item in after.items:
        old = before.by_id.get(item.id)
        if old is not None:
            changes += [Change("moved", item.id)] if item.id in moved else []
            changes += item_changes(old, item)
            if old.section != item.section:
                orders = (_order(each, found.section) for each, found in ((before, old), (after, item)))
                changes += value_change(item.id, "order", "the order around it", *orders)
        elif item.id not in renamed.values():
            changes.append(Change("added", item.id))
    for item in before.items:
        if item.id in renamed:
            changes.append(Change("renamed", item.id, {"before": item.id, "after": renamed[item.id]}))
        elif item.id not in after.by_id:
            changes.append(Change("removed", item.id))
    return Comparison(tuple(changes))


# The questionnaire itself


def _head(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    yield from wording_changes("", "title", before.title, after.title, heavy="head")
    yield from wording_changes(
        "", "introduction", before.introduction, after.introduction, heavy="introduction"
    )
    for part, kind in (
        ("id", "head"),
        ("languages", "head"),
        ("modules", "module"),
        ("partial_when", "partial"),
    ):
        yield from value_change("", kind, part, getattr(before, part), getattr(after, part))
    old, new = ({section.id: section for section in each.sections} for each in (before, after))
    for name in dict.fromkeys([*old, *new]):
        yield from _section(name, old.get(name, Section(id=name)), new.get(name, Section(id=name)))
    if list(old) != list(new):
        yield Change("head", "", {"part": "sections", "before": shown(list(old)), "after": shown(list(new))})


def _section(name: str, before: Section, after: Section) -> Iterator[Change]:
    yield from value_change("", "order", f"the order of section {name}", before.order, after.order)
    yield from value_change("", "module", f"section {name} as a module", before.module, after.module)
    titles = (each.title or {} for each in (before, after))
    yield from wording_changes("", f"title of section {name}", *titles, heavy="head")


def _order(questionnaire: Questionnaire, name: str | None) -> str:
    return next((section.order for section in questionnaire.sections if section.id == name), "fixed")


# Items among themselves


def _renamed(before: Questionnaire, after: Questionnaire) -> dict[str, str]:
    """Items that are gone and stand, word for word, under another id."""
    fresh = {_words(item): item.id for item in after.items if item.id not in before.by_id and item.text}
    gone = [item for item in before.items if item.id not in after.by_id and item.text]
    return {item.id: fresh[_words(item)] for item in gone if _words(item) in fresh}


def _words(item: Item) -> tuple[str, ...]:
    return (item.type, *(f"{language}:{text}" for language, text in sorted(item.text.items())))


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest ids whose moving explains the new order: all but a longest rising run of old places."""
    places = {name: place for place, name in enumerate(before)}
    common = [name for name in after if name in places]
    tails: list[int] = []
    ends: list[str] = []
    previous: dict[str, str | None] = {}
    for name in common:
        at = bisect_left(tails, places[name])
        previous[name] = ends[at - 1] if at else None
        tails[at : at + 1] = [places[name]]
        ends[at : at + 1] = [name]
    kept: set[str] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = previous[last]
    return set(common) - kept
