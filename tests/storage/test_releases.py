"""Releases are numbered and kept; one is due at the close, and a week after the last."""

import datetime
from dataclasses import replace

import pytest

from storage import releases
from storage.campaigns import set_state
from storage.database import StorageError
from storage.releases import Kept
from tests.made_responses import CAMPAIGN, every_type, kept, some

DAY = datetime.date(2026, 3, 2)
FIRST = Kept(CAMPAIGN, 1, DAY, False, "kz-annual-2026", "0" * 64, '{"figures":[]}', "{}")


async def test_a_release_is_kept_as_it_was_published_and_no_number_is_given_twice(database) -> None:
    await kept(database, {1: every_type()}, some(every_type(), 30, seed=1))
    second = replace(FIRST, number=2, day=DAY + datetime.timedelta(days=7), published='{"figures":[1]}')
    async with database.writing() as connection:
        await releases.keep(connection, FIRST)
        await releases.keep(connection, second)
    async with database.reading() as connection:
        assert await releases.all_of(connection, CAMPAIGN) == [FIRST, second]
        assert await releases.one_of(connection, CAMPAIGN) == second
        assert await releases.one_of(connection, CAMPAIGN, 1) == FIRST
        assert await releases.one_of(connection, "other") is None
        with pytest.raises(StorageError, match="has no release 3: see `saualnama campaign releases spring`"):
            await releases.one_of(connection, CAMPAIGN, 3)
    with pytest.raises(StorageError, match="release 2 of spring is there already"):
        async with database.writing() as connection:
            await releases.keep(connection, second)
    assert second.tables == {"figures": [1]}


async def test_a_release_is_due_at_once_a_week_later_and_at_the_close_and_then_no_more(database) -> None:
    await kept(database, {1: every_type()}, some(every_type(), 30, seed=1))

    async def due(days: int) -> list[str]:
        async with database.reading() as connection:
            return await releases.due(connection, today=DAY + datetime.timedelta(days=days))

    assert await due(0) == [CAMPAIGN]
    async with database.writing() as connection:
        await releases.keep(connection, FIRST)
    assert [await due(days) for days in (0, 6, 7)] == [[], [], [CAMPAIGN]]
    async with database.writing() as connection:
        await set_state(connection, CAMPAIGN, "closed", today=DAY)
    assert await due(0) == [CAMPAIGN]
    async with database.writing() as connection:
        await releases.keep(connection, replace(FIRST, number=2, closing=True))
    assert await due(30) == []


async def test_a_campaign_that_nobody_has_answered_is_not_due(database) -> None:
    await kept(database, {1: every_type()})
    async with database.reading() as connection:
        assert await releases.due(connection, today=DAY) == []
        assert await releases.people_counted(connection, CAMPAIGN) == 0
