"""Options that hang on earlier answers, and the words that "other" asks for."""

from surveys.answers import Answer, chosen
from surveys.interview.events import Answered, Commanded, Erased, Rejected, Tapped, Typed
from tests.short_surveys import asks, begun, hear, says, survey, through

SHOW = Commanded("show")


def codes(prompt):
    return [choice.code for choice in prompt.choices]


# Options that depend


def narrowing():
    options = [
        {"code": "home", "label": {"kk": "Үйде", "ru": "Дома"}, "offer_when": "online == yes"},
        {"code": "hall", "label": {"kk": "Мекемеде", "ru": "В учреждении"}, "offer_when": "online == no"},
    ]
    return survey("online: yes_no", {"id": "where", "type": "single", "options": options}, "last: yes_no")


def test_only_the_options_that_earlier_answers_leave_are_offered():
    survey_ = narrowing()
    assert codes(asks(hear(survey_, begun(survey_), "yes"))) == ["home"]
    assert hear(survey_, hear(survey_, begun(survey_), "yes").interview, "hall").events == (
        Rejected("stale"),
    )


def test_a_question_whose_options_are_all_gone_is_passed_over_and_not_promised():
    survey_ = narrowing()
    first = asks(through(survey_, begun(survey_), SHOW))
    assert (first.total, first.last) == (None, False)
    assert asks(hear(survey_, begun(survey_), ".skip")).text == "Про last?"


def test_an_answer_no_longer_offered_is_asked_for_anew_without_calling_it_closed():
    survey_ = narrowing()
    at_last = through(survey_, begun(survey_), "yes", "home")
    changed = through(survey_, at_last.interview, ".back", ".back", "no")
    assert changed.events[-1] == Erased(("where",))
    assert says(changed) == []
    assert codes(asks(changed)) == ["hall"]


# Other, specify


def specifying():
    options = [
        {"code": "hall", "label": {"kk": "Мекемеде", "ru": "В учреждении"}},
        {"code": "other", "label": {"kk": "Басқа", "ru": "Другое"}, "specify": True},
    ]
    return survey({"id": "where", "type": "single", "options": options}, "last: yes_no")


def test_other_asks_for_words_and_names_only_itself():
    survey_ = specifying()
    sprint = hear(survey_, begun(survey_), "other")
    assert (sprint.interview.stage, asks(sprint).hint, asks(sprint).typing_hint) == (
        "specifying",
        "Другое",
        "text",
    )
    said = hear(survey_, sprint.interview, Typed("дома, +7 701 123 45 67"))
    assert said.events == (Answered("where", Answer(codes=("other",), text="дома, ●●●")),)


def test_words_for_other_may_be_left_out_and_cannot_be_too_many():
    survey_ = specifying()
    asked = hear(survey_, begun(survey_), "other").interview
    assert hear(survey_, asked, ".skip").interview.answers == {"where": chosen("other")}
    assert says(hear(survey_, asked, Typed("а" * 201))) == ["text_too_long"]
    assert hear(survey_, asked, Tapped(asked.turn, "hall")).events == (Rejected("stale"),)
