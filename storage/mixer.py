"""Decides when an answer leaves the pool: in batches of at least twenty, in random order, in a transaction of its own.

Whoever holds a full copy of the database can then link a participation with a response no better than one in twenty.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.counts import fold
from storage.database import among
from storage.questionnaires import QuestionnaireCache
from storage.tables import answers, campaigns, pool, responses, routes, services
from surveys.answers import Answer
from surveys.coding import NUMBER, SKIP, TEXT, UNKNOWN

LEAST = 20
"""Responses in a batch: fewer would be too easy to tell apart."""
MOST = 1_000
"""Responses in a batch, or LEAST less than that more: a longer transaction would keep turns waiting."""

STRATUM = ("sex", "age", "settlement", "disability")
"""The dimensions that make a stratum, in this order."""


async def ready(connection: AsyncConnection) -> list[str]:
    """The campaigns in whose pool a batch has gathered."""
    gathered = select(pool.c.campaign).group_by(pool.c.campaign).having(func.count() >= LEAST)
    return list(await connection.scalars(gathered))


async def mix(
    connection: AsyncConnection, campaign: str, *, cache: QuestionnaireCache, everything: bool = False
) -> int:
    """Moves one batch from the pool into the final tables and counts it; returns how many responses it moved.

    `everything`: also fewer than LEAST, when the campaign is closed and no more will come. The batch is taken in the
    order of its random names, which is a shuffle. What is left behind is never fewer than LEAST.
    """
    wanted = (
        select(pool, routes.c.kind, services.c.code, services.c.agency, campaigns.c.questionnaire)
        .join(routes, routes.c.id == pool.c.route)
        .join(services, services.c.code == routes.c.service)
        .join(campaigns, campaigns.c.id == pool.c.campaign)
        .where(pool.c.campaign == campaign)
        .order_by(pool.c.id)
        .limit(MOST + LEAST)
        .with_for_update(of=pool)
    )
    waiting = (await connection.execute(wanted)).all()
    if not waiting or (len(waiting) < LEAST and not everything):
        return 0
    batch = waiting if len(waiting) < MOST + LEAST else waiting[:MOST]
    questionnaire = await cache.get(connection, batch[0].questionnaire)
    measured = {item.measures: item.id for item in questionnaire.items if item.measures}
    await connection.execute(insert(responses), [_response(row, measured) for row in batch])
    given = [each for row in batch for each in _answers(row)]
    if given:
        await connection.execute(insert(answers), given)
    await connection.execute(delete(pool).where(among(connection, pool.c.id, [row.id for row in batch])))
    await fold(connection, campaign)
    return len(batch)


def _response(row: Row[Any], measured: Mapping[str, str]) -> dict[str, Any]:
    """The row of one response. `measured`: the item that speaks of a dimension."""
    return {
        "id": row.id,
        "campaign": row.campaign,
        "agency": row.agency,
        "service": row.code,
        "route": row.kind,
        "language": row.language,
        "disposition": row.disposition,
        "region": _code(row.answers, measured.get("region")),
        "stratum": "|".join(_code(row.answers, measured.get(dimension)) for dimension in STRATUM),
        "folded": False,
    }


def _code(given: Mapping[str, Any], item: str | None) -> str:
    codes = given.get(item or "", {}).get("codes", ())
    return codes[0] if codes else UNKNOWN


def _answers(row: Row[Any]) -> list[dict[str, Any]]:
    found = []
    for item, kept in row.answers.items():
        answer = Answer.from_json(kept)
        base = {"response": row.id, "item": item, "number": None, "text": None}
        if answer.skipped:
            found.append({**base, "code": SKIP})
        found += [{**base, "code": code, "text": answer.text} for code in answer.codes]
        if answer.number is not None:
            found.append({**base, "code": NUMBER, "number": str(answer.number)})
        if answer.text is not None and not answer.codes:
            found.append({**base, "code": TEXT, "text": answer.text})
    return found
