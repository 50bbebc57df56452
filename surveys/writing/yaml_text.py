"""Decides how plain values are written as YAML: block style, texts bare where every reader sees the same text.

What is written is read back by surveys.reading.yaml_nodes as the same values: `compose(yaml_of(data)).plain() == data`.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

Plain: TypeAlias = Any
"""None, a truth, a number, a text, or lists and mappings (with texts as keys) of these."""

WIDTH: Final = 120
"""Characters of a line of prose; texts that citizens see stay on one line each."""

PROSE: Final = frozenset({"source", "licence", "review"})
"""Keys whose long texts are folded: they are read by people, never searched for a column."""

IN_ONE_LINE: Final = frozenset({"languages"})
"""Keys whose list of short words stands in brackets."""

_INDENT = "  "
_SHORT_WORD = re.compile(r"[a-z]{2,3}\Z")
_OTHER_THAN_TEXT = re.compile(
    r"(?:[-+]?[0-9][0-9_]*(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|true|false|null|~|<<)\Z"
)
"""What a reader would take for a number, a truth or nothing."""
_SIGNS = frozenset("-?:,[]{}#&*!|>'\"%@`")
"""What YAML gives a meaning to at the beginning of a text."""
_NEVER_BARE = re.compile(r"[:][ \t]|:\Z|[ \t]#|\A\s|\s\Z|[\t\n]")
_UNPRINTABLE = re.compile(
    "[^\t\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def yaml_of(data: Mapping[str, Plain]) -> str:
    """The mapping as a YAML text that ends with a line end."""
    return "".join(f"{line}\n" for line in _mapping(data, 0)) if data else "{}\n"


def _mapping(data: Mapping[str, Plain], depth: int) -> Iterator[str]:
    for key, value in data.items():
        before = f"{_INDENT * depth}{_bare_or_quoted(str(key))}:"
        yield from _entry(before, value, (str(key), depth))


def _list(data: Sequence[Plain], depth: int) -> Iterator[str]:
    """A mapping in a list begins on the line of its dash."""
    for value in data:
        dash = f"{_INDENT * depth}- "
        if isinstance(value, Mapping) and value:
            first, *rest = _mapping(value, depth + 1)
            yield dash + first.lstrip(" ")
            yield from rest
        else:
            yield from _entry(dash.rstrip(), value, ("", depth))


def _entry(before: str, value: Plain, place: tuple[str, int]) -> Iterator[str]:
    key, depth = place
    if isinstance(value, Mapping) and value:
        yield before
        yield from _mapping(value, depth + 1)
    elif isinstance(value, list | tuple) and value:
        if key in IN_ONE_LINE and all(isinstance(each, str) and _SHORT_WORD.match(each) for each in value):
            yield f"{before} [{', '.join(value)}]"
        else:
            yield before
            yield from _list(value, depth + 1)
    elif isinstance(value, str):
        yield from _text(before, value, place)
    else:
        yield f"{before} {_scalar(value)}"


def _scalar(value: Plain) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{}"
    return "[]" if isinstance(value, list | tuple) else str(value)


def _text(before: str, text: str, place: tuple[str, int]) -> Iterator[str]:
    key, depth = place
    inside = _INDENT * (depth + 1)
    if key in PROSE and len(before) + len(text) > WIDTH and _folds(text):
        yield f"{before} >-"
        yield from textwrap.wrap(
            text, WIDTH, initial_indent=inside, subsequent_indent=inside, break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
    elif "\n" in text and _lines_stand(text):
        yield f"{before} |-"
        yield from (inside + line if line else "" for line in text.split("\n"))
    else:
        yield f"{before} {_bare_or_quoted(text)}"


def _folds(text: str) -> bool:
    """True where joining the lines with single spaces gives the text again."""
    return not _UNPRINTABLE.search(text) and text.split() == text.split(" ")


def _lines_stand(text: str) -> bool:
    """True where the text can stand line by line as it is."""
    lines = text.split("\n")
    plain = not _UNPRINTABLE.search(text) and "\t" not in text
    return plain and bool(lines[-1]) and all(line == line.strip() for line in lines) and bool(lines[0])


def _bare_or_quoted(text: str) -> str:
    bare = bool(text) and text[0] not in _SIGNS and not _NEVER_BARE.search(text)
    if bare and not _OTHER_THAN_TEXT.match(text) and not _UNPRINTABLE.search(text):
        return text
    return '"' + _UNPRINTABLE.sub(_escaped, _escape_known(text)) + '"'


def _escape_known(text: str) -> str:
    return re.sub(r'[\\"\n\t\r]', lambda found: _ESCAPES[found[0]], text)


def _escaped(found: re.Match[str]) -> str:
    number = ord(found[0])
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
