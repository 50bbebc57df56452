"""What is too small to be mixed is released or goes with the key; after that nobody can tell who took part."""

import datetime

import pytest

from storage import closing, upkeep
from storage.database import StorageError
from storage.keys import CampaignKeyError
from storage.sealing import LIFE
from storage.tables import campaigns, interviews, participations, responses
from tests.fieldwork import SERVICES, address_of, crowd, rows
from tests.sealed_rows import finished


async def test_a_small_campaign_is_released_only_where_that_is_wanted(field) -> None:
    await crowd(field, range(1, 4))
    assert await field.close("spring", release_small=False) == 3
    assert await rows(field.database, responses) == []
    assert len(await finished(field)) == 3
    assert await field.close("spring", release_small=True) == 0
    assert len(await rows(field.database, responses)) == 3
    assert await rows(field.database, interviews) == []


async def test_what_was_not_released_goes_with_the_key(field) -> None:
    await crowd(field, range(1, 4))
    await field.close("spring", release_small=False)
    assert await closing.forget(field.database, "spring", environment=field.environment) == 3
    for table in (interviews, responses, participations):
        assert await rows(field.database, table) == []


async def test_after_it_is_forgotten_nobody_can_tell_who_took_part(field) -> None:
    await crowd(field, range(1, 21))
    await field.close("spring")
    took_part = {row["person"] for row in await rows(field.database, participations)}
    known = {
        field.keys.person("spring", address_of(n), service) for n in range(1, 21) for service in SERVICES
    }
    assert took_part < known
    await closing.forget(field.database, "spring", environment=field.environment)
    assert not field.keys.path("spring").exists()
    with pytest.raises(CampaignKeyError):
        field.keys.person("spring", address_of(1), "mia_id_card")
    assert len(await rows(field.database, responses)) == 20
    (row,) = await rows(field.database, campaigns)
    assert row["forgotten_on"] == field.now.date()


async def test_only_a_closed_campaign_can_be_forgotten(field) -> None:
    for name, told in (
        ("spring", "is open: it cannot be forgotten before it is closed"),
        ("winter", "no campaign winter"),
    ):
        with pytest.raises(StorageError, match=told):
            await closing.forget(field.database, name, environment=field.environment)
    assert field.keys.path("spring").exists()


async def test_the_bot_forgets_thirty_days_after_the_close_and_not_before(field) -> None:
    await field.launch("autumn")
    await crowd(field, [1])
    await field.close("spring")
    for days in (29, 1):
        assert field.keys.path("spring").exists()
        field.now += datetime.timedelta(days=days)
        await upkeep.daily(
            field.database, environment=field.environment, life=LIFE, archives=field.keys.folder / "archives"
        )
    assert not field.keys.path("spring").exists()
    assert field.keys.path("autumn").exists()
    await upkeep.daily(
        field.database, environment=field.environment, life=LIFE, archives=field.keys.folder / "archives"
    )


async def test_a_key_that_cannot_be_destroyed_is_tried_again_every_day(field, caplog, tmp_path) -> None:
    await field.close("spring")
    field.now += datetime.timedelta(days=closing.KEPT)
    key = field.keys.path("spring")
    away = key.rename(tmp_path / "away")
    key.mkdir()  # as if the disk refused
    await upkeep.daily(
        field.database, environment=field.environment, life=LIFE, archives=field.keys.folder / "archives"
    )
    assert "the key of campaign spring was not destroyed" in caplog.text
    (row,) = await rows(field.database, campaigns)
    assert row["forgotten_on"] is None
    key.rmdir()
    away.rename(key)
    await upkeep.daily(
        field.database, environment=field.environment, life=LIFE, archives=field.keys.folder / "archives"
    )
    assert not key.exists()
