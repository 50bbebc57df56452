"""Each account answers about each service of a campaign once: while it waits to be mixed, and after."""

import pytest
from sqlalchemy import insert

from storage.tables import interviews, participations, responses
from surveys.interview.arrival import Started
from tests.fieldwork import Citizen, address_of, crowd, rows
from tests.sealed_rows import finished, in_progress

CLINIC, ID_CARD = ("spring", "moh_clinic"), ("spring", "mia_id_card")


async def refused(field, address: int, link: str) -> bool:
    async with field.writer() as turns:
        citizen = Citizen(address, turns)
        await citizen.opens(link)
    return citizen.notices == ["already_answered"]


async def test_who_has_answered_is_refused_before_and_after_mixing_and_may_answer_about_another_service(
    field,
) -> None:
    async with field.writer() as turns:
        await Citizen(5, turns).finishes(field.links[CLINIC])
    assert await refused(field, 5, field.links[CLINIC])
    await field.mix("spring", everything=True)
    assert await rows(field.database, interviews) == []
    assert await refused(field, 5, field.links[CLINIC])
    async with field.writer() as turns:
        await Citizen(5, turns).finishes(field.links[ID_CARD])
    assert await refused(field, 5, field.links[ID_CARD])
    await field.mix("spring", everything=True)
    assert len(await rows(field.database, responses)) == 2
    assert len({row["person"] for row in await rows(field.database, participations)}) == 2


async def test_a_participation_from_before_there_was_a_service_counts_for_all_of_them(field) -> None:
    old = {"campaign": "spring", "service": "*", "disposition": "complete"}
    async with field.database.writing() as connection:
        await connection.execute(
            insert(participations), [{**old, "person": field.keys.former_person("spring", address_of(5))}]
        )
    for link in (CLINIC, ID_CARD):
        assert await refused(field, 5, field.links[link])
        assert not await refused(field, 6, field.links[link])


@pytest.mark.parametrize("disposition", ["refused", "break_off"])
async def test_who_gave_no_answers_may_still_give_them(field, disposition) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links[CLINIC])
        if disposition == "break_off":
            await citizen.taps("KZ-75")
        await citizen.stops()
    await field.mix("spring", everything=True)
    assert [row["disposition"] for row in await rows(field.database, participations)] == [disposition]
    assert not await refused(field, 5, field.links[CLINIC])


async def test_an_interview_about_another_service_does_not_become_a_second_one_about_this(field) -> None:
    """Before its first answer an interview follows the newest link, but not to where its person has answered."""
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.finishes(field.links[CLINIC])
        await citizen.opens(field.links[ID_CARD])
        await citizen.opens(field.links[CLINIC])
        assert (citizen.notices, citizen.prompt.why.notice) == (["complete"], "already_answered")
        (going_on,) = await in_progress(field)
        assert going_on.state["route"] == field.links[ID_CARD]


async def test_two_bots_on_one_database_are_both_heard(field, monkeypatch) -> None:
    """Each counts its updates from wherever it likes."""
    async with field.writer() as turns:
        first = Citizen(5, turns)
        await first.says(_started(field), update=7)
        monkeypatch.setattr("tests.fieldwork.BOT", 2_000)
        second = Citizen(6, turns)
        assert not (await second.says(_started(field), update=7)).repeated
        assert (await second.says(_started(field), update=7)).repeated
    assert len(await in_progress(field)) == 2


def _started(field) -> Started:
    return Started(field.link)


async def test_a_language_is_known_only_as_long_as_something_of_its_person_is_kept(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.finishes(field.links[CLINIC])
        await citizen.opens(field.links[ID_CARD])
        assert citizen.prompt.kind == "consent"  # no language is asked for: the finished row knows it
    await field.close("spring")
    await field.launch("autumn")
    async with field.writer() as turns:
        later = Citizen(5, turns)
        await later.opens(field.links["autumn", "moh_clinic"])
        assert later.prompt.kind == "language"


async def test_what_is_finished_under_a_bad_key_waits_and_is_named(field, caplog) -> None:
    await crowd(field, range(1, 21))
    days = field.keys.folder.parent / "days"
    (key,) = days.glob("????-??-??.key")
    good = key.read_bytes()
    key.write_bytes(bytes(32))
    field.seals._days.clear()  # as after a restart
    assert await field.mix("spring") == 0
    assert "an ended interview of campaign spring waits: what was sealed on 2026-03-02" in caplog.text
    key.write_bytes(good)
    field.seals._days.clear()
    assert await field.mix("spring") == 20
    assert await finished(field) == []
