"""A key that is missing or bad: what it concerns stops, by name, and nothing else does."""

import datetime
import logging
from pathlib import Path

import pytest

from storage.key_files import BadKeyError
from storage.keys import DAYS, CampaignKeys
from storage.sealing import Seals, week_of
from storage.tables import dead_letters, interviews, updates
from tests.fieldwork import NOON, Citizen, Field, rows


def started_anew(field: Field, tmp_path: Path) -> None:
    """The process begins again: what it knew of keys is read from the files."""
    field.keys = CampaignKeys(tmp_path / "keys")
    field.seals = Seals(tmp_path / "keys" / DAYS, secret=field.seals._secret)


@pytest.mark.parametrize("size", [0, 31, 33])
async def test_a_bad_campaign_key_stops_that_campaign_by_name_and_no_other(
    field: Field, tmp_path: Path, size: int, caplog: pytest.LogCaptureFixture
) -> None:
    await field.launch("autumn")
    (tmp_path / "keys" / "campaigns" / "spring.key").write_bytes(bytes(size))
    started_anew(field, tmp_path)
    async with field.writer() as turns:
        one, other = Citizen(1, turns), Citizen(2, turns)
        await one.opens(field.links["spring", "moh_clinic"])
        await other.finishes(field.links["autumn", "moh_clinic"])
    assert one.notices == ["try_again"]
    assert other.notices == ["complete"]
    assert f"campaign spring: the key spring.key in {tmp_path}/keys/campaigns has {size} bytes" in caplog.text


@pytest.mark.parametrize("name", [f"{NOON.date()}.key", f"{week_of(NOON.date())}.key"])
async def test_without_todays_keys_no_answer_is_taken_and_the_reason_is_told(
    field: Field, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "keys" / DAYS / name
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(31))
    async with field.writer() as turns:
        citizen = Citizen(1, turns)
        with pytest.raises(BadKeyError, match=f"the key {name} in .* has 31 bytes"):
            await citizen.opens(field.link)
        assert await rows(field.database, updates) == []  # so that the channel brings it again
        assert await rows(field.database, dead_letters) == []
        file.unlink()
        await citizen.finishes(field.link)
    assert citizen.notices == ["complete"]


@pytest.mark.parametrize("spoils", [lambda file: file.unlink(), lambda file: file.write_bytes(bytes(33))])
async def test_a_bad_key_of_a_day_costs_the_interviews_under_it_and_they_may_begin_again(
    field: Field, tmp_path: Path, spoils, caplog: pytest.LogCaptureFixture
) -> None:
    async with field.writer() as turns:
        await Citizen(1, turns).agrees(field.link)
    spoils(tmp_path / "keys" / DAYS / f"{NOON.date()}.key")
    field.now += datetime.timedelta(days=1)
    started_anew(field, tmp_path)
    async with field.writer() as turns:
        again = Citizen(1, turns)
        await again.finishes(field.link)
        await Citizen(2, turns).finishes(field.link)
    assert again.notices == ["complete"]
    assert "an interview of campaign spring was put aside: what was sealed on 2026-03-02" in caplog.text
    assert len(await rows(field.database, interviews)) == 3


async def test_a_bad_key_of_a_former_week_stops_nobody(
    field: Field, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    async with field.writer() as turns:
        await Citizen(1, turns).agrees(field.link)
    (tmp_path / "keys" / DAYS / f"{week_of(NOON.date())}.key").write_bytes(b"")
    field.now += datetime.timedelta(days=7)
    started_anew(field, tmp_path)
    async with field.writer() as turns:
        again = Citizen(1, turns)
        await again.finishes(field.link)
    assert again.notices == ["complete"]
    assert "who was last seen in 2026-W10 is not recognised" in caplog.text
