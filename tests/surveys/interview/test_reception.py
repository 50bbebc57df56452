"""What somebody meets who arrives: an interview begun or continued, an offer of services, or a notice."""

from dataclasses import replace

import pytest

from surveys.answers import chosen
from surveys.interview.events import Commanded, LanguageChosen, Refused, Repeated, Tapped, Typed
from surveys.interview.prompts import Ask, Say
from surveys.interview.reception import OFFERS, Case, Helped, Occasion, Started, receive
from tests.short_surveys import ABOUT, begun, survey

VISITED = survey("visited: yes_no", "more: text")
OTHER = survey("other: yes_no", "more: text", questionnaire="other")

HERE = Occasion("r1", "c1", VISITED, ABOUT)
THERE = Occasion("r2", "c2", OTHER, ABOUT)
CLOSED = Occasion("r1", "c1", VISITED, ABOUT, open=False)


def met(case, heard):
    return receive(case, heard, seed=7)


def said(meeting):
    return [show.notice for show in meeting.shows if isinstance(show, Say)]


def asked(meeting):
    return next((show.prompt for show in meeting.shows if isinstance(show, Ask)), None)


# Beginning


def test_a_link_begins_its_interview_with_the_lot_given():
    meeting = met(Case(wanted=HERE), Started("r1"))
    assert (meeting.occasion, meeting.interview.seed) == (HERE, 7)
    assert asked(meeting).kind == "language"


def test_a_language_chosen_before_is_not_asked_for_again():
    assert asked(met(Case(language="kk", wanted=HERE), Started("r1"))).kind == "consent"


def test_the_language_of_the_app_is_never_taken_for_the_persons_choice():
    assert asked(met(Case(hint="ru", wanted=HERE), Started("r1"))).kind == "language"


def test_the_only_open_service_is_begun_without_a_link():
    assert met(Case(offers=(HERE,)), Started()).occasion == HERE


def test_among_several_open_services_one_is_chosen():
    prompt = asked(met(Case(language="ru", offers=(HERE, THERE)), Started()))
    assert prompt.kind == "services"
    assert [choice.code for choice in prompt.choices] == ["r1", "r2"]
    assert prompt.choices[0].label == "выдача паспорта"


def test_no_more_services_are_offered_than_fit():
    many = tuple(Occasion(f"r{number}", "c", VISITED, ABOUT) for number in range(OFFERS + 5))
    assert len(asked(met(Case(offers=many), Started())).choices) == OFFERS


@pytest.mark.parametrize("case", [Case(wanted=CLOSED), Case()])
def test_a_link_that_is_closed_or_unknown_says_so_and_offers_what_is_open(case):
    assert said(met(case, Started("r1"))) == ["closed"]
    offering = Case(wanted=case.wanted, offers=(THERE,))
    assert asked(met(offering, Started("r1"))).facts == {"notice": "closed"}


def test_who_has_answered_is_thanked_and_not_asked_again():
    assert said(met(Case(wanted=HERE, answered=True), Started("r1"))) == ["already_answered"]


# Continuing


def continuing(occasion=HERE, **known):
    return Case(language="ru", interview=begun(occasion.questionnaire), occasion=occasion, **known)


def test_start_without_a_link_goes_on_where_somebody_stopped():
    meeting = met(continuing(offers=(HERE, THERE)), Started())
    assert asked(meeting).text == "Про visited?"
    assert meeting.interview.answers == {}


def test_the_same_link_goes_on_too():
    assert asked(met(continuing(wanted=HERE), Started("r1"))).text == "Про visited?"


def test_a_link_of_another_campaign_begins_there():
    meeting = met(Case(language="ru", wanted=THERE), Started("r2"))
    assert (meeting.occasion, asked(meeting).kind) == (THERE, "consent")


def test_an_answer_reaches_the_interview_it_belongs_to():
    meeting = met(continuing(), Tapped(continuing().interview.turn, "yes"))
    assert meeting.interview.answers == {"visited": chosen("yes")}


def test_before_the_first_answer_the_newest_link_says_which_service_is_rated():
    about = {**ABOUT, "service": {"kk": "жеке куәлік беру", "ru": "выдача удостоверения"}}
    other = Occasion("r9", "c1", VISITED, about)
    meeting = met(continuing(wanted=other), Started("r9"))
    assert (meeting.occasion, asked(meeting).kind) == (other, "consent")
    assert asked(meeting).facts["service"] == "выдача удостоверения"
    assert meeting.interview.turn > continuing().interview.turn  # so that no button of before fits
    answered = replace(continuing(wanted=other), interview=with_an_answer())
    assert met(answered, Started("r9")).occasion == HERE


def with_an_answer():
    return met(continuing(), Tapped(continuing().interview.turn, "yes")).interview


# Closed


@pytest.mark.parametrize("heard", [Typed("да"), Tapped(2, "yes"), Commanded("language"), Commanded("show")])
def test_nothing_is_taken_in_a_closed_campaign(heard):
    case = continuing(CLOSED)
    meeting = met(case, heard)
    assert said(meeting) == ["closed"]
    assert meeting.interview == case.interview
    assert meeting.events == ()


def test_whoever_stops_is_let_go_from_a_closed_campaign_too():
    meeting = met(continuing(CLOSED), Commanded("stop"))
    assert meeting.events == (Refused(),)
    assert said(meeting) == ["stopped"]


def test_start_after_a_close_leads_to_what_is_open():
    assert asked(met(continuing(CLOSED, offers=(THERE, HERE)), Started())).kind == "services"
    assert said(met(continuing(CLOSED), Started())) == ["nothing_open"]


# Without an interview


def test_a_command_without_an_interview_is_answered():
    assert said(met(Case(), Commanded("stop"))) == ["nothing_to_stop"]
    assert said(met(Case(), Commanded("show"))) == ["help"]
    assert asked(met(Case(language="kk"), Commanded("language"))).kind == "language"


def test_the_language_can_be_chosen_outside_of_any_interview():
    meeting = met(Case(language="kk"), Tapped(0, "ru"))
    assert meeting.events == (LanguageChosen("ru"),)
    assert {show.language for show in meeting.shows} == {"ru"}


def test_an_option_of_a_finished_interview_is_no_choice_of_a_language():
    meeting = met(Case(language="kk"), Tapped(5, "ru"))  # "Which language do you speak at home?"
    assert meeting.events == ()
    assert said(meeting) == ["closed"]


def test_the_second_tap_on_the_last_button_says_nothing():
    meeting = met(Case(language="kk", repeated=True), Tapped(9, "yes"))
    assert (meeting.events, meeting.shows) == ((Repeated(),), ())


def test_words_without_an_interview_lead_to_what_is_open():
    assert asked(met(Case(offers=(HERE,)), Typed("Сәлем"))).kind == "services"
    assert said(met(Case(), Typed("Сәлем"))) == ["nothing_open"]


@pytest.mark.parametrize("why", ["help", "unsupported"])
def test_help_changes_nothing(why):
    case = continuing()
    meeting = met(case, Helped(why))
    assert said(meeting) == [why]
    assert meeting.interview == case.interview


@pytest.mark.parametrize(
    ("case", "language"),
    [
        (Case(), "kk"),
        (Case(hint="ru"), "ru"),
        (Case(hint="de"), "kk"),
        (Case(hint="ru", language="kk"), "kk"),
        (Case(language="kk", interview=begun(VISITED, "ru"), occasion=HERE), "ru"),
    ],
)
def test_a_notice_speaks_the_language_best_known(case, language):
    assert met(case, Helped("help")).shows[0].language == language


def test_who_stops_before_choosing_a_language_is_answered_in_that_of_the_app():
    begun_in_none = met(Case(hint="ru", wanted=HERE), Started("r1")).interview
    meeting = met(Case(hint="ru", interview=begun_in_none, occasion=HERE), Commanded("stop"))
    assert (said(meeting), meeting.shows[-1].language) == (["stopped"], "ru")
