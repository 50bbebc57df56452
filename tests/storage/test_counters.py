"""What is counted of the fieldwork says how it goes, and nothing of anybody."""

import datetime
from collections import Counter

from storage import closing, counters
from storage.responses import BURST
from storage.sealing import day_number
from storage.tables import counters as table
from storage.tables import responses
from surveys.interview.events import Tapped
from tests.fieldwork import NOON, Citizen, crowd, rows


def steps(kept) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for row in kept:
        found[row["step"], row["item"]] += row["n"]
    return found


async def test_every_step_is_counted_once_where_and_when_it_happened(field) -> None:
    async with field.writer() as turns:
        await Citizen(1, turns).finishes(field.links["spring", "moh_clinic"])
        field.now += datetime.timedelta(hours=1)
        refuses, stops = Citizen(2, turns), Citizen(3, turns)
        await refuses.opens(field.links["spring", "moh_clinic"])
        await refuses.taps("ru")
        await refuses.taps(".refuse")
        await stops.agrees(field.links["spring", "moh_clinic"])
        await stops.taps("KZ-75")
        await stops.stops()
    kept = await rows(field.database, table)
    assert {(row["campaign"], row["service"], row["route"]) for row in kept} == {
        ("spring", "moh_clinic", "link")
    }
    assert {row["day"] for row in kept} == {day_number(NOON.date())}
    assert {row["hour"] for row in kept} == {12, 13}
    assert steps(kept) == {
        ("started", ""): 3,
        ("consented", ""): 2,
        ("refused", ""): 1,
        ("complete", ""): 1,
        ("break_off", ""): 1,
        ("stopped", "overall"): 1,
        ("shown", "region"): 2,
        ("answered", "region"): 2,
        ("shown", "overall"): 2,
        ("answered", "overall"): 1,
        ("shown", "good"): 1,
        ("answered", "good"): 1,
        ("shown", "visits"): 1,
        ("answered", "visits"): 1,
    }


async def test_a_repeated_update_is_not_counted_again(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(1, turns)
        await citizen.agrees(field.link)
        before = await rows(field.database, table)
        await citizen.says(_tap(citizen), interview=citizen.interview, update=citizen.updates[-1])
    assert await rows(field.database, table) == before


def _tap(citizen):
    return Tapped(citizen.prompt.turn, "KZ-75")


async def test_seconds_are_those_of_answering_and_a_pause_is_none(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(1, turns)
        await citizen.agrees(field.link)
        field.now += datetime.timedelta(seconds=7)
        await citizen.taps("KZ-75")
        field.now += datetime.timedelta(hours=2)
        await citizen.taps("5")
    seconds = {
        row["item"]: row["seconds"] for row in await rows(field.database, table) if row["step"] == "answered"
    }
    assert seconds == {"region": 7, "overall": 0}


def test_the_times_of_few_are_not_shown() -> None:
    assert counters.shown_seconds(9, 90) == "<10"
    assert counters.shown_seconds(10, 90) == "9"


async def test_what_was_counted_goes_with_the_campaigns_key(field) -> None:
    await field.launch("autumn")
    await crowd(field, [1])
    await crowd(field, [2], campaign="autumn")
    await field.close("spring")
    await closing.forget(field.database, "spring", environment=field.environment)
    assert {row["campaign"] for row in await rows(field.database, table)} == {"autumn"}


async def test_responses_of_an_hour_far_above_the_others_are_marked_as_a_burst(field) -> None:
    for hour in range(20):
        field.now = NOON + datetime.timedelta(hours=hour)
        await crowd(field, [2 * hour + 2])
    field.now = NOON + datetime.timedelta(hours=30)
    await crowd(field, range(1_000, 1_080, 2))
    assert await field.mix("spring") == 60
    flags = Counter(row["flags"] for row in await rows(field.database, responses))
    assert flags == {0: 20, BURST: 40}
