"""Decides where the texts of a questionnaire are: the dotted path of each, and what translators lay over them.

title                                 items.staff.text
items.reasons.options.queue.label     scales.my-scale.options.1.label      sections.about_you.title
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.reading.findings import Findings
from surveys.reading.yaml_nodes import Node

KEYS = frozenset({"title", "introduction", "text", "hint", "label", "unit", "low", "high", "valid_message"})
"""Keys that hold a text in each language; a test compares them with the models."""

_NAMES = ("id", "code")
"""The key that names an entry of a list, where there is one."""


@dataclass(frozen=True, slots=True)
class Translation:
    """One translated text; a fuzzy one waits for its translator.

    `source`: the wording that it was made of, in whatever language; None where that is not known.
    """

    text: str
    fuzzy: bool = False
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a file: its dotted path, its languages, and line and column of the key that holds it."""

    path: str
    node: Node
    place: tuple[int, int]


Overlay = Mapping[str, Translation]
"""Dotted path -> translation, of one language."""


def texts(root: Node) -> Iterator[Text]:
    """Every text that the file itself holds, in the order of the file."""
    yield from _inside(root, ())


def lay_over(root: Node, overlays: Mapping[str, Overlay], findings: Findings) -> None:
    """Puts translations in where the file has no text in their language; what is not finished is a problem."""
    known = {text.path: text for text in texts(root)}
    laid = [
        (language, known[path], found, _put(known[path], language, found))
        for language, overlay in overlays.items()
        for path, found in overlay.items()
        if path in known
    ]
    for language, text, found, put in laid:
        told = {"language": language, "path": text.path}
        if not put:
            if found.text.strip() not in {"", str(text.node.value[language].value).strip()}:
                findings.add("two-texts", text.node.place((language,)), **told)
        elif found.fuzzy and found.text.strip():
            findings.add("fuzzy-text", text.place, **told)
        elif found.source is not None and found.source.strip() not in _spoken(text.node, language):
            findings.add("old-translation", text.place, **told)
    for language, overlay in overlays.items():
        for path in overlay:
            if path not in known:
                findings.add("stray-translation", (root.line, root.column), language=language, path=path)


def _put(text: Text, language: str, found: Translation) -> bool:
    if language in text.node.value:
        return False
    text.node.value[language] = Node(found.text, *text.place)
    text.node.keys[language] = text.place
    return True


def _spoken(node: Node, language: str) -> set[str]:
    """The wordings that a translation may have been made of: those in the other languages."""
    return {str(each.value).strip() for other, each in node.value.items() if other != language}


def _inside(node: Node, path: tuple[str, ...]) -> Iterator[Text]:
    if isinstance(node.value, dict):
        for key, inside in node.value.items():
            if key in KEYS and isinstance(inside.value, dict) and path != ("scales",):
                yield Text(".".join((*path, key)), inside, node.keys[key])
            else:
                yield from _inside(inside, (*path, key))
    elif isinstance(node.value, list):
        for place, inside in enumerate(node.value):
            if isinstance(inside.value, dict) and "section" in inside.value:
                yield from _section(inside, path)
            else:
                yield from _inside(inside, (*path, _name(inside, place)))


def _section(node: Node, path: tuple[str, ...]) -> Iterator[Text]:
    """Items of a section keep their own paths: moving one into a section loses no translation."""
    for key, inside in node.value.items():
        if key == "items":
            yield from _inside(inside, path)
        else:
            part = Node({key: inside}, node.line, node.column, {key: node.keys[key]})
            yield from _inside(part, ("sections", _plain(node.value["section"]) or "0"))


def _name(node: Node, place: int) -> str:
    if isinstance(node.value, dict):
        for key in _NAMES:
            if key in node.value and (name := _plain(node.value[key])) is not None:
                return name
    return str(place)


def _plain(node: Node) -> str | None:
    return str(node.value) if isinstance(node.value, str | int) else None
