"""Answers leave the pool in batches that nobody can take apart again."""

import asyncio
from itertools import pairwise

from sqlalchemy import text

from storage import mixer
from storage.tables import answers, interviews, participations, pool, responses
from tests.fieldwork import Citizen, crowd, questionnaire, rows


async def test_fewer_than_twenty_responses_wait(field) -> None:
    await crowd(field, range(1, 20))
    assert await field.mix("spring") == 0
    assert len(await rows(field.database, pool)) == 19
    assert await rows(field.database, responses) == []
    await crowd(field, [20])
    assert await field.mix("spring") == 20
    assert await rows(field.database, pool) == []


async def test_what_is_left_behind_is_a_batch_too(field, monkeypatch) -> None:
    monkeypatch.setattr(mixer, "MOST", 30)
    await crowd(field, range(1, 50))
    assert await field.mix("spring") == 49  # 30 would leave 19, which could wait for ever
    await crowd(field, range(101, 152))
    assert await field.mix("spring") == 51
    assert len(await rows(field.database, responses)) == 100


async def test_closing_the_campaign_takes_everything(field) -> None:
    await crowd(field, range(1, 4))
    await field.close("spring")
    assert await rows(field.database, pool) == []
    assert len(await rows(field.database, responses)) == 3


async def test_campaigns_are_mixed_apart(field) -> None:
    await field.launch("autumn")
    await crowd(field, range(1, 21))
    await crowd(field, range(1, 11), campaign="autumn")
    assert await field.mix("spring") == 20
    assert await field.mix("autumn") == 0
    assert {row["campaign"] for row in await rows(field.database, pool)} == {"autumn"}


async def test_answers_arrive_as_they_were_given(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links["spring", "moh_clinic"])
        for code in ("KZ-75", "2"):
            await citizen.taps(code)
        await citizen.types("Кезек ұзақ")
        for code in ("speed", "staff", ".done", ".skip"):
            await citizen.taps(code)
    await field.close("spring")
    (response,) = await rows(field.database, responses)
    assert (response["agency"], response["service"], response["route"]) == ("moh", "moh_clinic", "link")
    assert (response["region"], response["stratum"]) == ("KZ-75", "-|-|-|-")
    assert (response["language"], response["disposition"]) == ("ru", "complete")
    given = {
        (row["item"], row["code"], row["number"], row["text"]) for row in await rows(field.database, answers)
    }
    assert given == {
        ("region", "KZ-75", None, None),
        ("overall", "2", None, None),
        ("reason", "text", None, "Кезек ұзақ"),
        ("good", "staff", None, None),
        ("good", "speed", None, None),
        ("visits", "skip", None, None),
    }


async def test_ids_are_random_and_tell_nothing(field) -> None:
    await crowd(field, range(1, 31))
    await field.mix("spring")
    ids = [row["id"] for row in await rows(field.database, responses)]
    assert len(set(ids)) == 30
    assert all(len(bytes.fromhex(name)) == 16 for name in ids)


async def test_nothing_that_an_interview_kept_comes_back_beside_its_answers(field) -> None:
    """Else an old backup, with the interview, and a new one, with the response, would name the person."""
    async with field.writer() as turns:
        citizens = [Citizen(address, turns) for address in range(1, 4)]
        await asyncio.gather(*(citizen.agrees(field.link) for citizen in citizens))
        seen = {str(row[name]) for row in await rows(field.database, interviews) for name in ("id", "seed")}
        await asyncio.gather(*(_up_to_the_last(citizen, "KZ-10") for citizen in citizens))
        await asyncio.gather(*(citizen.taps(".skip") for citizen in citizens))
    later = await rows(field.database, pool)
    await field.close("spring")
    later += await rows(field.database, responses)
    assert len(later) == 6
    assert not [name for name in seen if name in repr(later)]


async def _up_to_the_last(citizen: Citizen, region: str) -> None:
    for code in (region, "5", "staff", ".done"):
        await citizen.taps(code)


async def test_the_order_of_responses_says_nothing_about_the_order_of_completion(field) -> None:
    """Region names the person here, so that the order in which rows lie can be held against that of completion."""
    regions = [option.code for option in questionnaire().by_id["region"].offered]
    assert len(regions) == 20
    async with field.writer() as turns:
        citizens = [Citizen(address, turns) for address in range(1, 41)]
        await asyncio.gather(*(citizen.agrees(field.link) for citizen in citizens))
        completed = regions * 2
        await asyncio.gather(*map(_up_to_the_last, citizens, completed))
        for citizen in citizens:
            await citizen.taps(".skip")
    await field.mix("spring")
    found = [row["region"] for row in await rows(field.database, responses)]
    assert sorted(found) == sorted(completed)
    assert (
        sum(a == b for a, b in zip(found, completed, strict=True)) <= 10
    )  # 2 by chance, 40 where order is kept
    following = {(a, b) for a, b in pairwise(completed)}
    assert sum(pair in following for pair in pairwise(found)) <= 10


async def test_no_transaction_is_shared_by_who_took_part_and_what_was_answered(field) -> None:
    await crowd(field, range(1, 41))
    await field.mix("spring")
    assert len(await rows(field.database, participations)) == 40
    if field.database.is_sqlite:
        return  # it keeps no transaction ids with its rows, which lie in the order of their random keys
    async with field.database.reading() as connection:
        took_part = set(await connection.scalars(text("SELECT xmin::text FROM participations")))
        answered = list(await connection.scalars(text("SELECT xmin::text FROM responses")))
        given = set(await connection.scalars(text("SELECT xmin::text FROM answers")))
    assert len(set(answered)) == 1
    assert given == set(answered)
    assert not took_part & set(answered)
