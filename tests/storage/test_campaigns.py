"""A campaign is launched whole, takes each person once, and leaves nobody's address behind when it closes."""

import datetime

import pytest

from storage import campaigns, closing, links
from storage.campaigns import Plan
from storage.database import StorageError
from storage.tables import interviews, responses
from surveys.interview.events import Commanded
from tests.fieldwork import TEXT, Citizen, crowd, rows
from tests.promises import PROMISE
from tests.sealed_rows import dispositions, finished, in_progress


async def _launch(field, plan) -> None:
    await campaigns.launch(field.database, plan, environment=field.environment)


async def _set(field, state: str, campaign: str = "spring") -> None:
    async with field.database.writing() as connection:
        await campaigns.set_state(connection, campaign, state, today=field.now.date())


async def test_a_launch_gives_each_service_a_link_of_its_own_for_each_kind(field) -> None:
    async with field.database.reading() as connection:
        fingerprint = (await campaigns.named(connection, "spring")).questionnaire
    plan = Plan(
        "qr",
        {"kk": "а", "ru": "б", "en": "c"},
        fingerprint,
        ["mia_passport", "moh_clinic"],
        ("qr", "link"),
        promise=PROMISE,
    )
    payloads = await campaigns.launch(field.database, plan, environment=field.environment)
    assert set(payloads) == {(s, k) for s in ("mia_passport", "moh_clinic") for k in ("qr", "link")}
    assert len(set(payloads.values())) == 4
    async with field.database.reading() as connection:
        listed = await links.links(connection, "qr")
    assert {(link.service, link.kind): link.payload for link in listed} == payloads


async def test_a_launch_that_cannot_be_is_refused_whole(field) -> None:
    async with field.database.reading() as connection:
        fingerprint = (await campaigns.named(connection, "spring")).questionnaire
    named = {"kk": "а", "ru": "б", "en": "c"}
    with pytest.raises(
        StorageError, match="campaign spring is open: it cannot be changed any more, or created again"
    ):
        await _launch(field, Plan("spring", named, fingerprint, ["moh_clinic"], promise=PROMISE))
    with pytest.raises(StorageError, match="no such service: moon_flight\nno such service: nothing"):
        await _launch(
            field, Plan("moon", named, fingerprint, ["moh_clinic", "nothing", "moon_flight"], promise=PROMISE)
        )
    async with field.database.reading() as connection:
        assert [standing.campaign.id for standing in await campaigns.listing(connection)] == ["spring"]


async def test_only_a_preview_has_the_name_of_one_and_no_other(field) -> None:
    """What its respondent answers can be looked at."""
    async with field.database.reading() as connection:
        fingerprint = (await campaigns.named(connection, "spring")).questionnaire
    named = {"kk": "а", "ru": "б", "en": "c"}
    for name, trial in (("preview-2026", False), ("real-2026", True)):
        with pytest.raises(StorageError, match="for previews"):
            await _launch(field, Plan(name, named, fingerprint, ["moh_clinic"], trial=trial, promise=PROMISE))
    await _launch(
        field, Plan("preview-1-ru", named, fingerprint, ["moh_clinic"], trial=True, promise=PROMISE)
    )
    async with field.database.reading() as connection:
        assert [each.campaign.id for each in await campaigns.listing(connection)] == [
            "preview-1-ru",
            "spring",
        ]


async def test_an_unknown_campaign_is_said_to_be_unknown(field) -> None:
    with pytest.raises(StorageError, match="there is no campaign winter"):
        await _set(field, "closed", "winter")
    async with field.database.reading() as connection:
        with pytest.raises(StorageError, match="there is no campaign winter"):
            await campaigns.named(connection, "winter")


async def test_unfinished_interviews_become_partial_or_broken_off(field) -> None:
    """`partial_when: answered(overall)` decides; who has answered nothing has refused (AAPOR)."""
    async with field.writer() as turns:
        undecided, agreed, early, late, elsewhere = (Citizen(address, turns) for address in range(1, 6))
        await undecided.opens(field.link)
        await agreed.agrees(field.link)
        await early.agrees(field.link)
        await early.taps("KZ-75")
        await late.agrees(field.link)
        await late.taps("KZ-75")
        await late.taps("5")
        await late.says(Commanded("language"))  # put away while choosing another language
        await elsewhere.agrees(field.link)
        await elsewhere.taps("KZ-75")
        await elsewhere.says(Commanded("language"))
    await field.close("spring")
    assert await dispositions(field) == ["break_off", "break_off", "complete", "refused", "refused"]
    async with field.database.reading() as connection:
        (standing,) = await campaigns.listing(connection)  # who gave partial answers only the response tells
    assert standing.dispositions == {"partial": 1, "break_off": 2, "refused": 2}
    (partial,) = await rows(field.database, responses)
    assert partial["disposition"] == "partial"
    assert await rows(field.database, interviews) == []


@pytest.mark.parametrize(("answered", "become"), [((), "refused"), (("KZ-75",), "break_off")])
async def test_who_stops_and_who_never_comes_back_have_become_the_same(field, answered, become) -> None:
    async with field.writer() as turns:
        stops, leaves = Citizen(1, turns), Citizen(2, turns)
        for citizen in (stops, leaves):
            await citizen.agrees(field.link)
            for code in answered:
                await citizen.taps(code)
        await stops.stops()
    await field.close("spring")
    assert await dispositions(field) == [become, become]


async def test_who_stops_is_promised_that_the_answers_go_even_if_they_would_be_enough(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(1, turns)
        await citizen.agrees(field.link)
        await citizen.taps("KZ-75")
        await citizen.taps("5")
        await citizen.stops()
    await field.close("spring")
    assert citizen.notices == ["stopped"]
    assert await dispositions(field) == ["break_off"]
    for table in (interviews, responses):
        assert await rows(field.database, table) == []


async def test_without_partial_when_nothing_unfinished_is_kept(field) -> None:
    await field.launch("strict", text=TEXT.replace("partial_when: answered(overall)\n", ""))
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links["strict", "moh_clinic"])
        await citizen.taps("KZ-75")
        await citizen.taps("5")
    await field.close("strict")
    assert await dispositions(field) == ["break_off"]
    assert await rows(field.database, responses) == []


async def test_closing_takes_more_interviews_than_one_go_holds(field, monkeypatch) -> None:
    monkeypatch.setattr(closing, "AT_ONCE", 3)
    async with field.writer() as turns:
        for address in range(1, 9):
            await Citizen(address, turns).opens(field.link)
    await field.close("spring")
    assert await dispositions(field) == ["refused"] * 8
    assert await rows(field.database, interviews) == []


async def test_closing_one_campaign_leaves_the_other_alone(field) -> None:
    await field.launch("autumn")
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links["spring", "moh_clinic"])
        await citizen.agrees(field.links["autumn", "moh_clinic"])
        await citizen.taps("KZ-75")
        await field.close("spring")
        assert {each.campaign for each in await in_progress(field)} == {"autumn"}
        for code in ("5", "staff", ".done", ".skip"):
            await citizen.taps(code)
    assert citizen.notices == ["complete"]


async def test_who_refused_may_change_their_mind_and_counts_once(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.opens(field.link)
        await citizen.taps("kk")
        await citizen.taps(".refuse")
        assert await dispositions(field) == ["refused"]
        await citizen.finishes(field.link)
    assert citizen.notices == ["refused", "complete"]
    await field.close("spring")
    assert await dispositions(field) == ["complete"]


async def test_who_comes_without_a_link_goes_on_in_the_one_survey_that_is_still_open(field) -> None:
    """Also where another one, closed since, was touched last."""
    await field.launch("autumn", services=("moh_clinic",))
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links["autumn", "moh_clinic"])
        await citizen.taps("KZ-75")
        autumn = citizen.interview
        await citizen.agrees(field.links["spring", "moh_clinic"])
        await _set(field, "paused")
        field.now += datetime.timedelta(minutes=2)
        await citizen.opens("")
        assert (citizen.interview, citizen.prompt.kind, citizen.prompt.place) == (autumn, "question", 2)
        for code in ("5", "staff", ".done", ".skip"):
            await citizen.taps(code)
    assert citizen.notices == ["complete"]
    (kept,) = await finished(field)
    assert (kept.campaign, list(kept.answers)) == ("autumn", ["region", "overall", "good", "visits"])


async def test_a_campaign_that_is_paused_or_closed_takes_no_answer_and_loses_none(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        await citizen.taps("KZ-75")
        for state, told, given in (
            ("paused", "paused", {"region"}),
            ("closed", "closed_link", {"region", "overall"}),
        ):
            await _set(field, state)
            await citizen.taps("5" if state == "paused" else ".done")
            assert citizen.notices.pop() == state
            assert [set(each.answers) for each in await in_progress(field)] == [given]
            newcomer = Citizen(6, turns)
            await newcomer.opens(field.link)
            assert newcomer.notices == [told]
            if state == "paused":
                await _set(field, "open")
                await citizen.taps("5")


async def test_two_campaigns_at_once_are_answered_apart(field) -> None:
    """A button answers in its own interview; words go to the one that was touched last."""
    await field.launch("autumn")
    async with field.writer() as turns:
        spring, autumn = Citizen(5, turns), Citizen(5, turns)
        await spring.agrees(field.links["spring", "moh_clinic"])
        await autumn.opens(field.links["autumn", "moh_clinic"])
        await autumn.taps(".go")
        await spring.taps("KZ-10")
        await autumn.taps("KZ-75")
        await autumn.taps("2")
        await spring.taps("1")
        first, second = spring.interview, autumn.interview
        await spring.types("Кезек")
        await autumn.taps(".skip")
    given = {
        (each.name, item): answer
        for each in await in_progress(field)
        for item, answer in each.answers.items()
    }
    assert given == {
        (first, "region"): {"codes": ["KZ-10"]},
        (first, "overall"): {"codes": ["1"]},
        (first, "reason"): {"text": "Кезек"},
        (second, "region"): {"codes": ["KZ-75"]},
        (second, "overall"): {"codes": ["2"]},
        (second, "reason"): {"skipped": True},
    }


async def test_the_list_says_how_many_took_part_and_nothing_of_what_they_said(field) -> None:
    await crowd(field, range(1, 4))
    async with field.writer() as turns:
        await Citizen(10, turns).agrees(field.link)
        stopped = Citizen(11, turns)
        await stopped.agrees(field.link)
        await stopped.stops()
    async with field.database.reading() as connection:
        (standing,) = await campaigns.listing(connection)
    assert (standing.campaign.id, standing.campaign.state, standing.in_progress) == ("spring", "open", 1)
    assert (standing.dispositions, standing.waiting) == ({"complete": 3, "refused": 1}, 3)
    await field.mix("spring", everything=True)
    async with field.database.reading() as connection:
        (standing,) = await campaigns.listing(connection)
    assert (standing.dispositions, standing.waiting) == ({"complete": 3, "refused": 1}, 0)
    assert standing.in_progress == 1


async def test_a_link_that_leads_nowhere_offers_what_is_open(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.opens("no-such-link")
        assert citizen.prompt.kind == "services"
        assert len(citizen.prompt.choices) == 2
        await _set(field, "closed")
        late = Citizen(6, turns)
        await late.opens("")
    assert late.notices == ["nothing_open"]
