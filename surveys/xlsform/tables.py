"""Decides what the columns of a form's sheets mean, whichever of their many spellings a header has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from surveys.xlsform.languages import language_of
from surveys.xlsform.problems import FormFindings
from surveys.xlsform.sheets import Cell, Place, Sheets

PREFIX: Final = "saualnama_"
"""Our own columns: what a questionnaire has and an XLSForm has not. ODK and Kobo leave them alone."""

MEDIA: Final = ("image", "big-image", "audio", "video")

_TRANSLATED: Final = frozenset(
    {"label", "hint", "constraint_message", "guidance_hint", "required_message", *MEDIA}
    | {PREFIX + name for name in ("low", "high", "unit", "title", "introduction")}
)
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


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells under one header hold; `language` only where it is a text for citizens."""

    key: str
    language: str | None
    written: str


@dataclass(frozen=True, slots=True)
class Row:
    """The filled cells of one row."""

    place: Place
    cells: Mapping[tuple[str, str | None], Cell] = field(default_factory=dict)

    def get(self, key: str) -> Cell | None:
        """The cell of a column without languages."""
        return self.cells.get((key, None))

    def texts(self, key: str) -> dict[str, Cell]:
        """The cells of a translated column, by language."""
        return {language: cell for (each, language), cell in self.cells.items() if each == key and language}

    def at(self, column: str) -> Place:
        """The place of a column in this row, whether it is filled or not."""
        found = next((cell for (key, _), cell in self.cells.items() if key == column), None)
        return found.place if found is not None else Place(self.place.sheet, self.place.row, column)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet."""

    name: str
    columns: Sequence[Column] = ()
    rows: Sequence[Row] = ()

    def has(self, key: str) -> bool:
        """True where there is such a column, filled or not."""
        return any(column.key == key for column in self.columns)

    def languages(self) -> list[str]:
        """The languages of the labels, in the order of their columns."""
        found = [column.language for column in self.columns if column.key == "label" and column.language]
        return list(dict.fromkeys(found))


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
    if key in _TRANSLATED:
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
