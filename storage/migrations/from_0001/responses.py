"""Decides what becomes of what was answered: every response one row, under a new random id, in the order of these ids.

What waited for a batch has no address any more, and its participation was written with it; so it could not become an
interview that a mixer takes. It goes straight among the responses, all campaigns together. Who holds a copy from
before the upgrade has seen it wait there; who holds one from after cannot tell it from the rest: rows of one
transaction, in one shuffle, no nearer to a participation than any other.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from storage.database import StorageError
from storage.migrations.from_0001 import coding
from storage.migrations.outside import Outside

MODE = "telegram"
"""The only mode there was."""
UNKNOWN_DURATION = 0
CHUNK = 1_000
"""Responses that are in memory at once."""

_UNKNOWN = "-"
_WHOLE = "*"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Version:
    """The questionnaire of a campaign, as its responses need it."""

    number: int
    panel: str
    fields: Mapping[str, coding.Field]
    region: str | None
    office: str | None


def carry_responses(connection: sa.Connection, new: sa.Table, staged: sa.Table, outside: Outside) -> None:
    """Responses and what waited to become one: into `staged`, and from there into `new` in the order of their ids."""
    versions = _versions(connection)
    _compare_with_cube(connection)
    carried = 0
    for chunk in chain(_answered(connection, versions), _waiting(connection, versions)):
        for row in chunk:
            row["id"] = outside.secret(16)
        connection.execute(staged.insert(), chunk)
        carried += len(chunk)
    columns = [staged.c[column.name] for column in new.columns]
    connection.execute(
        new.insert().from_select(list(new.columns.keys()), sa.select(*columns).order_by(staged.c.id))
    )
    expected = sum(
        connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in (_RESPONSES, _POOL)
    )
    found = connection.scalar(sa.select(sa.func.count()).select_from(new))
    if not expected == carried == found:
        raise StorageError(f"{found} of {expected} responses could be carried over")


_QUESTIONNAIRES = sa.table(
    "questionnaires", sa.column("fingerprint"), sa.column("number"), sa.column("resolved", sa.JSON)
)
_CAMPAIGNS = sa.table("campaigns", *map(sa.column, ("id", "questionnaire", "panel")))
_ROUTES = sa.table("routes", *map(sa.column, ("id", "service", "kind")))
_SERVICES = sa.table("services", *map(sa.column, ("code", "agency")))
_RESPONSES = sa.table(
    "old_responses",
    sa.column("id", sa.String),
    *map(
        sa.column, ("campaign", "agency", "service", "route", "language", "disposition", "region", "folded")
    ),
)
_ANSWERS = sa.table(
    "answers", sa.column("response", sa.String), *map(sa.column, ("item", "code", "number", "text"))
)
_POOL = sa.table(
    "pool",
    sa.column("id", sa.String),
    *map(sa.column, ("campaign", "route", "language", "disposition")),
    sa.column("answers", sa.JSON),
)
_COUNTS = sa.table("counts", *map(sa.column, ("campaign", "item", "n")))


def _versions(connection: sa.Connection) -> dict[str, _Version]:
    """By campaign."""
    wanted = sa.select(
        _CAMPAIGNS.c.id, _CAMPAIGNS.c.panel, _QUESTIONNAIRES.c.number, _QUESTIONNAIRES.c.resolved
    )
    joined = wanted.join_from(
        _CAMPAIGNS, _QUESTIONNAIRES, _QUESTIONNAIRES.c.fingerprint == _CAMPAIGNS.c.questionnaire
    )
    return {row.id: _version(row) for row in connection.execute(joined)}


def _version(row: Any) -> _Version:
    items = row.resolved["items"]
    return _Version(
        row.number,
        row.panel,
        {field.item: field for field in coding.fields(row.resolved)},
        # as the old figures had it: of several that measure the region, the last
        region=next((item["id"] for item in reversed(items) if item.get("measures") == "region"), None),
        office=next((item["id"] for item in items if item["type"] == "office"), None),
    )


def _answered(connection: sa.Connection, versions: Mapping[str, _Version]) -> Iterator[list[dict[str, Any]]]:
    last = ""
    while True:
        wanted = sa.select(_RESPONSES).where(_RESPONSES.c.id > last).order_by(_RESPONSES.c.id).limit(CHUNK)
        rows = connection.execute(wanted).all()
        if not rows:
            return
        given = _given(connection, rows, versions)
        yield [
            _response(versions[row.campaign], row, given.get(row.id, {}))
            | {
                "agency": row.agency,
                "service": row.service,
                "route": row.route,
                "region": None if row.region == _UNKNOWN else row.region,
            }
            for row in rows
        ]
        last = rows[-1].id


def _given(
    connection: sa.Connection, rows: Sequence[sa.Row[Any]], versions: Mapping[str, _Version]
) -> dict[str, dict[str, coding.Given]]:
    """The answers of these responses, by response and item."""
    campaigns = {row.id: row.campaign for row in rows}
    wanted = sa.select(_ANSWERS).where(_ANSWERS.c.response.between(rows[0].id, rows[-1].id))
    found: dict[str, dict[str, coding.Given]] = {}
    each = attrgetter("response", "item")
    kept = connection.execute(wanted.order_by(_ANSWERS.c.response, _ANSWERS.c.item, _ANSWERS.c.code))
    for (response, item), group in groupby(kept, each):
        field = versions[campaigns[response]].fields.get(item)
        answer = coding.from_rows(field, [(row.code, row.number, row.text) for row in group])
        found.setdefault(response, {})[item] = answer
    return found


def _waiting(connection: sa.Connection, versions: Mapping[str, _Version]) -> Iterator[list[dict[str, Any]]]:
    """A preview's seed goes: nobody previews an old database."""
    wanted = (
        sa.select(_POOL, _ROUTES.c.kind, _ROUTES.c.service, _SERVICES.c.agency)
        .join(_ROUTES, _ROUTES.c.id == _POOL.c.route)
        .join(_SERVICES, _SERVICES.c.code == _ROUTES.c.service)
        .order_by(_POOL.c.id)
        .limit(CHUNK)
    )
    last = ""
    while rows := connection.execute(wanted.where(_POOL.c.id > last)).all():
        yield [_waited(versions[row.campaign], row) for row in rows]
        last = rows[-1].id


def _waited(version: _Version, row: sa.Row[Any]) -> dict[str, Any]:
    given = {item: coding.from_json(answer) for item, answer in row.answers.items()}
    region = given.get(version.region or "", coding.Given()).codes
    return _response(version, row, given) | {
        "agency": row.agency,
        "service": row.service,
        "route": row.kind,
        "region": region[0] if region else None,
    }


def _response(version: _Version, row: sa.Row[Any], given: Mapping[str, coding.Given]) -> dict[str, Any]:
    try:
        answers, beside = coding.encode(tuple(version.fields.values()), given)
    except coding.CannotCarryError as error:
        raise StorageError(f"a response in {row.campaign} cannot be carried over: {error}") from None
    return {
        "campaign": row.campaign,
        "office": beside.get(version.office or ""),
        "mode": MODE,
        "panel": version.panel,
        "language": row.language,
        "disposition": row.disposition,
        "week": None,
        "duration": UNKNOWN_DURATION,
        "flags": 0,
        "withdrawal": None,
        "version": version.number,
        "answers": answers,
        "beside": beside or None,
    }


def _compare_with_cube(connection: sa.Connection) -> None:
    """The cube goes, and the rows are what it was counted from; where it says otherwise, the log does too."""
    counted = (
        sa.select(_COUNTS.c.campaign, sa.func.sum(_COUNTS.c.n))
        .where(_COUNTS.c.item == _WHOLE)
        .group_by(_COUNTS.c.campaign)
    )
    there = (
        sa.select(_RESPONSES.c.campaign, sa.func.count())
        .where(_RESPONSES.c.folded.is_(sa.true()))
        .group_by(_RESPONSES.c.campaign)
    )
    cube = {campaign: int(n) for campaign, n in connection.execute(counted)}
    rows: dict[str, int] = {campaign: int(n) for campaign, n in connection.execute(there)}
    for campaign in sorted(cube.keys() | rows.keys()):
        if cube.get(campaign, 0) != rows.get(campaign, 0):
            log.warning(
                "%s: the counts knew %d responses, there are %d, which are carried over",
                *(campaign, cube.get(campaign, 0), rows.get(campaign, 0)),
            )
