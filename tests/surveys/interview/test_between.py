"""Between two questions: the answer just given may be changed, another service may be rated first."""

import pytest

from surveys.answers import chosen
from surveys.interview.arrival import Arrival, CampaignRoute, Started
from surveys.interview.events import Answered, Commanded, Rejected, Repeated, Tapped, Typed
from surveys.interview.prompts import Ask, Retire, Settle
from surveys.interview.reception import receive
from tests.short_surveys import ABOUT, TODAY, asks, begun, hear, settles, survey

TWO = survey("staff: rating", "visited: yes_no")
CARD = {"agency": ABOUT["agency"], "service": {"kk": "жеке куәлік беру", "ru": "выдача удостоверения"}}
HERE = CampaignRoute("r1", "c1", TWO, ABOUT, service="passport")
THERE = CampaignRoute("r2", "c1", TWO, CARD, service="card")


def slipped():
    """5 was tapped, and at once 1 on the same message."""
    first = begun(TWO)
    after = hear(TWO, first, "5").interview
    return first, after, hear(TWO, after, Tapped(first.turn, "1"))


def test_another_option_of_the_question_just_answered_asks_whether_it_is_meant():
    _, after, offered = slipped()
    assert (asks(offered).kind, asks(offered).actions) == ("change", ("change", "leave"))
    assert asks(offered).facts == {"before": "Полностью удовлетворены", "after": "Совсем не удовлетворены"}
    assert offered.interview.answers == after.answers


@pytest.mark.parametrize(
    ("said", "kept"), [(".change", "1"), (".leave", "5"), (Typed("1"), "1"), (Typed("2."), "5")]
)
def test_the_answer_is_changed_or_left_and_the_next_question_follows(said, kept):
    *_, offered = slipped()
    decided = hear(TWO, offered.interview, said)
    assert decided.interview.answers == {"staff": chosen(kept)}
    assert settles(decided).answer.startswith("Полностью" if kept == "5" else "Совсем")
    assert asks(decided).text == "Про visited?"
    last = hear(TWO, decided.interview, "yes")
    assert last.interview.stage == "complete"


def test_words_that_say_neither_show_the_choice_once_more():
    *_, offered = slipped()
    again = hear(TWO, offered.interview, Typed("что?"))
    assert (asks(again).kind, asks(again).turn) == ("change", offered.interview.turn)


def test_a_press_on_the_next_question_that_was_under_way_is_its_answer():
    _, after, offered = slipped()
    went_on = hear(TWO, offered.interview, Tapped(after.turn, "yes"))
    assert went_on.events[0] == Answered("visited", chosen("yes"))
    assert went_on.interview.answers["staff"] == chosen("5")


def test_the_same_option_twice_changes_nothing_and_asks_nothing():
    first = begun(TWO)
    after = hear(TWO, first, "5").interview
    again = hear(TWO, after, Tapped(first.turn, "5"))
    assert (again.events, again.shows) == ((Repeated(),), (Retire(),))


def test_only_the_answer_just_given_is_offered_to_be_changed():
    three = survey("staff: rating", "visited: yes_no", "more: yes_no")
    first = begun(three)
    second = hear(three, first, "5").interview
    third = hear(three, second, "yes").interview
    late = hear(three, third, Tapped(first.turn, "1"))
    assert late.events == (Rejected("stale"),)
    assert asks(late).text == "Про more?"


def test_stopping_or_another_language_leaves_the_choice():
    *_, offered = slipped()
    assert hear(TWO, offered.interview, Commanded("stop")).interview.stage == "refused"
    asked = hear(TWO, offered.interview, Commanded("language"))
    spoken = hear(TWO, asked.interview, "kk")
    assert (asks(spoken).kind, spoken.interview.between) == ("question", None)


# Another service


def rating(route=HERE, **known):
    return Arrival(interview=hear(TWO, begun(TWO), "5").interview, route=route, **known)


def other_link(**known):
    return receive(rating(wanted=THERE, **known), Started("r2"), seed=7, today=TODAY)


def test_the_link_of_another_service_asks_which_one_is_to_be_rated_now():
    asked = asks(other_link())
    assert (asked.kind, asked.actions) == ("another", ("stay", "switch"))
    assert asked.facts == {
        "service": "выдача паспорта",
        "place": "2",
        "total": "2",
        "wanted": "выдача удостоверения",
    }


@pytest.mark.parametrize("said", [Tapped, Typed])
def test_who_stays_goes_on_where_they_were(said):
    between = other_link().interview
    heard = Tapped(between.turn, ".stay") if said is Tapped else Typed("1")
    result = receive(Arrival(interview=between, route=HERE, wanted=THERE), heard, seed=7, today=TODAY)
    assert (asks(result).text, result.aside, result.route) == ("Про visited?", None, HERE)
    assert result.interview.answers == {"staff": chosen("5")}


@pytest.mark.parametrize("said", [Tapped, Typed])
def test_who_switches_begins_there_and_the_first_is_set_aside_with_its_answers(said):
    between = other_link().interview
    heard = Tapped(between.turn, ".switch") if said is Tapped else Typed("2")
    result = receive(Arrival(interview=between, route=HERE, wanted=THERE), heard, seed=7, today=TODAY)
    assert (asks(result).kind, asks(result).facts["service"]) == ("consent", "выдача удостоверения")
    assert (result.route, result.interview.answers) == (THERE, {})
    assert result.aside.answers == {"staff": chosen("5")}
    assert isinstance(result.shows[0], Retire)


def test_what_was_set_aside_goes_on_where_it_stood():
    between = other_link().interview
    begun_there = hear(TWO, begun(TWO), "4").interview
    arrival = Arrival(interview=between, route=HERE, wanted=THERE, begun=begun_there)
    result = receive(arrival, Tapped(between.turn, ".switch"), seed=7, today=TODAY)
    assert (asks(result).text, result.interview.answers) == ("Про visited?", {"staff": chosen("4")})


@pytest.mark.parametrize(
    ("known", "why"),
    [({"answered": True}, "already_answered"), ({"stopped": True}, "try_again")],
)
def test_where_the_other_service_cannot_be_rated_the_first_goes_on_with_a_word_why(known, why):
    asked = asks(other_link(**known))
    assert (asked.text, asked.why.notice) == ("Про visited?", why)
    between = other_link().interview
    arrival = Arrival(interview=between, route=HERE, wanted=THERE, **known)
    asked = asks(receive(arrival, Tapped(between.turn, ".switch"), seed=7, today=TODAY))
    assert (asked.text, asked.why.notice) == ("Про visited?", why)


def test_a_question_names_the_service_unless_its_own_words_do():
    named = survey(
        {"id": "staff", "type": "rating", "text": {"kk": "{service}: қалай?", "ru": "{service}: как?"}}
    )
    assert asks(hear(TWO, begun(TWO), "5")).about == "выдача паспорта"
    interview = begun(named)
    shown = hear(named, interview, Commanded("show"))
    assert asks(shown).about == ""
    assert [type(show) for show in shown.shows] == [Settle, Ask]
