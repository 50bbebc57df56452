"""What an analyst is told of a questionnaire: every code of every variable, in every language, for each package."""

import csv
import io
import re

import pytest

from console import shipped
from surveys.codebook.statistics_syntax import SPSS_LABEL, STATA_LABEL, STATA_NAME, spss, stata
from surveys.codebook.tables import markdown, table
from surveys.codebook.variables import EVERYBODY, variables
from surveys.reading import read
from tests.questionnaire_texts import item, options, questionnaire

WHOLE = questionnaire(
    item("seen", "notice"),
    item("stars", "rating", scale="satisfaction-5", missing=[97, 98], measures="overall", required=True),
    item(
        "many",
        "multiple",
        options=[*options("a-b", "c"), {**options("other")[0], "specify": True}],
        missing=[99],
        ask_when="stars <= 3",
    ),
    item("days", "number", range={"max": 99}, unit={"kk": "күн", "ru": "дн."}, missing=[98]),
    item("sort", "single", options=options("x", "y")),
    item("words", "text"),
    item("day", "date"),
    {"id": "twice", "type": "calculate", "value": "days * 2"},
)


def named(found=None):
    """The variables by name."""
    return {variable.name: variable for variable in variables(found or WHOLE)}


def test_a_notice_gives_no_variable_and_everything_else_at_least_one():
    assert list(named()) == [
        "stars", "many_a_b", "many_c", "many_other", "many_other_text", "days", "days_missing", "sort", "words", "day",
        "twice",
    ]  # fmt: skip


def test_a_multiple_choice_is_a_variable_of_0_and_1_for_each_option():
    one = named()["many_a_b"]
    assert [(value.code, value.missing) for value in one.values] == [("0", False), ("1", False), ("99", True)]
    assert one.option == "a-b"
    assert one.label == {"kk": "кк many – кк a-b", "ru": "ру many – ру a-b"}
    assert one.numeric


def test_a_typed_number_keeps_its_missing_codes_apart_because_98_is_a_number():
    assert named()["days"].values == ()
    assert named()["days"].unit == {"kk": "күн", "ru": "дн."}
    assert [(value.code, value.missing) for value in named()["days_missing"].values] == [("98", True)]


def test_scores_bases_levels_and_dimensions_are_told():
    stars = named()["stars"]
    assert [value.score for value in stars.values] == [1, 2, 3, 4, 5, None, None]
    assert [value.code for value in stars.values if value.missing] == ["97", "98"]
    assert (stars.base, stars.level, stars.measures, stars.required) == (
        EVERYBODY,
        "ordinal",
        "overall",
        True,
    )
    assert named()["many_c"].base == "stars <= 3"
    assert [named()[name].level for name in ("sort", "days", "words", "day", "twice")] == [
        "nominal",
        "scale",
        "text",
        "text",
        "scale",
    ]


def test_lots_are_a_part_of_the_base():
    sections = [{"section": name, "module": True, "items": [item(f"{name}1")]} for name in "xyz"]
    assert named(questionnaire(*sections, modules=2))["x1"].base == "drawn by lot: 2 of 3 modules"


def test_no_two_variables_have_one_name():
    found = questionnaire(item("a", "multiple", options=options("x-y", "x_y", "X_y")), item("a_x_y", "text"))
    names = [variable.name.lower() for variable in variables(found)]
    assert len(set(names)) == len(names) == 4


# As a table


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_every_code_of_a_shipped_questionnaire_has_a_label_in_every_language(name):
    found = read(shipped.questionnaire_text(name), core=shipped.core())
    rows = list(csv.DictReader(io.StringIO(table(found, variables(found)))))
    for row in rows:
        if row["code"]:
            assert all(row[f"label_{language}"] for language in found.languages), row
        if row["type"] != "calculate":
            assert all(row[f"text_{language}"] for language in found.languages), row
    told = {(row["item"], row["code"] if not row["option"] else row["option"]) for row in rows}
    for each in found.items:
        for option in each.offered:
            assert (each.id, option.code) in told or option.code in {"97", "98", "99"}


def test_a_label_is_no_formula_for_a_spreadsheet():
    found = questionnaire(item("a", "single", options=[{"code": "x", "label": {"kk": "=1+1", "ru": "@x"}}]))
    row = next(csv.DictReader(io.StringIO(table(found, variables(found)))))
    assert (row["label_kk"], row["label_ru"]) == ("'=1+1", "'@x")


def test_markdown_has_a_heading_for_each_variable_and_a_row_for_each_code():
    text = markdown(WHOLE, variables(WHOLE))
    assert re.findall(r"^## (\S+)$", text, re.MULTILINE) == list(named())
    assert "| `98` |  | Жауап беруге қиналамын | Затрудняюсь ответить | missing |" in text
    assert "- asked of: `stars <= 3`" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 2


def test_nothing_in_a_text_breaks_a_table_of_markdown():
    found = questionnaire(item("a", "single", options=[{"code": "x", "label": {"kk": "a|b", "ru": "<b>"}}]))
    assert "| `x` | a\\|b | &lt;b> | an answer |" in markdown(found, variables(found))


# For packages


def test_spss_gets_labels_missing_values_and_levels():
    text = spss(variables(WHOLE), "ru")
    assert text.startswith("* Encoding: UTF-8.\n")
    assert '  stars "ру stars"\n' in text
    assert 'VALUE LABELS stars\n  1 "Совсем не удовлетворены"\n' in text
    assert "VALUE LABELS sort\n  'x' \"ру x\"\n" in text
    assert re.search(r"MISSING VALUES\n  stars \(97, 98\)\n  /many_a_b \(99\)\n", text)
    assert "/days (SCALE)" in text
    commands = [block for block in text.split("\n\n") if not block.startswith("*")]
    assert all(block.endswith("  .") for block in commands[:-1])


def test_spss_strings_are_short_enough_and_quotes_are_doubled():
    long = {"kk": "ә" * 400, "ru": 'Он сказал "да"'}
    found = questionnaire(item("a", "text", text=long))
    kazakh = spss(variables(found), "kk")
    pieces = re.findall(r'"((?:[^"]|"")*)"', kazakh)
    assert len("".join(pieces).encode()) <= SPSS_LABEL
    assert max(len(line.encode()) for line in kazakh.splitlines()) < 256
    assert '"Он сказал ""да"""' in spss(variables(found), "ru")


def test_stata_holds_all_languages_and_keeps_the_reasons_of_missing_values():
    text = stata(variables(WHOLE), ("kk", "ru"))
    assert "mvdecode stars, mv(97=.a \\ 98=.b)\n" in text
    assert "label language kk, rename\n" in text
    assert "label language ru, new\n" in text
    assert 'label define stars_ru 1 "Совсем не удовлетворены" ' in text
    assert '.a "Ко мне не относится" .b "Затрудняюсь ответить"' in text
    assert 'replace sort_n = 2 if sort == "y"\n' in text
    assert "rename sort_n sort\n" in text


def test_no_text_is_a_macro_for_stata_and_long_ones_are_kept_in_a_note():
    long = {"kk": "ә" * 100, "ru": 'Скидка $all `x\' "да"?'}
    text = stata(variables(questionnaire(item("a", "text", text=long))), ("kk", "ru"))
    assert 'label variable a `"Скидка \\$all \\`x\' "да"?"\'' in text
    assert f'label variable a "{"ә" * (STATA_LABEL - 1)}…"\nnotes a: kk: {"ә" * 100}\n' in text


@pytest.mark.parametrize("write", [lambda found: spss(found, "kk"), lambda found: stata(found, ("kk",))])
def test_names_that_a_package_reserves_are_not_used(write):
    found = variables(
        questionnaire(item("with", "text"), item("by", "text"), item("using", "text"), item("int", "text"))
    )
    words = {"with", "by"} if "Encoding" in write(found) else {"with", "using", "int"}
    for line in re.findall(r"^(?: +/?|label variable )(\w+) [\"`]", write(found), re.MULTILINE):
        assert line not in words


def test_long_names_stay_apart_in_stata():
    code = "abcdefghijklmnopqrs"
    found = questionnaire(
        item("a_rather_long_name_of_an_item", "multiple", options=options(f"{code}1", f"{code}2", f"{code}3"))
    )
    names = re.findall(r"label variable (\S+) ", stata(variables(found), ("kk",)))
    assert len(set(names)) == 3
    assert all(len(name) <= STATA_NAME for name in names)
