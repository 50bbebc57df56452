"""Decides what a YAML text says: plain values that know their line and column, or why it is refused.

A closed part of YAML 1.2: no aliases, anchors, tags or merge keys, no duplicate keys; `true` and `false` are the only
booleans, so `no` and `yes` stay words. Works on the stream of events, so depth and size stop a hostile file at once,
and libyaml's own recursion, which 50,000 brackets break, is never entered.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

import yaml

from surveys.reading.problems import Problem, QuestionnaireError
from surveys.reading.yaml_mistakes import explained

SIZE_LIMIT = 256
"""KiB: ten times the largest questionnaire known."""
DEPTH_LIMIT = 12
"""Levels: a label of an option of an item of a section is at nine."""
NODE_LIMIT = 20_000
"""Values in one file."""
NOTED_LIMIT = 100
"""Faults of one file that are listed; a file with more of them is no questionnaire."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})\Z")
_FLOAT = re.compile(r"-?\d{1,15}\.\d{1,15}\Z")
_FORBIDDEN = re.compile(
    "[^\t\n\r -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML does not allow, and the line ends that only YAML knows (U+0085, U+2028, U+2029): no editor counts them."""
_NO_KEYS: dict[str, tuple[int, int]] = {}
_QUOTED = frozenset("'\"|>")
_WORDS = {"true": True, "false": False, "": None, "~": None, "null": None}
_COMMENT = re.compile(r"[ \t]+#")


class Node(NamedTuple):
    """A value and where it stands, from 1. `value` is a mapping of nodes, a list of nodes, or a plain value.

    `keys`: where each key of a mapping stands.
    `offset`: from `column` to the first character, where each character of the value is one of the same line.
    `cut`: a comment follows in its line, so that a text with ` #` in it ends too early.
    `span`: where it begins and ends in the text of the file, in characters from 0.
    """

    value: Any
    line: int
    column: int
    keys: dict[str, tuple[int, int]] = _NO_KEYS
    offset: int | None = None
    cut: bool = False
    span: tuple[int, int] = (0, 0)

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
            elif isinstance(inside, list) and isinstance(step, int) and 0 <= step < len(inside):
                node = inside[step]
                found = (node.line, node.column)
            else:
                break
        return found


def compose(text: str, noted: list[Problem] | None = None) -> Node:
    """The one document in `text`. Raises QuestionnaireError where nothing that follows could be trusted.

    `noted` takes the problems that leave the rest readable, such as a duplicate key; without it they are raised too.
    """
    problems: list[Problem] = []
    text = text.removeprefix("\ufeff")
    if len(text.encode(errors="replace")) > SIZE_LIMIT * 1024:
        raise QuestionnaireError((Problem("too-large", 1, 1, {"limit": SIZE_LIMIT}),))
    if found := _FORBIDDEN.search(text):
        raise QuestionnaireError((_bad_character(found[0], *_place(text, found.start())),))
    try:
        root = _Composer(text, problems).document()
    except yaml.MarkedYAMLError as error:
        line, column, detail = explained(text, error)
        problems.append(Problem("not-yaml", line, column, {"detail": detail}))
        raise QuestionnaireError(tuple(problems)) from None
    if problems and noted is None:
        raise QuestionnaireError(tuple(problems))
    if noted is not None:
        noted += problems
    return root


class _Composer:
    def __init__(self, text: str, problems: list[Problem]) -> None:
        self._text = text
        self._end = _place(text, len(text))
        self._events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
        self._problems = problems
        self._nodes = 0

    def document(self) -> Node:
        next(self._events)  # the stream
        first = next(self._events)
        if isinstance(first, yaml.StreamEndEvent):
            return Node(None, 1, 1)
        node = self._node(next(self._events), 0)
        next(self._events)
        following = next(self._events)
        if not isinstance(following, yaml.StreamEndEvent):
            self._note("several-documents", following)
        return node

    def _node(self, event: Any, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > NODE_LIMIT:
            self._stop("too-many-nodes", event, limit=NODE_LIMIT)
        if depth > DEPTH_LIMIT:
            self._stop("too-deep", event, limit=DEPTH_LIMIT)
        if event.anchor is not None:
            self._note("alias", event)
        if isinstance(event, yaml.AliasEvent):
            return Node(f"*{event.anchor}", *_start(event))
        if event.tag is not None:
            self._note("tag", event, tag=event.tag)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        line, column = _start(event)
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
            self._node(event, depth + 1)
            name = event.value if isinstance(event, yaml.ScalarEvent) else None
            value = self._node(next(self._events), depth + 1)
            if name is None:
                self._note("key-shape", event)
            elif name == "<<":
                self._note("merge-key", event)
            elif name in found:
                self._note("duplicate-key", event, key=name)
            else:
                places[name], found[name] = _start(event), value
        return Node(found, line, column, places)

    def _scalar(self, event: Any) -> Node:
        """YAML 1.2 without its surprises: only unquoted true, false, null and decimal numbers are not text."""
        start, end, text = event.start_mark, event.end_mark, event.value
        # What stands nowhere, behind a lone `---`, is said to begin on a line that there is not.
        line, column = min((start.line + 1, start.column + 1), self._end)
        quotes = 1 if event.style in _QUOTED else 0
        width = end.index - start.index
        offset = quotes if start.line == end.line and width == len(text) + 2 * quotes else None
        if quotes:
            if found := _FORBIDDEN.search(text):
                self._problems.append(_bad_character(found[0], line, column))
            return Node(text, line, column, offset=offset, span=(start.index, end.index))
        cut = _COMMENT.match(self._text, end.index) is not None
        return Node(_value(text), line, column, offset=offset, cut=cut, span=(start.index, end.index))

    def _note(self, code: str, event: Any, **values: object) -> None:
        self._problems.append(Problem(code, *_start(event), values))
        if len(self._problems) >= NOTED_LIMIT:
            raise QuestionnaireError(tuple(self._problems))

    def _stop(self, code: str, event: Any, **values: object) -> NoReturn:
        self._note(code, event, **values)
        raise QuestionnaireError(tuple(self._problems))


def _value(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _start(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _place(text: str, index: int) -> tuple[int, int]:
    lines = re.split("\r\n|\r|\n", text[:index])
    return len(lines), len(lines[-1]) + 1


def _bad_character(character: str, line: int, column: int) -> Problem:
    return Problem("bad-character", line, column, {"character": f"U+{ord(character):04X}"})
