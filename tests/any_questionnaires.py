"""Decides what any questionnaire may look like: every type and key that an author can write, with awkward texts.

They are written as YAML by PyYAML and read by the reader, so that neither our writer nor our export takes part.
"""

import dataclasses
import re
from functools import cache

import yaml
from hypothesis import strategies as st

from console import shipped
from surveys.items import item_types
from surveys.reading import read
from surveys.wording import PLACEHOLDER
from tests.item_keys import optional_keys, values

_FORBIDDEN = re.compile("[^\t\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
AWKWARD = [
    "$",
    "{",
    "}",
    "|",
    "<b>",
    "&amp;",
    "'",
    '"',
    ": ",
    " #",
    "- ",
    "\n",
    "\\",
    "=1+1",
    "no",
    "98",
    "_x000D_",
    "@",
]
CODES = ["yes", "no", "1", "2", "07", "KZ-71", "18-24", "or", "null", "true", "other", "z_z"]
DISTRICTS = [
    {
        "code": "711110",
        "region": "KZ-71",
        "label": {"kk": "Алматы ауданы", "ru": "район Алматы", "en": "Almaty district"},
    },
    {
        "code": "751110",
        "region": "KZ-75",
        "label": {"kk": "Әуезов ауданы", "ru": "Ауэзовский район", "en": "Auezov"},
    },
]
_PIECE = st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs", "Co", "Cn"]), max_size=6)


@cache
def core():
    """The shipped registry, and two districts."""
    found = shipped.core()
    return dataclasses.replace(found, scales={**found.scales, "districts": DISTRICTS})


def clean(text):
    """What may stand in a file, without a placeholder that nobody meant."""
    kept = _FORBIDDEN.sub("", text).replace("\r", "")
    return PLACEHOLDER.sub("()", kept).strip()


TEXTS = st.lists(_PIECE, min_size=1, max_size=5).map(lambda pieces: clean("".join(pieces)) or "?")


@st.composite
def wordings(draw, languages, *, earlier=(), short=False):
    """One text in each language."""
    found = {}
    for language in languages:
        text = draw(TEXTS)
        if earlier and draw(st.integers(0, 3)) == 0:
            text += f" {draw(st.sampled_from(['', '$']))}{{{draw(st.sampled_from([*earlier, 'agency']))}}}"
        found[language] = clean_label(text) if short else text
    return found


def clean_label(text):
    return clean(text[:30]) or "?"


@st.composite
def any_questionnaires(draw):
    """A questionnaire, as the reader makes it."""
    return read(yaml.safe_dump(draw(any_files()), allow_unicode=True, sort_keys=False), core=core())


@st.composite
def any_files(draw):
    """Plain values in an author's notation."""
    author = _Author(draw)
    sections = draw(
        st.lists(st.sampled_from(["", "fixed", "random", "rotated", "module"]), min_size=1, max_size=4)
    )
    for number, kind in enumerate(sections):
        author.section(number, kind)
    if not author.known:
        author.entries.append(author.item(author.known))
    data = {
        "questionnaire": draw(st.sampled_from(["a", "my_survey", "x_1_"])),
        "languages": list(author.languages),
        "title": draw(wordings(author.languages)),
        "introduction": draw(wordings(author.languages)),
        "items": author.entries,
    }
    for key in ("source", "licence", "review"):
        if draw(st.booleans()):
            data[key] = draw(TEXTS)
    if author.scales:
        data["scales"] = author.scales
    if "module" in sections:
        data["modules"] = 1
    if draw(st.integers(0, 3)) == 0:
        data["accept"] = {"many-questions": draw(TEXTS)}
    if author.known and draw(st.booleans()):
        data["partial_when"] = f"answered({draw(st.sampled_from(sorted(author.known)))})"
    return data


class _Author:
    def __init__(self, draw):
        self.draw = draw
        self.languages = draw(st.sampled_from([("kk", "ru"), ("ru", "kk", "en"), ("kk", "ru", "en")]))
        self.known = {}
        self.entries = []
        self.scales = {}
        self.used = draw(
            st.permutations(["access@1", "overall_satisfaction@1", "comment@1", "region@1", "disability@1"])
        )

    def section(self, number, kind):
        draw = self.draw
        before = dict(self.known)
        seen = before if kind in {"random", "rotated"} else self.known
        items = [self.item(seen) for _ in range(draw(st.integers(0 if kind else 1, 3)))]
        if not kind:
            self.entries += items
            return
        entry = {
            "section": draw(st.sampled_from([f"s{number}", f"q{len(self.known)}" if items else f"s{number}"]))
        }
        if draw(st.booleans()):
            entry["title"] = draw(wordings(self.languages))
        if kind == "module":
            entry["module"] = True
        elif kind != "fixed":
            entry["order"] = kind
        if before and draw(st.booleans()):
            entry["ask_when"] = self.condition(before)
        self.entries.append({**entry, "items": items})

    def item(self, seen):
        draw = self.draw
        if self.used and draw(st.integers(0, 4)) == 0:
            return self.use(self.used.pop(), dict(seen))
        name = draw(st.sampled_from([f"q{len(self.known) + 1}", f"meta{len(self.known) or ''}"]))
        regions = [each for each, type_ in seen.items() if type_ == "region"]
        within = bool(regions) and draw(st.integers(0, 3)) == 0
        kind = "district" if within else draw(st.sampled_from(kinds()))
        earlier = dict(seen)
        item = {"id": name, "type": kind, **BODIES.get(kind, lambda author: author.keys_of(kind))(self)}
        if kind == "district":
            item["within"] = draw(st.sampled_from(regions))
        if kind == "calculate":
            numbers = [each for each, type_ in earlier.items() if is_number(type_)]
            item["value"] = draw(
                st.sampled_from(["1", "2 * (3 - 1)", *(f"({each} + 1) / 2" for each in numbers)])
            )
        else:
            item["text"] = draw(wordings(self.languages, earlier=earlier))
        self.extras(item, kind, earlier)
        self.known[name] = kind
        return item

    def extras(self, item, kind, earlier):
        draw = self.draw
        if draw(st.integers(0, 3)) == 0:
            item["hint"] = draw(wordings(self.languages, earlier=earlier))
        if draw(st.booleans()):
            item["measures"] = draw(st.sampled_from(["overall", "x_y"]))
        if draw(st.booleans()):
            item["required"] = True
        if earlier and draw(st.booleans()):
            item["ask_when"] = self.condition(earlier)
        checked = CHECKED.get(item_types()[kind].kind) if item_types()[kind].asks else None
        if checked is not None and draw(st.integers(0, 2)) == 0:
            item["valid_when"] = checked.format(item["id"], *some_values(kind))
            item["valid_message"] = draw(wordings(self.languages))
        if earlier and item.get("options") and draw(st.booleans()):
            for option in item["options"][1:]:
                option["offer_when"] = self.condition(earlier)

    def use(self, name, earlier):
        found = {"use": name}
        if earlier and self.draw(st.booleans()):
            found["ask_when"] = self.condition(earlier)
        if self.draw(st.booleans()):
            found["required"] = True
        used = name.removesuffix("@1")
        self.known[used] = core().items[name]["type"]
        return found

    def condition(self, earlier):
        return " and ".join(
            self.draw(
                st.lists(
                    st.sampled_from(sorted(earlier)).map(lambda name: said(name, earlier[name])),
                    min_size=1,
                    max_size=2,
                )
            )
        )

    def keys_of(self, kind):
        """Some of the keys that only this type has."""
        model = item_types()[kind]
        keys = [key for key in optional_keys(model) if key != "options" and self.draw(st.booleans())]
        found = {key: self.draw(st.sampled_from(values(model, key))) for key in keys}
        if {"earliest", "latest"} <= found.keys():
            found |= dict(zip(("earliest", "latest"), values(model, "earliest")[:2], strict=True))
        spoken = {key for key, each in found.items() if isinstance(each, dict) and "kk" in each}
        return {**found, **{key: self.draw(wordings(self.languages, short=True)) for key in spoken}}

    def options(self, *, scored=False, most=4):
        codes = self.draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=most, unique=True))
        found = []
        for place, code in enumerate(codes):
            option = {"code": code, "label": self.draw(wordings(self.languages, short=True))}
            if scored:
                option["score"] = place if self.draw(st.booleans()) else place + 0.5
            found.append(option)
        return found

    def multiple(self):
        options = self.options()
        for key in ("specify", "exclusive"):
            if self.draw(st.booleans()):
                options[-1][key] = True
        if self.draw(st.booleans()):
            options[0]["replaces"] = "old-1"
        together = sum(not option.get("exclusive") for option in options)
        least = self.draw(st.integers(1, max(1, together)))
        choose = {"min": least, "max": self.draw(st.integers(least, 50))}
        return {"options": options, **({"choose": choose} if together else {}), **self.missing()}

    def missing(self):
        found = self.draw(st.lists(st.sampled_from([97, 98, 99]), max_size=2, unique=True))
        return {"missing": found} if found else {}

    def rating(self):
        if self.draw(st.booleans()):
            return {"scale": self.draw(st.sampled_from(["satisfaction-5", "yes-part-no"])), **self.missing()}
        name = self.draw(st.sampled_from(["my scale", "satisfaction-5", "nps-11", "өз шкаласы"]))
        if name not in self.scales:
            self.scales[name] = {"options": self.options(scored=True), **self.means()}
        return {"scale": name, **self.means(), **self.missing()}

    def means(self):
        return (
            {"means": self.draw(st.sampled_from(["importance", "satisfaction"]))}
            if self.draw(st.booleans())
            else {}
        )

    def number(self):
        found = self.missing()
        if self.draw(st.booleans()):
            low = self.draw(st.sampled_from([0, -5, 0.1, 1e-7, 12345678]))
            found["range"] = {"min": low, "max": low + 1.5}
        if self.draw(st.booleans()):
            found["unit"] = self.draw(wordings(self.languages, short=True))
        found["decimals"] = self.draw(st.integers(0, 3))
        return found

    def nps(self):
        if self.draw(st.booleans()):
            return self.missing()
        return {
            "ends": {"low": self.draw(wordings(self.languages)), "high": self.draw(wordings(self.languages))}
        }

    def battery(self):
        ids = self.draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=2, unique=True))
        statements = [{"id": each, "text": self.draw(wordings(self.languages))} for each in ids]
        return {"scale": "agreement-5", "statements": statements, **self.missing()}


BODIES = {
    "calculate": lambda author: {},
    "multiple": _Author.multiple,
    "nps": _Author.nps,
    "number": _Author.number,
    "rating": _Author.rating,
    "single": lambda author: {"options": author.options(), **author.missing()},
}
"""Types whose keys are drawn with more malice than their fields tell."""
DRAWN_OTHERWISE = {
    "battery": "the reader turns it into ratings, whose ids conditions would have to know",
}
CHECKED = {
    "number": "(not answered({0}) or {0} > 3) and {0} >= 2",
    "text": "{0} != 'x' or {0} == 'y'",
    "ordered": "{0} >= '{1}' or {0} != '{2}' and {0} < '{2}'",
}
"""A check of an answer, by what it is to a condition."""


def kinds():
    """Every type that there is, but for those in DRAWN_OTHERWISE and the district, which needs a region."""
    return [kind for kind in item_types() if kind not in {*DRAWN_OTHERWISE, "district"}]


def is_number(kind):
    """True for what is asked, and a number to a condition."""
    model = item_types().get(kind)
    return model is not None and model.kind == "number" and model.asks


def some_values(kind):
    """Two texts that an answer of the type can be."""
    item = item_types()[kind].model_construct(id="x", type=kind)
    found = [answer.text for answer in item.worth_trying([]).answers if answer.text]
    return [*found[:1], *found[-1:]]


def said(name, kind):
    """A condition on an earlier item."""
    model = item_types().get(kind)
    if kind == "number":
        return f"({name} != 2.5 or not {name} in (1, -1))"
    if is_number(kind):
        return f"({name} <= 2.5 or not {name} > 1)"
    if model is not None and model.kind == "ordered":
        return "({0} >= '{1}' or not {0} == '{2}')".format(name, *some_values(kind))
    return f"answered({name})"
