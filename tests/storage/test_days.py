"""Days and weeks are Kazakhstan's: what happens there after midnight is of the new day, though not yet in UTC."""

import datetime

from storage.days import day_in_kazakhstan
from storage.sealing import day_number
from storage.tables import campaigns, responses
from tests.fieldwork import crowd, rows
from tests.sealed_rows import kept

AFTER_MIDNIGHT = datetime.datetime(2026, 12, 31, 21, 30, tzinfo=datetime.UTC)
"""In Almaty 02:30 on 1 January 2027."""
NEW_YEAR = datetime.date(2027, 1, 1)


def test_the_day_is_kazakhstans_whatever_zone_the_clock_is_in() -> None:
    assert day_in_kazakhstan(AFTER_MIDNIGHT) == NEW_YEAR
    there = AFTER_MIDNIGHT.astimezone(datetime.timezone(datetime.timedelta(hours=-9)))
    assert day_in_kazakhstan(there) == NEW_YEAR
    assert day_in_kazakhstan(datetime.datetime(2026, 12, 31, 18, 59, 59, tzinfo=datetime.UTC)).year == 2026


async def test_a_campaign_opens_and_closes_and_a_key_is_made_on_the_day_in_kazakhstan(field) -> None:
    field.now = AFTER_MIDNIGHT
    await field.launch("new-year")
    await crowd(field, range(1, 3), campaign="new-year")
    assert {each.day for each in await kept(field)} == {day_number(NEW_YEAR)}
    assert (field.keys.folder.parent / "days" / f"{NEW_YEAR}.key").exists()
    await field.close("new-year")
    (opened,) = [row for row in await rows(field.database, campaigns) if row["id"] == "new-year"]
    assert (opened["opens_on"], opened["closed_on"]) == (NEW_YEAR, NEW_YEAR)


async def test_a_response_is_of_the_week_that_had_begun_in_kazakhstan(field) -> None:
    field.now = datetime.datetime(2026, 11, 29, 21, 30, tzinfo=datetime.UTC)  # a Sunday; there it is Monday
    await crowd(field, range(1, 3))
    await field.close("spring")
    assert {row["week"] for row in await rows(field.database, responses)} == {202649}
