"""What has to be shown waits until it was shown, in its order, and leaves nothing of a person behind."""

import asyncio
import datetime
from contextlib import asynccontextmanager

from storage import outbox
from storage.driver import Writer
from storage.tables import outbox as table
from storage.turn import Delivered, Outgoing
from surveys.interview.arrival import Started
from surveys.interview.events import Commanded, Tapped
from surveys.interview.prompts import Ask, Say, Settle, show_from_json
from tests.fieldwork import BOT, Citizen, address_of, rows, turn
from tests.sealed_rows import in_progress


@asynccontextmanager
async def _alone(field):
    """A transaction beside that of the one writer."""
    writer = Writer(field.database)
    async with writer.writing() as transaction:
        yield transaction
    await writer.close()


async def _waiting(field):
    async with _alone(field) as transaction:
        return await outbox.waiting(transaction, BOT, seals=field.seals)


async def test_what_a_turn_shows_waits_until_it_is_closed(field) -> None:
    async with field.writer() as turns:
        outcome = await turns.take(turn(1, 5, Started(field.link), message=None))
        assert await _waiting(field) == list(outcome.shows)
        turns.close([Delivered(outcome.shows[0])])
    assert await rows(field.database, table) == []


async def test_shows_come_back_in_the_order_of_updates_whatever_the_clock_says(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        for update in (8, 9, 10, 11, 100):
            outcome = await turns.take(turn(update, 5, Started(field.link)))
            field.now -= datetime.timedelta(hours=1)
        citizen.prompt = outcome.shows[-1].show.prompt
    places = [(outgoing.update, outgoing.place) for outgoing in await _waiting(field)]
    assert places == [(8, 0), *((update, place) for update in (9, 10, 11, 100) for place in (0, 1))]


def test_a_question_that_the_version_before_left_waiting_is_still_read() -> None:
    prompt = {"kind": "question", "turn": 2, "language": "kk", "text": "Неше күн?", "expects": "number"}
    left = show_from_json({"show": "ask", "prompt": prompt})
    assert (left.prompt.expects, left.prompt.typing_hint) == ("typed", "number")


async def test_what_was_given_up_keeps_its_reason_and_neither_address_nor_answer(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(777_000_777, turns)
        await citizen.agrees(field.link)
        tap = Tapped(citizen.prompt.turn, "KZ-75")
        outcome = await turns.take(turn(900, citizen.address, tap, interview=citizen.interview))
        turns.close([Delivered(outgoing, failed="unreachable" * 30) for outgoing in outcome.shows])
    kept = await rows(field.database, table)
    assert [(row["failed"], row["sealed"]) for row in kept] == [(("unreachable" * 30)[:200], b"")]
    for trace in (str(citizen.address), citizen.interview, "KZ-75", "Алматы"):
        assert trace not in repr(kept)
    assert await _waiting(field) == []


async def test_closing_what_belongs_to_an_interview_that_has_ended_is_no_fault(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        asked = await turns.take(
            turn(900, 5, Tapped(citizen.prompt.turn, "KZ-75"), interview=citizen.interview)
        )
        await citizen.stops()
        turns.close([Delivered(each, 50) for each in asked.shows])
        turns.close([Delivered(each, 50) for each in asked.shows])
    assert await rows(field.database, table) == []
    assert await in_progress(field) == []


async def test_where_a_question_stands_is_known_to_the_next_turn(field) -> None:
    async with field.writer() as turns:
        first = await turns.take(turn(1, 5, Started(field.link)))
        turns.close([Delivered(first.shows[0], 33)])
        again = await turns.take(turn(2, 5, Started(field.link)))
        left, asked = again.shows
        assert isinstance(left.show, Settle)
        assert isinstance(asked.show, Ask)
        assert (left.message, asked.message) == (33, None)
        assert [each.message for each in await in_progress(field)] == [None]


async def test_thousands_of_rows_are_closed_at_once(field) -> None:
    """More than a database takes parameters in one statement."""
    shown = [_said(update, "help") for update in range(40_000)]
    another = _said(40_000, "closed")
    async with _alone(field) as transaction:
        await outbox.keep(transaction, [[one] for one in (*shown, another)], environment=field.environment)
    async with field.writer() as turns:
        await asyncio.sleep(0)  # the writer has begun
        turns.close([Delivered(outgoing) for outgoing in shown])
    assert await _waiting(field) == [another]


def _said(update, notice):
    return Outgoing(BOT, update, 0, address_of(5), None, None, Say(language="kk", notice=notice))


async def test_a_question_that_was_overtaken_is_told_apart_from_the_present_one(field) -> None:
    async with field.writer() as turns:
        asked = []
        for update in (1, 2, 3):
            asked.append((await turns.take(turn(update, 5, Started(field.link)))).shows[-1].key)
            field.now += datetime.timedelta(minutes=2)
        await turns.take(turn(4, 6, Started(field.link)))
        await turns.take(turn(5, 6, Commanded("stop")))
    async with _alone(field) as transaction:
        left = await outbox.unfinished(transaction, BOT, seals=field.seals)
    assert list(left.shows) == await _waiting(field)
    assert left.overtaken == {*asked[:2], (4, 0)}
