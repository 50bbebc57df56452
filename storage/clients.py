"""Decides how many clients an agency has: what its services say of themselves, where all of a campaign's do."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.registry_tables import services
from storage.responses import counted
from storage.tables import responses


async def clients_of(connection: AsyncConnection, campaign: str) -> dict[str, int]:
    """By agency, people served in a year by the services that were rated; without those that do not say it of all."""
    rated = select(responses.c.service).where(responses.c.campaign == campaign, counted(campaign)).distinct()
    told = (
        select(services.c.agency, func.sum(services.c.clients))
        .where(services.c.code.in_(rated))
        .group_by(services.c.agency)
        .having(func.count() == func.count(services.c.clients))
    )
    return {agency: int(clients) for agency, clients in await connection.execute(told)}
