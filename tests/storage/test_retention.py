"""Keys of old days go; what is still needed is sealed anew before, and what cannot be read any more is named."""

import asyncio
import datetime

import pytest

from storage import retention, upkeep
from storage.questionnaires import QuestionnaireCache
from storage.sealing import LIFE, Seals, day_number
from storage.tables import dead_letters, interviews, outbox, participations, responses, updates
from storage.turn import Delivered
from surveys.interview.arrival import Started
from surveys.interview.events import Typed
from tests.fieldwork import Citizen, crowd, rows, turn
from tests.sealed_rows import answered, dispositions, finished, in_progress, kept, to_show


async def days_go_by(field, days: int) -> None:
    """So many days of a bot that nobody talks to."""
    for _ in range(days):
        field.now += datetime.timedelta(days=1)
        await upkeep.mix_all(field.database, cache=QuestionnaireCache(), environment=field.environment)
        await upkeep.daily(
            field.database, environment=field.environment, life=LIFE, archives=field.keys.folder / "archives"
        )


def keys_of(field) -> set[str]:
    return {path.stem for path in (field.keys.folder.parent / "days").glob("*.key")}


async def test_a_campaign_of_three_people_waits_sixty_days_and_loses_nobody(field) -> None:
    await crowd(field, range(1, 4))
    await days_go_by(field, 60)
    assert [each.address for each in await finished(field)] == [1, 2, 3]
    assert all(each.day >= day_number(field.now.date()) - LIFE for each in await kept(field))
    async with field.writer() as turns:
        again = Citizen(2, turns)
        await again.opens(field.links["spring", "mia_id_card"])
    assert again.notices == ["already_answered"]
    assert await field.close("spring", release_small=True) == 0
    assert len(await rows(field.database, responses)) == 3
    assert {row["week"] for row in await rows(field.database, responses)} == {202610}


async def test_with_a_days_key_go_the_interviews_that_nobody_came_back_to(field) -> None:
    """They end as at a close: who has answered what `partial_when` asks for counts."""
    async with field.writer() as turns:
        agreed, early, late, comes_back = (Citizen(address, turns) for address in range(1, 5))
        for citizen, codes in ((agreed, ()), (early, ["KZ-75"]), (late, ["KZ-75", "5"]), (comes_back, ())):
            await citizen.agrees(field.link)
            for code in codes:
                await citizen.taps(code)
    await days_go_by(field, LIFE - 1)
    assert len(await in_progress(field)) == 4
    async with field.writer() as turns:
        comes_back.turns = turns
        await comes_back.taps("KZ-10")
    await days_go_by(field, 1)
    assert [each.address for each in await in_progress(field)] == [4]
    assert await dispositions(field) == ["break_off", "partial", "refused"]
    assert "2026-03-02" not in keys_of(field)


async def test_what_could_not_be_shown_yet_outlives_the_key_of_its_day(field) -> None:
    async with field.writer() as turns:
        await turns.take(turn(1, 5, Started(field.link)))
        given_up = await turns.take(turn(2, 6, Started(field.link)))
        turns.close([Delivered(each, failed="unreachable") for each in given_up.shows])
    before = await to_show(field)
    await days_go_by(field, LIFE + 1)
    assert await to_show(field) == before
    assert len(before) == 1


async def test_without_its_key_nothing_of_a_day_can_be_read_by_anybody(field) -> None:
    await crowd(field, [1])
    copied = await rows(field.database, interviews)
    await days_go_by(field, LIFE)
    reader = Seals(field.keys.folder.parent / "days", secret=bytes)
    for row in copied:
        with pytest.raises(Exception, match=r"2026-03-02\.key is missing"):
            reader.unseal(row["sealed"], b"interview:%d" % row["id"])


async def test_the_key_of_a_week_goes_with_the_last_of_its_days(field) -> None:
    await crowd(field, [1])
    assert "2026-W10" in keys_of(field)
    await days_go_by(field, LIFE + 7)
    assert "2026-W10" not in keys_of(field)


async def test_what_cannot_be_read_when_its_key_is_due_is_lost_and_counted(field, caplog) -> None:
    await crowd(field, range(1, 3))
    async with field.writer() as turns:
        await Citizen(9, turns).agrees(field.link)
    (field.keys.folder.parent / "days" / "2026-03-02.key").write_bytes(b"short")
    field.seals._days.clear()  # as after a restart
    field.now += datetime.timedelta(days=LIFE)
    done = await retention.destroy_day_keys(field.database, environment=field.environment)
    assert done == {"ended": 0, "sealed": 0, "lost": 3}
    assert "an interview of campaign spring was put aside: what was sealed on 2026-03-02" in caplog.text
    assert await rows(field.database, interviews) == []


async def test_updates_are_forgotten_after_two_days_and_dead_letters_after_thirty(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        await citizen.taps("KZ-75")
        await citizen.taps("2")
        await citizen.says(Typed("\ud800"))
        stuck = await turns.take(turn(1, 6, Started(field.link)))
        turns.close([Delivered(each, failed="unreachable") for each in stuck.shows])
    assert len(await rows(field.database, dead_letters)) == 1
    await days_go_by(field, 2)
    assert await rows(field.database, updates) != []
    await days_go_by(field, 1)
    assert await rows(field.database, updates) == []
    await days_go_by(field, 27)
    assert (len(await rows(field.database, dead_letters)), len(await rows(field.database, outbox))) == (1, 1)
    await days_go_by(field, 1)
    assert await rows(field.database, dead_letters) == []
    assert await rows(field.database, outbox) == []


@pytest.mark.parametrize("begins_again", [False, True])
async def test_a_bad_day_key_puts_its_interviews_aside_and_they_come_back_with_it(
    field, caplog, begins_again
) -> None:
    async with field.writer() as turns:
        citizen, other = Citizen(5, turns), Citizen(6, turns)
        await citizen.agrees(field.link)
        await citizen.taps("KZ-75")
        await citizen.taps("5")
        field.now += datetime.timedelta(days=1)
        await other.agrees(field.link)
    key = field.keys.folder.parent / "days" / "2026-03-02.key"
    good = key.read_bytes()
    key.write_bytes(good[:-1])
    field.seals._days.clear()  # as after a restart
    async with field.writer() as turns:
        citizen.turns = other.turns = turns
        await citizen.taps("staff")
        assert citizen.notices == ["button_over"]
        await other.taps("KZ-10")
        if begins_again:
            await citizen.finishes(field.link)
            assert citizen.notices == ["button_over", "complete"]
    assert "an interview of campaign spring was put aside: what was sealed on 2026-03-02" in caplog.text
    assert "2026-03-02.key" in caplog.text
    key.write_bytes(good)
    async with field.writer() as turns:
        citizen.turns = turns
        await citizen.opens(field.link)
    assert await rows(field.database, dead_letters) == []
    going_on = {each.address: set(each.answers) for each in await in_progress(field) if each.turn}
    if not begins_again:
        assert going_on[5] == {"region", "overall"}
        assert citizen.prompt.kind == "question"
    await field.close("spring")
    assert len(await rows(field.database, participations)) == 2
    given = sorted((set(each) for each in await answered(field)), key=len)
    assert [len(each) for each in given] == [4 if begins_again else 2]


async def test_a_bad_key_of_a_former_week_stops_nobody(field, caplog) -> None:
    await crowd(field, [1])
    field.now += datetime.timedelta(days=7)
    (field.keys.folder.parent / "days" / "2026-W10.key").write_bytes(b"")
    field.seals._weeks.clear()  # as after a restart
    async with field.writer() as turns:
        people = [Citizen(address, turns) for address in (2, 3)]
        await asyncio.gather(*(citizen.finishes(field.link) for citizen in people))
    assert caplog.text.count("who came in 2026-W10 is not recognised: the key 2026-W10.key") == 1
