"""Ten releases of a made-up campaign, with withdrawals, against somebody who keeps them all and subtracts."""

import datetime
import shutil
from collections.abc import Sequence
from typing import Any

import pytest

from analytics.assessment import Assessment, assess_campaign
from analytics.grouping import BELOW_AGENCIES
from analytics.methods import read_method
from analytics.reading_releases import tables_of
from analytics.records import records_of
from analytics.releases import make
from analytics.suppression import suppress
from storage.database import open_database
from storage.responses import keep, withdraw
from tests.analytics.brute_force import Found, by_programs, by_subtraction, known
from tests.made_responses import CAMPAIGN, SERVED, Made, kept
from tests.weekly_campaign import ASKED, WEEKS, people, weeks

METHOD = read_method("2026")
SERVED_HERE = {"agency": sorted(set(SERVED.values())), "service": sorted(SERVED)}
DAY = datetime.date(2026, 3, 9)


def careless(assessed: Assessment) -> dict[str, Any]:
    """What was shown before there were releases: each row judged by itself, at any time, by anybody."""
    rows = {
        by: [{**row, "since": 0} for row in records_of(suppress(each.figures, METHOD.thresholds))]
        for by, each in assessed.groups.items()
    }
    figures = [{**row, "since": 0} for row in records_of(suppress(assessed.figures, METHOD.thresholds))]
    few = assessed.items["n"] < METHOD.thresholds.privacy
    items = assessed.items.assign(n=assessed.items["n"].mask(few))
    return {"figures": figures, "groups": rows, "items": [{**row, "since": 0} for row in records_of(items)]}


async def ten_weeks(database, folder, seed: int) -> tuple[list[dict], list[dict], list[dict]]:
    """What is released, what would have been shown without protection, and the truth; a document a week."""
    await kept(database, {1: ASKED})
    there: list[Made] = []
    past, without, truth = [], [], []
    for number, week in enumerate(weeks(seed), start=1):
        async with database.writing() as connection:
            await keep(connection, [each.response for each in week.came])
            await withdraw(connection, week.taken_back)
        there = [each for each in [*there, *week.came] if each.response.withdrawal not in week.taken_back]
        closing = number == WEEKS
        by = tables_of(ASKED, METHOD, closing=closing)
        async with database.reading() as connection:
            assessed = await assess_campaign(connection, CAMPAIGN, METHOD, folder / "archives", by=by)
        day = DAY + datetime.timedelta(days=7 * number)
        made = make(assessed, CAMPAIGN, past, served=SERVED_HERE, day=day, closing=closing)
        past.append((made.published, made.ledger))
        shown = careless(assessed)
        for rows in (shown["figures"], shown["items"], *shown["groups"].values()):
            for row in rows:
                row["since"] = number
        without.append(shown)
        truth.append(people(there))
    return [dict(document) for document, _ in past], without, truth


def recovered(documents: Sequence[dict], truth: Sequence[dict]) -> tuple[list[Found], list[Found]]:
    """By subtraction, and by programs: what is found of a small group, and is true."""
    subtracted, solved = [], []
    for name, each in known(documents, SERVED).items():
        subtracted += list(by_subtraction(each))
        cells = [_cells(name, week) for week in truth]
        solved += list(by_programs(each, cells))
    return subtracted, solved


def _cells(name: str, week: dict) -> dict[str, int]:
    if name.startswith("answers "):
        return {"*" if code == "*" else f"answer {code}": n for code, n in week.get(name, {}).items()}
    found = {}
    for key, count in week.items():
        item, _, table = key.partition(" ")
        if item == name:
            found |= {"*" if group == "*" else f"{table} {group}": n for group, n in count.items()}
    return found


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.proof)])
async def test_nobody_is_recovered_from_ten_releases_and_many_would_be_without_protection(
    sqlite_template, tmp_path, seed
) -> None:
    shutil.copy(sqlite_template, tmp_path / "weeks.sqlite")
    database = open_database(f"sqlite:///{tmp_path / 'weeks.sqlite'}")
    try:
        released, without, truth = await ten_weeks(database, tmp_path, seed)
    finally:
        await database.close()
    subtracted, solved = recovered(without, truth)
    assert len(subtracted) > 100
    assert len(solved) > 100
    assert recovered(released, truth) == ([], [])
    _is_not_empty(released, truth)


def _is_not_empty(released: list[dict], truth: list[dict]) -> None:
    """What is released is true when it is new, and there is enough of it to be worth a release."""
    new = 0
    for number, (document, week) in enumerate(zip(released, truth, strict=True), start=1):
        tables = {"agency": document["figures"], **document["groups"]}
        for table, rows in tables.items():
            for row in rows if table != "item" else ():
                if row["since"] == number and row["base"] is not None:
                    count = week[f"{row['item']} {table}"]
                    assert row["base"] == count[row["agency"]], (number, table, row)
                    new += 1
    assert new > 500
    for document in released:
        assert not {row["n"] for row in document["items"]} & set(range(1, 10))
    last = [row for row in released[-1]["groups"]["agency_region"] if row["agency"] != "*"]
    assert any(row["base"] for row in last)
    assert BELOW_AGENCIES[-1] not in released[0]["groups"]
