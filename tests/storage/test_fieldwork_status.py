"""What is told of a campaign adds up, is what people did, and singles out nobody."""

import asyncio
import datetime
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import event

from storage import campaigns, closing, fieldwork_status, mixing, question_counts, questionnaires, retention
from storage.campaigns import Plan
from storage.database import StorageError
from storage.fieldwork_status import Status, as_record
from storage.tables import campaigns as campaign_rows
from storage.tables import counters, participations
from storage.turn import Blocked
from surveys.coding import DISPOSITIONS, LANGUAGES
from surveys.interview.events import Commanded
from tests.exploring import TIMES
from tests.fieldwork import SERVICES, TEXT, Citizen, Field, crowd, questionnaire, rows
from tests.promises import PROMISE
from tests.sealed_rows import kept

WALKS = range(4 * TIMES)
PEOPLE, STEPS = 8, 150


async def status_of(field: Field, campaign: str = "spring") -> Status:
    async with field.database.reading() as connection:
        return await fieldwork_status.read(connection, campaign, now=field.now)


async def test_answers_whose_batch_is_half_taken_apart_wait_still(field) -> None:
    await crowd(field, range(1, 26))
    async with field.database.writing() as connection:
        await mixing.mark(connection, "spring", environment=field.environment, everything=False)
    found = await status_of(field)
    assert (found.total.complete, found.counted, found.waiting, found.lost) == (25, 0, 25, 0)
    assert await field.mix("spring") == 25
    found = await status_of(field)
    assert (found.counted, found.waiting) == (25, 0)


async def launched_both_ways(field: Field, campaign: str) -> list[str]:
    """The links of a campaign that people reach by a code on the wall, too."""
    async with field.database.writing() as connection:
        asked = await questionnaires.publish(connection, questionnaire(), yaml=TEXT, today=field.now.date())
    plan = Plan(
        campaign, dict.fromkeys(LANGUAGES, campaign), asked, SERVICES, kinds=("link", "qr"), promise=PROMISE
    )
    return list((await campaigns.launch(field.database, plan, environment=field.environment)).values())


async def act(citizen: Citizen, random: Random, links: list[str]) -> None:
    """Something that a person may do at any time, most often what is asked of them."""
    chance = random.random()
    if chance < 0.12 or citizen.prompt is None:
        await citizen.opens(random.choice(links))
    elif chance < 0.17:
        await citizen.stops()
    elif chance < 0.21:
        await citizen.says(Blocked())
    elif chance < 0.23:
        await citizen.says(Blocked(lifted=True))
    elif chance < 0.25:
        await citizen.says(Commanded("language"))
    elif chance < 0.40 and citizen.prompt.kind == "question" and not citizen.prompt.choices:
        await citizen.types(random.choice(("2", "Кезек", "жоқ", "-")))
    else:
        buttons = [choice.code for choice in citizen.prompt.choices]
        buttons += [f".{action}" for action in citizen.prompt.actions if action != "refuse" or chance > 0.9]
        await citizen.taps(random.choice(buttons or [".skip"]))


def assert_adds_up(status: Status, *, lost: int = 0) -> None:
    """The sums agree, of all and of every part."""
    total = status.total
    ended = total.complete + total.partial + total.break_off + total.refused + total.unreachable
    assert total.opened == status.in_progress + ended + status.lost
    assert status.lost == lost
    for parts in (status.by_route, status.by_service, status.by_day):
        assert {
            name: sum(getattr(each, name) for each in parts.values())
            for name in ("opened", "consented", *DISPOSITIONS, "blocked")
        } == {name: getattr(total, name) for name in ("opened", "consented", *DISPOSITIONS, "blocked")}
    for parts in (status.by_route, status.by_service):
        for each in parts.values():
            assert each.in_progress >= 0
            assert each.opened >= each.consented >= each.complete >= 0


async def assert_is_what_rows_say(field: Field, campaign: str, status: Status) -> None:
    """The counts are those of the interviews themselves, which are opened here with the keys."""
    mine = [each for each in await kept(field) if each.campaign == campaign]
    became = Counter(each.state["disposition"] for each in mine if "disposition" in each.state)
    going_on = [each for each in mine if "disposition" not in each.state]
    blocked = sum(bool(each.state.get("blocked")) for each in going_on)
    became["unreachable"] += blocked
    assert {name: getattr(status.total, name) for name in DISPOSITIONS} == {
        name: became[name] for name in DISPOSITIONS
    }
    assert status.in_progress == len(going_on) - blocked
    assert status.total.opened == len(mine)
    steps: Counter[tuple[str, str]] = Counter()
    for row in await rows(field.database, counters):
        if row["campaign"] == campaign:
            steps[row["step"], row["item"]] += row["n"]
    standing = Counter(
        each.state["cursor"]
        for each in going_on
        if each.state["cursor"] and each.state["cursor"] not in each.state["answers"]
    )
    for item in (each.id for each in questionnaire().items):
        left = steps["shown", item] - steps["answered", item] - standing[item]
        assert 0 <= left <= steps["stopped", item]  # some have stopped at what they had answered before


@pytest.mark.parametrize("walk", WALKS)
async def test_whatever_people_do_the_sums_agree_with_their_interviews(field, walk) -> None:
    random = Random(walk)
    links = await launched_both_ways(field, "walk")
    async with field.writer() as turns:
        people = [Citizen(number, turns) for number in range(1, PEOPLE + 1)]
        for step in range(STEPS):
            await act(random.choice(people), random, links)
            field.now += datetime.timedelta(minutes=random.choice((0, 1, 9, 600)))
            if step % 15 == 0:
                status = await status_of(field, "walk")
                assert_adds_up(status)
                await assert_is_what_rows_say(field, "walk", status)
    field.now += datetime.timedelta(days=14)
    await retention.destroy_day_keys(field.database, environment=field.environment)
    status = await status_of(field, "walk")
    assert_adds_up(status)
    assert status.in_progress == 0
    await assert_is_what_rows_say(field, "walk", status)


@pytest.mark.parametrize("walk", WALKS)
async def test_the_sums_agree_after_the_close_and_the_list_says_the_same(field, walk) -> None:
    random = Random(1_000 + walk)
    links = await launched_both_ways(field, "walk")
    async with field.writer() as turns:
        people = [Citizen(number, turns) for number in range(1, 3 * PEOPLE + 1)]
        for _ in range(STEPS):
            await asyncio.gather(*(act(each, random, links) for each in random.sample(people, 5)))
            if random.random() < 0.05:
                await field.mix("walk")
    for closed in (False, True):
        if closed:
            await field.close("walk")
        status = await status_of(field, "walk")
        assert_adds_up(status)
        async with field.database.reading() as connection:
            standing = {each.campaign.id: each for each in await campaigns.listing(connection)}["walk"]
        assert standing.dispositions == status.total.dispositions
        assert (standing.opened, standing.in_progress, standing.waiting) == (
            status.total.opened,
            status.in_progress,
            status.waiting,
        )
    assert (status.in_progress, status.waiting) == (0, 0)
    assert status.counted <= status.total.complete + status.total.partial


async def test_what_waits_for_a_batch_is_what_has_answers(field) -> None:
    await crowd(field, range(1, 46))
    async with field.writer() as turns:
        refuses = Citizen(99, turns)
        await refuses.opens(field.link)
        await refuses.taps("ru")
        await refuses.taps(".refuse")
    status = await status_of(field)
    assert (status.total.complete, status.counted, status.waiting, status.needed) == (45, 0, 45, 0)
    await field.mix("spring")
    await crowd(field, range(100, 105))
    status = await status_of(field)
    assert (status.total.complete, status.counted, status.waiting, status.needed) == (50, 45, 5, 15)
    await field.close("spring", release_small=False)
    assert ((await status_of(field)).counted, (await status_of(field)).waiting) == (45, 5)


async def test_of_questions_nothing_is_told_before_twenty_have_begun_and_the_hour_is_over(field) -> None:
    await crowd(field, range(1, 20))
    field.now += datetime.timedelta(hours=1)
    assert (await status_of(field)).questions == ()
    await crowd(field, [20])
    assert (await status_of(field)).questions == ()
    field.now += datetime.timedelta(hours=1)
    told = {each.item.id: each for each in (await status_of(field)).questions}
    assert (told["overall"].shown, told["overall"].answered, told["overall"].stopped) == (20, 20, 0)
    assert (told["reason"].shown, told["reason"].share_stopped) == (11, 0.0)


async def test_whoever_looks_again_after_one_more_has_answered_sees_no_question_change(field) -> None:
    await crowd(field, range(1, 25))
    field.now += datetime.timedelta(hours=1)
    before = (await status_of(field)).questions
    await crowd(field, [31])
    field.now += datetime.timedelta(hours=1)
    status = await status_of(field)
    assert status.total.complete == 25
    assert status.questions == before
    await field.close("spring")
    told = {each.item.id: each.shown for each in (await status_of(field)).questions}
    assert told["overall"] == 25
    assert told["reason"] == {each.item.id: each.shown for each in before}["reason"]


async def test_a_question_that_few_were_shown_is_not_told(field) -> None:
    await crowd(field, [n for n in range(1, 60) if n % 6 in {0, 3, 4}][:24])
    field.now += datetime.timedelta(hours=1)
    told = {each.item.id: each for each in (await status_of(field)).questions}
    assert told["reason"].shown is None
    assert as_record(await status_of(field))["questions"][2]["stopped"] is None
    assert told["good"].shown == 24


async def test_people_who_go_away_stop_where_they_stood(field) -> None:
    await crowd(field, range(1, 21))
    async with field.writer() as turns:
        for number in (50, 51, 52):
            citizen = Citizen(number, turns)
            await citizen.agrees(field.link)
            await citizen.taps("KZ-75")
        await citizen.stops()
    await field.close("spring")
    status = await status_of(field)
    told = {each.item.id: each for each in status.questions}
    assert (told["overall"].shown, told["overall"].answered, told["overall"].stopped) == (23, 20, 3)
    assert (status.total.break_off, status.total.complete) == (3, 20)


async def test_who_agreed_about_one_service_and_came_to_rate_another_is_counted_there_alone(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(1, turns)
        await citizen.agrees(field.links["spring", "moh_clinic"])
        await citizen.opens(field.links["spring", "mia_id_card"])
    status = await status_of(field)
    assert_adds_up(status)
    assert (status.total.opened, status.total.consented) == (1, 0)
    assert status.by_service["moh_clinic"].opened == 0
    async with field.writer() as turns:
        citizen.turns = turns
        await citizen.taps(".go")
    assert (await status_of(field)).by_service["mia_id_card"].consented == 1


async def test_days_are_those_of_kazakhstan(field) -> None:
    field.now = datetime.datetime(2026, 3, 2, 18, 59, tzinfo=datetime.UTC)
    await crowd(field, [1])
    field.now = datetime.datetime(2026, 3, 2, 19, 1, tzinfo=datetime.UTC)
    await crowd(field, [2, 3])
    by_day = (await status_of(field)).by_day
    assert {str(day): tally.complete for day, tally in by_day.items()} == {"2026-03-02": 1, "2026-03-03": 2}


async def test_interviews_whose_key_was_lost_are_told_as_lost(field) -> None:
    async with field.writer() as turns:
        await Citizen(1, turns).agrees(field.link)
    (field.keys.folder.parent / "days" / "2026-03-02.key").write_bytes(b"short")
    field.seals._days.clear()  # as after a restart
    field.now += datetime.timedelta(days=14)
    await retention.destroy_day_keys(field.database, environment=field.environment)
    status = await status_of(field)
    assert_adds_up(status, lost=1)


async def test_after_the_key_is_forgotten_it_is_said_that_nothing_is_counted_any_more(field) -> None:
    await crowd(field, range(1, 24))
    await field.close("spring")
    await closing.forget(field.database, "spring", environment=field.environment)
    status = await status_of(field)
    assert (status.erased_on, status.counted, status.questions) == (field.now.date(), 23, ())
    assert status.total == fieldwork_status.Tally()
    assert (status.lost, status.in_progress, status.waiting) == (0, 0, 0)


async def test_who_could_not_be_reached_took_no_part_and_hides_nobody_in_a_batch(field) -> None:
    async with field.writer() as turns:
        for number in range(1, 25):
            citizen = Citizen(number, turns)
            await citizen.agrees(field.link)
            await citizen.says(Blocked())
        refuses = Citizen(99, turns)
        await refuses.agrees(field.link)
        await refuses.stops()
    assert await field.close("spring", release_small=False) == 25
    assert await rows(field.database, participations) == []
    await field.close("spring", release_small=True)
    assert [row["disposition"] for row in await rows(field.database, participations)] == ["refused"]
    status = await status_of(field)
    assert_adds_up(status)
    assert (status.total.unreachable, status.total.blocked, status.total.refused) == (24, 0, 1)


async def test_every_service_is_told_also_where_nobody_came(field) -> None:
    status = await status_of(field)
    assert set(status.by_service) == set(SERVICES)
    assert status.by_service["moh_clinic"] == fieldwork_status.Tally()
    with pytest.raises(StorageError, match="no campaign winter"):
        await status_of(field, "winter")


async def test_the_number_of_queries_is_the_same_for_a_large_campaign(field) -> None:
    statements: list[str] = []
    event.listen(
        field.database.engine.sync_engine, "before_cursor_execute", lambda *given: statements.append(given[2])
    )
    asked: list[int] = []
    for people in (range(1, 21), range(30, 60)):
        await crowd(field, people)
        field.now += datetime.timedelta(hours=2)
        statements.clear()
        assert (await status_of(field)).questions
        asked.append(sum(each.startswith("SELECT") for each in statements))
    assert asked == [8, 8]


def test_blocks_of_questions_end_where_at_least_twenty_have_begun() -> None:
    hours = [(100, 12), (101, 9), (103, 19), (104, 1), (110, 5)]
    told = {
        before: question_counts._told_up_to(hours, before=before) for before in (101, 102, 104, 105, None)
    }
    assert told == {101: 0, 102: 101, 104: 101, 105: 104, None: 104}


async def test_the_target_stands_beside_what_is_complete(field) -> None:
    async with field.database.writing() as connection:
        await connection.execute(campaign_rows.update().values(target=200))
    assert replace(await status_of(field), target=None) != await status_of(field)
    assert as_record(await status_of(field))["target"] == 200
