"""What a form has and a questionnaire cannot hold is listed: each thing at its sheet, row and column, with what to do."""

# ruff: noqa: E501 - a row of a form stands in one line

import pytest

from console import shipped
from surveys.xlsform.importing import import_form
from surveys.xlsform.importing.question_types import DROPPED, RECORDED, REFUSED
from surveys.xlsform.problems import KINDS
from surveys.xlsform.sheets import markdown_sheets
from surveys.xlsform.types import usual_types

HEAD = """
| survey | | | | | |
| | type | name | label::Қазақша (kk) | label::Русский (ru) | {0} |
| | {1} |
"""
CHOICES = """
| choices | | | | | |
| | list_name | name | label::Қазақша (kk) | label::Русский (ru) | x |
| | l | a | А | А | 1 |
| | l | b | Б | Б | 2 |
"""
SETTINGS = """
| settings | |
| | form_title | form_id |
| | Тақырып | form |
"""
ASKED = "select_one l | q | Қайсы? | Который? |"


def form(*rows, column="relevant", choices=CHOICES, settings=SETTINGS):
    """A form with these rows on its survey sheet, and one more column there."""
    return HEAD.format(column, " |\n| | ".join(rows)) + choices + settings


EXAMPLES = [
    # Its sheets and columns
    ("no-sheet", CHOICES + SETTINGS, ("survey", 1, "")),
    ("no-column", "| survey | | |\n| | type | label::kk |\n| | text | ? |\n", ("survey", 1, "name")),
    ("double-column", form("text | a | ? | ? | x", column="label::ru"), ("survey", 1, "label::ru")),
    ("dropped-sheet", form(ASKED) + "| entities | | |\n| | list_name | label |\n| | trees | x |", ("entities", 1, "")),
    ("dropped-column", form("text | a | ? | ? | 5", column="default"), ("survey", 2, "default")),
    ("dropped-column", form("text | a | ? | ? | a.png", column="media::image::ru"), ("survey", 2, "media::image::ru")),
    ("dropped-column", form("text | a | ? | ? | mine", column="my notes"), ("survey", 1, "my notes")),
    ("dropped-column", form("text | a | ? | ? | Керек", column="required_message::kk"), ("survey", 2, "required_message::kk")),
    ("too-many-rows", form(*["text | a | ? | ? |"] * 1001), ("survey", 1001, "")),
    # Its languages
    ("which-language", form("text | a | ? | ? | x", column="hint"), ("survey", 1, "hint")),
    ("unknown-language", form("text | a | ? | ? | x", column="label::Français (fr)"), ("survey", 1, "label::Français (fr)")),
    ("unknown-language", form("text | a | ? | ? | x", column="label::Deutsch"), ("survey", 1, "label::Deutsch")),
    ("no-language", "| survey | | | |\n| | type | name | label::Русский (ru) |\n| | text | a | ? |\n", ("survey", 1, "label")),
    # Its structure
    ("no-type", form("text | a | ? | ? |", " | b | ? | ? |"), ("survey", 3, "type")),
    ("no-name", form("text | | ? | ? |"), ("survey", 2, "name")),
    ("unknown-type", form("txet | a | ? | ? |"), ("survey", 2, "type")),
    ("unknown-type", form("text | a | ? | ? | raiting", column="saualnama_type"), ("survey", 2, "saualnama_type")),
    ("repeat", form("begin_repeat | children | ? | ? |", "text | a | ? | ? |", "end_repeat | | | |"), ("survey", 2, "type")),
    ("repeat", form("begin repeat | children | ? | ? |", "text | a | ? | ? |", "end repeat | | | |"), ("survey", 4, "type")),
    ("matrix", form("begin_score | a | ? | ? |"), ("survey", 2, "type")),
    ("matrix", form("begin_kobomatrix | a | ? | ? |"), ("survey", 2, "type")),
    ("stray-end", form("text | a | ? | ? |", "end_group | | | |"), ("survey", 3, "type")),
    ("open-group", form("begin_group | g | ? | ? |", "text | a | ? | ? |"), ("survey", 2, "type")),
    ("no-list", form("select_one nowhere | a | ? | ? |"), ("survey", 2, "type")),
    ("external-list", form("select_one_from_file regions.csv | a | ? | ? |"), ("survey", 2, "type")),
    ("external-list", form("select_one_external l | a | ? | ? |"), ("survey", 2, "type")),
    ("choice-without-list", form(ASKED, choices=CHOICES + "| | | c | В | В | |\n"), ("choices", 4, "list_name")),
    ("choice-without-name", form(ASKED, choices=CHOICES + "| | l | | В | В | |\n"), ("choices", 4, "name")),
    *(
        ("dropped-question", form("text | a | ? | ? |", f"{kind} | b | ? | ? |"), ("survey", 3, "type"))
        for kind in (
            *("geopoint", "geotrace", "geoshape", "image", "audio", "video", "file", "barcode", "rank l", "dateTime"),
            *("datetime", "hidden", "background-audio"),
        )
    ),
    *(
        ("dropped-record", form("text | a | ? | ? |", f"{kind} | b | | |"), ("survey", 3, "type"))
        for kind in ("start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit", "start-geopoint")
    ),
    ("acknowledge", form("acknowledge | a | ? | ? |"), ("survey", 2, "type")),
    ("nested-group", form("begin_group | g | ? | ? |", "begin_group | h | ? | ? |", "text | a | ? | ? |", "end_group | | | |", "end_group | | | |"), ("survey", 3, "type")),
    ("group-label", form("begin_group | g | Топ | Группа |", "text | a | ? | ? |", "end_group | | | |"), ("survey", 2, "label::Қазақша (kk)")),
    # Names and codes
    ("renamed", form("text | Question 1 | ? | ? |"), ("survey", 2, "name")),
    ("renamed", form("text | a | ? | ? |", "text | a | ? | ? |"), ("survey", 3, "name")),
    ("renamed-code", form(ASKED, choices=CHOICES + "| | l | жоқ | В | В | |\n"), ("choices", 4, "name")),
    ("reserved-code", form(ASKED, choices=CHOICES + "| | l | 99 | Басқа | Другое | |\n"), ("choices", 4, "name")),
    ("standard-label", form(ASKED, choices=CHOICES + "| | l | 98 | Білмеймін | Не знаю | |\n"), ("choices", 4, "label::Русский (ru)")),
    ("never-offered", form(f"{ASKED} x = 1", column="choice_filter"), ("choices", 3, "name")),
    # Expressions
    ("relevant", form("text | a | ? | ? | today() > 1"), ("survey", 2, "relevant")),
    ("relevant", form("begin_group | g | | | once(1)", "text | a | ? | ? |", "end_group | | | |"), ("survey", 2, "relevant")),
    ("relevant", form("geopoint | p | ? | ? |", "text | a | ? | ? | ${p} != ''"), ("survey", 3, "relevant")),
    ("relevant", form("calculate | c | | |", "text | a | ? | ? | ${c} > 1"), ("survey", 3, "relevant")),
    ("relevant", form("text | a | ? | ? | false()"), ("survey", 2, "relevant")),
    ("choice-filter", form(f"{ASKED} y = 1", column="choice_filter"), ("survey", 2, "choice_filter")),
    ("label-reference", form("start | s | | |", "text | a | ? | Рас ${s}? |"), ("survey", 3, "label::Русский (ru)")),
    ("constraint", form("text | a | ? | ? | regex(., '[0-9]+')", column="constraint"), ("survey", 2, "constraint")),
    ("constraint", form("date | a | ? | ? | . < today()", column="constraint"), ("survey", 2, "constraint")),
    ("calculation", form("text | a | ? | ? |", "calculate | c | | | concat(${a}, '!')", column="calculation"), ("survey", 3, "calculation")),
    ("nearly", form("select_multiple l | q | ? | ? |", "text | a | ? | ? | ${q} = 'a'"), ("survey", 3, "relevant")),
    ("required", form("text | a | ? | ? | ${a} = 1", column="required"), ("survey", 2, "required")),
    ("standard-message", form("integer | a | ? | ? | . != 5", column="constraint"), ("survey", 2, "constraint")),
    ("dropped-message", form("text | a | ? | ? | Ұзын", column="constraint_message::kk") .replace("| constraint_message::kk |", "| constraint_message::kk | constraint |").replace("| Ұзын |", "| Ұзын | string-length(.) < 9 |"), ("survey", 2, "constraint_message::kk")),
    ("parameter", form(f"{ASKED} randomize=true", column="parameters"), ("survey", 2, "parameters")),
    ("parameter", form("range | a | ? | ? | start=0 end=10 step=2", column="parameters"), ("survey", 2, "parameters")),
    ("parameter", form("text | a | ? | ? | 5 + 5", column="calculation"), ("survey", 2, "calculation")),
    ("parameter", form("text | a | ? | ? | 2", column="saualnama_decimals"), ("survey", 2, "saualnama_decimals")),
    # What a form has not
    ("one-title", form(ASKED), ("settings", 2, "form_title")),
    ("no-introduction", form(ASKED), ("settings", 1, "")),
    # Core items: tests/surveys/xlsform/test_round_trip.py changes each of their cells
    ("unknown-core", form("text | a | ? | ? | a@1", column="saualnama_use"), ("survey", 2, "saualnama_use")),
    ("core-changed", form("text | comment | ? | ? | comment@1", column="saualnama_use"), ("survey", 2, "label::Русский (ru)")),
    ("core-choice", form("select_one l | sex | Жынысыңызды көрсетіңіз. | Укажите, пожалуйста, Ваш пол. | sex@1", column="saualnama_use"), ("survey", 2, "type")),
    # What the reader says of the questionnaire stands at the cells of the form
    ("long-label", form(ASKED, choices=CHOICES + f"| | l | c | {'ұ' * 37} | В | |\n"), ("choices", 4, "label::Қазақша (kk)")),
    ("duplicate-code", form(ASKED, choices=CHOICES + "| | l | b | В | В | |\n"), ("choices", 4, "name")),
    ("missing-text", form("text | a | ? | |"), ("survey", 2, "label::Русский (ru)")),
    ("condition-name", form("text | a | ? | ? | ${b} = 'x'", "text | b | ? | ? |"), ("survey", 2, "relevant")),
    ("condition-code", form(ASKED, "text | a | ? | ? | ${q} = 'nowhere'"), ("survey", 3, "relevant")),
    ("placeholder", form("text | a | ? | {nobody} |"), ("survey", 2, "label::Русский (ru)")),
    ("no-score", form("select_one l | a | ? | ? | rating", column="saualnama_type"), ("choices", 2, "name")),
    ("always-asked", form("text | a | ? | ? |", "text | b | ? | ? | not(${a} = 'x' and ${a} = 'y')"), ("survey", 3, "relevant")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text", "place"),
    EXAMPLES,
    ids=[f"{code}-{number}" for number, (code, *_) in enumerate(EXAMPLES)],
)
def test_each_thing_that_is_not_held_is_told_at_its_cell(code, text, place):
    found = import_form(markdown_sheets(text), core=shipped.core())
    told = [(p.code, (p.place.sheet, p.place.row, p.place.column)) for p in found.problems]
    assert (code, place) in told, told
    problem = next(each for each in found.problems if each.code == code)
    assert problem.sentence.count(". ") >= 1 or code in KINDS, problem.sentence
    if code in KINDS:
        assert problem.level == KINDS[code].level
        refused = problem.level == "error" and code != "no-language"
        assert refused == (found.text is None), told
    else:
        assert found.text is not None


def test_every_problem_of_a_form_has_its_example():
    assert set(KINDS) - {code for code, *_ in EXAMPLES} == set()


def test_all_that_is_refused_is_told_at_once():
    rows = (
        "begin_repeat | r | ? | ? |",
        "text | a | ? | ? | today()",
        "select_one x | b | ? | ? |",
        "end_repeat | | | |",
        "txet | c | ? | ? |",
    )
    choices = CHOICES + f"| | l | c | {'ұ' * 37} | В | |\n"
    found = import_form(
        markdown_sheets(form(*rows, "select_one l | d | ? | ? |", choices=choices)), core=shipped.core()
    )
    errors = [(problem.place.row, problem.code) for problem in found.problems if problem.level == "error"]
    assert errors == [
        (2, "repeat"),
        (3, "relevant"),
        (4, "no-list"),
        (5, "repeat"),
        (6, "unknown-type"),
        (4, "long-label"),
    ]
    assert found.text is None


def test_a_form_in_russian_alone_is_one_problem_and_a_questionnaire_that_waits_for_its_kazakh_texts():
    text = "| survey | | | |\n| | type | name | label |\n| | text | a | Что? |\n| | text | b | Где? |\n"
    text += "| settings | |\n| | default_language |\n| | Русский (ru) |\n"
    found = import_form(markdown_sheets(text), core=shipped.core())
    errors = [problem for problem in found.problems if problem.level == "error"]
    assert [problem.code for problem in errors] == ["no-language"]
    assert "Қазақша" in errors[0].sentence
    assert not found.publishable
    assert "languages: [kk, ru]" in found.text
    assert "      ru: Что?\n" in found.text
    assert "kk:" not in found.text.partition("items:")[2]


def test_a_problem_says_where_what_and_what_to_do_for_programs_too():
    found = import_form(markdown_sheets(form("txet | a | ? | ? |")), core=shipped.core())
    error = next(problem for problem in found.problems if problem.level == "error")
    assert error.as_json() == {
        "code": "unknown-type",
        "level": "error",
        "sheet": "survey",
        "row": 2,
        "column": "type",
        "message": "There is no question type txet. Did you mean text?",
    }


def test_a_row_with_a_reserved_code_and_a_missing_translation_is_told_of_both():
    rows = "| choices | | | | |\n| | list_name | name | label::kk | label::ru |\n| | l | 98 | | |\n| | l | 98 | | ? |\n"
    survey = "| survey | | | | |\n| | type | name | saualnama_type | label::kk |\n| | select_one l | a | rating | ? |\n"
    found = import_form(markdown_sheets(survey + rows), core=shipped.core())
    told = [each.code for each in found.problems if (each.place.sheet, each.place.row) == ("choices", 3)]
    assert {"reserved-code", "missing-text"} <= set(told)


def test_nothing_is_said_to_be_dropped_that_a_type_takes_over():
    assert set(usual_types()) & {*DROPPED, *RECORDED, *REFUSED} == set()
