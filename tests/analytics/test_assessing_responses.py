"""From rows to files: a campaign's figures are those of its answers counted one by one, to the last byte."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.assessment import assess_campaign
from analytics.exports import exports
from analytics.measuring import figures
from analytics.metadata import Metadata
from analytics.methods import read_method
from analytics.scoring import scores
from storage.database import Database, StorageError
from storage.responses import withdraw
from surveys.coding import LANGUAGES
from tests.made_responses import CAMPAIGN, every_type, kept, plain_count, some

METHOD = read_method("2026")
ASKED = every_type()


def files_of(found: pd.DataFrame, metadata: Metadata, folder: Path) -> dict[str, bytes]:
    """What every export writes in every language."""
    folder.mkdir()
    for name, export in exports().items():
        for language in LANGUAGES:
            export.write(found, metadata, folder / f"{name}.{language}", language)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


async def assessed(database: Database, folder: Path):
    async with database.reading() as connection:
        return await assess_campaign(connection, CAMPAIGN, METHOD, folder)


async def test_the_files_of_a_campaign_are_those_of_a_plain_count(database, tmp_path) -> None:
    responses = some(ASKED, 2_500, seed=98)
    await kept(database, {1: ASKED}, responses)
    assessment = await assessed(database, tmp_path)
    plain = pd.DataFrame(
        [(*key, n) for key, n in plain_count(responses).items()], columns=["agency", "item", "code", "n"]
    )
    expected = figures(plain, scores(ASKED), METHOD)
    assert len(expected) == 45
    ours = files_of(assessment.figures, assessment.metadata, tmp_path / "ours")
    theirs = files_of(expected, assessment.metadata, tmp_path / "theirs")
    assert len(ours) == len(exports()) * len(LANGUAGES)
    assert ours == theirs


async def test_a_withdrawn_response_is_in_no_figure(database, tmp_path) -> None:
    responses = some(ASKED, 400, seed=99)
    await kept(database, {1: ASKED}, responses)
    gone = [each.response.withdrawal for each in responses if each.response.withdrawal]
    before = await assessed(database, tmp_path)
    async with database.writing() as connection:
        assert await withdraw(connection, gone) == len(gone)
    after = await assessed(database, tmp_path)
    people = [found.figures["respondents"].max() for found in (before, after)]
    assert people == [400, 400 - len(gone)]


async def test_a_campaign_without_responses_is_not_assessed(database, tmp_path) -> None:
    await kept(database, {1: ASKED})
    with pytest.raises(StorageError, match=f"no answers of {CAMPAIGN} are counted yet"):
        await assessed(database, tmp_path)
