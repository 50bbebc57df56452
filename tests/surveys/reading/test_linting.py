"""What an author is advised: each piece of advice where it is due, and silence where it is not."""

import pytest

from console import shipped
from surveys.reading import check
from surveys.reading.problems import KINDS
from tests.questionnaire_texts import codes, item, options, problems, text_of, words


def rating(name, **more):
    return item(name, "rating", scale="satisfaction-5", **more)


def labelled(kk, ru):
    return item("a", "single", options=[{"code": "x", "label": {"kk": kk, "ru": ru}}, *options("y")])


def section(*items, **more):
    return {"section": "s", "items": list(items), **more}


DUE = {
    "never-asked": [
        (item("a"), item("b", ask_when="a == yes and a == no")),
        (rating("a"), rating("b"), item("c", ask_when="a + b > 10")),
        (item("a"), section(item("b", ask_when="a == no"), ask_when="a == yes")),
        (item("a"), item("b", ask_when="a == yes"), item("c", ask_when="b == yes and a == no")),
        (item("n", "number", range={"min": 1, "max": 5}), item("b", ask_when="n > 5")),
    ],
    "always-asked": [
        (item("a"), item("b", ask_when="a == yes or not a == yes")),
        (rating("a", required=True), item("b", ask_when="a >= 1")),
    ],
    "dead-option": [
        (
            item("a"),
            item(
                "b",
                "single",
                options=[*options("x"), {**options("y")[0], "offer_when": "a == yes and a == no"}],
            ),
        ),
    ],
    "many-questions": [tuple(item(f"q{number}") for number in range(13))],
    "double-question": [
        (item("a", text={"kk": "Тез ба?", "ru": "Быстро и дёшево?"}),),
        (rating("a", text={"kk": "Тез және арзан ба?", "ru": "Быстро?"}),),
    ],
    "cut-text": [],
    "tight-label": [(labelled("Қызмет орталығына өзім бардым, иә", "Да, сначала звонил, потом приходил"),)],
    "lost-placeholder": [
        (item("a", text={"kk": "{agency} қалай?", "ru": "Как?"}),),
        (item("a", "yes_no", text=words(), hint={"kk": "{service}", "ru": "услуга"}),),
    ],
    "no-meaning": [
        (item("a", "rating", scale="mine"),),
        (item("a", "single", options=[{**each, "score": 1} for each in options("x", "y")]),),
    ],
    "overall-not-last": [(rating("a", measures="overall"), rating("b", measures="staff"))],
}
"""Questionnaires that deserve the advice."""

NOT_DUE = {
    "never-asked": [
        (item("a"), item("b", ask_when="a == yes")),
        (rating("a"), rating("b"), item("c", ask_when="a + b > 9")),
        (item("n", "number", range={"min": 1, "max": 5}), item("b", ask_when="n > 4")),
        (item("t", "text"), item("b", ask_when="t == 'жоқ'")),
        (item("d", "office"), item("b", ask_when="d == somewhere")),
        (item("n", "number", decimals=2), item("b", ask_when="n > 1.5 and n < 1.52")),
    ],
    "always-asked": [
        (item("a"), item("b", ask_when="answered(a)")),
        (rating("a", missing=[98], required=True), item("b", ask_when="a >= 1")),
        (item("a"), item("b")),
    ],
    "dead-option": [
        (
            item("a"),
            item("b", "single", options=[*options("x"), {**options("y")[0], "offer_when": "a == yes"}]),
        ),
        (
            item("r", "region"),
            item("b", "single", options=[*options("x"), {**options("y")[0], "offer_when": "r == KZ-75"}]),
        ),
    ],
    "many-questions": [
        tuple(item(f"q{number}") for number in range(12)),
        (*(item(f"q{number}") for number in range(12)), item("r", "region", measures="region")),
        (
            *(item(f"q{number}", ask_when="q0 == yes" if number else None) for number in range(12)),
            item("z", ask_when="q0 == no"),
        ),
        (*(item(f"q{number}") for number in range(12)), item("n", "notice")),
    ],
    "double-question": [
        (item("a", "text", text={"kk": "Не және неге?", "ru": "Что и почему?"}),),
        (item("a", text={"kk": "Келдіңіз бе?", "ru": "Иной раз приходили?"}),),
    ],
    "cut-text": [],
    "tight-label": [
        (labelled("Иә", "Да, сначала звонил, потом приходил"),),
        (labelled("Жиырма сегіз таңба, шамамен", "Двадцать восемь знаков, да"),),
    ],
    "lost-placeholder": [(item("a", text={"kk": "{agency} қалай?", "ru": "Как {agency}?"}),), (item("a"),)],
    "no-meaning": [
        (rating("a"),),
        (item("a", "rating", scale="meant"),),
        (item("a", "rating", scale="mine", means="importance"),),
        (item("a", "single", options=[{**each, "score": 1} for each in options("x", "y")], means="quality"),),
        (item("a", "single", options=options("x", "y")), item("b", "region"), item("c", "effort")),
        (item("a", "multiple", options=[{**each, "score": 1} for each in options("x", "y")]),),
    ],
    "overall-not-last": [
        (rating("b", measures="staff"), rating("a", measures="overall")),
        (
            section(rating("a", measures="overall")),
            {**section(rating("b", measures="staff")), "section": "t"},
        ),
    ],
}
"""Questionnaires much like these that do not."""


def scored(*codes):
    return [{**each, "score": place} for place, each in enumerate(options(*codes))]


SCALES = {
    "mine": {"options": scored("bad", "good")},
    "meant": {"options": scored("bad", "good"), "means": "trust"},
}

LINES = {
    "ru: Окно #5": ["cut-text"],
    "ru: 'Окно #5'": [],
    "ru: Окно№5#": [],
    "ru: Окно # не текст": ["cut-text"],
    "ru: >-\n    Окно #5": [],
}


def clean(items):
    """The items without keys that have no value."""
    return [{key: value for key, value in each.items() if value is not None} for each in items]


@pytest.mark.parametrize(("code", "items"), [(code, items) for code, each in DUE.items() for items in each])
def test_advice_is_given_where_it_is_due(code, items):
    assert set(codes(problems(*clean(items), scales=SCALES))) == {code}


@pytest.mark.parametrize(
    ("code", "items"), [(code, items) for code, each in NOT_DUE.items() for items in each]
)
def test_and_not_where_it_is_not(code, items):
    assert code not in codes(problems(*clean(items), scales=SCALES))
    assert all(problem.level == "warning" for problem in problems(*clean(items), scales=SCALES))


@pytest.mark.parametrize(("line", "advice"), LINES.items())
def test_a_text_that_a_comment_cuts_off_is_told_of(line, advice):
    text = text_of(item("a")).replace("ru: Пример", line)
    assert codes(check(text, core=shipped.core())[1]) == advice


def test_each_piece_of_advice_has_an_example_and_a_counter_example():
    advice = {code for code, kind in KINDS.items() if kind.level == "warning"}
    assert set(DUE) == set(NOT_DUE) == advice
    assert all(DUE[code] or code == "cut-text" for code in advice)


def test_an_author_may_know_better_and_say_why():
    two = item("a", text={"kk": "Тез ба?", "ru": "Быстро и дёшево?"})
    assert codes(problems(two)) == ["double-question"]
    assert problems(two, accept={"double-question": "one idea, usual in this field"}) == ()


def test_an_error_cannot_be_accepted():
    found = problems(item("a"), item("a"), accept={"duplicate-id": "on purpose"})
    assert sorted(codes(found)) == ["duplicate-id", "unknown-key"]


def test_advice_waits_until_the_errors_are_mended():
    two = item("a", text={"kk": "Тез ба?", "ru": "Быстро и дёшево?"})
    assert codes(problems(two, item("b", ask_when="later == yes"))) == ["condition-name"]


def test_modules_that_are_not_drawn_for_everybody_make_no_item_unreachable():
    sections = [
        {
            "section": name,
            "module": True,
            "items": [item(f"{name}1"), item(f"{name}2", ask_when=f"{name}1 == yes")],
        }
        for name in "xyz"
    ]
    assert problems(*sections, modules=1) == ()


def test_advice_on_many_conditions_comes_in_time():
    long = [
        item(f"q{number}", ask_when=f"q{number - 1} == yes or q0 == no" if number else None)
        for number in range(150)
    ]
    found = problems(*clean(long))
    assert set(codes(found)) <= {"many-questions"}
