"""Decides what a YAML text says: plain values that know their line and column, or why it is refused.

A closed part of YAML 1.2: no aliases, anchors, tags or merge keys, no duplicate keys; `true` and `false` are the only
booleans, so `no` and `yes` stay words. Works on the stream of events, so depth and size stop a hostile file at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from surveys.problems import Problem, QuestionnaireError

SIZE_LIMIT = 256
"""KiB: ten times the largest questionnaire known."""
DEPTH_LIMIT = 12
"""Levels: a label of an option of an item of a section is at nine."""
NODE_LIMIT = 20_000
"""Values in one file."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})\Z")
_FLOAT = re.compile(r"-?\d{1,15}\.\d{1,15}\Z")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands, from 1. `value` is a mapping of nodes, a list of nodes, or a plain value."""

    value: Any
    line: int
    column: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def place(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        """Line and column of what `path` leads to, or of the nearest thing above it that is there."""
        node, found = self, (self.line, self.column)
        for step in path:
            inside = node.value
            if isinstance(inside, dict) and step in inside:
                found, node = node.keys[str(step)], inside[str(step)]
            elif isinstance(inside, list) and isinstance(step, int) and step < len(inside):
                node = inside[step]
                found = (node.line, node.column)
            else:
                break
        return found


def compose(text: str) -> Node:
    """The one document in `text`. Raises QuestionnaireError with the first problem met: what follows is unsure."""
    if len(text.encode()) > SIZE_LIMIT * 1024:
        raise _refused("too-large", None, limit=SIZE_LIMIT)
    try:
        return _Composer(yaml.parse(text, Loader=_Loader)).document()
    except yaml.MarkedYAMLError as error:
        raise _refused("not-yaml", error.problem_mark or error.context_mark, detail=error.problem) from None
    except yaml.YAMLError as error:
        raise _refused("not-yaml", None, detail=str(error).splitlines()[0]) from None


class _Composer:
    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._nodes = 0

    def document(self) -> Node:
        next(self._events)  # the stream
        first = next(self._events)
        if isinstance(first, yaml.StreamEndEvent):
            return Node({}, 1, 1)
        node = self._node(next(self._events), 0)
        next(self._events)
        following = next(self._events)
        if not isinstance(following, yaml.StreamEndEvent):
            raise _refused("several-documents", following.start_mark)
        return node

    def _node(self, event: Any, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > NODE_LIMIT:
            raise _refused("too-many-nodes", event.start_mark, limit=NODE_LIMIT)
        if depth > DEPTH_LIMIT:
            raise _refused("too-deep", event.start_mark, limit=DEPTH_LIMIT)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _refused("alias", event.start_mark)
        if event.tag is not None:
            raise _refused("tag", event.start_mark, tag=event.tag)
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.ScalarEvent):
            return Node(_scalar(event), line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._list(depth), line, column)
        return self._mapping(line, column, depth)

    def _list(self, depth: int) -> list[Node]:
        found = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._node(event, depth + 1))
        return found

    def _mapping(self, line: int, column: int, depth: int) -> Node:
        found: dict[str, Node] = {}
        places: dict[str, tuple[int, int]] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            name = str(key.value)
            if name == "<<":
                raise _refused("merge-key", event.start_mark)
            if name in found:
                raise _refused("duplicate-key", event.start_mark, key=name)
            places[name] = (key.line, key.column)
            found[name] = self._node(next(self._events), depth + 1)
        return Node(found, line, column, places)


def _scalar(event: Any) -> Any:
    """YAML 1.2 core schema, without the surprises: only unquoted true, false, null and decimal numbers are not text."""
    text = event.value
    if event.style is not None and event.style in "'\"|>":
        return text
    if text in {"true", "false"}:
        return text == "true"
    if text in {"", "~", "null"}:
        return None
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _refused(code: str, mark: Any, **values: object) -> QuestionnaireError:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return QuestionnaireError((Problem(code, line, column, values),))
