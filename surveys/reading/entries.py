"""Decides which items an author's entries stand for: an item, a core item, a section, a battery."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from surveys.items import item_types
from surveys.questionnaire import Section
from surveys.reading.core import Core
from surveys.reading.findings import Findings, Source, guess
from surveys.reading.pydantic_errors import kind_of, note_refusals
from surveys.reading.yaml_nodes import Node

SECTION_KEYS = ("section", "title", "order", "module", "ask_when", "items")
CORE_EXTRAS = ("ask_when", "required")
"""What a questionnaire may add to a core item."""
UNREADABLE = "unreadable"
"""Stands for a section whose own name cannot be used: its items are looked at all the same."""
CORE_ONLY = frozenset({"version", "dimension", "source", "review"})
"""What the registry knows of a core item beside the item itself."""


class Entries:
    """The entries of one file. `sections` fills as they are read, batteries among them."""

    def __init__(self, core: Core, findings: Findings) -> None:
        self.sections: list[Section] = []
        self._core = core
        self._findings = findings

    def sources(self, root: Node) -> Sequence[Source]:
        """Every item of the file, in its order."""
        return [source for node in self._listed(root) for source in self._of(node, None, None)]

    def _listed(self, node: Node) -> list[Node]:
        inside = node.value.get("items")
        if inside is None:
            self._findings.add("missing-key", (node.line, node.column), key="items")
            return []
        if inside.value is None:
            return []
        if not isinstance(inside.value, list):
            self._findings.add("not-a-list", (inside.line, inside.column))
            return []
        return list(inside.value)

    def _of(self, node: Node, section: str | None, asked: Node | None) -> Iterator[Source]:
        if not isinstance(node.value, dict):
            self._findings.add("not-a-mapping", (node.line, node.column), example="id: my_question")
        elif "section" in node.value and section is not None:
            self._findings.add("nested-section", node.place(("section",)))
        elif "section" in node.value:
            yield from self._section(node)
        elif "use" in node.value:
            yield from self._used(node, section, asked)
        else:
            data = {key: value for key, value in node.plain().items() if key != "core"}
            if "core" in node.value:
                self._findings.add("unknown-key", node.place(("core",)), key="core", guess="Write `use:`.")
            yield from self._expanded(Source(node, data, section=section, asked=asked))

    def _section(self, node: Node) -> Iterator[Source]:
        self._findings.unknown_keys(node, SECTION_KEYS)
        plain = {key: value for key, value in node.plain().items() if key in {"title", "order", "module"}}
        found = self._begin(node, {**plain, "id": node.value["section"].plain()})
        asked = node.value.get("ask_when")
        if asked is not None and not isinstance(asked.value, str):
            self._findings.add("not-a-text", node.place(("ask_when",)), found=kind_of(asked.plain()))
            asked = None
        for entry in self._listed(node):
            yield from self._of(entry, found.id if found is not None else UNREADABLE, asked)

    def _used(self, node: Node, section: str | None, asked: Node | None) -> Iterator[Source]:
        name = str(node.value["use"].plain())
        found = self._core.items.get(name)
        if found is None:
            near = guess(name, self._core.items, "Look in surveys/core for the names.")
            self._findings.add("unknown-core", node.place(("use",)), use=name, guess=near)
            return
        for key in node.value:
            if key not in {"use", *CORE_EXTRAS}:
                self._findings.add("core-wording", node.place((key,)), key=key, use=name)
        extras = {key: node.value[key].plain() for key in CORE_EXTRAS if key in node.value}
        kept = {key: value for key, value in found.items() if key not in CORE_ONLY}
        data = {**kept, "measures": found.get("dimension"), "core": name, **extras}
        yield from self._expanded(Source(node, data, section=section, asked=asked))

    def _expanded(self, source: Source) -> Iterator[Source]:
        """What stands for several items becomes a section of them; anything else stays what it is."""
        model = item_types().get(str(source.data.get("type")))
        if model is None or model.stands_for is None:
            yield source
            return
        try:
            whole = model.model_validate(source.data)
        except ValidationError as error:
            note_refusals(error, source.node, self._findings)
            return
        section, order = source.section, source.data.get("order", "fixed")
        if section is None:
            own = self._begin(source.node, {"id": whole.id, "order": order}, key="id")
            section = own.id if own is not None else UNREADABLE
        elif order != "fixed":
            self._findings.add("battery-order", source.place(("order",)))
        listed = source.node.value.get(model.stands_for)
        nodes = listed.value if listed is not None else []
        for place, part in enumerate(whole.parts()):
            node = nodes[place] if place < len(nodes) else source.node
            yield Source(node, part, section=section, asked=source.asked, around=source.node)

    def _begin(self, node: Node, data: dict[str, Any], key: str = "section") -> Section | None:
        """The section, unless there is one of that name."""
        try:
            section = Section.model_validate(data)
        except ValidationError as error:
            note_refusals(error, node, self._findings, renamed={"id": key})
            return None
        if any(known.id == section.id for known in self.sections):
            self._findings.add("duplicate-id", node.place((key,)), id=section.id)
            return None
        self.sections.append(section)
        return section
