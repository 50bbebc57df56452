"""What is new in a release, what stays as it was, and what has a row although nobody is told of."""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest

from analytics.assessment import assess_campaign
from analytics.exports import exports
from analytics.freshness import Ledger
from analytics.methods import read_method
from analytics.reading_releases import read, require_told, tables_of
from analytics.releases import Made as Release
from analytics.releases import TooFewError, canonical, make
from storage.database import StorageError
from storage.releases import Kept
from storage.responses import keep, withdraw
from tests.made_responses import CAMPAIGN, SERVED, Made, kept
from tests.weekly_campaign import ASKED, one

METHOD = read_method("2026")
LISTED = {"agency": sorted(set(SERVED.values())), "service": sorted(SERVED)}
DAY = datetime.date(2026, 3, 16)


def crowd(seed: int, count: int, **said: str) -> list[Made]:
    """As many who say the same."""
    random = Random(seed)
    return [one(random, **said) for _ in range(count)]


class Campaign:
    """A campaign whose releases follow each other."""

    def __init__(self, database, folder) -> None:
        self._database, self._folder = database, folder
        self.past: list[tuple[Mapping[str, Any], Ledger]] = []

    async def released(
        self, came: Sequence[Made] = (), taken_back: Sequence[Made] = (), *, closing: bool = False
    ) -> Release:
        """The release after these people came, and these left."""
        async with self._database.writing() as connection:
            await keep(connection, [each.response for each in came])
            await withdraw(connection, [each.response.withdrawal for each in taken_back])
        by = tables_of(ASKED, METHOD, closing=closing)
        async with self._database.reading() as connection:
            exact = await assess_campaign(connection, CAMPAIGN, METHOD, self._folder / "archives", by=by)
        made = make(exact, CAMPAIGN, self.past, served=LISTED, day=DAY, closing=closing)
        self.past.append((made.published, made.ledger))
        return made


@pytest.fixture
async def campaign(database, tmp_path) -> Campaign:
    await kept(database, {1: ASKED})
    return Campaign(database, tmp_path)


def row(release: Release, agency: str, indicator: str = "mean_score", by: str = "") -> dict[str, Any]:
    rows = release.published["groups"][by] if by else release.published["figures"]
    return next(
        each
        for each in rows
        if (each["agency"], each["item"], each["indicator"]) == (agency, "overall", indicator)
    )


async def test_a_release_is_canonical_text_with_its_sum(campaign) -> None:
    made = await campaign.released(crowd(1, 40))
    assert made.text == canonical(json.loads(made.text))
    assert made.sha256 == hashlib.sha256(made.text.encode()).hexdigest()
    assert made.published["number"] == 1


async def test_nine_people_make_no_release_and_it_is_said_that_one_is_missing(campaign) -> None:
    with pytest.raises(TooFewError, match="9 people are counted, and 1 more are needed"):
        await campaign.released(crowd(1, 9))


async def test_a_second_release_wants_ten_more_people_but_for_the_one_at_the_close(campaign) -> None:
    await campaign.released(crowd(1, 40))
    with pytest.raises(TooFewError, match="49 people are counted, and 1 more are needed"):
        await campaign.released(crowd(2, 9))
    made = await campaign.released(closing=True)
    assert (row(made, "*")["base"], row(made, "*")["since"]) == (40, 1)


async def test_a_figure_stays_until_ten_more_have_come_and_what_was_withdrawn_leaves_with_its_change(
    campaign,
) -> None:
    clinic, gone = {"service": "moh_clinic"}, crowd(3, 3, service="moh_clinic", overall="1")
    first = await campaign.released([*crowd(1, 60), *crowd(2, 37, **clinic), *gone])
    assert (row(first, "moh")["base"], row(first, "mia")["base"]) == (40, 60)
    second = await campaign.released([*crowd(4, 30), *crowd(5, 11, **clinic)], gone)
    assert row(second, "mia")["since"] == 1  # else moh would follow from the total
    assert row(second, "moh") == row(first, "moh")
    assert (row(second, "*")["base"], row(second, "*")["since"]) == (138, 2)
    third = await campaign.released([*crowd(6, 12, **clinic), *crowd(7, 15)])
    assert (row(third, "moh")["base"], row(third, "moh")["estimate"], row(third, "moh")["since"]) == (
        60,
        5.0,
        3,
    )


async def test_a_hidden_row_is_there_for_whoever_the_campaign_is_about_also_where_nobody_came(
    campaign,
) -> None:
    few = [*crowd(3, 4, service="mof_tax"), *crowd(4, 2, route="link")]
    made = await campaign.released([*crowd(1, 60), *crowd(2, 30, service="moh_clinic"), *few])
    hidden = [
        each
        for each in made.published["figures"]
        if each["agency"] in {"mof", "moj"} and each["item"] == "overall"
    ]
    assert [each["agency"] for each in hidden[:2]] == ["mof", "moj"]
    four, nobody = ({**each, "agency": ""} for each in hidden[:2])
    assert four == nobody
    ways = {each["agency"] for each in made.published["groups"]["route"]}
    assert ways == {"*"}  # what nobody knows beforehand has a row only where it is told


async def test_figures_are_rounded_and_nothing_else_of_a_group_is_told(campaign) -> None:
    made = await campaign.released(
        [*crowd(1, 40), *crowd(2, 29, overall="4"), *crowd(3, 31, sex="male", overall="2")]
    )
    found = row(made, "*")
    assert found["estimate"] == round((200 + 116 + 62) / 100, 2)
    assert row(made, "*", "share_satisfied")["estimate"] == 69.0
    men = row(made, "male", by="sex")
    assert (men["base"], men["estimate"], men["respondents"], men["skipped"]) == (31, 2.0, None, None)


async def test_answers_by_agency_and_regions_of_agencies_are_told_at_the_close(campaign) -> None:
    came = [
        *crowd(1, 40),
        *crowd(2, 30, service="moh_clinic"),
        *crowd(3, 30, service="moh_clinic", region="KZ-71"),
    ]
    came += crowd(4, 30, region="KZ-71")
    first = await campaign.released(came)
    assert {each["agency"] for each in first.published["items"]} == {"*"}
    assert "agency_region" not in first.published["groups"]
    last = await campaign.released(closing=True)
    assert {each["agency"] for each in last.published["items"]} == {"*", "mia", "moh"}
    crossed = {each["agency"]: each["base"] for each in last.published["groups"]["agency_region"]}
    assert crossed == {"*": 130, "mia KZ-71": 30, "mia KZ-75": 40, "moh KZ-71": 30, "moh KZ-75": 30}


async def test_a_release_is_read_again_as_it_was_and_has_no_other_tables(
    campaign, database, tmp_path
) -> None:
    made = await campaign.released([*crowd(1, 40), *crowd(2, 30, service="moh_clinic")])
    stored = Kept(CAMPAIGN, 1, DAY, False, METHOD.name, made.sha256, made.text, made.ledger_text)
    async with database.reading() as connection:
        found = await read(connection, stored)
    assert found.figures["base"].dropna().tolist() == [
        each["base"] for each in made.published["figures"] if each["base"] is not None
    ]
    assert found.metadata.release == (1, DAY)
    with pytest.raises(StorageError, match="has no figures by disability, but by: agency, service"):
        require_told("disability", found)
    with pytest.raises(StorageError, match="in the release that is made at the close"):
        require_told("agency_region", found)
    for name, export in exports().items():
        export.write(found.figures, found.metadata, tmp_path / f"f.{name}", "ru")
        export.write_items(found.items, found.metadata, tmp_path / f"i.{name}", "kk")
        export.write_groups(found.groups["sex"], found.metadata, tmp_path / f"g.{name}", "en")
    assert "Release 1 of 16 March 2026, rounded." in (tmp_path / "g.json").read_text("utf-8")
