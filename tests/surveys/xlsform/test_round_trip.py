"""A questionnaire that goes out as a form and comes back is the same questionnaire, and ODK takes the form."""

from pathlib import Path

import pytest
from hypothesis import given

from console import shipped
from console.workbooks import read_workbook, write_workbook
from surveys.reading import read
from surveys.versions import fingerprint
from surveys.xlsform.exporting import sheets_of
from surveys.xlsform.importing import import_form
from surveys.xlsform.rows import PREFIX
from tests.any_questionnaires import any_questionnaires, core
from tests.exploring import examples
from tests.made_questionnaires import made
from tests.questionnaire_texts import item, options, words
from tests.questionnaire_texts import questionnaire as made_of
from tests.surveys.xlsform.odk import converted, converted_file

MANUAL = Path(__file__).parents[3] / "docs" / "manual" / "xlsform.md"


def came_back(sheets, registry):
    found = import_form(sheets, core=registry)
    assert found.text is not None, found.problems
    return read(found.text, core=registry)


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_a_shipped_questionnaire_comes_back_from_a_workbook_as_itself(name, tmp_path):
    questionnaire = read(shipped.questionnaire_text(name), core=shipped.core())
    file = tmp_path / "form.xlsx"
    write_workbook(sheets_of(questionnaire), file)
    found = import_form(read_workbook(file.read_bytes()), core=shipped.core())
    again = read(found.text, core=shipped.core())
    assert again == questionnaire
    assert fingerprint(again) == fingerprint(questionnaire)
    assert again.model_dump() == questionnaire.model_dump()
    assert found.publishable


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_odk_takes_every_shipped_questionnaire_without_a_warning(name, tmp_path):
    file = tmp_path / "form.xlsx"
    write_workbook(sheets_of(read(shipped.questionnaire_text(name), core=shipped.core())), file)
    result = converted_file(file)
    assert result.warnings == []
    assert "<h:title>" in result.xform


@examples(60)
@given(any_questionnaires())
def test_any_questionnaire_comes_back_as_itself_without_a_complaint(questionnaire):
    found = import_form(sheets_of(questionnaire), core=core())
    assert found.text is not None, found.problems
    assert read(found.text, core=core()) == questionnaire
    assert [problem for problem in found.problems if problem.level == "error"] == []


@examples(30)
@given(made())
def test_branches_modules_and_orders_come_back(found):
    assert came_back(sheets_of(found.questionnaire), shipped.core()) == found.questionnaire


@examples(30)
@given(any_questionnaires())
def test_odk_takes_any_questionnaire(questionnaire):
    converted(sheets_of(questionnaire))


@examples(40)
@given(any_questionnaires())
def test_every_column_of_our_own_is_in_the_manual(questionnaire):
    text = MANUAL.read_text("utf-8")
    headers = [header for rows in sheets_of(questionnaire).values() for header in rows[0]]
    own = {header.partition("::")[0] for header in headers if header.startswith(PREFIX)}
    assert [header for header in sorted(own) if f"`{header}`" not in text] == []


def test_no_cell_is_lost_between_the_sheets_and_the_workbook(tmp_path):
    sheets = sheets_of(read(shipped.questionnaire_text("training-sandbox"), core=shipped.core()))
    write_workbook(sheets, tmp_path / "form.xlsx")
    found = read_workbook((tmp_path / "form.xlsx").read_bytes())
    for name, rows in sheets.items():
        assert [row[: len(rows[0])] for row in found[name]] == rows


# Forms that somebody has worked on between going out and coming back.


class Spreadsheet:
    """The sheets of a questionnaire, with cells to change by header and by what stands in the column `name`."""

    def __init__(self, questionnaire):
        self.sheets = sheets_of(questionnaire)

    def cell(self, sheet, name, header, text=None):
        headers, *rows = self.sheets[sheet]
        column = headers.index(header)
        row = next(each for each in rows if each[headers.index("name")] == name)
        if text is not None:
            row[column] = text
        return row[column]

    def without(self, sheet, *begins):
        """Columns whose header begins so are deleted."""
        headers = self.sheets[sheet][0]
        kept = [place for place, header in enumerate(headers) if not header.startswith(begins)]
        self.sheets[sheet] = [[row[place] for place in kept] for row in self.sheets[sheet]]

    def read(self):
        found = import_form(self.sheets, core=shipped.core())
        return found, (read(found.text, core=shipped.core()) if found.publishable else None)


KK, RU = "label::Қазақша (kk)", "label::Русский (ru)"


def example(*more):
    """A rating, a question that hangs on it, and what more is given."""
    return made_of(
        item("overall", "rating", scale="satisfaction-5", missing=[98]),
        item("why", "multiple", options=options("queue", "staff"), ask_when="(overall <= 3)"),
        *more,
    )


def test_a_condition_keeps_its_spelling_until_the_cell_is_changed():
    sheet = Spreadsheet(example())
    assert sheet.cell("survey", "why", "relevant") == "${overall} <= 3 and ${overall} != '98'"
    assert sheet.read()[1].by_id["why"].ask_when == "(overall <= 3)"
    sheet.cell("survey", "why", "relevant", "${overall} <= 2 and ${overall} != '98'")
    assert sheet.read()[1].by_id["why"].ask_when == "overall <= 2"
    sheet.cell("survey", "why", "relevant", "")
    assert sheet.read()[1].by_id["why"].ask_when is None


def test_a_check_keeps_its_spelling_and_its_bounds_until_the_cell_is_changed():
    days = item("days", "number", range={"min": 0}, valid_when="(days != 5)", valid_message=words("five"))
    sheet = Spreadsheet(example(days))
    assert sheet.cell("survey", "days", "constraint") == ". >= 0 and . != 5 and . != ''"
    assert sheet.read()[1].by_id["days"].valid_when == "(days != 5)"
    sheet.cell("survey", "days", "constraint", ". >= 1 and . != 5 and . != '' and . <= 9")
    found = sheet.read()[1].by_id["days"]
    assert (found.range.min, found.range.max, found.valid_when) == (1, 9, "days != 5")


def test_a_calculation_and_offered_options_follow_their_cells():
    late = [{**options("a")[0], "offer_when": "(overall > 3)"}, *options("b")]
    sheet = Spreadsheet(
        example(
            item("then", "single", options=late), {"id": "twice", "type": "calculate", "value": "(overall)*2"}
        )
    )
    found = sheet.read()[1].by_id
    assert (found["twice"].value, found["then"].offered[0].offer_when) == ("(overall)*2", "(overall > 3)")
    sheet.cell("survey", "twice", "calculation", "${overall} * 3")
    sheet.cell("survey", "then", "choice_filter", "name = 'b' or ${overall} = 1")
    found = sheet.read()[1].by_id
    assert (found["twice"].value, found["then"].offered[0].offer_when) == ("overall * 3", "overall == 1")
    assert found["then"].offered[1].offer_when is None


def test_changed_texts_options_and_titles_are_taken_over():
    sheet = Spreadsheet(example())
    sheet.cell("survey", "why", RU, "Почему?")
    sheet.cell("choices", "queue", KK, "Кезек")
    sheet.sheets["settings"][1][sheet.sheets["settings"][0].index("saualnama_title::Русский (ru)")] = "Иначе"
    found = sheet.read()[1]
    assert (found.by_id["why"].text["ru"], found.title["ru"]) == ("Почему?", "Иначе")
    assert found.by_id["why"].offered[0].label["kk"] == "Кезек"


def test_a_scale_whose_labels_were_changed_is_the_questionnaires_own():
    sheet = Spreadsheet(example())
    sheet.cell("choices", "1", RU, "Плохо")
    found = sheet.read()
    assert "scales:\n  satisfaction-5:\n" in found[0].text
    assert found[1].by_id["overall"].offered[0].label["ru"] == "Плохо"


def test_a_form_whose_own_columns_were_deleted_is_still_a_form():
    sheet = Spreadsheet(example(item("days", "number", decimals=2), item("visited", "yes_no")))
    for name in ("survey", "choices", "settings"):
        sheet.without(name, "saualnama_")
    found = sheet.read()[1]
    assert [item.type for item in found.items if item.asks] == ["rating", "multiple", "number", "single"]
    assert found.by_id["overall"].scale == "satisfaction-5"
    assert found.by_id["why"].ask_when == "overall <= 3"
    assert found.by_id["overall"].missing == ("98",)


# Core items: the wording is the core's, or it is no core item.


def core_sheet():
    return Spreadsheet(
        made_of({"use": "access@1", "required": True}, {"use": "disability@1", "ask_when": "access <= 2"})
    )


def test_a_core_item_goes_out_in_full_and_comes_back_as_a_reference():
    sheet = core_sheet()
    assert sheet.cell("survey", "access", RU).startswith("Насколько Вы удовлетворены")
    found, questionnaire = sheet.read()
    assert (
        "  - use: access@1\n    required: true\n  - use: disability@1\n    ask_when: access <= 2\n"
        in found.text
    )
    assert questionnaire.by_id["access"].core == "access@1"


@pytest.mark.parametrize(
    ("sheet_name", "name", "header", "text", "code"),
    [
        ("survey", "access", RU, "Как Вам?", "core-changed"),
        ("survey", "access", KK, "", "core-changed"),
        ("survey", "access", "type", "text", "core-changed"),
        ("survey", "access", "name", "reach", "core-changed"),
        ("survey", "disability", "saualnama_measures", "other", "core-changed"),
        ("choices", "1", RU, "Плохо", "core-changed"),
        ("choices", "1", "name", "7", "core-choice"),
        ("choices", "5", "saualnama_score", "50", "core-changed"),
        ("survey", "access", "saualnama_use", "acess@1", "unknown-core"),
    ],
)
def test_changed_wording_of_a_core_item_is_refused_at_its_cell(sheet_name, name, header, text, code):
    sheet = core_sheet()
    sheet.cell(sheet_name, name, header, text)
    found, _ = sheet.read()
    assert found.text is None
    problem = found.problems[0]
    assert problem.code == code
    if code == "core-changed" and header != "name":
        rows = sheet.sheets[sheet_name]
        row = next(number for number, each in enumerate(rows, start=1) if each[rows[0].index("name")] == name)
        assert (problem.place.sheet, problem.place.row, problem.place.column) == (sheet_name, row, header)


def test_a_core_item_whose_reference_is_cleared_becomes_an_item_of_ones_own():
    sheet = core_sheet()
    sheet.cell("survey", "access", RU, "Как Вам?")
    sheet.cell("survey", "access", "saualnama_use", "")
    found = sheet.read()[1].by_id["access"]
    assert (found.core, found.text["ru"], found.scale) == (None, "Как Вам?", "satisfaction-5")
