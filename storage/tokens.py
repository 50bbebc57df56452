"""Decides the life of a one-time link: given out, kept as a hash, used up by the turn that begins with it, erased.

Of its user nothing is kept with it, and of it nothing with its user: whoever has sent a link to somebody can learn from
the records that it was used, and no more.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement

from storage.driver import Transaction
from storage.environment import Environment
from storage.periods import INVITED
from storage.sealing import day_number
from storage.statements import updating
from storage.tables import routes, tokens
from surveys.interview.one_time import SECRET_BYTES, token

TOKEN = "token"  # noqa: S105 - a kind of route
"""The kind of a route that nobody takes without a one-time link."""
LATE = 14
"""Days for which an expired one is still kept, so that who comes too late is told so."""
AT_ONCE = 10_000
"""Rows in one statement."""


@dataclass(slots=True)
class Token:
    """A one-time link as a batch of turns meets it."""

    route: str
    expired: bool
    used: bool


@dataclass(frozen=True, slots=True)
class Issued:
    """A link that was just given out: its payload is known here, and nowhere else ever again."""

    service: str
    payload: str
    last_day: datetime.date


def digest(payload: str) -> str:
    """What is kept of a one-time link, in hexadecimal digits."""
    return sha256(payload.encode()).hexdigest()


async def issue(
    connection: AsyncConnection, ways: Mapping[str, str], count: int, *, environment: Environment
) -> list[Issued]:
    """Gives out `count` links for each service; `ways`: its route for one-time links, by service.

    They are kept in the order of their hashes, which is none.
    """
    last_day = environment.today + datetime.timedelta(days=INVITED)
    issued = [
        Issued(service, token(bytes.fromhex(environment.random_hex(SECRET_BYTES))), last_day)
        for service in ways
        for _ in range(count)
    ]
    hashed = sorted((bytes.fromhex(digest(each.payload)), ways[each.service]) for each in issued)
    expires = day_number(last_day)
    rows = [{"token": each, "route": way, "expires": expires, "used": False} for each, way in hashed]
    for start in range(0, len(rows), AT_ONCE):
        await connection.execute(insert(tokens), rows[start : start + AT_ONCE])
    return issued


async def load(
    transaction: Transaction, hashed: Collection[str], *, environment: Environment
) -> dict[str, Token]:
    """Those of these links that are known; until the commit nobody else can use them up."""
    today = day_number(environment.today)
    asked = [(_one, {"token": bytes.fromhex(each)}) for each in sorted(hashed)]
    found: Iterable[Sequence[tuple[bytes, str, int, bool]]] = await transaction.fetch_all(*asked)
    return {
        bytes(row[0]).hex(): Token(row[1], expired=row[2] < today, used=bool(row[3]))
        for rows in found
        for row in rows
    }


async def redeem(transaction: Transaction, hashed: Collection[str]) -> None:
    """Uses these links up."""
    await transaction.many(_use, [{"token": bytes.fromhex(each), "used": True} for each in sorted(hashed)])


async def erase_expired(connection: AsyncConnection, *, environment: Environment) -> int:
    """Erases the links that nobody can begin with any more; returns how many."""
    oldest = day_number(environment.today) - LATE
    return (await connection.execute(delete(tokens).where(tokens.c.expires < oldest))).rowcount


async def erase(connection: AsyncConnection, campaign: str) -> None:
    """Erases all links of a campaign, with the hash of every one that was used."""
    mine = select(routes.c.id).where(routes.c.campaign == campaign)
    await connection.execute(delete(tokens).where(tokens.c.route.in_(mine)))


def _one(_dialect: str) -> ClauseElement:
    columns = (tokens.c.token, tokens.c.route, tokens.c.expires, tokens.c.used)
    return select(*columns).where(tokens.c.token == bindparam("token")).with_for_update()


def _use(dialect: str) -> ClauseElement:
    return updating(dialect, tokens, "token", "used")
