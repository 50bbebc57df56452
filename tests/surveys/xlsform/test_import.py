"""What a form says is said by the questionnaire too: names, languages, groups, lists, scales."""

# ruff: noqa: E501 - a row of a form stands in one line

import pytest

from console import shipped
from surveys.reading import read
from surveys.xlsform.importing import import_form
from surveys.xlsform.sheets import csv_sheets, markdown_sheets

CHOICES = "| choices | | | | |\n| | list_name | name | label::kk | label::ru | saualnama_score |\n"


def became(*rows, header="type | name | label::kk | label::ru | relevant", choices="", settings=""):
    """The questionnaire of a form with these rows, which must be publishable."""
    text = (
        f"| survey | | | |\n| | {header} |\n" + "".join(f"| | {row} |\n" for row in rows) + choices + settings
    )
    found = import_form(markdown_sheets(text), core=shipped.core(), name="form")
    assert found.publishable, found.problems
    return read(found.text, core=shipped.core())


def listed(*rows):
    return CHOICES + "".join(f"| | l | {row} |\n" for row in rows)


@pytest.mark.parametrize(
    ("kk", "ru"),
    [
        ("label::Қазақша (kk)", "label::Русский (ru)"),
        ("label::Kazakh (kk)", "label::Russian (ru)"),
        ("label::kk", "label::ru"),
        ("label::kz", "label::rus"),
        ("label::Казахский", "label::русский"),
        ("label::Қазақ тілі (kk-KZ)", "label::Орысша"),
        ("Label :: Kazakh (KK)", "caption::Russian"),
        ("label:Kazakh", "label:Russian"),
    ],
)
def test_a_language_is_known_however_its_column_is_called(kk, ru):
    found = became("text | a | Неге? | Почему?", header=f"type | name | {kk} | {ru}")
    assert found.by_id["a"].text == {"kk": "Неге?", "ru": "Почему?"}


def test_a_column_without_a_language_is_in_the_default_one():
    settings = "| settings | |\n| | default_language |\n| | Russian (ru) |\n"
    found = became("text | a | Неге? | Почему?", header="type | name | label::kk | label", settings=settings)
    assert found.by_id["a"].text == {"kk": "Неге?", "ru": "Почему?"}


def test_names_that_do_not_fit_are_renamed_wherever_they_are_used():
    found = became(
        "integer | Q1-Age | Жас | Возраст | ",
        "text | and | ${Q1-Age}? | ${ Q1-Age }? | ${Q1-Age} > 17",
        "text | Сұрақ | ? | ? | ${and} != ''",
        "note | | Рақмет | Спасибо | ",
    )
    assert [item.id for item in found.items] == ["q1_age", "and_", "q4", "q5"]
    assert found.by_id["and_"].text["ru"] == "{q1_age}?"
    assert [item.ask_when for item in found.items] == [None, "q1_age > 17", "answered(and_)", None]


def test_codes_that_do_not_fit_are_renamed_wherever_they_are_used():
    choices = listed(
        "very.good | А | А",
        "very_good | Б | Б",
        "иә | В | В",
        "-1 | Г | Г",
        f"{'x' * 25} | Д | Д",
        "99 | Е | Другое",
    )
    found = became(
        "select_one l | q | ? | ? | ",
        "text | a | ? | ? | ${q} = 'very.good' or ${q} = 'иә'",
        f"text | b | ? | ? | selected(${{q}}, '{'x' * 25}') or ${{q}} = '-1' or ${{q}} = 99",
        choices=choices,
    )
    assert [option.code for option in found.by_id["q"].offered] == [
        "very_good_2",
        "very_good",
        "option_3",
        "1",
        "x" * 20,
        "99_2",
    ]
    assert found.by_id["a"].ask_when == "q in (very_good_2, option_3)"
    assert found.by_id["b"].ask_when == f"q in ({'x' * 20}, 1, 99_2)"


def test_standard_codes_are_known_by_their_meaning_and_stand_apart():
    found = became(
        "select_multiple l | q | ? | ? | ",
        "text | a | ? | ? | ${q} != '98'",
        choices=listed("98 | Білмеймін | Не знаю", "a | А | А"),
    )
    item = found.by_id["q"]
    assert [option.code for option in item.offered] == ["a", "98"]
    assert (item.missing, item.offered[1].label["ru"]) == (("98",), "Затрудняюсь ответить")
    assert found.by_id["a"].ask_when == "answered(q)"


def test_groups_are_sections_and_what_is_within_them_keeps_every_condition():
    found = became(
        "integer | n | ? | ? | ",
        "begin_group | outer | | | ${n} > 1",
        "text | a | ? | ? | ${n} > 2",
        "begin group | inner | | | ${n} > 3",
        "text | b | ? | ? | ",
        "text | c | ? | ? | ${n} > 4",
        "end group | | | | ",
        "text | d | ? | ? | ",
        "end_group | outer | | | ",
        "text | e | ? | ? | ",
    )
    assert [(section.id, section.title) for section in found.sections] == [("outer", None)]
    assert {item.id: item.ask_when for item in found.items} == {
        "n": None,
        "a": "(n > 1) and (n > 2)",
        "b": "(n > 1) and (n > 3)",
        "c": "(n > 1) and ((n > 3) and (n > 4))",
        "d": "n > 1",
        "e": None,
    }
    assert [item.section for item in found.items] == [None, *["outer"] * 4, None]


def test_a_list_whose_choices_have_scores_is_a_scale_of_the_questionnaires_own():
    choices = listed("bad | Нашар | Плохо | 1", "good | Жақсы | Хорошо | 2", "98 | Білмеймін | Не знаю | ")
    found = became("select_one l | a | ? | ? | ", "select_one l | b | ? | ? | ${a} = 'good'", choices=choices)
    assert [(item.type, item.scale, item.missing) for item in found.items] == [("rating", "l", ("98",))] * 2
    assert [option.score for option in found.by_id["a"].offered] == [1, 2, None]


@pytest.mark.parametrize(
    ("scale", "expression", "condition"),
    [("satisfaction-5", "${a} <= 2", "a <= 2"), ("agreement-4", "${a} = '3'", "a == 3")],
)
def test_a_list_that_is_a_scale_of_the_core_is_that_scale(scale, expression, condition):
    rows = [
        f"{option['code']} | {option['label']['kk']} | {option['label']['ru']}"
        for option in shipped.core().scales[scale]
    ]
    found = became("select_one l | a | ? | ? | ", f"text | b | ? | ? | {expression}", choices=listed(*rows))
    assert (found.by_id["a"].type, found.by_id["a"].scale) == ("rating", scale)
    assert found.by_id["a"].offered[0].score is not None
    assert found.by_id["b"].ask_when == condition


def test_or_other_asks_for_words_and_an_other_that_is_there_is_that_one():
    found = became(
        "select_one l or_other | a | ? | ? | ",
        "select_multiple l or_other | b | ? | ? | ",
        choices=listed("x | Х | Х", "other | Тағы | Ещё"),
    )
    for item in found.items:
        assert [(option.code, option.specify) for option in item.offered] == [("x", False), ("other", True)]
        assert item.offered[1].label["ru"] == "Ещё"


@pytest.mark.parametrize(
    ("constraint", "least", "most"),
    [
        (". >= 0 and . <= 120", 0, 120),
        ("(.>=18) and (120>=.)", 18, 120),
        (". > 0 and . < 10", 1, 9),
        (". >= -5", -5, None),
        (". <= 5 and . <= 3", None, 3),
    ],
)
def test_the_bounds_of_whole_numbers_are_a_range(constraint, least, most):
    found = became(
        f"integer | a | ? | ? | {constraint}", header="type | name | label::kk | label::ru | constraint"
    )
    assert (found.by_id["a"].range.min, found.by_id["a"].range.max) == (least, most)
    assert found.by_id["a"].valid_when is None


def test_a_bound_that_a_decimal_does_not_reach_is_a_check():
    header = (
        "type | name | label::kk | label::ru | constraint | constraint_message::kk | constraint_message::ru"
    )
    found = became("decimal | a | ? | ? | . > 0 and . != 5 | Қате | Ошибка", header=header)
    assert found.by_id["a"].valid_when == "a > 0 and not a == 5"
    assert found.by_id["a"].valid_message["ru"] == "Ошибка"


def test_the_ends_of_days_and_times_are_read_from_the_constraint():
    found = became(
        "date | a | ? | ? | . > date('2025-12-31') and . <= date('2026-12-31') and . < '2026-07-01'",
        "time | b | ? | ? | round(decimal-time(.) * 1440) >= 540 and . < '18:00'",
        "time | c | ? | ? | . > '23:59'",
        header="type | name | label::kk | label::ru | constraint",
    )
    a, b, c = found.items
    assert (a.earliest.isoformat(), a.latest.isoformat()) == ("2026-01-01", "2026-06-30")
    assert (b.earliest, b.latest) == ("09:00", "17:59")
    assert (c.earliest, c.valid_when) == (None, "c > '23:59'")


def test_today_is_an_end_of_days_whichever_side_it_stands_on():
    found = became(
        "date | a | ? | ? | . <= today()",
        "date | b | ? | ? | today() <= . and . <= date('2030-12-31')",
        header="type | name | label::kk | label::ru | constraint",
    )
    a, b = found.items
    assert (a.earliest, a.latest) == (None, "today")
    assert (b.earliest, b.latest.isoformat()) == ("today", "2030-12-31")


@pytest.mark.parametrize(
    ("constraint", "kept"),
    [
        ("date('2026-12-31') >= . and . <= today()", "2026-12-31"),
        (". <= today() and . <= date('2026-12-31')", "today"),
        (". < today()", None),
    ],
)
def test_where_nobody_knows_which_end_is_sharper_the_other_one_is_told(constraint, kept):
    header = "type | name | label::kk | label::ru | constraint"
    text = f"| survey | | | |\n| | {header} |\n| | date | a | ? | ? | {constraint} |\n"
    found = import_form(markdown_sheets(text), core=shipped.core(), name="form")
    latest = read(found.text, core=shipped.core()).by_id["a"].latest
    assert (str(latest) if latest else None) == kept
    assert "constraint" in {problem.code for problem in found.problems} or "valid_when" in found.text


@pytest.mark.parametrize(
    ("constraint", "least", "most", "alone"),
    [
        ("count-selected(.) <= 2", 1, 2, []),
        ("count-selected(.) < 3 and count-selected(.) > 1", 2, 2, []),
        ("not(selected(., 'c') and count-selected(.) >= 2)", 1, 50, ["c"]),
        (
            "(count-selected(.) >= 2 or selected(., 'c')) and not(selected(.,'c') and count-selected(.)>1)",
            2,
            50,
            ["c"],
        ),
    ],
)
def test_how_many_may_be_chosen_and_what_stands_alone_is_read_from_the_constraint(
    constraint, least, most, alone
):
    found = became(
        f"select_multiple l | a | ? | ? | {constraint}",
        header="type | name | label::kk | label::ru | constraint",
        choices=listed("a | А | А", "b | Б | Б", "c | В | В"),
    )
    item = found.by_id["a"]
    assert (item.choose.min, item.choose.max) == (least, most)
    assert [option.code for option in item.offered if option.exclusive] == alone
    assert item.valid_when is None


def test_a_range_is_a_number_between_its_ends():
    found = became(
        "range | a | ? | ? | start=0 end=1 step=0.1",
        "range | b | ? | ? | ",
        header="type | name | label::kk | label::ru | parameters",
    )
    a, b = found.items
    assert (a.range.min, a.range.max, a.decimals) == (0, 1, 1)
    assert (b.range.min, b.range.max, b.decimals) == (1, 10, 0)


def test_a_calculation_that_hangs_on_one_that_is_lost_is_lost_too():
    text = "| survey | | | |\n| | type | name | label::kk | label::ru | calculation |\n| | integer | n | ? | ? | |\n"
    text += "| | calculate | a | | | today() |\n| | calculate | b | | | ${a} + 1 |\n| | calculate | c | | | ${n} * 2 |\n"
    found = import_form(markdown_sheets(text), core=shipped.core())
    assert [
        (problem.place.row, problem.code) for problem in found.problems if problem.code == "calculation"
    ] == [(3, "calculation"), (4, "calculation")]
    assert [item.id for item in read(found.text, core=shipped.core()).items] == ["n", "c"]


def test_disabled_rows_blank_rows_and_the_case_of_headers_and_types_do_not_matter():
    text = "| Survey | | | | |\n| | Type | Name | Label::KK | label::ru | disabled |\n| | Text | a | ? | ? | |\n| | text | b | ? | ? | yes |\n| | | | | | |\n"
    found = import_form(markdown_sheets(text), core=shipped.core())
    assert [item.id for item in read(found.text, core=shipped.core()).items] == ["a"]


def test_sheets_in_markdown_and_csv_are_read_alike():
    markdown = "|survey|||\n| --- | --- | --- |\n||type|name|\n||text|a \\| b|\n|choices||\n||list_name|\n"
    separated = 'survey,,\n,type,name\n,text,"a | b"\nchoices,,\n,list_name\n'
    found = markdown_sheets(markdown)
    assert (
        found
        == csv_sheets(separated)
        == {"survey": [["type", "name"], ["text", "a | b"]], "choices": [["list_name"]]}
    )
