"""A bot process goes on mixing answers when the database was out of reach for a while."""

import asyncio
from contextlib import suppress

from sqlalchemy import text

from console.running import mix_for_ever
from storage.mixer import LEAST
from storage.tables import pool, responses
from tests.fieldwork import crowd, rows


async def test_answers_are_mixed_again_after_the_database_was_out_of_order(field, caplog) -> None:
    await crowd(field, range(1, LEAST + 1))
    assert len(await rows(field.database, pool)) == LEAST
    async with field.database.writing() as connection:
        await connection.execute(text("ALTER TABLE campaigns RENAME TO campaigns_away"))
    mixing = asyncio.create_task(mix_for_ever(field.database, pause=0.01))
    try:
        while "answers were not mixed" not in caplog.text:  # noqa: ASYNC110 - a log line sets no event
            await asyncio.sleep(0.01)
        async with field.database.writing() as connection:
            await connection.execute(text("ALTER TABLE campaigns_away RENAME TO campaigns"))
        while await rows(field.database, pool):  # noqa: ASYNC110 - nor does a table
            await asyncio.sleep(0.01)
    finally:
        mixing.cancel()
        with suppress(asyncio.CancelledError):
            await mixing
    assert len(await rows(field.database, responses)) == LEAST
