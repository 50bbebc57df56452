"""What somebody meets who arrives: an interview begun or continued, an offer of services, or a notice."""

import pytest
from msgspec.structs import replace

from surveys.answers import chosen
from surveys.interview.arrival import Arrival, CampaignRoute, Helped, Started
from surveys.interview.directory import Offer, directory
from surveys.interview.events import Commanded, LanguageChosen, Refused, Repeated, Tapped, Typed
from surveys.interview.prompts import Ask, Retire, Say
from surveys.interview.reception import receive
from tests.short_surveys import ABOUT, TODAY, begun, survey

VISITED = survey("visited: yes_no", "more: text")
OTHER = survey("other: yes_no", "more: text", questionnaire="other")

HERE = CampaignRoute("r1", "c1", VISITED, ABOUT)
THERE = CampaignRoute("r2", "c2", OTHER, ABOUT)
CLOSED = CampaignRoute("r1", "c1", VISITED, ABOUT, open=False)
PAUSED = CampaignRoute("r1", "c1", VISITED, ABOUT, open=False, later=True)


def offering(*routes):
    names = {**ABOUT, "campaign": {"kk": "Толқын", "ru": "Волна", "en": "Wave"}}
    return directory([Offer(each.route, each.campaign, each.route, "mia", names) for each in routes])


def met(arrival, heard):
    return receive(arrival, heard, seed=7, today=TODAY)


def said(result):
    return [show.notice for show in result.shows if isinstance(show, Say)]


def asked(result):
    return next((show.prompt for show in result.shows if isinstance(show, Ask)), None)


# Beginning


def test_a_link_begins_its_interview_with_the_lot_given():
    result = met(Arrival(wanted=HERE), Started("r1"))
    assert (result.route, result.interview.seed) == (HERE, 7)
    assert asked(result).kind == "language"


def test_a_language_chosen_before_is_not_asked_for_again():
    assert asked(met(Arrival(language="kk", wanted=HERE), Started("r1"))).kind == "consent"


def test_the_language_of_the_app_is_never_taken_for_the_persons_choice():
    assert asked(met(Arrival(hint="ru", wanted=HERE), Started("r1"))).kind == "language"


def test_the_only_open_service_is_begun_without_a_link():
    assert met(Arrival(wanted=HERE, offers=offering(HERE)), Started()).route == HERE


def test_among_several_open_services_one_is_chosen():
    prompt = asked(met(Arrival(language="ru", offers=offering(HERE, THERE)), Started()))
    assert prompt.kind == "services"
    assert [choice.code for choice in prompt.choices] == ["r1", "r2"]
    assert prompt.choices[0].label == "Выдача паспорта"


@pytest.mark.parametrize(
    ("wanted", "reason"), [(None, "unknown_link"), (CLOSED, "closed_link"), (PAUSED, "paused")]
)
def test_a_link_that_is_unknown_closed_or_paused_says_so_and_offers_what_is_open(wanted, reason):
    assert said(met(Arrival(wanted=wanted), Started("r1"))) == [reason]
    assert asked(met(Arrival(wanted=wanted, offers=offering(THERE)), Started("r1"))).facts == {
        "notice": reason
    }


def test_who_comes_without_a_link_where_nothing_is_open_is_told_that():
    assert said(met(Arrival(), Started())) == ["nothing_open"]


def test_who_has_answered_everything_that_is_open_is_thanked():
    everything = Arrival(offers=offering(HERE, THERE), rated=frozenset({"r1", "r2"}))
    assert said(met(everything, Started())) == ["answered_all"]
    assert said(met(everything, Typed("паспорт"))) == ["answered_all"]
    only = Arrival(wanted=HERE, answered=True, offers=offering(HERE), rated=frozenset({"r1"}))
    assert said(met(only, Started())) == ["answered_all"]


def test_who_has_answered_is_thanked_and_not_asked_again():
    assert said(met(Arrival(wanted=HERE, answered=True), Started("r1"))) == ["already_answered"]


# Continuing


def continuing(route=HERE, **known):
    return Arrival(language="ru", interview=begun(route.questionnaire), route=route, **known)


def test_start_without_a_link_goes_on_where_somebody_stopped():
    result = met(continuing(offers=offering(HERE, THERE)), Started())
    assert asked(result).text == "Про visited?"
    assert result.interview.answers == {}


def test_the_same_link_goes_on_too():
    assert asked(met(continuing(wanted=HERE), Started("r1"))).text == "Про visited?"


def test_a_link_of_another_campaign_begins_there():
    result = met(Arrival(language="ru", wanted=THERE), Started("r2"))
    assert (result.route, asked(result).kind) == (THERE, "consent")


def test_an_answer_reaches_the_interview_it_belongs_to():
    result = met(continuing(), Tapped(continuing().interview.turn, "yes"))
    assert result.interview.answers == {"visited": chosen("yes")}


def test_before_the_first_answer_the_newest_link_says_which_service_is_rated():
    about = {**ABOUT, "service": {"kk": "жеке куәлік беру", "ru": "выдача удостоверения"}}
    other = CampaignRoute("r9", "c1", VISITED, about)
    result = met(continuing(wanted=other), Started("r9"))
    assert (result.route, asked(result).kind) == (other, "consent")
    assert asked(result).facts["service"] == "выдача удостоверения"
    assert result.interview.turn > continuing().interview.turn  # so that no button of before fits
    answered = replace(continuing(wanted=other), interview=with_an_answer())
    assert met(answered, Started("r9")).route == HERE


def with_an_answer():
    return met(continuing(), Tapped(continuing().interview.turn, "yes")).interview


# Closed


@pytest.mark.parametrize(("route", "notice"), [(CLOSED, "closed"), (PAUSED, "paused")])
@pytest.mark.parametrize("heard", [Typed("да"), Tapped(2, "yes"), Commanded("language"), Commanded("show")])
def test_nothing_is_taken_in_a_campaign_that_is_not_open(heard, route, notice):
    arrival = continuing(route)
    result = met(arrival, heard)
    assert said(result) == [notice]
    assert result.interview == arrival.interview
    assert result.events == ()


def test_whoever_stops_is_let_go_from_a_closed_campaign_too():
    result = met(continuing(CLOSED), Commanded("stop"))
    assert result.events == (Refused(),)
    assert said(result) == ["stopped"]


def test_start_after_a_close_leads_to_what_is_open():
    assert asked(met(continuing(CLOSED, offers=offering(THERE, HERE)), Started())).kind == "services"
    assert said(met(continuing(CLOSED), Started())) == ["nothing_open"]


# Without an interview


def test_a_command_without_an_interview_is_answered():
    assert said(met(Arrival(), Commanded("stop"))) == ["nothing_to_stop"]
    assert said(met(Arrival(), Commanded("show"))) == ["help"]
    assert asked(met(Arrival(language="kk"), Commanded("language"))).kind == "language"


def test_the_language_can_be_chosen_outside_of_any_interview():
    result = met(Arrival(language="kk"), Tapped(0, "ru"))
    assert result.events == (LanguageChosen("ru"),)
    assert {show.language for show in result.shows} == {"ru"}


def test_an_option_of_a_finished_interview_is_no_choice_of_a_language():
    result = met(Arrival(language="kk"), Tapped(5, "ru"))  # "Which language do you speak at home?"
    assert result.events == ()
    assert result.shows == (Retire(), Say(language="kk", notice="button_over"))


def test_the_second_tap_on_the_last_button_says_nothing():
    result = met(Arrival(language="kk", repeated=True), Tapped(9, "yes"))
    assert (result.events, result.shows) == ((Repeated(),), (Retire(),))


def test_a_picture_outside_of_any_interview_is_answered_with_what_can_be_done():
    assert said(met(Arrival(), Helped("unsupported"))) == ["unsupported_outside"]


def test_words_without_an_interview_lead_to_what_is_open():
    assert asked(met(Arrival(offers=offering(HERE)), Typed("Сәлем"))).kind == "services"
    assert said(met(Arrival(), Typed("Сәлем"))) == ["nothing_open"]


@pytest.mark.parametrize("why", ["help", "unsupported"])
def test_help_changes_nothing(why):
    arrival = continuing()
    result = met(arrival, Helped(why))
    assert said(result) == [why]
    assert result.interview == arrival.interview


@pytest.mark.parametrize(
    ("arrival", "language"),
    [
        (Arrival(), "kk"),
        (Arrival(hint="ru"), "ru"),
        (Arrival(hint="de"), "kk"),
        (Arrival(hint="ru", language="kk"), "kk"),
        (Arrival(language="kk", interview=begun(VISITED, "ru"), route=HERE), "ru"),
    ],
)
def test_a_notice_speaks_the_language_best_known(arrival, language):
    assert met(arrival, Helped("help")).shows[0].language == language


def test_who_stops_before_choosing_a_language_is_answered_in_that_of_the_app():
    begun_in_none = met(Arrival(hint="ru", wanted=HERE), Started("r1")).interview
    result = met(Arrival(hint="ru", interview=begun_in_none, route=HERE), Commanded("stop"))
    assert (said(result), result.shows[-1].language) == (["stopped"], "ru")
