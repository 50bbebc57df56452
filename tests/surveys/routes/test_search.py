"""Which ways lead through a questionnaire: all of them, no others, and honestly where there are too many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import shipped
from surveys.answers import SKIPPED, Answer, chosen
from surveys.interview.route import route
from surveys.interview.sequence import sequence
from surveys.reading import read
from surveys.routes.search import reach, ways
from tests.exploring import examples
from tests.made_questionnaires import made
from tests.questionnaire_texts import item, options, questionnaire


def names(found):
    """The ids of each way."""
    return [[each.id for each in way.items] for way in found.ways]


def test_a_questionnaire_without_conditions_has_one_way():
    found = ways(questionnaire(item("a"), item("b", "text")))
    assert names(found) == [["a", "b"]]
    assert found.complete


def test_a_condition_makes_two_ways_and_tells_which_answer_opens_the_longer():
    found = ways(
        questionnaire(item("low", "rating", scale="satisfaction-5"), item("why", "text", ask_when="low <= 2"))
    )
    assert names(found) == [["low"], ["low", "why"]]
    assert found.ways[0].answers["low"].codes[0] in {"3", "4", "5"}
    assert found.ways[1].answers["low"].codes[0] in {"1", "2"}


def test_what_nobody_asks_about_later_is_not_multiplied():
    asked_of_all = [item(f"q{number}", "rating", scale="satisfaction-5") for number in range(60)]
    found = ways(questionnaire(*asked_of_all, item("last", "text", ask_when="q3 == 1 or q50 == 1")))
    assert len(found.ways) == 2
    assert found.complete


def test_items_that_open_one_by_one_have_as_many_ways_as_there_are_steps():
    chain = [item("q0")] + [item(f"q{n}", ask_when=f"q{n - 1} == yes") for n in range(1, 9)]
    found = ways(questionnaire(*chain))
    assert [len(way.items) for way in found.ways] == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_too_many_ways_are_told_of_and_the_shortest_and_the_longest_are_still_there():
    pairs = [[item(f"a{n}"), item(f"b{n}", ask_when=f"a{n} == yes")] for n in range(16)]
    found = ways(questionnaire(*(each for pair in pairs for each in pair)))
    assert not found.complete
    assert found.ways[0].questions == 16
    assert found.ways[-1].questions == 32


def test_each_draw_of_modules_is_a_way_of_its_own():
    sections = [{"section": name, "module": True, "items": [item(f"{name}1")]} for name in ("x", "y", "z")]
    found = ways(questionnaire(item("core"), *sections, modules=2))
    assert sorted(names(found)) == [["core", "x1", "y1"], ["core", "x1", "z1"], ["core", "y1", "z1"]]


def test_an_item_whose_options_a_campaign_brings_is_taken_as_asked():
    found = ways(questionnaire(item("office", "office"), item("why", "text", ask_when="answered(office)")))
    assert names(found) == [["office"], ["office", "why"]]


def test_a_calculation_opens_a_way():
    total = {"id": "total", "type": "calculate", "value": "a + b"}
    ratings = [item(name, "rating", scale="satisfaction-5") for name in ("a", "b")]
    found = ways(questionnaire(*ratings, total, item("proud", ask_when="total == 10")))
    assert names(found) == [["a", "b"], ["a", "b", "proud"]]
    assert found.ways[1].answers == {"a": chosen("5"), "b": chosen("5")}


@pytest.mark.parametrize(
    ("condition", "opens"),
    [("days > 364", True), ("days > 365", False), ("days == 77", True), ("days * 3 == 33", True)],
)
def test_every_number_of_a_short_range_is_tried(condition, opens):
    reached = reach(
        questionnaire(item("days", "number", range={"min": 0, "max": 365}), item("why", ask_when=condition))
    )
    assert "why" in reached.sure
    assert (True in reached.asked["why"]) == opens


@pytest.mark.parametrize(
    ("condition", "outcomes"),
    [
        ("visited_on >= '2026-06-01'", {True, False}),
        ("visited_on > '2026-12-30'", {True, False}),
        ("visited_on > '2026-12-31'", {False}),
        ("visited_on >= '2026-01-01'", {True}),
        ("visited_on == 2026-02-01 or visited_on == 2025-02-01", {True, False}),
    ],
)
def test_the_days_around_every_day_that_is_named_are_tried(condition, outcomes):
    visited = item("visited_on", "date", earliest="2026-01-01", latest="2026-12-31", required=True)
    reached = reach(questionnaire(visited, item("why", ask_when=condition)))
    assert "why" in reached.sure
    assert reached.asked["why"] == outcomes


def test_nothing_is_sure_of_two_days_that_are_set_in_order_with_each_other():
    days = [item(name, "date", required=True) for name in ("applied_on", "visited_on")]
    reached = reach(questionnaire(*days, item("why", ask_when="visited_on < applied_on")))
    assert reached.asked["why"] == {True, False}
    assert "why" not in reached.sure


def test_nothing_is_sure_of_an_open_range_in_a_calculation():
    days = item("days", "number", range={"min": 0})
    reached = reach(questionnaire(days, item("why", ask_when="days * 7 == 100100")))
    assert "why" not in reached.sure
    compared = reach(questionnaire(days, item("why", ask_when="days > 5 and days < 7")))
    assert "why" in reached.asked
    assert compared.asked["why"] == {True, False}
    assert "why" in compared.sure


def test_five_ticks_can_be_needed():
    condition = " and ".join(f"many has {code}" for code in "abcde")
    reached = reach(
        questionnaire(item("many", "multiple", options=options(*"abcdefgh")), item("why", ask_when=condition))
    )
    assert reached.asked["why"] == {True, False}


def test_an_exclusive_option_is_never_ticked_with_another():
    many = item("many", "multiple", options=[*options("a", "b"), {**options("none")[0], "exclusive": True}])
    reached = reach(questionnaire(many, item("why", ask_when="many has a and many has none")))
    assert reached.asked["why"] == {False}


def test_a_required_answer_that_is_offered_no_more_is_given_anew_and_opens_no_way_of_its_own():
    """Found by chance: `c` was chosen before the date was given; no finished interview has it beside a date."""
    late, early = (
        {**options(code)[0], "offer_when": when}
        for code, when in (("a", "answered(q2)"), ("c", "not answered(q2)"))
    )
    found = questionnaire(
        item("q2", "date", required=True),
        item("q4", "single", required=True, options=[late, *options("b"), early]),
        item("q7", "text", ask_when="answered(q4)"),
    )
    stale = {"q2": Answer(text="2026-01-01"), "q4": chosen("c")}
    assert set(route(found, stale, 0).kept) == {"q2"}
    assert [each.id for each in route(found, stale, 0).items.values()] == ["q2", "q4"]
    assert (names(ways(found)), ways(found).complete) == ([["q2", "q4", "q7"]], True)


@examples(60)
@given(made(), st.data())
def test_whatever_is_answered_leads_along_one_of_the_ways(found, data):
    all_ways = ways(found.questionnaire)
    reached = reach(found.questionnaire)
    known = {frozenset(each.id for each in way.items) for way in all_ways.ways}
    for _ in range(5):
        seed = data.draw(st.integers(0, 5))
        answers = _finished(found.questionnaire, seed, data)
        met = route(found.questionnaire, answers, seed).items.values()
        if all_ways.complete:
            assert frozenset(each.id for each in met) in known
        there, drawn = {each.id for each in met}, {each.id for each in sequence(found.questionnaire, seed)}
        for name in reached.sure & drawn - set(found.questionnaire.calculations):
            assert (name in there) in reached.asked[name]
        for each in met:
            if each.id in reached.sure:
                assert {option.code for option in each.offered} <= reached.offered[each.id]


@examples(60)
@given(made())
def test_every_way_can_be_walked(found):
    if found.questionnaire.modules is not None:
        return
    for way in ways(found.questionnaire).ways[:50]:
        met = route(found.questionnaire, way.answers, 0).items.values()
        assert {each.id for each in met} == {each.id for each in way.items}


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_all_ways_through_a_shipped_questionnaire_are_known(name):
    found = ways(read(shipped.questionnaire_text(name), core=shipped.core()))
    assert found.complete
    assert 1 <= len(found.ways) < 500


def _finished(questionnaire, seed, data):
    """The answers at the end of an interview: what is kept of any, and one for each item that is open after that."""
    answers = {each.id: data.draw(_answers(each)) for each in questionnaire.items if each.asks}
    while True:
        answers = dict(route(questionnaire, answers, seed).kept)
        still = [
            each
            for each in route(questionnaire, answers, seed).items.values()
            if each.asks and each.id not in answers
        ]
        if not still:
            return answers
        answers[still[0].id] = data.draw(_answers(still[0]))


def _answers(each):
    """Any answer that the item takes, or none."""
    codes = [option.code for option in each.offered]
    if each.several:
        taken = st.lists(st.sampled_from(codes), min_size=1, unique=True).map(
            lambda ticked: each.accept(tuple(code for code in codes if code in ticked))
        )
        return taken.filter(lambda answer: isinstance(answer, Answer)) | _none(each)
    if each.expects == "tap":
        return st.sampled_from(codes).map(chosen) | _none(each)
    return st.sampled_from(each.worth_trying([]).answers) | _none(each)


def _none(each):
    return st.nothing() if each.required else st.just(SKIPPED)
