"""What may be seen of a trial, and that a real campaign shows nothing."""

import pytest

from storage import trials
from storage.database import StorageError
from tests.fieldwork import Citizen, fieldwork

TRIAL = "preview-1-ru"
ADDRESS = 7_000_000_002


async def looked(field, campaign=TRIAL):
    async with field.database.reading() as connection:
        return await trials.look(connection, campaign, seals=field.seals)


@pytest.fixture
async def field(database, tmp_path):
    async with fieldwork(database, tmp_path / "keys", TRIAL, "real-2026") as made:
        yield made


async def test_of_a_real_campaign_nothing_is_shown_whether_anybody_answers_or_not(field):
    async with field.writer() as turns:
        citizen = Citizen(ADDRESS, turns)
        await citizen.agrees(field.links["real-2026", "mia_id_card"])
        await citizen.taps("KZ-75")
    with pytest.raises(StorageError, match="no trial"):
        await looked(field, "real-2026")


async def test_before_anybody_came_there_is_nothing(field):
    assert await looked(field) is None


async def test_answers_are_seen_as_they_are_given_and_are_gone_when_erased(field):
    async with field.writer() as turns:
        citizen = Citizen(ADDRESS, turns)
        await citizen.opens(field.link)
        assert (await looked(field)).stage == "language"
        await citizen.taps("ru")
        await citizen.taps(".go")
        await citizen.taps("KZ-75")
        await citizen.taps("2")
        await citizen.types("Долго")
        trial = await looked(field)
        assert (trial.stage, trial.language, trial.cursor) == ("asking", "ru", "good")
        assert {item: answer.as_json() for item, answer in trial.answers.items()} == {
            "region": {"codes": ["KZ-75"]},
            "overall": {"codes": ["2"]},
            "reason": {"text": "Долго"},
        }
        assert trial.seed is not None
        await citizen.taps(".back")
        await citizen.taps(".back")
        await citizen.taps("5")
        assert "reason" not in (await looked(field)).answers


async def test_after_the_end_the_same_answers_and_the_same_order_are_still_there(field):
    async with field.writer() as turns:
        citizen = Citizen(ADDRESS, turns)
        await citizen.agrees(field.link)
        before = await looked(field)
        for code in ("KZ-75", "4", "staff", ".done"):
            await citizen.taps(code)
        await citizen.types("2")
    trial = await looked(field)
    assert (trial.stage, trial.language, trial.seed) == ("complete", "ru", before.seed)
    assert list(trial.answers) == ["region", "overall", "good", "visits"]


async def test_of_one_who_refused_or_broke_off_only_that_is_kept(field):
    async with field.writer() as turns:
        citizen = Citizen(ADDRESS, turns)
        await citizen.opens(field.link)
        await citizen.taps("ru")
        await citizen.taps(".refuse")
        assert await looked(field) == trials.Trial("refused", "ru", seed=(await looked(field)).seed)
