"""A bot process goes on keeping its records up when the database was out of reach for a while."""

import asyncio
from contextlib import suppress

from sqlalchemy import text

from console.running import keep_up_for_ever
from console.settings import Settings
from storage.mixing import LEAST
from storage.tables import interviews, responses
from tests.fieldwork import NOON, crowd, rows
from tests.sealed_rows import finished


async def test_answers_are_mixed_again_after_the_database_was_out_of_order(
    field, caplog, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("console.wiring.clock", lambda: NOON)
    await crowd(field, range(1, LEAST + 1))
    assert len(await finished(field)) == LEAST
    async with field.database.writing() as connection:
        await connection.execute(text("ALTER TABLE campaigns RENAME TO campaigns_away"))
    settings = Settings(data=tmp_path / "data", keys=tmp_path / "keys", database=None, telegram_token=None)
    keeping_up = asyncio.create_task(keep_up_for_ever(field.database, settings, pause=0.01))
    try:
        while "the records were not kept up" not in caplog.text:  # noqa: ASYNC110 - a log line sets no event
            await asyncio.sleep(0.01)
        async with field.database.writing() as connection:
            await connection.execute(text("ALTER TABLE campaigns_away RENAME TO campaigns"))
        while await rows(field.database, interviews):  # noqa: ASYNC110 - nor does a table
            await asyncio.sleep(0.01)
    finally:
        keeping_up.cancel()
        with suppress(asyncio.CancelledError):
            await keeping_up
    assert len(await rows(field.database, responses)) == LEAST
