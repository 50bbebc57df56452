"""Turns become durable together, once each, and leave nothing of a person behind that the next turn does not need."""

import asyncio
import datetime

from sqlalchemy import func, select, text

from storage import campaigns, closing
from storage.database import open_database
from storage.driver import Writer
from storage.tables import counters, dead_letters, interviews, outbox, participations, responses, updates
from storage.turn import Delivered
from storage.turns import BATCH, Outcome, Turns
from surveys.interview.arrival import Started
from surveys.interview.events import Commanded, Tapped, Typed
from surveys.interview.prompts import Ask, Settle
from tests.commits import commits
from tests.fieldwork import Citizen, Slowly, names, rows, turn
from tests.patience import HANG
from tests.sealed_rows import finished, in_progress, to_show


async def test_turns_that_wait_together_share_a_commit(field) -> None:
    async with field.writer() as turns:
        crowd = [Citizen(address, turns) for address in range(1, 101)]
        with commits() as counted:
            taking = [turns.take(turn(each.address, each.address, Started(field.link))) for each in crowd]
            outcomes = await asyncio.gather(*taking)
        assert len(counted) <= 2
        assert all(len(outcome.shows) == 1 for outcome in outcomes)
    assert len(await rows(field.database, interviews)) == 100


async def test_no_commit_holds_more_than_a_batch(field) -> None:
    async with field.writer() as turns:
        with commits() as counted:
            await asyncio.gather(
                *(turns.take(turn(n, n, Started(field.link))) for n in range(1, 2 * BATCH + 2))
            )
        assert 3 <= len(counted) <= 4
    assert len(await rows(field.database, interviews)) == 2 * BATCH + 1


async def test_a_repeated_update_changes_nothing_and_is_reported_as_repeated(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        tap = turn(700, 5, Tapped(citizen.prompt.turn, "KZ-75"), interview=citizen.interview)
        first = await turns.take(tap)
        before = [await rows(field.database, table) for table in (interviews, outbox, counters)]
        assert await turns.take(tap) == Outcome(repeated=True)
        assert [await rows(field.database, table) for table in (interviews, outbox, counters)] == before
    assert len(first.shows) == 2
    assert not first.repeated


async def test_an_interview_is_found_however_many_weeks_it_goes_on(field) -> None:
    """Its row is found by the hash of the week in which it was touched last."""
    found_by = []
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        for code in ("KZ-75", "4", "staff", "speed", ".done"):
            (row,) = await rows(field.database, interviews)
            found_by.append(row["person"])
            field.now += datetime.timedelta(weeks=1)
            await citizen.taps(code)
        assert citizen.prompt.expects == "typed"
    (row,) = await rows(field.database, interviews)
    found_by.append(row["person"])
    assert len(set(found_by)) == 6
    assert found_by[-1] == field.seals.person("telegram", "5", today=field.now.date())


async def test_an_update_that_comes_twice_at_once_counts_once(field) -> None:
    async with field.writer() as turns:
        outcomes = await asyncio.gather(*(turns.take(turn(1, 5, Started(field.link))) for _ in range(5)))
    assert [outcome.repeated for outcome in outcomes] == [False, True, True, True, True]
    assert len(await rows(field.database, outbox)) == 1


async def test_completion_leaves_one_sealed_row_and_mixing_leaves_nothing_of_it(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(987_654_321, turns)
        await citizen.finishes(field.link)
        (ended,) = await finished(field)
        stopped = Citizen(123_123_123, turns)
        await stopped.agrees(field.link)
        await stopped.stops()
    assert citizen.notices == ["complete"]
    assert ended.state["disposition"] == "complete"
    assert "seed" not in {name for name, value in ended.state.items() if value is not None}
    assert await rows(field.database, outbox) == []
    readable = repr([await rows(field.database, table) for table in (interviews, updates, counters)])
    assert str(citizen.address) not in readable
    await field.close("spring")
    assert await rows(field.database, interviews) == []
    told = repr([await rows(field.database, table) for table in (participations, responses)])
    for trace in (str(citizen.address), str(stopped.address), ended.name):
        assert trace not in told


async def test_who_stops_may_begin_again_at_once(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        await asyncio.gather(citizen.stops(), citizen.opens(field.link))
        await citizen.taps(".go")
        assert citizen.prompt.kind == "question"
    assert len(await in_progress(field)) == 1
    assert await rows(field.database, dead_letters) == []


async def test_a_typed_answer_settles_the_question_that_was_sent_meanwhile(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        tap = turn(801, 5, Tapped(citizen.prompt.turn, "KZ-75"), interview=citizen.interview)
        turns.close(sent(await turns.take(tap), message=41))
        settled = (await citizen.types("5")).shows[0]
        assert isinstance(settled.show, Settle)
        assert settled.message == 41


async def test_a_question_that_was_overtaken_is_not_taken_for_the_present_one(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        first = await turns.take(
            turn(801, 5, Tapped(citizen.prompt.turn, "KZ-75"), interview=citizen.interview)
        )
        await turns.take(turn(802, 5, Typed("5")))  # before the channel has sent the first
        turns.close(sent(first, message=41))
        third = await turns.take(turn(803, 5, Typed("1")))
        assert third.shows[0].message is None


async def test_a_press_on_an_older_copy_counts_and_its_answer_stands_where_it_was_pressed(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        press = Tapped(citizen.prompt.turn, "KZ-75")
        copies = await turns.take(turn(801, 5, Commanded("show"), interview=citizen.interview))
        turns.close(sent(copies, message=42))
        answered = await turns.take(turn(802, 5, press, interview=citizen.interview, message=41))
        assert [(type(each.show), each.message) for each in answered.shows] == [(Settle, 41), (Ask, None)]
    (left,) = await in_progress(field)
    assert list(left.answers) == ["region"]


def sent(outcome, *, message):
    """What delivery reports once everything of a turn was shown, the question as `message`."""
    return [Delivered(each, message) for each in outcome.shows]


async def test_a_stop_finishes_the_batch_under_way(field, monkeypatch) -> None:
    slowly = Slowly(monkeypatch)
    turns = Turns(field.database, field.keys, field.seals, clock=lambda: field.now, random_hex=names())
    writer = asyncio.create_task(turns.run())
    taking = [asyncio.create_task(turns.take(turn(n, n, Started(field.link)))) for n in range(1, 101)]
    async with asyncio.timeout(HANG):
        await slowly.reached.wait()
        writer.cancel()
        await asyncio.sleep(0.05)
        slowly.go_on.set()
        await asyncio.wait([writer])
        async with field.database.writing() as connection:  # nobody holds the lock any more
            assert await connection.scalar(select(func.count()).select_from(updates)) == 100
        await asyncio.gather(*taking)


async def test_a_campaign_that_closes_meets_all_that_running_turns_leave(field, monkeypatch) -> None:
    """The turn has read that the campaign is open, and writes only after the other side wants to close it."""
    slowly = Slowly(monkeypatch)
    other = open_database(field.database.engine.url.render_as_string(hide_password=False))
    async with field.writer() as turns:
        taking = asyncio.create_task(turns.take(turn(1, 5, Started(field.link))))
        await slowly.reached.wait()
        closing = asyncio.create_task(_close(other, field))
        await asyncio.sleep(0.2)
        assert not closing.done()
        slowly.go_on.set()
        await taking
        await closing
    await other.close()
    assert await in_progress(field) == []
    assert [each.state["disposition"] for each in await finished(field)] == ["refused"]


async def _close(database, field) -> None:
    async with database.writing() as connection:
        await campaigns.set_state(connection, "spring", "closed", today=field.now.date())
    writer = Writer(database)
    await closing.end_interviews(writer, "spring", environment=field.environment)
    await writer.close()


async def test_closing_what_was_shown_waits_for_a_database_that_cannot_write(
    field, caplog, monkeypatch
) -> None:
    monkeypatch.setattr("storage.turns.AGAIN", 0.01)
    async with asyncio.timeout(HANG), field.writer() as turns:
        outcome = await turns.take(turn(1, 1, Started(field.link)))
        async with field.database.writing() as connection:
            await connection.execute(text("ALTER TABLE outbox RENAME TO elsewhere"))
        turns.close(sent(outcome, message=9))
        while "what was shown is not closed yet" not in caplog.text:  # noqa: ASYNC110 - a log line sets no event
            await asyncio.sleep(0.001)
        async with field.database.writing() as connection:
            await connection.execute(text("ALTER TABLE elsewhere RENAME TO outbox"))
        while await to_show(field):  # noqa: ASYNC110 - nor does a table
            await asyncio.sleep(0.001)
    assert [each.message for each in await in_progress(field)] == [9]


async def test_an_answer_of_any_kind_comes_back_as_it_was_given(field) -> None:
    long = "Ұзақ жауап – " * 70
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        await citizen.taps("KZ-75")
        await citizen.taps("2")
        await citizen.types(long)
        await citizen.taps("speed")
        await citizen.taps("staff")
        await citizen.taps(".done")
    (going_on,) = await in_progress(field)
    assert going_on.answers == {
        "region": {"codes": ["KZ-75"]},
        "overall": {"codes": ["2"]},
        "reason": {"text": long.strip()},
        "good": {"codes": ["staff", "speed"]},
    }


async def test_a_changed_answer_erases_those_of_the_branch_that_it_closes(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        await citizen.taps("KZ-75")
        await citizen.taps("1")
        await citizen.types("Кезек")
        await citizen.taps(".back")
        await citizen.taps(".back")
        await citizen.taps("5")
    (going_on,) = await in_progress(field)
    assert set(going_on.answers) == {"region", "overall"}
