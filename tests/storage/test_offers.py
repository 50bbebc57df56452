"""Whoever comes without a link chooses among what is open and not yet answered, on one message that stays in place."""

import asyncio

import pytest
from sqlalchemy import insert

from storage import campaigns
from storage.tables import participations
from surveys.interview.arrival import Started
from surveys.interview.events import Browsed, Tapped, Typed
from surveys.interview.prompts import Refresh, Retire, Settle
from tests.fieldwork import Citizen, address_of

CLINIC, ID_CARD = ("spring", "moh_clinic"), ("spring", "mia_id_card")


async def set_state(field, campaign: str, state: str) -> None:
    async with field.database.writing() as connection:
        await campaigns.set_state(connection, campaign, state, today=field.now.date())


async def offered(field, address: int) -> set[str]:
    """The payloads that somebody is offered who sends /start; empty where they have answered everything."""
    async with field.writer() as turns:
        citizen = Citizen(address, turns)
        await citizen.opens()
    assert citizen.prompt is not None or citizen.notices == ["answered_all"]
    return {choice.code for choice in citizen.prompt.choices} if citizen.prompt else set()


async def test_nobody_is_offered_what_they_have_answered_before_or_after_it_is_mixed(field) -> None:
    everything = set(field.links.values())
    async with field.writer() as turns:
        await Citizen(5, turns).finishes(field.links[CLINIC])
    assert await offered(field, 5) == everything - {field.links[CLINIC]}
    assert await offered(field, 6) == everything
    await field.mix("spring", everything=True)
    assert await offered(field, 5) == everything - {field.links[CLINIC]}
    async with field.writer() as turns:
        await Citizen(5, turns).finishes(field.links[ID_CARD])
    assert await offered(field, 5) == set()
    assert await offered(field, 6) == everything


async def test_what_was_answered_before_there_was_a_service_is_not_offered(field) -> None:
    former = field.keys.former_person("spring", address_of(5))
    old = {"campaign": "spring", "person": former, "disposition": "complete"}
    async with field.database.writing() as connection:
        await connection.execute(insert(participations), [old])
    assert await offered(field, 5) == set()


async def test_what_was_refused_is_offered_again(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links[CLINIC])
        await citizen.stops()
    await field.mix("spring", everything=True)
    assert await offered(field, 5) == set(field.links.values())


async def test_the_last_answer_and_a_start_in_one_batch_do_not_offer_what_was_just_answered(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links[CLINIC])
        await citizen.taps("KZ-75")
        await citizen.taps("4")
        await citizen.taps("staff")
        await citizen.taps(".done")
        _, then, words = await asyncio.gather(
            citizen.says(Typed("2")), citizen.says(Started()), citizen.says(Typed("жеке куалик"))
        )
        for outcome in (then, words):
            (ask,) = [each.show for each in outcome.shows]
            assert [choice.code for choice in ask.prompt.choices] == [field.links[ID_CARD]]


@pytest.mark.parametrize(("state", "reason"), [("closed", "closed_link"), ("paused", "paused")])
async def test_a_link_that_is_not_open_says_why_and_leads_to_what_is(field, state, reason) -> None:
    await field.launch("autumn")
    await set_state(field, "spring", state)
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.opens(field.links[CLINIC])
        assert citizen.prompt.facts == {"notice": reason}
        assert {choice.code for choice in citizen.prompt.choices} == {
            link for (campaign, _), link in field.links.items() if campaign == "autumn"
        }
        await citizen.opens("no-such-link")
        assert citizen.prompt.facts == {"notice": "unknown_link"}


async def test_a_service_of_two_campaigns_is_told_apart_by_their_names(field) -> None:
    await field.launch("autumn")
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.says(Started(), hint="ru")
        labels = {choice.label for choice in citizen.prompt.choices}
    assert labels == {
        f"{service} ({campaign})"
        for service in ("Выдача удостоверения личности", "Прикрепление к поликлинике")
        for campaign in ("spring", "autumn")
    }


async def test_a_new_name_of_a_campaign_and_a_new_service_are_seen_at_once(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.opens()
        assert len(citizen.prompt.choices) == 2
        await field.launch("autumn", services=("mia_passport",))
        await citizen.opens()
        assert len(citizen.prompt.choices) == 3


async def test_a_page_changes_the_message_whose_button_was_pressed(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.opens()
        outcome = await citizen.says(Browsed(agency="moh"), message=77)
    ((message, show),) = [(each.message, each.show) for each in outcome.shows]
    assert (message, type(show)) == (77, Refresh)
    assert [choice.code for choice in show.prompt.choices] == [field.links[CLINIC]]


async def test_a_chosen_service_settles_the_pressed_message_and_not_the_open_question(field) -> None:
    await field.launch("autumn")
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.opens(field.links[CLINIC])
        pressed = await citizen.says(Started(field.links[CLINIC], picked=True), message=77)
        places = [(each.message, type(each.show)) for each in pressed.shows]
        assert places[0] == (77, Settle)
        assert (77, Settle) not in places[1:]
        nowhere = await citizen.says(Started(field.links[CLINIC], picked=True))
        assert not [
            each for each in nowhere.shows if isinstance(each.show, Settle) and each.show.where == "pressed"
        ]


async def test_buttons_go_from_a_message_whose_services_are_all_closed(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.opens()
        await set_state(field, "spring", "closed")
        outcome = await citizen.says(Browsed(1), message=77)
    first = outcome.shows[0]
    assert (first.message, type(first.show)) == (77, Retire)
    assert citizen.notices == ["nothing_open"]


async def test_a_campaign_whose_key_is_gone_does_not_hide_the_others(field) -> None:
    await field.launch("autumn")
    field.keys.destroy("spring")
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.finishes(field.links["autumn", "moh_clinic"])
        await citizen.opens()
        assert field.links["autumn", "moh_clinic"] not in {choice.code for choice in citizen.prompt.choices}
        await citizen.opens(field.links[CLINIC])
        assert citizen.notices[-1] == "try_again"


async def test_an_answer_asks_nothing_of_the_offers(field, monkeypatch) -> None:
    """A tap on a question, a link that is open and a start in the middle of an interview cost no more than before."""
    async with field.writer() as turns:
        asked = []
        plain = turns._routes.offered
        monkeypatch.setattr(
            turns._routes, "offered", lambda *given, **about: asked.append(1) or plain(*given, **about)
        )
        citizen = Citizen(5, turns)
        await citizen.finishes(field.links[CLINIC])
        await citizen.agrees(field.links[ID_CARD])
        await citizen.opens()
        await citizen.says(Tapped(0, "ru"))
        assert asked == []
        await citizen.opens("no-such-link")
        assert asked == [1]
