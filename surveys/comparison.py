"""Decides what changed from one version of a questionnaire to another, item by item."""

import difflib
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.answers import MISSING_CODES
from surveys.comparability import ORDER, RULES, Verdict, gravest
from surveys.item import Item, Option
from surveys.questionnaire import Questionnaire, Section

SLIP = 0.9
"""Likeness (Ratcliff and Obershelp, 0 to 1) from which other words may be a corrected slip."""
NONE = "nothing"
"""Stands for what is not there."""

_CONCLUSIONS = {
    "break": "not comparable any more",
    "check": "to be checked by somebody who knows the subject",
}
_WORDINGS = ("text", "hint", "unit", "valid_message")
_OTHERWISE = {
    "scale": "scale",
    "within": "scale",
    "range": "bounds",
    "decimals": "bounds",
    "max_length": "bounds",
    "earliest": "bounds",
    "latest": "bounds",
    "choose": "choose",
    "value": "calculation",
    "ask_when": "condition",
    "required": "required",
    "valid_when": "validity",
    "measures": "measures",
    "section": "section",
    "core": "core-version",
}
"""Fields of an item -> the kind of change; those not named are a `setting`."""
_LOOKED_AT = frozenset({"id", "type", "options", "missing", "ends", *_WORDINGS})
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `item` is empty for the questionnaire itself; `values` fill the sentence."""

    kind: str
    item: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """What it does to the series of the item."""
        return RULES[self.kind].verdict

    @property
    def why(self) -> str:
        """The reason of the verdict."""
        return RULES[self.kind].why.format_map(self.values)

    def sentence(self) -> str:
        """What changed, what that means, and why."""
        what = RULES[self.kind].what.format_map(self.values)
        return f"{self.item or 'questionnaire'}: {what}: {self.verdict}: {self.why}"

    def as_json(self) -> dict[str, Any]:
        """For programs; `item` is null for the questionnaire itself."""
        told = {"item": self.item or None, "change": self.kind, **self.values}
        return {**told, "verdict": self.verdict, "why": self.why}


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
        named = {
            verdict: [name for name, each in self.verdicts.items() if each == verdict] for verdict in ORDER
        }
        told = [
            f"{words}: {', '.join(named[verdict])}"
            for verdict, words in _CONCLUSIONS.items()
            if named[verdict]
        ]
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
            changes += _item(old, item)
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
    yield from _wording("", "title", before.title, after.title, heavy="head")
    yield from _wording("", "introduction", before.introduction, after.introduction, heavy="introduction")
    for part, kind in (
        ("id", "head"),
        ("languages", "head"),
        ("modules", "module"),
        ("partial_when", "partial"),
    ):
        yield from _value("", kind, part, getattr(before, part), getattr(after, part))
    old, new = ({section.id: section for section in each.sections} for each in (before, after))
    for name in dict.fromkeys([*old, *new]):
        yield from _section(name, old.get(name, Section(id=name)), new.get(name, Section(id=name)))
    if list(old) != list(new):
        yield Change(
            "head", "", {"part": "sections", "before": _shown(list(old)), "after": _shown(list(new))}
        )


def _section(name: str, before: Section, after: Section) -> Iterator[Change]:
    yield from _value("", "order", f"the order of section {name}", before.order, after.order)
    yield from _value("", "module", f"section {name} as a module", before.module, after.module)
    titles = (each.title or {} for each in (before, after))
    yield from _wording("", f"title of section {name}", *titles, heavy="head")


# One item


def _item(before: Item, after: Item) -> Iterator[Change]:
    if before.type != after.type:
        yield Change("type", after.id, {"before": before.type, "after": after.type})
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    for part in _WORDINGS:
        yield from _wording(after.id, part, old.get(part) or {}, new.get(part) or {})
    for end in ("low", "high"):
        ends = ((each.get("ends") or {}).get(end) or {} for each in (old, new))
        yield from _wording(after.id, f"{end} end", *ends)
    for part in new:
        if part in old and part not in _LOOKED_AT:
            yield from _value(after.id, _OTHERWISE.get(part, "setting"), part, old[part], new[part])
    yield from _options(after.id, before.offered, after.offered)


def _options(item: str, before: Sequence[Option], after: Sequence[Option]) -> Iterator[Change]:
    old = {option.code: option for option in before}
    new = {option.code: option for option in after}
    follows = {option.code: option.code for option in after if option.code in old}
    for option in after:
        if option.code in old:
            continue
        if option.replaces in old and option.replaces not in new:
            follows[option.code] = option.replaces
            yield Change("option-renamed", item, {"before": option.replaces, "after": option.code})
            continue
        if option.replaces is not None:
            yield Change("replaces-nothing", item, {"before": option.replaces, "after": option.code})
        kind = "missing-added" if option.code in MISSING_CODES else "option-added"
        yield Change(kind, item, {"after": option.code})
    for code in old:
        if code not in new and code not in follows.values():
            yield Change(
                "missing-removed" if code in MISSING_CODES else "option-removed", item, {"before": code}
            )
    common = [code for code in old if code in follows.values()]
    if [follows[code] for code in new if code in follows] != common:
        yield Change("options-moved", item)
    for code, former in follows.items():
        yield from _option(item, old[former], new[code])


def _option(item: str, before: Option, after: Option) -> Iterator[Change]:
    yield from _wording(item, f"label {after.code}", before.label, after.label)
    if before.score != after.score:
        yield Change("score", item, _told(after.code, before.score, after.score))
    settings = ("exclusive", "specify", "offer_when", "replaces")
    changed = [part for part in settings if getattr(before, part) != getattr(after, part)]
    if before.code != after.code and "replaces" in changed:
        changed.remove("replaces")
    if changed:
        yield Change("option-setting", item, {"part": after.code, "language": ", ".join(changed)})


def _value(item: str, kind: str, part: str, before: object, after: object) -> Iterator[Change]:
    if before != after:
        yield Change(kind, item, _told(part, before, after))


def _wording(
    item: str, part: str, before: Mapping[str, str], after: Mapping[str, str], *, heavy: str = "wording"
) -> Iterator[Change]:
    for language in dict.fromkeys([*after, *before]):
        told = {"part": part, "language": language}
        if language not in before:
            yield Change("language-added", item, told)
        elif language not in after:
            yield Change("language-removed", item, told)
        elif before[language] != after[language]:
            values = {**told, "before": before[language], "after": after[language]}
            yield Change(_how_much(before[language], after[language], heavy), item, values)


def _how_much(before: str, after: str, heavy: str) -> str:
    if _MARKS.sub(" ", before).split() == _MARKS.sub(" ", after).split():
        return "punctuation"
    if _MARKS.sub(" ", before).casefold().split() == _MARKS.sub(" ", after).casefold().split():
        return "punctuation"
    like = difflib.SequenceMatcher(None, before, after, autojunk=False).ratio()
    return "slip" if heavy == "wording" and like >= SLIP else heavy


def _told(part: str, before: object, after: object) -> dict[str, str]:
    return {"part": part, "before": _shown(before), "after": _shown(after)}


def _shown(value: object) -> str:
    if value is None or value == "" or value == [] or value == ():
        return NONE
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown(inside)}" for key, inside in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else f"{value}"


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
