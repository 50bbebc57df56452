"""Decides which texts of the source are to be translated: the marked literals, found in the syntax tree.

Babel's own extractor reads tokens: of `text("a" if late else "b")` it makes the one sentence "ab", and of
`text(TITLES["total"])` the sentence "total". The tree knows a literal from a lookup.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from locales.marking import BUTTON, marked, marked_button, marked_plural

MARKS: Mapping[str, tuple[int, str | None]] = {
    marked.__name__: (1, None),
    marked_plural.__name__: (2, None),
    marked_button.__name__: (1, BUTTON),
}
"""Functions by which a text is marked: how many of their arguments are texts, and the context."""

METHODS: Mapping[str, tuple[int, str | None]] = {
    "text": (1, None),
    "plural": (2, None),
    "button": (1, BUTTON),
}
"""Methods of `Words` in the same way; plain functions of these names are something else."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One marked text, or singular and plural. `where` is the file, `line` the line in it.

    `texts` is empty for one that is put together while the program runs: no translator can have seen it.
    """

    where: str
    line: int
    texts: tuple[str, ...]
    context: str | None = None


def marked_in(root: Path, folders: tuple[str, ...]) -> list[Marked]:
    """All marked texts of the Python files in `folders` of `root`, in the order of files and lines.

    Raises SyntaxError for a file that is not Python.
    """
    paths = sorted(path for folder in folders for path in (root / folder).rglob("*.py"))
    return [found for path in paths for found in _in_file(path, path.relative_to(root).as_posix())]


def _in_file(path: Path, where: str) -> Iterator[Marked]:
    calls = (node for node in ast.walk(ast.parse(path.read_bytes(), where)) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        count, context = _expected(call.func)
        given = call.args[:count]
        if count == 1 and given:
            yield from (Marked(where, call.lineno, texts, context) for texts in _spoken(given[0]))
        elif count == len(given) == 2:
            forms = [texts for argument in given for texts in _spoken(argument)]
            if forms:
                yield Marked(where, call.lineno, tuple(text for texts in forms for text in texts), context)


def _expected(function: ast.expr) -> tuple[int, str | None]:
    if isinstance(function, ast.Name):
        return MARKS.get(function.id, (0, None))
    return METHODS.get(function.attr, (0, None)) if isinstance(function, ast.Attribute) else (0, None)


def _spoken(argument: ast.expr) -> Iterator[tuple[str, ...]]:
    """The literals that the argument can be; an empty one where it is put together; nothing for a lookup."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield (argument.value,)
    elif isinstance(argument, ast.IfExp):
        yield from _spoken(argument.body)
        yield from _spoken(argument.orelse)
    elif isinstance(argument, ast.JoinedStr | ast.BinOp):
        yield ()
