"""Decides what made-up questionnaires look like, and by an oracle of its own what is asked in them.

The oracle knows nothing of surveys.conditions or surveys.interview.route: it follows the made-up branches by plain
recursion.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from hypothesis import strategies as st

from console import shipped
from surveys.answers import MISSING_CODES, Answer
from surveys.item import Item
from surveys.items import item_types
from surveys.questionnaire import Questionnaire
from surveys.reading import read
from tests.item_keys import optional_keys, values

LANGUAGES = ("kk", "ru")
MOST_ITEMS = 7

Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass(frozen=True)
class Branch:
    """A condition on one earlier item: `answered`, `is` a code, `has` a code, or `low` (a number up to 3)."""

    item: str
    how: str
    code: str = ""
    opposite: bool = False

    def text(self) -> str:
        """As an author writes it."""
        plain = {
            "answered": f"answered({self.item})",
            "is": f"{self.item} == {self.code}",
            "has": f"{self.item} has {self.code}",
            "low": f"{self.item} <= 3",
        }[self.how]
        return f"not ({plain})" if self.opposite else plain

    def holds(self, found: Answer | None) -> bool:
        """Whether it holds, `found` being the answer that counts, if any."""
        return self._plainly(found) != self.opposite

    def _plainly(self, found: Answer | None) -> bool:
        if found is None or found.skipped or (len(found.codes) == 1 and found.codes[0] in MISSING_CODES):
            return False
        if self.how == "answered":
            return True
        if self.how == "low":
            return (found.number if found.number is not None else int(found.codes[0])) <= 3
        return self.code in found.codes


@dataclass
class Made:
    """A questionnaire with what the oracle needs to know of it."""

    questionnaire: Questionnaire
    branches: Mapping[str, Branch | None]
    offered: Mapping[str, Mapping[str, Branch | None]]
    sections: Mapping[str, str | None]

    def counted(self, answers: Mapping[str, Answer], dropped: set[str]) -> dict[str, Answer]:
        """The answers of items that are asked, with options that are offered."""
        found: dict[str, Answer] = {}
        for item in self.branches:  # an item hangs only on items before it in the file
            if self.is_asked(item, found, dropped) and item in answers:
                left = self.left(item, found)
                if not self.offered[item] or set(answers[item].codes) <= set(left):
                    found[item] = answers[item]
        return found

    def is_asked(self, item: str, counted: Mapping[str, Answer], dropped: set[str]) -> bool:
        """Whether its condition holds and something is left to choose."""
        branch = self.branches[item]
        if self.sections[item] in dropped or (branch and not branch.holds(counted.get(branch.item))):
            return False
        return not self.offered[item] or any(code not in MISSING_CODES for code in self.left(item, counted))

    def left(self, item: str, counted: Mapping[str, Answer]) -> list[str]:
        """The codes that earlier answers leave."""
        return [
            code
            for code, branch in self.offered[item].items()
            if branch is None or branch.holds(counted.get(branch.item))
        ]


@dataclass
class _Author:
    draw: Draw
    entries: list[dict[str, Any]] = field(default_factory=list)
    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    branches: dict[str, Branch | None] = field(default_factory=dict)
    offered: dict[str, dict[str, Branch | None]] = field(default_factory=dict)
    sections: dict[str, str | None] = field(default_factory=dict)


@st.composite
def made(draw: Draw) -> Made:
    """Any questionnaire: types, branches, options that depend, shuffled and rotated sections, modules."""
    author = _written(draw)
    modules = [entry["section"] for entry in author.entries if entry.get("module")]
    head: dict[str, Any] = {
        "questionnaire": "made_up",
        "languages": list(LANGUAGES),
        "title": _words("title"),
        "introduction": _words("introduction"),
    }
    if modules:
        head["modules"] = draw(st.integers(1, len(modules)))
    text = yaml.safe_dump({**head, "items": author.entries}, allow_unicode=True, sort_keys=False)
    questionnaire = read(text, core=shipped.core())
    return Made(questionnaire, author.branches, author.offered, author.sections)


@st.composite
def any_entries(draw: Draw) -> list[dict[str, Any]]:
    """What stands under `items:` of such a questionnaire."""
    return _written(draw).entries


def _written(draw: Draw) -> _Author:
    author = _Author(draw)
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    for number, size in enumerate(sizes):
        _section(author, number, min(size, MOST_ITEMS - len(author.branches)))
    return author


def _section(author: _Author, number: int, size: int) -> None:
    if size < 1:
        return
    kind = author.draw(st.sampled_from(["plain", "fixed", "random", "rotated", "module"]))
    section = None if kind == "plain" else f"s{number}"
    before = dict(author.known)
    items = []
    for _ in range(size):
        # in a shuffled section nobody knows what comes before
        seen = before if kind in {"random", "rotated"} else author.known
        items.append(_item(author, seen, section))
    if section is None:
        author.entries += items
        return
    entry: dict[str, Any] = {"section": section, "items": items}
    if kind in {"random", "rotated"}:
        entry["order"] = kind
    if kind == "module":
        entry["module"] = True
    author.entries.append(entry)


def _item(author: _Author, seen: Mapping[str, dict[str, Any]], section: str | None) -> dict[str, Any]:
    draw, name = author.draw, f"q{len(author.branches) + 1}"
    type_ = draw(st.sampled_from(kinds()))
    model, own = item_types()[type_], BODIES.get(type_)
    body = {"id": name, "type": type_, **(own(draw) if own else _any_keys(draw, model))}
    if type_ == "calculate":
        numbers = [item for item, each in seen.items() if _is_number(each["type"])]
        body["value"] = " + ".join([*numbers, "1"])
    else:
        body["text"] = _words(f"{name}?")
    branch = _branch(draw, seen) if seen and type_ != "calculate" and draw(st.booleans()) else None
    if branch:
        body["ask_when"] = branch.text()
    if model.asks and draw(st.booleans()):
        body["required"] = True
    author.offered[name] = _offers(draw, body, seen)
    author.branches[name] = branch
    author.sections[name] = section
    author.known[name] = body
    return body


def _offers(draw: Draw, body: dict[str, Any], seen: Mapping[str, dict[str, Any]]) -> dict[str, Branch | None]:
    """The branches of its own options; the others are always offered."""
    found: dict[str, Branch | None] = {}
    for option in body.get("options", ()):
        branch = _branch(draw, seen) if seen and draw(st.integers(0, 4)) == 0 else None
        found[option["code"]] = branch
        if branch:
            option["offer_when"] = branch.text()
    found |= {str(code): None for code in body.get("missing", ())} if found else {}
    return found


def _branch(draw: Draw, seen: Mapping[str, dict[str, Any]]) -> Branch | None:
    usable = [item for item, body in seen.items() if item_types()[body["type"]].asks]
    if not usable:
        return None
    item = draw(st.sampled_from(usable))
    body, opposite = seen[item], draw(st.booleans())
    codes = [option["code"] for option in body.get("options", ())]
    if _is_number(body["type"]) and draw(st.booleans()):
        return Branch(item, "low", opposite=opposite)
    if codes and draw(st.booleans()):
        how = "has" if item_types()[body["type"]].kind == "codes" else "is"
        return Branch(item, how, draw(st.sampled_from(codes)), opposite)
    return Branch(item, "answered", opposite=opposite)


def _words(words: str) -> dict[str, str]:
    return {language: f"{language}: {words}" for language in LANGUAGES}


def _options(draw: Draw, *, exclusive: bool = False) -> list[dict[str, Any]]:
    codes = draw(st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=2, max_size=4, unique=True))
    found: list[dict[str, Any]] = [{"code": code, "label": _words(code)} for code in codes]
    if draw(st.integers(0, 3)) == 0:
        found[-1]["specify"] = True
    if exclusive and draw(st.booleans()):
        found.append({"code": "z", "label": _words("none"), "exclusive": True})
    return found


def _missing(draw: Draw, *codes: int) -> dict[str, Any]:
    found = [code for code in codes if draw(st.booleans())]
    return {"missing": found} if found else {}


def _multiple(draw: Draw) -> dict[str, Any]:
    options = _options(draw, exclusive=True)
    least = draw(st.integers(1, 2))
    choose = {"min": least, "max": draw(st.integers(least, 4))}
    return {"options": options, "choose": choose, **_missing(draw, 98)}


BODIES: dict[str, Callable[[Draw], dict[str, Any]]] = {
    "calculate": lambda _: {},
    "multiple": _multiple,
    "nps": lambda draw: _missing(draw, 98),
    "number": lambda draw: {"range": {"min": 0, "max": 9}, **_missing(draw, 99)},
    "rating": lambda draw: {"scale": "satisfaction-5", **_missing(draw, 97, 98)},
    "region": lambda _: {},
    "single": lambda draw: {"options": _options(draw), **_missing(draw, 98)},
    "effort": lambda _: {},
    "yes_no": lambda _: {},
}
"""What an item has beside its text where the oracle must know of it; of all other types any keys are drawn."""

FROM_ELSEWHERE = {
    "battery": "the reader turns it into ratings",
    "district": "its options hang on a region",
    "office": "its options come from the campaign",
    "service": "its options come from the campaign",
}
"""Types that are not made up here, and why."""


def kinds() -> list[str]:
    """The types that are made up: all that there are but those."""
    return sorted(set(item_types()) - set(FROM_ELSEWHERE))


def _any_keys(draw: Draw, model: type[Item]) -> dict[str, Any]:
    """Some of the keys that only this type has."""
    chosen = [key for key in optional_keys(model) if draw(st.booleans())]
    return {key: values(model, key)[0 if key == "earliest" else -1] for key in chosen}


def _is_number(kind: str) -> bool:
    model = item_types()[kind]
    return model.kind == "number" and model.asks
