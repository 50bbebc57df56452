"""Decides how answers are taken back: by the holder of a receipt, in daily batches, and once and for all.

Whoever has withdrawn cannot answer again: the participation stays. A receipt's hash is kept as a tombstone, so that a
restored backup or a copy can be told what must not be in it.
"""

import os

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import responses
from storage.environment import Environment
from storage.key_files import make_closed
from storage.tables import withdrawals

FILE = "withdrawn.txt"
"""Beside the campaigns' keys: a hash a line, nothing else."""


async def apply(connection: AsyncConnection, *, environment: Environment) -> int:
    """Erases the responses whose receipts were handed in; returns how many.

    A receipt whose response still waits for its batch stays: mixing leaves that response out. The tombstones are
    durable before anything is erased.
    """
    asked = list(
        await connection.scalars(
            select(withdrawals.c.withdrawal)
            .where(withdrawals.c.applied.is_(False))
            .order_by(withdrawals.c.withdrawal)
        )
    )
    if not asked:
        return 0
    _append(asked, environment)
    found = await responses.find(connection, asked)
    gone: int = await responses.withdraw(connection, found)
    if found:
        await connection.execute(
            update(withdrawals).where(withdrawals.c.withdrawal.in_(found)).values(applied=True)
        )
    return gone


def _append(hashes: list[bytes], environment: Environment) -> None:
    """Adds what is not there yet, durably."""
    path = environment.keys.folder / FILE
    make_closed(path.parent)
    known = set(path.read_text("ascii").split()) if path.exists() else set()
    fresh = [each.hex() for each in hashes if each.hex() not in known]
    if not fresh:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, "".join(f"{each}\n" for each in fresh).encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
