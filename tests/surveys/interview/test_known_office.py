"""Whoever comes by an office's code is not asked for the office: it is known, it counts, other questions name it."""

from surveys.answers import chosen
from surveys.interview import advance, begin, results
from surveys.interview.arrival import Arrival, CampaignRoute, Started
from surveys.interview.endings import disposition
from surveys.interview.events import Tapped
from surveys.interview.offering import known_from, with_campaign_options
from surveys.interview.reception import receive
from surveys.interview.route import route
from surveys.interview.state import Interview
from surveys.item import Option
from tests.short_surveys import ABOUT, TODAY, asks, says, survey

OFFICES = tuple(
    Option(code=code, label={"kk": f"{code} бөлімі", "ru": f"отделение {code}"})
    for code in ("north", "south")
)
PLAIN = survey(
    {"id": "place", "type": "office"},
    {"id": "overall", "type": "rating"},
    {"id": "queue", "type": "text", "ask_when": "place == north"},
    {"id": "why", "type": "text", "text": {"kk": "{place} неліктен?", "ru": "Почему {place}?"}},
    partial_when="answered(place) and answered(overall)",
)
ASKED = with_campaign_options(PLAIN, {"office": OFFICES})
AT_NORTH = known_from(ASKED, "north")


def hear(interview, what, known=AT_NORTH):
    return advance(ASKED, interview, Tapped(interview.turn, what), about=ABOUT, today=TODAY, known=known)


def at_first(known=AT_NORTH):
    started = begin(ASKED, language="ru", seed=1, about=ABOUT, known=known)
    return started, hear(started.interview, ".go", known)


def test_the_office_is_not_asked_and_no_question_counts_it() -> None:
    consent, first = at_first()
    assert (asks(consent).facts["questions"], asks(consent).facts["at_most"]) == ("2", "3")
    assert first.interview.cursor == "overall"
    assert asks(first).place == 1
    assert "back" not in asks(first).actions


def test_whoever_comes_by_a_link_is_asked_for_it() -> None:
    consent, first = at_first({})
    assert (asks(consent).facts["questions"], asks(consent).facts["at_most"]) == ("3", "4")
    assert first.interview.cursor == "place"


def test_it_counts_among_the_answers_though_nobody_gave_it() -> None:
    _, first = at_first()
    assert first.interview.answers == {}
    after = hear(first.interview, "4").interview
    assert results(ASKED, after, AT_NORTH) == {"place": chosen("north"), "overall": chosen("4")}


def test_conditions_know_it_and_other_questions_name_it() -> None:
    _, first = at_first()
    after = hear(first.interview, "4")
    assert after.interview.cursor == "queue"
    assert asks(hear(after.interview, ".skip")).text == "Почему отделение north?"
    assert list(route(ASKED, {}, 1, known_from(ASKED, "south")).items) == ["overall", "why"]


def test_a_condition_that_closes_the_question_closes_the_known_answer_too() -> None:
    hidden = with_campaign_options(
        survey("overall: rating", {"id": "place", "type": "office", "ask_when": "overall <= 2"}),
        {"office": OFFICES},
    )
    known = known_from(hidden, "north")
    for overall, places in (("1", {"place": chosen("north")}), ("5", {})):
        interview = Interview(answers={"overall": chosen(overall)})
        assert results(hidden, interview, known) == {**places, "overall": chosen(overall)}


def test_what_was_known_makes_nobody_an_answerer() -> None:
    _, first = at_first()
    assert disposition(ASKED, first.interview, "closed", AT_NORTH) == "refused"
    assert disposition(ASKED, hear(first.interview, "4").interview, "closed", AT_NORTH) == "partial"


def test_an_office_that_the_registry_does_not_offer_is_known_all_the_same() -> None:
    known = known_from(ASKED, "closed_last_year")
    assert results(ASKED, Interview(), known) == {"place": chosen("closed_last_year")}
    assert known_from(ASKED, "") == {}


def campaign_route(office: str, payload: str) -> CampaignRoute:
    about = {**ABOUT, "office": {language: f"{office} {language}" for language in ("kk", "ru", "en")}}
    return CampaignRoute(
        payload,
        "spring",
        ASKED,
        about if office else ABOUT,
        service="mia_passport",
        kind="qr",
        office=office,
        known=known_from(ASKED, office),
    )


NORTH, SOUTH, LINK = campaign_route("north", "1"), campaign_route("south", "2"), campaign_route("", "3")


def opens(wanted, interview=None, by=None, **about):
    arrival = Arrival(language="ru", wanted=wanted, interview=interview, route=by, **about)
    return receive(arrival, Started(wanted.route), seed=1, today=TODAY)


def test_the_consent_names_the_office() -> None:
    assert asks(opens(NORTH)).facts["office"] == "north ru"
    assert "office" not in asks(opens(LINK)).facts


def test_before_the_first_answer_another_office_s_code_leads_to_that_office() -> None:
    _, first = at_first()
    moved = opens(SOUTH, first.interview, NORTH)
    assert moved.route == SOUTH
    assert asks(moved).facts["office"] == "south ru"


def test_after_it_the_first_office_goes_on_being_rated_and_that_is_said() -> None:
    _, first = at_first()
    answered = hear(first.interview, "4").interview
    stays = opens(SOUTH, answered, NORTH)
    assert stays.route == NORTH
    assert (asks(stays).why.notice, asks(stays).why.facts) == ("other_office", {"office": "north ru"})
    for wanted, by in ((NORTH, NORTH), (LINK, NORTH), (SOUTH, LINK)):
        assert asks(opens(wanted, answered, by)).why is None


def test_what_was_set_aside_with_answers_goes_on_about_its_own_office() -> None:
    _, first = at_first()
    answered = hear(first.interview, "4").interview
    assert opens(SOUTH, begun=answered, begun_by=NORTH).route == NORTH
    assert opens(SOUTH, begun=first.interview, begun_by=NORTH).route == SOUTH
    assert says(opens(SOUTH, begun=answered, begun_by=NORTH)) == []
