"""Decides how the registry is listed: which columns, and how a name is marked that waits for its reviewer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from locales.catalogs import Words
from locales.marking import marked
from storage.registry import Kind

MARK: Final = "†"

_CODES: Final[Mapping[Kind, Mapping[str, str]]] = {
    "regions": {"code": "region", "kato": "kato"},
    "agencies": {"code": "agency", "kind": "kind", "region": "region"},
    "services": {"code": "service", "agency": "agency"},
    "offices": {"code": "office", "agency": "agency", "region": "region"},
}
_NAMES: Final = {"kk": "қазақша", "ru": "по-русски"}
_IF_ANY: Final = {"valid_from": "from", "valid_to": "to", "predecessor": "after", "clients": "clients"}
"""Columns that are shown where any row has something there."""
_UNREVIEWED = marked("{mark} The Kazakh name waits for a native reviewer: {n} of {all}.")
_NO_ENGLISH = marked("Without an English name, the Russian one stands in for it: {n} of {all}.")


def columns(kind: Kind, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Key -> title of the table's columns."""
    filled = {key: title for key, title in _IF_ANY.items() if any(row.get(key) is not None for row in rows)}
    return {**_CODES[kind], **_NAMES, **filled}


def shown(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as texts, with their marks."""
    return [
        {
            **{key: "" if value is None else value for key, value in row.items()},
            "kk": f"{row['kk']} {MARK}" if _unreviewed(row) else row["kk"],
        }
        for row in rows
    ]


def notes(rows: Sequence[Mapping[str, Any]], spoken: Words) -> Iterator[str]:
    """What is said under the table."""
    every = spoken.format_number(len(rows))
    if waiting := sum(map(_unreviewed, rows)):
        yield spoken.text(_UNREVIEWED, mark=MARK, n=spoken.format_number(waiting), all=every)
    if russian := sum(row["en"] == row["ru"] for row in rows):
        yield spoken.text(_NO_ENGLISH, n=spoken.format_number(russian), all=every)


def _unreviewed(row: Mapping[str, Any]) -> bool:
    return row.get("kk_checked") is False
