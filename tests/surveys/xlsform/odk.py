"""Decides whether ODK takes a form: pyxform, the converter that ODK Central and KoboToolbox run themselves."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pyxform.xls2xform import ConvertResult, convert

Sheets = Mapping[str, Sequence[Sequence[str]]]


def converted(sheets: Sheets) -> ConvertResult:
    """The form as ODK runs it, from sheets in memory. Raises PyXFormError."""
    found: dict[str, object] = {"sheet_names": list(sheets)}
    for name, (headers, *rows) in sheets.items():
        found[name] = [
            {header: text for header, text in zip(headers, row, strict=False) if text} for row in rows
        ]
        found[f"{name}_header"] = [dict.fromkeys(headers)]
    return convert(found)  # type: ignore[arg-type]


def converted_file(file: Path) -> ConvertResult:
    """The same, from a workbook."""
    return convert(str(file))
