"""Decides whether something may be done with a campaign now, within the transaction that does it."""

import datetime

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.campaign_states import Action, require
from storage.database import StorageError
from storage.near import guess_or_see
from storage.tables import campaigns


async def required(
    connection: AsyncConnection, campaign: str, action: Action, *, today: datetime.date
) -> RowMapping:
    """The campaign's row, locked until the commit. StorageError for an unknown one, and where its state forbids it."""
    wanted = select(campaigns).where(campaigns.c.id == campaign).with_for_update()
    row = (await connection.execute(wanted)).mappings().first()
    if row is None:
        raise await unknown(connection, campaign)
    require(row, action, today=today)
    return row


async def unknown(connection: AsyncConnection, campaign: str) -> StorageError:
    """What is said of a campaign that is not there."""
    known = list(await connection.scalars(select(campaigns.c.id)))
    see = guess_or_see(campaign, known, "saualnama campaign list")
    return StorageError(f"there is no campaign {campaign}{see}")
