"""What a change between two versions does to a series: each kind once, and nothing is overlooked."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from console import shipped
from surveys.comparison import compare
from surveys.comparison.rules import RULES
from surveys.reading import check, read
from surveys.reading.yaml_nodes import compose
from surveys.versions import fingerprint
from tests.exploring import examples
from tests.questionnaire_texts import item, options, questionnaire, text_of, words

LONG = {
    "kk": "Орталық қызметкерлерінің ілтипаты ұнады ма?",
    "ru": "Понравилось ли Вам внимание сотрудников центра?",
}
NEGATED = {**LONG, "ru": "Не понравилось ли Вам внимание сотрудников центра?"}
SIGNS = {**LONG, "ru": "Понравилось ли Вам внимание сотрудников Центра…"}


def rating(name="a", **more):
    return item(name, "rating", scale="satisfaction-5", **more)


def single(*codes, **more):
    return item("a", "single", options=[*options(*codes)], **more)


def own(scores):
    points = [{"code": code, "score": score, "label": words(code)} for code, score in scores.items()]
    return {"mine": {"options": points}}


def option(code, **more):
    return {**options(code)[0], **more}


def battery(order):
    return item(
        "b",
        "battery",
        scale="agreement-5",
        order=order,
        statements=[{"id": "x", "text": words("x")}, {"id": "y", "text": words("y")}],
    )


def section(*items, **more):
    return {"section": "s", "items": list(items), **more}


B = item("b")
CASES = [
    ("added", ([item("a")], {}), ([item("a"), B], {}), "comparable"),
    ("removed", ([item("a"), B], {}), ([item("a")], {}), "break"),
    ("renamed", ([item("a")], {}), ([item("a") | {"id": "c"}], {}), "break"),
    ("moved", ([item("a"), B], {}), ([B, item("a")], {}), "check"),
    ("section", ([item("a")], {}), ([section(item("a"))], {}), "comparable"),
    ("type", ([item("a", "text")], {}), ([item("a", "date")], {}), "break"),
    ("punctuation", ([item("a", text=LONG)], {}), ([item("a", text=SIGNS)], {}), "comparable"),
    ("slip", ([item("a", text=LONG)], {}), ([item("a", text=NEGATED)], {}), "check"),
    ("wording", ([item("a", text=LONG)], {}), ([item("a")], {}), "break"),
    ("wording", ([item("a", hint=words("x"))], {}), ([item("a", hint=words("совсем другое"))], {}), "break"),
    ("language-added", ([item("a")], {}), ([item("a", hint=words())], {}), "comparable"),
    ("language-removed", ([item("a", hint=words())], {}), ([item("a")], {}), "check"),
    ("scale", ([rating()], {}), ([rating() | {"scale": "agreement-5"}], {}), "break"),
    ("option-added", ([single("x", "y")], {}), ([single("x", "y", "z")], {}), "check"),
    ("option-removed", ([single("x", "y", "z")], {}), ([single("x", "y")], {}), "break"),
    (
        "option-renamed",
        ([single("x", "y")], {}),
        ([item("a", "single", options=[option("x"), option("z", replaces="y", label=words("y"))])], {}),
        "comparable",
    ),
    (
        "replaces-nothing",
        ([single("x")], {}),
        ([item("a", "single", options=[option("x"), option("z", replaces="q")])], {}),
        "check",
    ),
    ("options-moved", ([single("x", "y")], {}), ([single("y", "x")], {}), "check"),
    (
        "score",
        ([rating() | {"scale": "mine"}], {"scales": own({"1": 1, "2": 2})}),
        ([rating() | {"scale": "mine"}], {"scales": own({"1": 1, "2": 3})}),
        "check",
    ),
    ("missing-added", ([rating()], {}), ([rating(missing=[98])], {}), "check"),
    ("missing-removed", ([rating(missing=[98])], {}), ([rating()], {}), "check"),
    (
        "option-setting",
        ([single("x", "y")], {}),
        ([item("a", "single", options=[option("x"), option("y", specify=True)])], {}),
        "check",
    ),
    (
        "bounds",
        ([item("a", "number", range={"max": 5})], {}),
        ([item("a", "number", range={"max": 9})], {}),
        "check",
    ),
    ("bounds", ([item("a", "text", max_length=5)], {}), ([item("a", "text", max_length=9)], {}), "check"),
    (
        "choose",
        ([item("a", "multiple", options=options("x", "y"))], {}),
        ([item("a", "multiple", options=options("x", "y"), choose={"max": 1})], {}),
        "break",
    ),
    (
        "calculation",
        ([rating("b"), {"id": "a", "type": "calculate", "value": "b"}], {}),
        ([rating("b"), {"id": "a", "type": "calculate", "value": "b + 1"}], {}),
        "break",
    ),
    ("condition", ([B, item("a")], {}), ([B, item("a", ask_when="b == yes")], {}), "break"),
    ("required", ([item("a")], {}), ([item("a", required=True)], {}), "check"),
    (
        "validity",
        ([item("a", "number")], {}),
        ([item("a", "number", valid_when="a > 1", valid_message=words())], {}),
        "check",
    ),
    ("measures", ([item("a", measures="staff")], {}), ([item("a", measures="time")], {}), "check"),
    (
        "means",
        ([rating() | {"scale": "mine"}], {"scales": own({"1": 1, "2": 2})}),
        ([rating() | {"scale": "mine", "means": "importance"}], {"scales": own({"1": 1, "2": 2})}),
        "check",
    ),
    ("introduction", ([item("a")], {}), ([item("a")], {"introduction": words("другое вступление")}), "check"),
    ("head", ([item("a")], {}), ([item("a")], {"title": words("другое название")}), "comparable"),
    ("head", ([item("a")], {}), ([item("a")], {"questionnaire": "other"}), "comparable"),
    ("partial", ([item("a")], {}), ([item("a")], {"partial_when": "answered(a)"}), "check"),
    ("module", ([section(item("a"), module=True)], {"modules": 1}), ([section(item("a"))], {}), "comparable"),
    ("order", ([battery("fixed")], {}), ([battery("random")], {}), "check"),
]


def made(items, head):
    """The questionnaire of a case; keys of the head take the place of the usual ones."""
    tree = {**compose(text_of(*items)).plain(), **head}
    return read(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), core=shipped.core())


@pytest.mark.parametrize(
    ("kind", "before", "after", "verdict"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)]
)
def test_a_change_is_called_what_it_is_and_judged(kind, before, after, verdict):
    found = compare(made(*before), made(*after))
    kinds = {change.kind for change in found.changes}
    assert kind in kinds
    assert kinds <= {
        kind,
        "language-added",
        "language-removed",
        "head",
        "replaces-nothing",
        "option-added",
        "section",
    }
    change = next(change for change in found.changes if change.kind == kind)
    assert change.verdict == verdict
    assert change.why in change.sentence()
    assert len(change.sentence().splitlines()) == 1


def test_every_rule_has_a_case():
    unseen = {
        "setting",
        "core-version",
    }  # a field that nobody knows yet, and a core item that has no second version
    assert {case[0] for case in CASES} | unseen == set(RULES)


def test_another_version_of_a_core_item_begins_another_series():
    before = questionnaire({"use": "overall_satisfaction@1"})
    newer = before.items[0].model_copy(update={"core": "overall_satisfaction@2"})
    found = compare(before, before.with_items((newer,)))
    assert [(change.kind, change.verdict) for change in found.changes] == [("core-version", "break")]


def test_an_item_that_comes_into_a_shuffled_section_is_looked_at():
    before = questionnaire(item("a"), section(item("b"), item("c")))
    after = questionnaire(section(item("a"), item("b"), item("c"), order="random"))
    assert {(change.item, change.kind) for change in compare(before, after).changes} == {
        ("", "order"),
        ("a", "section"),
        ("a", "order"),
    }


def test_a_code_that_was_replaced_long_ago_is_no_news():
    before = made([item("a", "single", options=[option("x"), option("z", replaces="y")])], {})
    assert compare(before, before).changes == ()


def test_the_conclusion_names_the_series_that_end_and_those_to_look_at():
    before = questionnaire(item("a", text=LONG), item("b"), item("c"))
    after = questionnaire(item("a"), item("b", required=True), item("c"))
    found = compare(before, after)
    assert found.verdicts == {"a": "break", "b": "check"}
    assert (
        found.conclusion() == "not comparable any more: a; to be checked by somebody who knows the subject: b"
    )
    assert found.as_json()["comparable"] is False
    assert compare(before, before).conclusion() == "nothing differs: the series go on"
    assert compare(before, before).as_json() == {
        "comparable": True,
        "verdict": "comparable",
        "series": {},
        "changes": [],
    }


def test_a_corrected_sign_leaves_every_series_as_it_is():
    found = compare(questionnaire(item("a", text=LONG)), questionnaire(item("a", text=SIGNS)))
    assert found.as_json()["comparable"] is True
    assert found.conclusion() == "every series goes on"


def test_of_two_items_that_change_places_only_one_has_moved():
    before = questionnaire(*(item(name) for name in "abcd"))
    after = questionnaire(*(item(name) for name in "acdb"))
    assert [change.item for change in compare(before, after).changes] == ["b"]


@examples(120)
@given(st.data())
def test_there_is_a_change_exactly_where_the_fingerprints_differ(data):
    name = data.draw(st.sampled_from(["training-sandbox", "digital-service", "cso-panel"]))
    tree = compose(shipped.questionnaire_text(name)).plain()
    before = read(shipped.questionnaire_text(name), core=shipped.core())
    items = tree["items"]
    place = data.draw(st.integers(0, len(items) - 1))
    how = data.draw(
        st.sampled_from(["drop", "swap", "text", "option", "required", "label", "hint", "source", "nothing"])
    )
    chosen = items[place]
    if how == "drop":
        del items[place]
    elif how == "swap":
        items[place], items[0] = items[0], items[place]
    elif how == "text" and "text" in chosen:
        chosen["text"]["ru"] += "!"
    elif how == "option" and "options" in chosen:
        chosen["options"].reverse()
    elif how == "required" and "id" in chosen and chosen["type"] not in {"notice", "calculate"}:
        chosen["required"] = True
    elif how == "label" and "options" in chosen:
        chosen["options"][0]["label"]["kk"] = "Басқа"
    elif how == "hint" and "id" in chosen:
        chosen["hint"] = {"kk": "к", "ru": "р", "en": "e"}
    elif how == "source":
        tree["source"] = "elsewhere"
    after, _ = check(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), core=shipped.core())
    if after is None:
        return
    assert (compare(before, after).changes == ()) == (fingerprint(before) == fingerprint(after))
