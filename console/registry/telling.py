"""Decides how it is told what loading changes: each entry that is new or changes, then how many of each kind."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from console.registry.headers import header
from locales.catalogs import Words
from locales.marking import marked
from storage.registry import TABLES, Kind, Value
from storage.registry_loading import Change, Changes

SHOWN: Final = 200
"""Entries that are told one by one; of more the rest is counted."""
KIND_NAMES: Final[Mapping[Kind, str]] = {
    "regions": marked("Regions"),
    "agencies": marked("Agencies"),
    "services": marked("Services"),
    "offices": marked("Offices"),
}
NOTHING: Final = "—"
"""Stands where a column is empty."""

_NEW = marked("new")
_CHANGED = marked("changed")
_MORE = marked("… and {n} more")
_COUNTS = marked("{kind}: new {new}, changed {changed}, as before {same}")
_WRITTEN = marked("The registry is loaded.")
_SAME = marked("Nothing changes.")
_DRY = marked("Nothing was written: --dry-run.")
_REFUSED = marked("Nothing was written. Mistakes: {wrong}.")


def told(changes: Changes, spoken: Words, *, written: bool) -> Iterator[str]:
    """What was loaded, or would be, a line each."""
    for change in changes.done[:SHOWN]:
        yield from _change(change, spoken)
    if len(changes.done) > SHOWN:
        yield spoken.text(_MORE, n=spoken.format_number(len(changes.done) - SHOWN))
    for kind, counts in counted(changes).items():
        numbers = {name: spoken.format_number(n) for name, n in counts.items()}
        yield spoken.text(_COUNTS, kind=spoken.text(KIND_NAMES[kind]), **numbers)
    if not changes.done:
        yield spoken.text(_SAME)
    yield spoken.text(_WRITTEN if written else _DRY)


def refused(wrong: int, spoken: Words) -> str:
    """That there are mistakes, so that nothing went in."""
    return spoken.text(_REFUSED, wrong=spoken.format_number(wrong))


def counted(changes: Changes) -> dict[Kind, dict[str, int]]:
    """How many are new, changed and as before, of each kind that the files have."""
    done = Counter((change.kind, change.before is None) for change in changes.done)
    found = {
        kind: {"new": done[kind, True], "changed": done[kind, False], "same": changes.same.get(kind, 0)}
        for kind in TABLES
    }
    return {kind: counts for kind, counts in found.items() if any(counts.values())}


def as_record(change: Change) -> dict[str, object]:
    """The same for programs. `before`: None where it is new."""
    columns = change.after if change.before is None else change.before
    before = None if change.before is None else {name: _plain(value) for name, value in change.before.items()}
    after = {name: _plain(change.after[name]) for name in columns}
    return {"kind": change.kind, "code": change.code, "before": before, "after": after}


def _change(change: Change, spoken: Words) -> Iterator[str]:
    name = change.after.get(spoken.language)
    if change.before is None:
        yield f"+ {change.code}  {name}  ({spoken.text(_NEW)})"
        return
    yield f"~ {change.code}  {name}  ({spoken.text(_CHANGED)})"
    for column, before in change.before.items():
        title = header(column, spoken.language) if column != "kato" else column
        yield f"    {title}: {_shown(before)} → {_shown(change.after[column])}"


def _shown(value: Value) -> str:
    return NOTHING if value is None or value == "" else str(_plain(value))


def _plain(value: Value) -> str | int | bool | None:
    return value.isoformat() if isinstance(value, datetime.date) else value
