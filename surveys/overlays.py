"""Decides where the texts of a questionnaire are: the dotted path of each, and what translators lay over them.

title                                 items.staff.text
items.reasons.options.queue.label     scales.my-scale.options.1.label      sections.about_you.title
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.findings import Findings
from surveys.yaml_text import Node

_NAMES = ("id", "code")
"""The key that names an entry of a list, where there is one."""
_SEEN_ONLY = frozenset({"source", "licence", "review"})


@dataclass(frozen=True, slots=True)
class Translation:
    """One translated text; a fuzzy one waits for its translator."""

    text: str
    fuzzy: bool = False


Overlay = Mapping[str, Translation]
"""Dotted path -> translation, of one language."""


def texts(root: Node) -> Iterator[tuple[str, Node]]:
    """Every text that the file itself holds, with its dotted path: a node of languages."""
    yield from _texts(root, ())


def lay_over(root: Node, language: str, overlay: Overlay, findings: Findings) -> None:
    """Puts translations in where the file has none in this language; what is not finished is a problem."""
    known = dict(texts(root))
    for path, node in known.items():
        found = overlay.get(path)
        if language in node.value or found is None:
            continue
        if found.fuzzy:
            findings.add("fuzzy-text", (node.line, node.column), language=language, path=path)
        node.value[language] = Node(found.text, node.line, node.column)
        node.keys[language] = (node.line, node.column)
    for path in overlay:
        if path not in known:
            findings.add("stray-translation", (root.line, root.column), language=language, path=path)


def _texts(node: Node, path: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    if isinstance(node.value, dict):
        if _is_text(node):
            yield ".".join(path), node
            return
        for key, inside in node.value.items():
            if path or key not in _SEEN_ONLY:
                yield from _texts(inside, (*path, key))
    elif isinstance(node.value, list):
        for place, inside in enumerate(node.value):
            if isinstance(inside.value, dict) and "section" in inside.value:
                yield from _section(inside, path)
            else:
                yield from _texts(inside, (*path, _name(inside, place)))


def _section(node: Node, path: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    """Items of a section keep their own paths: moving one into a section loses no translation."""
    for key, inside in node.value.items():
        if key == "items":
            yield from _texts(inside, path)
        else:
            yield from _texts(inside, ("sections", str(node.value["section"].value), key))


def _name(node: Node, place: int) -> str:
    if isinstance(node.value, dict):
        for key in _NAMES:
            if key in node.value:
                return str(node.value[key].value)
    return str(place)


def _is_text(node: Node) -> bool:
    keys = node.value
    short = bool(keys) and all(2 <= len(key) <= 3 and key.isalpha() for key in keys)
    return short and bool(set(keys) & {"kk", "ru", "en"})
