"""Decides how answers are counted: a cube that grows batch by batch, so that a figure never reads answers."""

from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    delete,
    func,
    literal,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import answers, counts, responses
from surveys.coding import RESPONSES

KEY = tuple(counts.primary_key.columns.keys())


class Count(NamedTuple):
    """How many responses of one cell gave this code; `skip` and the missing codes 97, 98, 99 are codes too."""

    campaign: str
    agency: str
    service: str
    route: str
    region: str
    stratum: str
    item: str
    code: str
    n: int


async def fold(connection: AsyncConnection, campaign: str) -> None:
    """Adds the responses not yet counted to the cube, and marks them, in the caller's transaction."""
    fresh = _grouped(and_(responses.c.campaign == campaign, responses.c.folded.is_(False)))
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(counts).from_select([*KEY, "n"], select(fresh.subquery()).where(true()))
    grown = {"n": counts.c.n + statement.excluded.n}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[counts.c[key] for key in KEY], set_=grown)
    )
    marked = update(responses).where(responses.c.campaign == campaign, responses.c.folded.is_(False))
    await connection.execute(marked.values(folded=True))


async def read_cube(connection: AsyncConnection, campaign: str) -> list[Count]:
    """The cube of one campaign: some thousands of rows, whatever the number of answers."""
    wanted = select(*(counts.c[key] for key in KEY), counts.c.n).where(counts.c.campaign == campaign)
    return [
        Count._make(row) for row in await connection.execute(wanted.order_by(*(counts.c[key] for key in KEY)))
    ]


async def rebuild(connection: AsyncConnection, campaign: str) -> bool:
    """Counts a campaign anew from its answers; returns whether the cube had been right."""
    before = await read_cube(connection, campaign)
    await connection.execute(delete(counts).where(counts.c.campaign == campaign))
    await connection.execute(update(responses).where(responses.c.campaign == campaign).values(folded=False))
    await fold(connection, campaign)
    return before == await read_cube(connection, campaign)


def _grouped(which: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Answers by item and code, and the responses themselves by disposition under the item RESPONSES."""
    cell = [responses.c[key] for key in KEY[:6]]
    given = select(*cell, answers.c.item, answers.c.code, func.count()).join(
        answers, answers.c.response == responses.c.id
    )
    whole = select(*cell, literal(RESPONSES), responses.c.disposition, func.count())
    return union_all(
        given.where(which).group_by(*cell, answers.c.item, answers.c.code),
        whole.where(which).group_by(*cell, responses.c.disposition),
    )
