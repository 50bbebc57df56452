"""One walk for each state of answers says everything about it, and what no answer changes is worked out once."""

from decimal import Decimal
from random import Random

import pytest

from console import shipped
from surveys.answers import Answer, chosen
from surveys.interview import advance, begin, scene
from surveys.interview.events import Commanded, Tapped, Typed
from surveys.interview.offering import KEPT_READY, with_campaign_options
from surveys.interview.route import route
from surveys.interview.script import script_of
from surveys.item import Option
from surveys.reading import read
from tests.short_surveys import ABOUT, TODAY, survey


def branching():
    return survey(
        "staff: rating",
        {"id": "half", "type": "calculate", "value": "staff / 2"},
        {"id": "why", "type": "text", "ask_when": "half <= 1"},
        {"id": "who", "type": "text", "ask_when": "answered(why)"},
        "last: yes_no",
    )


def test_a_route_holds_what_is_asked_what_it_is_worth_and_which_answers_count():
    taken = route(branching(), {"staff": chosen("2"), "why": Answer(text="кезек")}, 1)
    assert list(taken.items) == ["staff", "why", "who", "last"]
    assert taken.values == {"staff": Decimal(2), "half": Decimal(1), "why": "кезек"}
    assert list(taken.kept) == ["staff", "why"]


def test_an_answer_of_a_closed_branch_leaves_no_trace_in_the_route():
    given = {"staff": chosen("5"), "last": chosen("yes")}
    closed = {**given, "why": Answer(text="кезек"), "who": Answer(text="Айгүл")}
    assert route(branching(), closed, 1) == route(branching(), given, 1)
    assert list(route(branching(), closed, 1).kept) == ["staff", "last"]


def test_the_route_of_what_it_keeps_is_the_same_route():
    given = {"staff": chosen("1"), "why": Answer(text="кезек"), "last": chosen("zz"), "gone": chosen("a")}
    taken = route(branching(), given, 1)
    assert route(branching(), taken.kept, 1) == taken


def test_a_missing_code_is_kept_without_a_value():
    taken = route(branching(), {"staff": chosen("98")}, 1)
    assert (dict(taken.kept), dict(taken.values)) == ({"staff": chosen("98")}, {})


def test_items_may_open_behind_whoever_decides_about_them_and_not_behind_others():
    survey_ = survey(
        "a: yes_no", "b: yes_no", {"id": "c", "type": "text", "ask_when": "b == no"}, "d: yes_no"
    )
    taken = route(survey_, {}, 1)
    assert [taken.open_behind(name) for name in ("a", "b", "d")] == [True, True, False]
    assert not route(survey_, {"b": chosen("no")}, 1).open_behind("a")


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_a_turn_walks_once_before_its_answer_and_once_after_it(name, monkeypatch):
    walks = []
    real = scene.walk
    monkeypatch.setattr(scene, "walk", lambda *given: walks.append(given[1]) or real(*given))
    questionnaire = read(shipped.questionnaire_text(name), core=shipped.core())
    random = Random(name)
    sprint = begin(questionnaire, language="ru", seed=1, about=ABOUT)
    for _ in range(150):
        prompt = next((show.prompt for show in reversed(sprint.shows) if hasattr(show, "prompt")), None)
        interview = sprint.interview
        if interview.stage in {"complete", "refused"}:
            break
        codes = [f".{action}" for action in prompt.actions] if prompt else []
        codes += [choice.code for choice in prompt.choices] if prompt else []
        pressed = [Tapped(interview.turn, code) for code in codes if code != ".refuse"]
        heard = random.choice([*pressed, Tapped(0, "x"), Commanded("show"), Typed("1"), Typed("слова")])
        walks.clear()
        sprint = advance(questionnaire, interview, heard, about=ABOUT, today=TODAY)
        assert len(walks) <= 2, heard
        assert sum(each is interview.answers for each in walks) <= 1, heard


# Worked out once


def options(*names):
    return tuple(Option(code=f"o{n}", label={"kk": name, "ru": name}) for n, name in enumerate(names))


def test_the_same_campaign_meets_the_very_same_questionnaire_and_all_that_was_worked_out_of_it():
    plain = survey("office: office", "staff: rating")
    first = with_campaign_options(plain, {"office": options("Астана", "Алматы")})
    script = script_of(first)
    again = with_campaign_options(plain, {"office": options("Астана", "Алматы"), "service": options("x")})
    assert again is first
    assert script_of(again) is script


def test_a_registry_that_was_loaded_anew_shows_its_new_names():
    plain = survey("office: office")
    with_campaign_options(plain, {"office": options("Астана")})
    renamed = with_campaign_options(plain, {"office": options("Астана қаласы")})
    assert renamed.by_id["office"].offered == options("Астана қаласы")


def test_no_more_campaigns_are_kept_ready_than_was_said():
    plain = survey("office: office")
    first = with_campaign_options(plain, {"office": options("0")})
    for number in range(1, KEPT_READY + 1):
        with_campaign_options(plain, {"office": options(*map(str, range(number + 1)))})
    assert with_campaign_options(plain, {"office": options("0")}) is not first


def test_a_questionnaire_that_no_campaign_brings_anything_to_stays_what_it_is():
    plain = survey("staff: rating")
    assert with_campaign_options(plain, {"office": options("Астана")}) is plain


def test_options_that_hang_on_an_answer_are_shown_as_they_are_left():
    hanging = [
        {"code": "home", "label": {"kk": "Үйде", "ru": "Дома"}, "offer_when": "online == yes"},
        {"code": "hall", "label": {"kk": "Залда", "ru": "В зале"}},
    ]
    survey_ = survey("online: yes_no", {"id": "where", "type": "single", "options": hanging})
    script = script_of(survey_)
    for answer, left in (("yes", ["home", "hall"]), ("no", ["hall"]), ("yes", ["home", "hall"])):
        item = route(survey_, {"online": chosen(answer)}, 1).items["where"]
        assert [choice.code for choice in script.choices(item, "ru", 0)] == left
