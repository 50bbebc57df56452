"""Several replicas of the bot write to one database: nothing is lost, nothing counts twice, nobody is put aside."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from storage import campaigns, closing, mixing
from storage.database import open_database
from storage.driver import Writer
from storage.questionnaires import QuestionnaireCache
from storage.tables import dead_letters, interviews, outbox, participations, responses, updates
from storage.turns import Turns
from surveys.interview.arrival import Helped, Started
from surveys.interview.events import Tapped, Typed
from surveys.interview.prompts import Ask
from tests.databases import fresh_postgresql
from tests.fieldwork import Citizen, Field, Slowly, crowd, fieldwork, names, rows, turn
from tests.patience import HANG
from tests.sealed_rows import finished, in_progress

CROWD = 40


@asynccontextmanager
async def replicas(field: Field) -> AsyncIterator[list[Turns]]:
    """Two writers, each with connections of its own, as two processes have them."""
    url = field.database.engine.url.render_as_string(hide_password=False)
    other = open_database(url)
    async with field.writer() as here, field.writer(other) as there:
        yield [here, there]
    await other.close()


async def test_an_update_that_reaches_two_replicas_counts_once(field) -> None:
    async with replicas(field) as both:
        turns = [turn(n, n, Started(field.link)) for n in range(1, CROWD + 1)]
        outcomes = await asyncio.gather(*(replica.take(each) for each in turns for replica in both))
    taken = [(a.repeated, b.repeated) for a, b in zip(outcomes[::2], outcomes[1::2], strict=True)]
    assert all(sorted(pair) == [False, True] for pair in taken)
    assert len(await rows(field.database, interviews)) == CROWD
    assert len(await rows(field.database, outbox)) == CROWD
    assert await rows(field.database, dead_letters) == []


async def test_one_person_who_reaches_two_replicas_at_once_has_one_interview(field) -> None:
    async with replicas(field) as both:
        outcomes = await asyncio.gather(
            *(
                replica.take(turn(2 * n + place, n, Started(field.link)))
                for n in range(1, CROWD + 1)
                for place, replica in enumerate(both)
            )
        )
    assert not any(outcome.put_aside for outcome in outcomes)
    shown = [
        bool(one.shows) + bool(other.shows) for one, other in zip(outcomes[::2], outcomes[1::2], strict=True)
    ]
    assert set(shown) == {1}  # the question is on its way to who asks for it twice
    assert len(await rows(field.database, interviews)) == CROWD
    assert len(await rows(field.database, updates)) == 2 * CROWD
    assert await rows(field.database, dead_letters) == []


async def test_two_lone_turns_of_one_person_wait_for_each_other(field, monkeypatch) -> None:
    """Neither is in a batch that could be taken apart: what one reads must still be true when it writes."""
    slowly = Slowly(monkeypatch)
    async with replicas(field) as (here, there):
        first = asyncio.create_task(here.take(turn(1, 5, Started(field.link))))
        await slowly.reached.wait()
        second = asyncio.create_task(there.take(turn(2, 5, Started(field.link))))
        await asyncio.sleep(0.3)
        slowly.go_on.set()
        outcomes = await asyncio.gather(first, second)
    assert [outcome.put_aside for outcome in outcomes] == [False, False]
    assert len(await rows(field.database, interviews)) == 1
    assert await rows(field.database, dead_letters) == []


async def test_who_presses_the_last_button_at_two_replicas_has_answered_once(field) -> None:
    async with replicas(field) as both:
        citizens = [Citizen(address, both[0]) for address in range(1, CROWD + 1)]
        await asyncio.gather(*(citizen.agrees(field.link) for citizen in citizens))
        for code in ("KZ-75", "5", "staff", ".done"):
            await asyncio.gather(*(citizen.taps(code) for citizen in citizens))
        last = [
            replica.take(
                turn(
                    9_000 + 2 * citizen.address + place,
                    citizen.address,
                    Tapped(citizen.prompt.turn, ".skip"),
                    interview=citizen.interview,
                )
            )
            for citizen in citizens
            for place, replica in enumerate(both)
        ]
        begins_anew = [both[n % 2].take(turn(8_000 + n, n, Started(field.link))) for n in range(1, CROWD + 1)]
        await asyncio.gather(*last, *begins_anew)
    assert len(await finished(field)) == CROWD
    assert len({each.address for each in await finished(field)}) == CROWD
    assert await in_progress(field) == []
    assert await rows(field.database, dead_letters) == []


async def test_a_crowd_that_changes_replicas_between_answers_is_counted_exactly(field) -> None:
    """Every turn goes to one replica or to both, in any order; each question must be answered once."""
    random = Random(11)
    async with replicas(field) as both:

        async def walks(address: int) -> None:
            citizen = Citizen(address, both[0])
            steps = [
                Started(field.link),
                "ru",
                ".go",
                "KZ-10",
                "2",
                Typed("Кезек"),
                "speed",
                ".done",
                Typed("3"),
            ]
            for step in steps:
                heard = Tapped(citizen.prompt.turn, step) if isinstance(step, str) else step
                update = 100 * address + steps.index(step)
                pressed = citizen.interview if isinstance(step, str) else None
                taken = turn(update, address, heard, interview=pressed)
                chosen = both if random.random() < 0.3 else [random.choice(both)]
                outcomes = await asyncio.gather(*(replica.take(taken) for replica in chosen))
                assert sum(not outcome.repeated for outcome in outcomes) == 1
                for outcome in outcomes:
                    for outgoing in outcome.shows:
                        if isinstance(outgoing.show, Ask):
                            citizen.prompt, citizen.interview = outgoing.show.prompt, outgoing.interview

        await asyncio.gather(*(walks(address) for address in range(1, CROWD + 1)))
    ended = await finished(field)
    assert len({each.address for each in ended}) == len(ended) == CROWD
    assert all(
        each.answers
        == {
            "region": {"codes": ["KZ-10"]},
            "overall": {"codes": ["2"]},
            "reason": {"text": "Кезек"},
            "good": {"codes": ["speed"]},
            "visits": {"number": "3"},
        }
        for each in ended
    )
    await field.mix("spring")
    assert len(await rows(field.database, participations)) == CROWD
    assert len(await rows(field.database, responses)) == CROWD
    assert await rows(field.database, dead_letters) == []


@asynccontextmanager
async def on_postgresql(server, tmp_path) -> AsyncIterator[tuple[Field, str]]:
    """A field on PostgreSQL only, with its address."""
    async with fresh_postgresql(server) as url:
        database = open_database(url)
        async with fieldwork(database, tmp_path / "keys", "spring") as field:
            yield field, url
        await database.close()


async def test_a_crash_of_the_database_loses_no_confirmed_turn_and_doubles_none(
    postgresql_server, tmp_path
) -> None:
    async with on_postgresql(postgresql_server, tmp_path) as (field, _), field.writer() as turns:
        confirmed: set[int] = set()
        well_under_way = asyncio.Event()
        failed = 0

        async def insists(n: int) -> None:
            nonlocal failed
            for repetition in range(6):
                update = 10 * n + repetition
                while update not in confirmed:
                    try:
                        await turns.take(
                            turn(update, n, Helped("help") if repetition else Started(field.link))
                        )
                        confirmed.add(update)
                        if len(confirmed) == CROWD:
                            well_under_way.set()
                    except Exception:  # noqa: BLE001 - as the conversation does: again, a little later
                        failed += 1
                        await asyncio.sleep(0.05)

        insisting = asyncio.gather(*(insists(n) for n in range(1, CROWD + 1)))
        await well_under_way.wait()
        await asyncio.to_thread(postgresql_server.crash)
        await asyncio.sleep(0.2)
        postgresql_server.start()  # not in a thread: the server ends with the thread that started it
        await asyncio.wait_for(insisting, HANG)
        assert failed
        assert {row["update"] for row in await rows(field.database, updates)} == confirmed
        assert len(await rows(field.database, interviews)) == CROWD
        assert len(await rows(field.database, outbox)) == 6 * CROWD  # one row a turn


async def test_a_turn_whose_confirmation_was_lost_is_shown_all_the_same(postgresql_server, tmp_path) -> None:
    """PostgreSQL has committed, and the line breaks before it can say so."""
    async with on_postgresql(postgresql_server, tmp_path) as (field, url):
        socket = f"{postgresql_server.folder}/.s.PGSQL.5432"
        async with broken_at_commit(socket, tmp_path) as (folder, breaks):
            through = open_database(url.replace(str(postgresql_server.folder), str(folder)))
            turns = Turns(through, field.keys, field.seals, clock=lambda: field.now, random_hex=names())
            writer = asyncio.create_task(turns.run())
            await turns.take(turn(1, 1, Started(field.link)))
            breaks.append(1)
            outcome = await asyncio.wait_for(turns.take(turn(2, 2, Started(field.link))), HANG)
            assert breaks == []
            assert [type(outgoing.show) for outgoing in outcome.shows] == [Ask]
            assert outcome.repeated
            assert await turns.take(turn(2, 2, Started(field.link))) == type(outcome)(repeated=True)
            writer.cancel()
            await asyncio.wait([writer])
            await through.close()
        assert len(await rows(field.database, interviews)) == 2


@asynccontextmanager
async def broken_at_commit(socket, tmp_path):
    """A socket in between. For each entry in the list, the answer to one COMMIT is swallowed and the line cut."""
    breaks: list[int] = []

    async def between(reader, writer) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(socket)
        committing = asyncio.Event()

        async def there() -> None:
            while data := await reader.read(65_536):
                if breaks and b"COMMIT" in data:
                    committing.set()
                far_writer.write(data)
            far_writer.close()

        async def back() -> None:
            while (data := await far_reader.read(65_536)) and not committing.is_set():
                writer.write(data)
            if committing.is_set():
                breaks.pop()
            writer.close()

        await asyncio.gather(there(), back(), return_exceptions=True)

    folder = tmp_path / "line"
    folder.mkdir()
    server = await asyncio.start_unix_server(between, folder / ".s.PGSQL.5432")
    yield folder, breaks
    server.close()


async def test_two_that_mix_at_once_move_every_response_once(field) -> None:
    await crowd(field, range(1, 61))
    other = open_database(field.database.engine.url.render_as_string(hide_password=False))

    async def mixes(database) -> int:
        return await mixing.mix(database, "spring", cache=QuestionnaireCache(), environment=field.environment)

    moved = await asyncio.gather(mixes(field.database), mixes(other))
    await other.close()
    assert sorted(moved) == [0, 60]
    for table in (participations, responses):
        assert len(await rows(field.database, table)) == 60


async def test_a_crowd_that_answers_while_the_campaign_closes_leaves_nothing_behind(field) -> None:
    async with replicas(field) as both:
        citizens = [Citizen(address, both[address % 2]) for address in range(1, CROWD + 1)]
        await asyncio.gather(*(citizen.agrees(field.link) for citizen in citizens))

        async def answers(citizen: Citizen) -> None:
            for code in ("KZ-75", "5", "staff", ".done", ".skip"):
                await citizen.taps(code)

        async def closes() -> None:
            async with field.database.writing() as connection:
                await campaigns.set_state(connection, "spring", "closed", today=field.now.date())
            writer = Writer(field.database)
            await closing.end_interviews(writer, "spring", environment=field.environment)
            await writer.close()

        await asyncio.gather(*(answers(citizen) for citizen in citizens), closes())
    assert await in_progress(field) == []
    ended = await finished(field)
    assert len({each.address for each in ended}) == len(ended) == CROWD
    kept = [each for each in ended if each.state["disposition"] in {"complete", "partial"}]
    assert len(kept) == len([each for each in ended if each.answers])
    await field.mix("spring")
    assert len(await rows(field.database, participations)) == CROWD
    assert len(await rows(field.database, responses)) == len(kept)
