"""Ended interviews are taken apart in batches, in two transactions, and nobody can put them together again."""

import asyncio
from itertools import pairwise

import pytest
from sqlalchemy import text, update

from storage import mixing, upkeep
from storage.keys import CampaignKeyError, CampaignKeys
from storage.questionnaires import QuestionnaireCache
from storage.tables import interviews, participations, responses
from surveys.interview.arrival import Withdrew
from tests.fieldwork import Citizen, crowd, questionnaire, rows
from tests.sealed_rows import answered, dispositions, finished, in_progress, rewritten


async def marks(field) -> None:
    """The first of the two transactions, alone: then the process dies."""
    async with field.database.writing() as connection:
        await mixing.mark(connection, "spring", environment=field.environment, everything=False)


async def test_fewer_than_twenty_wait_and_stay_sealed(field) -> None:
    await crowd(field, range(1, 20))
    assert await field.mix("spring") == 0
    assert len(await finished(field)) == 19
    for table in (participations, responses):
        assert await rows(field.database, table) == []
    await crowd(field, [20])
    assert await field.mix("spring") == 20
    assert await rows(field.database, interviews) == []
    assert len(await rows(field.database, responses)) == 20


async def test_what_is_left_behind_is_a_batch_too(field, monkeypatch) -> None:
    monkeypatch.setattr(mixing, "MOST", 30)
    await crowd(field, range(1, 50))
    assert await field.mix("spring") == 49  # 30 would leave 19, which could wait for ever
    await crowd(field, range(101, 152))
    assert await field.mix("spring") == 51
    assert len(await rows(field.database, responses)) == 100


async def test_campaigns_are_mixed_apart(field) -> None:
    await field.launch("autumn")
    await crowd(field, range(1, 21))
    await crowd(field, range(1, 11), campaign="autumn")
    assert await field.mix("spring") == 20
    assert await field.mix("autumn") == 0
    assert {each.campaign for each in await finished(field)} == {"autumn"}


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
    assert (response["region"], response["office"], response["mode"]) == ("KZ-75", None, "telegram")
    assert (response["language"], response["disposition"], response["panel"]) == (
        "ru",
        "complete",
        "citizens",
    )
    assert (response["week"], response["flags"]) == (202610, 0)
    assert await answered(field) == [
        {
            "region": {"codes": ["KZ-75"]},
            "overall": {"codes": ["2"]},
            "reason": {"text": "Кезек ұзақ"},
            "good": {"codes": ["staff", "speed"]},
            "visits": {"skipped": True},
        }
    ]


async def test_ids_are_random_and_tell_nothing(field) -> None:
    await crowd(field, range(1, 31))
    await field.mix("spring")
    ids = [row["id"] for row in await rows(field.database, responses)]
    assert len(set(ids)) == 30
    assert all(len(name) == 16 for name in ids)


async def test_nothing_that_an_interview_kept_comes_back_beside_its_answers(field) -> None:
    """Else an old backup, with the interview, and a new one, with the response, would name the person."""
    async with field.writer() as turns:
        citizens = [Citizen(address, turns) for address in range(1, 4)]
        await asyncio.gather(*(citizen.agrees(field.link) for citizen in citizens))
        going_on = await in_progress(field)
        seen = {str(each.state["seed"]) for each in going_on} | {each.name for each in going_on}
        numbers = {str(row["id"]) for row in await rows(field.database, interviews)}
        await asyncio.gather(*(_up_to_the_last(citizen, "KZ-10") for citizen in citizens))
        await asyncio.gather(*(citizen.taps(".skip") for citizen in citizens))
    waiting = repr([each.state for each in await finished(field)])
    assert not [name for name in seen if name in waiting]
    await field.close("spring")
    kept = repr([await rows(field.database, table) for table in (responses, participations)])
    assert not [name for name in seen | numbers if name in kept]


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
    assert len(set(answered)) == len(took_part) == 1
    assert not took_part & set(answered)


async def test_who_dies_between_the_two_transactions_loses_nothing_and_doubles_nothing(field) -> None:
    await crowd(field, range(1, 26))
    await marks(field)
    assert len(await rows(field.database, participations)) == 25
    assert await rows(field.database, responses) == []
    assert all(each.marked for each in await finished(field))
    async with field.writer() as turns:  # who took part is refused from the mark and from the row alike
        again = Citizen(2, turns)
        await again.opens(field.link)
    assert again.notices == ["already_answered"]
    await crowd(field, range(101, 104))
    assert await field.mix("spring") == 25
    assert len(await rows(field.database, participations)) == 25
    assert len(await rows(field.database, responses)) == 25
    assert [each.address for each in await finished(field)] == [101, 102, 103]
    assert await field.mix("spring") == 0


async def test_a_mark_that_fails_half_way_leaves_all_as_it_was(field, monkeypatch) -> None:
    await crowd(field, range(1, 26))
    before = await rows(field.database, interviews)
    monkeypatch.setattr(mixing, "number_of", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        await field.mix("spring")
    assert await rows(field.database, interviews) == before
    assert await rows(field.database, participations) == []


async def test_of_somebody_who_came_several_times_the_weightiest_disposition_stands(field) -> None:
    """In one batch and across batches: complete, then partial, break-off and refusal."""
    async with field.writer() as turns:
        refuses = Citizen(1, turns)
        for _ in range(2):
            await refuses.agrees(field.link)
            await refuses.stops()
        breaks_off = Citizen(2, turns)
        await breaks_off.agrees(field.link)
        await breaks_off.taps("KZ-75")
        await breaks_off.stops()
        await breaks_off.agrees(field.link)
        await breaks_off.stops()
    await field.mix("spring", everything=True)
    assert await dispositions(field) == ["break_off", "refused"]
    async with field.writer() as turns:
        for address in (1, 2):
            await Citizen(address, turns).finishes(field.link)
    await field.mix("spring", everything=True)
    assert await dispositions(field) == ["complete", "complete"]
    assert len(await rows(field.database, responses)) == 2


async def test_what_was_withdrawn_before_its_batch_leaves_a_participation_and_no_response(field) -> None:
    await crowd(field, range(1, 25))
    async with field.writer() as turns:
        citizen = Citizen(50, turns)
        secret = await _receipt(citizen, field)
        await citizen.says(Withdrew(secret, sure=True))
    assert await field.mix("spring") == 25
    assert len(await rows(field.database, participations)) == 25
    assert len(await rows(field.database, responses)) == 24


async def _receipt(citizen: Citizen, field) -> str:
    await citizen.agrees(field.link)
    await _up_to_the_last(citizen, "KZ-75")
    shown = (await citizen.taps(".skip")).shows[-1].show
    return shown.receipt


async def test_a_bad_campaign_key_stops_the_mixing_of_that_campaign_only(field, tmp_path, caplog) -> None:
    await field.launch("autumn")
    await crowd(field, range(1, 21))
    await crowd(field, range(1, 21), campaign="autumn")
    key = field.keys.path("spring")
    good = key.read_bytes()
    key.write_bytes(good[:31])
    field.keys = CampaignKeys(tmp_path / "keys")  # as after a restart
    with pytest.raises(CampaignKeyError, match=r"spring\.key .* has 31 bytes"):
        await field.mix("spring")
    moved = await upkeep.mix_all(field.database, cache=QuestionnaireCache(), environment=field.environment)
    assert moved == 20
    assert {each.campaign for each in await finished(field)} == {"spring"}
    assert "answers wait: campaign spring: the key spring.key" in caplog.text
    key.write_bytes(good)
    assert await field.mix("spring") == 20
    assert {row["campaign"] for row in await rows(field.database, responses)} == {"spring", "autumn"}


async def test_a_marked_row_that_cannot_be_read_does_not_stop_the_batches_after_it(field) -> None:
    await crowd(field, range(1, 21))
    await marks(field)
    spoilt = (await rows(field.database, interviews))[0]
    async with field.database.writing() as connection:
        await connection.execute(
            update(interviews).where(interviews.c.id == spoilt["id"]).values(sealed=spoilt["sealed"][:-1])
        )
    assert await field.mix("spring") == 19
    await crowd(field, range(101, 121))
    assert await field.mix("spring") == 20
    assert [row["id"] for row in await rows(field.database, interviews)] == [spoilt["id"]]


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "in two batches"])
async def test_a_second_vote_that_slipped_in_while_a_key_was_bad_is_not_counted(field, together) -> None:
    await crowd(field, range(1, 21))
    first, second, *_ = await finished(field)
    if not together:
        await field.mix("spring")
        await crowd(field, range(101, 121))
        second = (await finished(field))[0]
    same = {"address": str(first.address), "route": first.state["route"], "service": first.state["service"]}
    await rewritten(field, second, **same)
    await field.mix("spring")
    for table in (responses, participations):
        assert len(await rows(field.database, table)) == (19 if together else 39)
