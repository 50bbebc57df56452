"""Decides how long anything that knows a person is kept: updates two days, day keys a fortnight, and nothing beyond.

Before a day's key is destroyed, what is sealed under it and still needed is sealed anew under today's: ended
interviews that wait for their batch, and what could not be shown yet. Interviews in progress under it are ended.
"""

import logging
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import outbox as showing
from storage.campaign_routes import CampaignRoutes
from storage.changes import Changes
from storage.database import Database
from storage.driver import Writer
from storage.environment import Environment
from storage.interview_states import opened, resealed
from storage.loading import load_day
from storage.sealing import LIFE, SealedError, day_number
from storage.tables import dead_letters, interviews, outbox, updates
from storage.writing import end, write

log = logging.getLogger(__name__)

UPDATES = 48
"""Hours for which a repeated update is known: Telegram keeps them for 24."""
LETTERS = 30
"""Days for which dead letters and what was given up are kept, for the operator."""
AT_ONCE = 500
"""Rows sealed anew, or interviews ended, in one transaction."""


async def forget_updates(connection: AsyncConnection, *, environment: Environment) -> int:
    """Erases the updates that no channel will repeat any more, and old dead letters; returns how many updates."""
    hour = int(environment.now.timestamp() // 3600) - UPDATES
    gone = await connection.execute(delete(updates).where(updates.c.hour < hour))
    oldest = day_number(environment.today) - LETTERS
    await connection.execute(delete(outbox).where(outbox.c.failed.is_not(None), outbox.c.day < oldest))
    before = environment.today.fromordinal(environment.today.toordinal() - LETTERS)
    await connection.execute(delete(dead_letters).where(dead_letters.c.day < before))
    return gone.rowcount


async def destroy_day_keys(
    database: Database, *, environment: Environment, life: int = LIFE
) -> dict[str, int]:
    """Destroys every day's key that has lived `life` days, after what it seals was saved.

    Returns what was done and what could not be saved, by name: `ended`, `sealed`, `lost`.
    """
    done = {"ended": 0, "sealed": 0, "lost": 0}
    for day in environment.seals.due(environment.today, life=life):
        writer = Writer(database)
        try:
            done["ended"] += await _end_open(writer, day_number(day), environment=environment)
        finally:
            await writer.close()
        number = day_number(day)
        sealed, lost = await _seal_anew(database, number, environment=environment)
        done["sealed"] += sealed
        done["lost"] += lost
        environment.seals.destroy(day)
        log.info("the key of %s is destroyed: %d rows were sealed anew, %d lost", day, sealed, lost)
    return done


async def _end_open(writer: Writer, day: int, *, environment: Environment) -> int:
    """Ends the interviews in progress that were last touched on that day: as at a close (AAPOR)."""
    ended = 0
    while True:
        async with writer.writing() as transaction:
            state = await load_day(
                transaction, day, most=AT_ONCE, routes=CampaignRoutes(), environment=environment
            )
            if not state.interviews and not state.unreadable:
                return ended
            changes = Changes(aside=state.unreadable)
            for known in state.interviews.values():
                end(changes, known, "closed", environment=environment)
            await write(transaction, changes, environment=environment)
            ended += len(changes.ended)


async def _seal_anew(database: Database, day: int, *, environment: Environment) -> tuple[int, int]:
    """What waits under that day's key, sealed under today's; what cannot be opened is lost, and erased."""
    sealed = lost = 0
    for save in (_interviews, _outbox):
        while True:
            async with database.writing() as connection:
                saved, gone = await save(connection, day, environment)
            if not saved and not gone:
                break
            sealed, lost = sealed + saved, lost + gone
    return sealed, lost


async def _interviews(connection: AsyncConnection, day: int, environment: Environment) -> tuple[int, int]:
    wanted = (
        select(interviews.c.id, interviews.c.sealed)
        .where(interviews.c.day == day, interviews.c.slot != 0)
        .order_by(interviews.c.id)
        .limit(AT_ONCE)
        .with_for_update()
    )
    saved, lost = [], []
    for number, sealed in await connection.execute(wanted):
        try:
            state = opened(environment.seals, number, sealed)
        except SealedError:
            lost.append(number)
            continue
        row = resealed(environment.seals, number, state, today=environment.today)
        saved.append({f"new_{name}": value for name, value in row.items()})
    if saved:
        await connection.execute(_RESEAL, saved)
    if lost:
        await connection.execute(delete(interviews).where(interviews.c.id.in_(lost)))
    return len(saved), len(lost)


async def _outbox(connection: AsyncConnection, day: int, environment: Environment) -> tuple[int, int]:
    wanted = (
        select(outbox.c.bot, outbox.c.update, outbox.c.sealed)
        .where(outbox.c.day == day, outbox.c.failed.is_(None))
        .order_by(outbox.c.bot, outbox.c.update)
        .limit(AT_ONCE)
        .with_for_update()
    )
    saved: list[dict[str, Any]] = []
    lost: list[dict[str, Any]] = []
    for bot, number, sealed in await connection.execute(wanted):
        key = {"its_bot": bot, "its_update": number}
        try:
            anew = showing.sealed_anew(bot, number, sealed, environment=environment)
        except SealedError:
            lost.append(key)
            continue
        saved.append({**key, "new_day": day_number(environment.today), "new_sealed": anew})
    if saved:
        await connection.execute(_RESEAL_OUTBOX, saved)
    if lost:
        await connection.execute(
            delete(outbox).where(
                outbox.c.bot == bindparam("its_bot"), outbox.c.update == bindparam("its_update")
            ),
            lost,
        )
    return len(saved), len(lost)


_RESEAL = (
    update(interviews)
    .where(interviews.c.id == bindparam("new_id"))
    .values(person=bindparam("new_person"), day=bindparam("new_day"), sealed=bindparam("new_sealed"))
)
_RESEAL_OUTBOX = (
    update(outbox)
    .where(outbox.c.bot == bindparam("its_bot"), outbox.c.update == bindparam("its_update"))
    .values(day=bindparam("new_day"), sealed=bindparam("new_sealed"))
)
