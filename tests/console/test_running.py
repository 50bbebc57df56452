"""A bot process keeps its records up after the database was out of reach, and counts what it could not read."""

import asyncio
import os
import signal
from contextlib import suppress

import pytest
from sqlalchemy import text

from bot.simulator import Simulator
from bot.telegram import LIBRARIES
from console.running import keep_up_for_ever, run_bot
from console.settings import Settings
from storage.inspection import inspect
from storage.mixing import LEAST
from storage.tables import interviews, responses
from storage.turns import Turns
from tests.fieldwork import NOON, crowd, rows
from tests.patience import HANG
from tests.sealed_rows import finished

TOKEN = ":".join(("1000000", "simulated"))


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


@pytest.mark.parametrize("library", LIBRARIES)
async def test_an_update_that_nobody_can_read_is_one_line_in_the_log_and_counted_for_the_check_up(
    library, tmp_path, caplog, monkeypatch
):
    monkeypatch.setattr("console.running.freeze", lambda: None)
    async with Simulator() as simulator:
        settings = Settings.model_validate(
            {
                "telegram_token": TOKEN,
                "telegram_api": simulator.url,
                "library": library,
                "data": tmp_path,
                "keys": tmp_path / "keys",
            }
        )
        running = asyncio.create_task(run_bot(settings))
        simulator.push_update(TOKEN, {"message": "secret words"})
        phone = simulator.phone(TOKEN, user_id=7, language_code="ru")
        await phone.types("/start")
        await phone.settles()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    found = await inspect(settings.database_url)
    assert (found.dead, list(found.unreadable.values())) == ({}, [1])
    said = [each for each in caplog.messages if "could not be read" in each]
    assert len(said) == 1
    assert "secret" not in caplog.text


async def test_a_bot_that_is_stopped_ends_the_transaction_that_is_under_way_before_it_lets_go_of_the_database(
    tmp_path, monkeypatch
):
    begun, ended, written = asyncio.Event(), [], Turns._write

    async def dawdles(turns, batch):
        begun.set()
        await asyncio.sleep(0.3)
        await written(turns, batch)
        ended.append(batch)

    monkeypatch.setattr(Turns, "_write", dawdles)
    async with Simulator() as telegram:
        settings = Settings(
            telegram_token="1000000:stopped",  # noqa: S106 - the simulator takes any
            telegram_api=telegram.url,
            library="ptb",
            data=tmp_path,
            keys=tmp_path / "keys",
            database=None,
        )
        running = asyncio.create_task(run_bot(settings))
        await telegram.bot("1000000:stopped").inbox.until_polled(within=HANG)
        await telegram.phone("1000000:stopped", user_id=1001).types("/start")
        await begun.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await running
    assert ended
