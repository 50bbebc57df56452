"""Decides what a questionnaire file means: a Questionnaire, or every problem at once, each at its line and column."""

import difflib
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from surveys.answers import MISSING_CODES
from surveys.checking import check_items, check_texts
from surveys.core_items import Core
from surveys.findings import Findings, Source
from surveys.item import Item
from surveys.items import item_types
from surveys.one_of import OneOf
from surveys.problems import Problem, QuestionnaireError
from surveys.questionnaire import Questionnaire, Section
from surveys.wording import REQUIRED_LANGUAGES
from surveys.yaml_text import Node, compose

TOP_KEYS = "questionnaire languages title introduction source licence review partial_when modules scales items".split()
SECTION_KEYS = "section title order module ask_when items".split()
CORE_EXTRAS = ("ask_when", "required")
"""What a questionnaire may add to a core item."""


def read(text: str, *, core: Core) -> Questionnaire:
    """The questionnaire in a file's text. Raises QuestionnaireError with every error in it."""
    questionnaire, problems = check(text, core=core)
    if questionnaire is None:
        raise QuestionnaireError(tuple(each for each in problems if each.level == "error"))
    return questionnaire


def check(text: str, *, core: Core) -> tuple[Questionnaire | None, tuple[Problem, ...]]:
    """The questionnaire, None if there is an error, and all problems in the order of the file."""
    try:
        root = compose(text)
    except QuestionnaireError as error:
        return None, error.problems
    findings = Findings()
    questionnaire = _Reading(root, core, findings).questionnaire()
    problems = findings.in_order()
    return (None if findings.errors else questionnaire), problems


class _Reading:
    """One pass over one file."""

    def __init__(self, root: Node, core: Core, findings: Findings) -> None:
        self._root = root
        self._core = core
        self._findings = findings
        self._scales = dict(core.scales)
        self._sections: list[Section] = []

    def questionnaire(self) -> Questionnaire | None:
        if not isinstance(self._root.value, dict):
            self._findings.add("not-a-mapping", (1, 1), example="questionnaire: my_survey")
            return None
        self._unknown_keys(self._root, TOP_KEYS)
        self._own_scales()
        sources = [source for node in self._entries() for source in self._sources(node)]
        items = [(item, source) for source in sources if (item := self._item(source)) is not None]
        head = self._head([item for item, _ in items])
        if head is None:
            return None
        check_texts(head, self._root, sources, self._findings)
        check_items(head, items, self._root, self._findings)
        return head

    def _head(self, items: list[Item]) -> Questionnaire | None:
        """The questionnaire as a whole, once its parts are known."""
        plain = {
            key: node.plain() for key, node in self._root.value.items() if key not in {"items", "scales"}
        }
        plain["id"] = plain.pop("questionnaire", None)
        plain["sections"] = tuple(self._sections)
        for language in REQUIRED_LANGUAGES:
            if language not in (plain.get("languages") or ()):
                self._findings.add("required-language", self._root.place(("languages",)), language=language)
        if not items and not self._findings.errors:
            self._findings.add("no-items", self._root.place(("items",)))
        try:
            known = {key: value for key, value in plain.items() if key in {*TOP_KEYS, "id", "sections"}}
            return Questionnaire.model_validate({**known, "items": tuple(items)})
        except ValidationError as error:
            self._refused(error, self._root, {"id": "questionnaire"})
            return None

    def _entries(self) -> list[Node]:
        node = self._root.value.get("items")
        if node is None:
            self._findings.add("missing-key", (self._root.line, self._root.column), key="items")
            return []
        if not isinstance(node.value, list):
            self._findings.add("not-a-list", (node.line, node.column))
            return []
        return list(node.value)

    def _sources(self, node: Node, section: str | None = None, asked: str | None = None) -> Iterable[Source]:
        """The items that an entry stands for: itself, a core item, or those of a section."""
        if not isinstance(node.value, dict):
            self._findings.add("not-a-mapping", (node.line, node.column), example="id: my_question")
        elif "section" in node.value and section is None:
            yield from self._section(node)
        elif "use" in node.value:
            yield from self._used(node, section, asked)
        else:
            yield Source(node, node.plain(), section=section, asked=asked)

    def _section(self, node: Node) -> Iterable[Source]:
        self._unknown_keys(node, SECTION_KEYS)
        plain = {key: value for key, value in node.plain().items() if key in {"title", "order", "module"}}
        try:
            section = Section.model_validate({"id": node.value["section"].plain(), **plain})
        except ValidationError as error:
            self._refused(error, node, {"id": "section"})
            return
        self._sections.append(section)
        asked = node.value["ask_when"].plain() if "ask_when" in node.value else None
        inside = node.value.get("items")
        if inside is None or not isinstance(inside.value, list):
            self._findings.add("missing-key", (node.line, node.column), key="items")
            return
        for entry in inside.value:
            yield from self._sources(entry, section.id, asked)

    def _used(self, node: Node, section: str | None, asked: str | None) -> Iterable[Source]:
        name = str(node.value["use"].plain())
        found = self._core.items.get(name)
        if found is None:
            guess = _guess(name, self._core.items, "Look in surveys/core for the names.")
            self._findings.add("unknown-core", node.place(("use",)), use=name, guess=guess)
            return
        for key in node.value:
            if key not in {"use", *CORE_EXTRAS}:
                self._findings.add("core-wording", node.place((key,)), key=key, use=name)
        extras = {key: node.value[key].plain() for key in CORE_EXTRAS if key in node.value}
        kept = {
            key: value
            for key, value in found.items()
            if key not in {"version", "dimension", "source", "review"}
        }
        data = {**kept, "measures": found.get("dimension"), "core": name, **extras}
        yield Source(node, data, section=section, asked=asked)

    def _own_scales(self) -> None:
        node = self._root.value.get("scales")
        if node is None:
            return
        if not isinstance(node.value, dict):
            self._findings.add("not-a-mapping", (node.line, node.column), example="my-scale:")
            return
        for name, scale in node.value.items():
            plain = scale.plain()
            if isinstance(plain, dict) and isinstance(plain.get("options"), list):
                self._scales[name] = plain["options"]
            else:
                self._findings.add("missing-key", node.place((name,)), key="options")

    def _item(self, source: Source) -> Item | None:
        """The item with its scale, options and missing codes resolved, or None with the problems noted."""
        data, node = dict(source.data), source.node
        types = item_types()
        kind = data.get("type")
        if kind is None:
            self._findings.add("missing-key", (node.line, node.column), key="type")
            return None
        if kind not in types:
            guess = _guess(str(kind), types, f"Types: {', '.join(types)}.")
            self._findings.add("unknown-type", node.place(("type",)), type=kind, guess=guess)
            return None
        model = types[kind]
        if "options" in model.model_fields:
            data["options"] = self._options(model, data, node)
        if source.asked:
            own = data.get("ask_when")
            data["ask_when"] = f"({source.asked}) and ({own})" if own else source.asked
        try:
            return model.model_validate({**data, "section": source.section})
        except ValidationError as error:
            self._refused(error, node, {})
            return None

    def _options(self, model: type[Item], data: dict[str, Any], node: Node) -> list[Any]:
        """The scale's options, the author's own, and the missing codes, in this order."""
        found: list[Any] = []
        implied = model.implied_scale if issubclass(model, OneOf) else None
        scale = data.get("scale") or implied
        if scale is not None and scale not in self._scales:
            guess = _guess(str(scale), self._scales, f"Scales: {', '.join(self._scales)}.")
            self._findings.add("unknown-scale", node.place(("scale",)), scale=scale, guess=guess)
        elif scale is not None:
            found += self._scales[scale]
        own = data.get("options") or []
        found += own if isinstance(own, list) else []
        for place, code in enumerate(data.get("missing") or ()):
            if str(code) not in MISSING_CODES or str(code) not in self._core.missing:
                self._findings.add("unknown-missing", node.place(("missing", place)), code=code)
            else:
                found.append(self._core.missing[str(code)])
        data["missing"] = [str(code) for code in data.get("missing") or ()]
        return found

    def _unknown_keys(self, node: Node, known: Iterable[str]) -> None:
        for key in node.value:
            if key not in known:
                guess = _guess(key, known, f"Known keys: {', '.join(known)}.")
                self._findings.add("unknown-key", node.place((key,)), key=key, guess=guess)

    def _refused(self, error: ValidationError, node: Node, renamed: dict[str, str]) -> None:
        """Says in our words, at the right place, what pydantic found wrong."""
        for each in error.errors():
            path = tuple(renamed.get(str(step), step) for step in each["loc"])
            place = node.place(path)
            last = str(path[-1]) if path else ""
            if each["type"] == "missing":
                self._findings.add("missing-key", place, key=last)
            elif each["type"] == "extra_forbidden":
                self._findings.add(
                    "unknown-key", place, key=last, guess="Remove it, or correct its spelling."
                )
            elif each["type"] == "string_pattern_mismatch":
                code = "bad-code" if last in {"code", "replaces"} else "bad-identifier"
                self._findings.add(code, place, value=each["input"])
            elif each["type"] == "value_error" and each["msg"].startswith("Value error, empty:"):
                self._findings.add("empty-text", place, language=each["msg"].rpartition(":")[2])
            else:
                self._findings.add("wrong-value", place, detail=each["msg"][:1].lower() + each["msg"][1:])


def _guess(wrong: str, known: Iterable[str], otherwise: str) -> str:
    near = difflib.get_close_matches(wrong, list(known), n=1)
    return f"Did you mean {near[0]}?" if near else otherwise
