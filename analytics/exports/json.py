"""Writes figures as JSON for machines: keys in English by SCHEMA, texts in the reader's language.

Everything comes from the arguments: no clock, so that the same figures give the same bytes.
"""

import datetime
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.columns import COLUMNS, WITH_WEIGHTS, Column
from analytics.group_table import GROUP_COLUMNS, group_table
from analytics.grouping import Groups
from analytics.item_table import ITEM_COLUMNS, item_table
from analytics.metadata import LANGUAGES, Metadata
from analytics.sheet import Sheet, sheet_table
from analytics.table import Table, table

NAME = "json"
SUFFIX = ".json"

FORMAT = "saualnama-figures-1"
"""What the document calls itself; a change that could break a reader gets a new number."""
ITEMS_FORMAT = "saualnama-items-1"
"""The same of the document of the answers to each question."""
GROUPS_FORMAT = "saualnama-groups-1"
"""The same of the document of figures by group."""

_TEXT = {"type": "string"}
_WHOLE = {"type": "integer"}
_NUMBER = {"type": ["number", "null"]}
_PEOPLE = {"type": ["integer", "null"], "minimum": 0}
_DAY = {"type": "string", "format": "date"}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_DAYS = _object(first=_DAY, last=_DAY)
_METHOD = _object(
    name=_TEXT,
    title=_TEXT,
    edition={"type": "integer", "minimum": 1},
    valid=_DAYS,
    headline=_TEXT,
    indicators={"type": "array", "items": _TEXT, "minItems": 1},
    confidence={"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    satisfied={"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
    thresholds=_object(publish=_WHOLE, flag_below=_WHOLE, privacy=_WHOLE),
)
_KINDS = {"text": _TEXT, "people": _PEOPLE, "number": _NUMBER}


def _properties(column: Column) -> dict[str, Any]:
    """A column of codes gives two properties: the code, and what it says."""
    if column.words is None:
        return {column.key: _KINDS[column.kind]}
    return {column.key: {"enum": list(column.words)}, _in_words(column): _TEXT}


def _in_words(column: Column) -> str:
    return f"{column.key}_title"


def _schema(name: str, key: str, columns: Iterable[Column], method: dict[str, Any]) -> dict[str, Any]:
    row = _object(**{name: value for column in columns for name, value in _properties(column).items()})
    if any(column.key == "effective_base" for column in columns):
        row["properties"] |= {column.key: _KINDS[column.kind] for column in WITH_WEIGHTS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        **_object(
            format={"const": name},
            language={"enum": list(LANGUAGES)},
            campaign=_TEXT,
            period=_DAYS,
            method=method,
            notes={"type": "array", "items": _TEXT},
            **{key: {"type": "array", "items": row}},
        ),
    }


SCHEMA = _schema(FORMAT, "figures", COLUMNS, _METHOD)
"""The JSON Schema of the document. Suppressed numbers are null; statuses and reasons are keys."""
ITEMS_SCHEMA = _schema(ITEMS_FORMAT, "items", ITEM_COLUMNS, _TEXT)
GROUPS_SCHEMA = _schema(GROUPS_FORMAT, "groups", GROUP_COLUMNS, _TEXT)


def write(figures: pd.DataFrame, metadata: Metadata, path: Path, language: str) -> None:
    """One object that follows SCHEMA, indented, UTF-8 with the letters as they are."""
    found = table(figures, metadata, language)
    rows = {"figures": _records(figures, found)}
    _write(FORMAT, rows, found, metadata, path, language, method=_method(metadata, language))


def write_items(rows: pd.DataFrame, metadata: Metadata, path: Path, language: str) -> None:
    """One object that follows ITEMS_SCHEMA, written in the same way."""
    found = item_table(rows, metadata, language)
    items = {"items": _records(rows, found)}
    _write(ITEMS_FORMAT, items, found, metadata, path, language, method=metadata.method.name)


def write_groups(groups: Groups, metadata: Metadata, path: Path, language: str) -> None:
    """One object that follows GROUPS_SCHEMA, likewise."""
    found = group_table(groups, metadata, language)
    rows = {"groups": _records(groups.figures, found)}
    _write(GROUPS_FORMAT, rows, found, metadata, path, language, method=metadata.method.name)


def write_sheet(sheet: Sheet, metadata: Metadata, path: Path, language: str) -> None:
    """One object that follows `sheet_schema`, likewise."""
    found = sheet_table(sheet, metadata, language)
    rows = {_key(sheet): _records(sheet.rows, found)}
    _write(_format(sheet), rows, found, metadata, path, language, method=metadata.method.name)


def sheet_schema(sheet: Sheet) -> dict[str, Any]:
    """The JSON Schema of the document of a sheet; its name is a part of what the document calls itself."""
    return _schema(_format(sheet), _key(sheet), sheet.columns, _TEXT)


def sheet_records(sheet: Sheet, metadata: Metadata, language: str) -> list[dict[str, Any]]:
    """The rows of a sheet as they stand in that object."""
    return _records(sheet.rows, sheet_table(sheet, metadata, language))


def _format(sheet: Sheet) -> str:
    return f"saualnama-{sheet.name}-1"


def _key(sheet: Sheet) -> str:
    return sheet.name.replace("-", "_")


def group_records(groups: Groups, metadata: Metadata, language: str) -> list[dict[str, Any]]:
    """The figures by group as they stand in that object."""
    return _records(groups.figures, group_table(groups, metadata, language))


def _write(
    name: str,
    rows: dict[str, list[dict[str, Any]]],
    found: Table,
    metadata: Metadata,
    path: Path,
    language: str,
    *,
    method: dict[str, Any] | str,
) -> None:
    document = {
        "format": name,
        "language": language,
        "campaign": metadata.campaign[language],
        "period": _days(metadata.starts, metadata.ends),
        "method": method,
        "notes": list(found.notes),
        **rows,
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    path.write_bytes(f"{text}\n".encode())


def _method(metadata: Metadata, language: str) -> dict[str, Any]:
    method = metadata.method
    return {
        "name": method.name,
        "title": method.title.in_language(language),
        "edition": method.edition,
        "valid": _days(method.valid.first, method.valid.last),
        "headline": method.headline,
        "indicators": list(method.indicators),
        "confidence": method.confidence,
        "satisfied": {str(points): top for points, top in method.rules.satisfied.items()},
        "thresholds": method.thresholds.model_dump(),
    }


def _days(first: datetime.date, last: datetime.date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}


def _records(figures: pd.DataFrame, found: Table) -> list[dict[str, Any]]:
    """The rows of a table with the codes of these figures beside what they say."""
    values: dict[str, list[Any]] = {}
    for column in found.columns:
        shown = _values(column, found.rows[column.key])
        if column.words is None:
            values[column.key] = shown
        else:
            values |= {column.key: figures[column.key].tolist(), _in_words(column): shown}
    return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]


def _values(column: Column, values: pd.Series) -> list[Any]:
    if column.kind == "text":
        return [str(value) for value in values]
    as_number = float if column.kind == "number" else int
    return [None if pd.isna(value) else as_number(value) for value in values]
