"""Decides which cell of a form a problem of the questionnaire comes from."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from surveys.reading.yaml_nodes import Node
from surveys.xlsform.rows import Table
from surveys.xlsform.sheets import Cell, Place
from surveys.xlsform.types import form_types

Path = tuple[str | int, ...]

_COLUMNS: Final[Mapping[str | int, str]] = {
    "id": "name",
    "section": "name",
    "code": "name",
    "type": "type",
    "options": "type",
    "score": "saualnama_score",
    "replaces": "saualnama_replaces",
    "measures": "saualnama_measures",
    "order": "saualnama_order",
    "module": "saualnama_module",
    "use": "saualnama_use",
    "required": "required",
    "ask_when": "relevant",
    "offer_when": "choice_filter",
    "text": "label",
    "label": "label",
    "title": "label",
    "hint": "hint",
    "valid_when": "constraint",
    "valid_message": "constraint_message",
    "questionnaire": "form_id",
}
"""The column that a key comes from, where no cell says it itself; a type knows those of its own keys."""


class Origins:
    """Where each value of a file came from. `root`: the file that was written of `data`; `tables`: the form's."""

    def __init__(self, data: Mapping[str, Any], root: Node, tables: Iterable[Table]) -> None:
        self._data = data
        self._known = dict(_COLUMNS)
        for each in form_types().values():
            self._known.update(each.columns)
        self._columns = {
            (table.name, column.key, column.language): column.written
            for table in tables
            for column in table.columns
        }
        places = sorted(_places(root, ()), key=lambda found: (found[0], len(found[1])))
        self._spots = [spot for spot, _ in places]
        self._paths = [path for _, path in places]

    def place(self, line: int, column: int, language: object = None) -> Place:
        """The cell that the value at this line and column was taken from, or the nearest one around it.

        `language`: of the text that is meant, where the place is that of its option or item.
        """
        index = bisect_right(self._spots, (line, column)) - 1
        path = self._paths[index] if index >= 0 else ()
        exact = _at(self._data, path)
        if isinstance(language, str) and path[-1:] != (language,):
            around = (
                cell for level in (path, path[:-1]) for cell in _spoken(_at(self._data, level), language)
            )
            exact = next(around, exact)
        if isinstance(exact, Cell):
            return exact.place
        key = next((self._known[step] for step in reversed(path) if step in self._known), "")
        while (near := next(_cells(_at(self._data, path)), None)) is None:
            if not path:
                return Place("survey", 1)
            path = path[:-1]
        return Place(near.place.sheet, near.place.row, self._column(near, key, language))

    def _column(self, near: Cell, key: str, language: object) -> str:
        """The column of the key and language, or that of a cell near by."""
        begin = near.place.column.partition("::")[0]
        spoken = self._columns.get((near.place.sheet, key or begin, str(language)))
        return spoken or (near.place.column if not key or begin == key else key)


def _places(node: Node, path: Path) -> Iterator[tuple[tuple[int, int], Path]]:
    yield (node.line, node.column), path
    if isinstance(node.value, dict):
        for key, inside in node.value.items():
            yield node.keys[key], (*path, key)
            yield from _places(inside, (*path, key))
    elif isinstance(node.value, list):
        for place, inside in enumerate(node.value):
            yield from _places(inside, (*path, place))


def _at(data: Any, path: Path) -> Any:
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _spoken(data: Any, language: str) -> Iterator[Cell]:
    """The texts in one language."""
    if isinstance(data, Mapping):
        for key, inside in data.items():
            if key == language and isinstance(inside, Cell):
                yield inside
            yield from _spoken(inside, language)


def _cells(data: Any) -> Iterator[Cell]:
    if isinstance(data, Cell):
        yield data
    elif isinstance(data, Mapping):
        for inside in data.values():
            yield from _cells(inside)
    elif isinstance(data, list):
        for inside in data:
            yield from _cells(inside)
