"""Decides what the columns of a form's sheets mean, whichever of their many spellings a header has."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from surveys.xlsform.problems import FormFindings
from surveys.xlsform.rows import MEDIA, PREFIX, Column, Row, Table
from surveys.xlsform.sheets import Cell, Place, Sheets
from surveys.xlsform.texts import language_of
from surveys.xlsform.types import form_types

_ALIASES: Final[Mapping[str, str]] = {
    "command": "type",
    "tag": "name",
    "value": "name",
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "readonly": "read_only",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "jr:noapperrorstring": "no_app_error_string",
    "list name": "list_name",
    "id_string": "form_id",
    "set_form_id": "form_id",
    "title": "form_title",
    "set_form_title": "form_title",
}
_WRAPPERS: Final = frozenset({"bind", "control", "body", "media"})
"""`bind::relevant` is `relevant`, `media::image::ru` is `image::ru`."""


def sheet_of(sheets: Sheets, name: str) -> Sequence[Sequence[str]] | None:
    """The sheet of that name, however it is capitalised."""
    return next((rows for title, rows in sheets.items() if title.strip().casefold() == name), None)


def table_of(
    name: str,
    rows: Sequence[Sequence[str]],
    *,
    default: str | None,
    spoken: Iterable[str],
    findings: FormFindings,
) -> Table:
    """The sheet with its columns understood. `default`: the language of a text column that names none.

    `spoken`: the languages that are kept; columns in others are dropped, with a warning.
    """
    headers = [" ".join(str(header).split()) for header in rows[0]] if rows else []
    double = any("::" in header for header in headers)
    columns: list[Column | None] = []
    for header in headers:
        found = column_of(header, "::" if double else ":", default) if header else None
        place = Place(name, 1, header)
        if found is not None and any(
            (found.key, found.language) == (each.key, each.language) for each in columns if each
        ):
            findings.add("double-column", place, column=header)
            found = None
        columns.append(_kept(found, place, spoken, findings))
    kept = [column for column in columns if column is not None]
    body = [_row(name, number, cells, columns) for number, cells in enumerate(rows[1:], start=2)]
    return Table(name, kept, [row for row in body if row.cells])


def column_of(header: str, sign: str = "::", default: str | None = None) -> Column:
    """What the cells under a header hold, whichever spelling it has. `sign`: what divides its parts."""
    parts = [part.strip() for part in header.split(sign)]
    if parts[0].casefold() in _WRAPPERS and len(parts) > 1:
        parts = parts[1:]
    if sign == ":" and parts[0].casefold() == "jr" and len(parts) > 1:
        parts = [f"jr:{parts[1]}", *parts[2:]]
    plain = parts[0].casefold()
    key = _ALIASES.get(plain) or _ALIASES.get(plain.replace(" ", "_")) or plain.replace(" ", "_")
    if key in _translated():
        name = sign.join(parts[1:])
        return Column(key, (language_of(name) or name) if name else (default or ""), header)
    return Column(sign.join([key, *parts[1:]]), None, header)


def _kept(
    column: Column | None, place: Place, spoken: Iterable[str], findings: FormFindings
) -> Column | None:
    if column is None or column.language is None or column.key in MEDIA:
        return column
    if not column.language:
        findings.add("which-language", place, column=column.written)
        return None
    if column.language not in spoken:
        known = ", ".join(spoken)
        findings.add("unknown-language", place, language=column.language, known=known)
        return None
    return column


def _row(name: str, number: int, cells: Sequence[str], columns: Sequence[Column | None]) -> Row:
    found = {}
    for column, text in zip(columns, cells, strict=False):
        words = str(text).replace("\r\n", "\n").replace("\r", "\n").strip()
        if column is not None and words:
            place = Place(name, number, column.written)
            found[column.key, column.language] = Cell(words, place)
    return Row(Place(name, number), found)


@cache
def _translated() -> frozenset[str]:
    """The columns that hold texts for citizens, one in each language."""
    own = {"title", "introduction"}.union(*(each.translated for each in form_types().values()))
    plain = {"label", "hint", "constraint_message", "guidance_hint", "required_message"}
    return frozenset(plain | set(MEDIA) | {PREFIX + name for name in own})
