"""A release of weighted figures says what they are weighted to, and keeps what that cost."""

import datetime
import json

from analytics.assessment import assess_campaign
from analytics.margins import digest
from analytics.reading_releases import tables_of
from analytics.releases import make
from surveys.coding import LANGUAGES
from tests.analytics.test_assessing_weighted import ASKED, MARGINS, WEIGHTED
from tests.made_responses import CAMPAIGN, SERVED, kept, some

DAY = datetime.date(2026, 3, 20)
LISTED = {"agency": sorted(set(SERVED.values())), "service": sorted(SERVED)}


async def test_a_weighted_release_has_design_effects_the_margins_sum_and_the_words(
    database, tmp_path
) -> None:
    await kept(database, {1: ASKED}, some(ASKED, 1_500, seed=41))
    by = tables_of(ASKED, WEIGHTED, closing=True, weighted=True)
    assert "sex" in by
    assert "agency_region" not in by
    async with database.reading() as connection:
        exact = await assess_campaign(connection, CAMPAIGN, WEIGHTED, tmp_path, by=by, margins=MARGINS)
    made = make(exact, CAMPAIGN, [], served=LISTED, day=DAY, closing=True, margins=digest(MARGINS))
    told = json.loads(made.text)
    assert told["margins"] == digest(MARGINS)
    assert all(len(told["weighting"][language]) >= 6 for language in LANGUAGES)
    whole = [row for row in told["figures"] if row["agency"] == "*" and row["item"] == "overall"]
    assert all(row["deff"] > 0 and row["deff"] == round(row["deff"], 2) for row in whole)
    assert all("deff" in row for row in told["groups"]["sex"])


async def test_a_release_that_is_not_weighted_says_so_by_having_no_margins(database, tmp_path) -> None:
    await kept(database, {1: ASKED}, some(ASKED, 300, seed=42))
    async with database.reading() as connection:
        exact = await assess_campaign(connection, CAMPAIGN, WEIGHTED, tmp_path, by=["agency"])
    made = make(exact, CAMPAIGN, [], served=LISTED, day=DAY, closing=True)
    told = json.loads(made.text)
    assert (told["margins"], told["weighting"]) == (None, {})
    assert not any("deff" in row for row in told["figures"])
