"""Decides what loading changes in the registry: what is new, what changes, what is the same; then writes that.

A column that was not given keeps what it has, and a row that was not given stays: `valid_to` ends it. Of what is given

    en          "" or nothing: the Russian name stands in for it, and follows it
    kk_checked  not said of a new Kazakh name: nobody has checked it
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import upsert
from storage.registry import TABLES, Entry, Kind, Value
from storage.registry_tables import services
from storage.tables import campaigns, routes

Registry = Mapping[Kind, Mapping[str, Entry]]
"""Entries by kind and code."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry. `before`: its columns that change, as they were; None where it is new. `after`: the whole row."""

    kind: Kind
    code: str
    before: Entry | None
    after: Entry


@dataclass(frozen=True, slots=True)
class Changes:
    """What loading does, in the order of kinds and rows, and of each kind how many entries stay as they are."""

    done: tuple[Change, ...]
    same: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class InUse:
    """Services, and agencies, each with a campaign that is not closed: they, and these' offices, cannot move now.

    What waits for its batch counts for the agency that its service has then.
    """

    services: dict[str, str]
    agencies: dict[str, str]


async def known(connection: AsyncConnection) -> dict[Kind, dict[str, dict[str, Any]]]:
    """All that the registry has."""
    return {
        kind: {row["code"]: dict(row) for row in (await connection.execute(select(table))).mappings()}
        for kind, table in TABLES.items()
    }


async def any_region(connection: AsyncConnection) -> bool:
    """Whether the program's own registry was ever loaded."""
    return (await connection.execute(select(TABLES["regions"].c.code).limit(1))).first() is not None


def compared(before: Registry, given: Mapping[Kind, Sequence[Entry]]) -> Changes:
    """What the given rows change. A new row needs what its table needs; no code may stand twice."""
    found = [
        _change(kind, before[kind].get(str(row["code"])), row)
        for kind in TABLES
        for row in given.get(kind, ())
    ]
    done = tuple(change for change in found if change.before != {})
    return Changes(done, Counter(change.kind for change in found if change.before == {}))


async def write(connection: AsyncConnection, changes: Changes) -> None:
    """Writes what changes: predecessors once all are there, since one may stand further down in its file."""
    for kind, table in TABLES.items():
        rows = [dict(change.after) for change in changes.done if change.kind == kind]
        others = [column.name for column in table.c if column.name not in {"code", "predecessor"}]
        if rows:
            first = [{name: row[name] for name in ("code", *others)} for row in rows]
            await connection.execute(upsert(connection, table, *others), first)
        following = [
            dict(change.after) for change in changes.done if change.kind == kind and _follows_anew(change)
        ]
        if following:
            await connection.execute(upsert(connection, table, "predecessor"), following)


async def load(connection: AsyncConnection, given: Mapping[Kind, Sequence[Entry]]) -> Changes:
    """Compares and writes rows that were checked before."""
    changes = compared(await known(connection), given)
    await write(connection, changes)
    return changes


async def in_use(connection: AsyncConnection) -> InUse:
    """What campaigns that are not closed ask about."""
    wanted = (
        select(services.c.code, services.c.agency, campaigns.c.id)
        .join(routes, routes.c.service == services.c.code)
        .join(campaigns, campaigns.c.id == routes.c.campaign)
        .where(campaigns.c.state != "closed")
        .order_by(campaigns.c.id)
        .distinct()
    )
    found = InUse({}, {})
    for service, agency, campaign in await connection.execute(wanted):
        found.services.setdefault(service, campaign)
        found.agencies.setdefault(agency, campaign)
    return found


def merged(kind: Kind, old: Entry | None, given: Entry) -> dict[str, Value]:
    """The whole row that an entry becomes."""
    row: dict[str, Value] = {column.name: _default(column.name) for column in TABLES[kind].c} | {
        **(old or {}),
        **given,
    }
    if not given.get("en") and ("en" in given or old is None or old["en"] == old["ru"]):
        row["en"] = row.get("ru")
    if old is not None and "kk_checked" in old and "kk_checked" not in given and row["kk"] != old["kk"]:
        row["kk_checked"] = False
    return row


def _change(kind: Kind, old: Entry | None, given: Entry) -> Change:
    row = merged(kind, old, given)
    before = None if old is None else dict(_differing(old, row))
    return Change(kind, str(row["code"]), before, row)


def _differing(old: Entry, new: Entry) -> Iterator[tuple[str, Value]]:
    return ((name, old[name]) for name in old if old[name] != new[name])


def _follows_anew(change: Change) -> bool:
    if change.before is None:
        return change.after.get("predecessor") is not None
    return "predecessor" in change.before


def _default(column: str) -> Value:
    return False if column == "kk_checked" else None
