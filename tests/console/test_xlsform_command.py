"""`survey import-xlsform` and `survey export-xlsform` as staff meet them: files in and out, problems on the screen."""

import json

import pytest
from click.testing import CliRunner

from console import shipped
from console.cli import saualnama
from console.workbooks import write_workbook
from surveys.reading import read
from surveys.xlsform.exporting import sheets_of
from surveys.xlsform.sheets import markdown_sheets

FORM = r"""
| survey | | | | | |
| | type | name | label::Қазақша (kk) | label::Русский (ru) | relevant |
| | select_one yesno | used | Қызметті алдыңыз ба? | Вы получали услугу? | |
| | text | why | Неге \| қашан?<br>Жазыңыз. | Почему \| когда?<br>Напишите. | ${used} = 'no' |
| | geopoint | place | Қайда? | Где? | |
| choices | | | | |
| | list_name | name | label::Қазақша (kk) | label::Русский (ru) |
| | yesno | yes | Иә | Да |
| | yesno | no | Жоқ | Нет |
| settings | | |
| | form_title | form_id |
| | Қызмет | service_use |
"""
REPEAT = FORM.replace("geopoint | place", "begin_repeat | place")
DROPPED = (
    "survey row 4, type: warning: geopoint is not taken over: a chat cannot ask it. Ask with the type region"
)


@pytest.fixture
def run():
    def run(*arguments):
        return CliRunner().invoke(saualnama, ["survey", *map(str, arguments)])

    return run


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def as_csv(sheets):
    """One file, the first column naming the sheets."""
    lines = []
    for name, rows in sheets.items():
        lines.append(quoted(name))
        lines += [",".join(['""', *map(quoted, row)]) for row in rows]
    return "\r\n".join(lines)


def written(folder, kind, text=FORM):
    """The form as a file of some kind, named form."""
    sheets = markdown_sheets(text)
    file = folder / f"form.{kind}"
    match kind:
        case "md":
            file.write_text(text, "utf-8")
        case "csv":
            file.write_text("\ufeff" + as_csv(sheets), "utf-8")
        case "xlsx":
            write_workbook(sheets, file)
        case "folder":
            file = folder / "form"
            file.mkdir()
            for name, rows in sheets.items():
                (file / f"{name}.csv").write_text(
                    "\n".join(",".join(map(quoted, row)) for row in rows), "utf-8"
                )
    return file


@pytest.mark.parametrize("kind", ["md", "csv", "xlsx", "folder"])
def test_a_form_becomes_the_same_questionnaire_from_any_kind_of_file(run, tmp_path, kind):
    out = tmp_path / "q.yaml"
    file = written(tmp_path, kind)
    found = run("import-xlsform", file, "--out", out)
    assert found.exit_code == 0, found.output
    assert f"{file}: {DROPPED}" in found.stderr
    questionnaire = read(out.read_text("utf-8"), core=shipped.core())
    assert questionnaire.id == "service_use"
    assert questionnaire.by_id["why"].text["ru"] == "Почему | когда?\nНапишите."
    assert questionnaire.by_id["why"].ask_when == "used == no"
    assert run("check", out).exit_code == 0


def test_without_out_the_questionnaire_alone_is_printed(run, tmp_path):
    found = run("import-xlsform", written(tmp_path, "md"))
    assert read(found.stdout, core=shipped.core()).id == "service_use"
    assert "geopoint" in found.stderr


def test_a_refused_form_writes_nothing_and_ends_with_1(run, tmp_path):
    out = tmp_path / "q.yaml"
    found = run("import-xlsform", written(tmp_path, "xlsx", REPEAT), "--out", out)
    assert found.exit_code == 1
    assert "survey row 4, type: error: A repeat is not held" in found.stderr
    assert not out.exists()


def test_a_form_whose_questionnaire_needs_mending_is_written_and_ends_with_1(run, tmp_path):
    out = tmp_path / "q.yaml"
    long = FORM.replace("| Нет |", "| Нет, я никогда не получал этой услуги в этом году |")
    found = run("import-xlsform", written(tmp_path, "md", long), "--out", out)
    assert found.exit_code == 1
    assert "choices row 3, label::Русский (ru): error: The ru label has " in found.stderr
    assert "1 error to mend before it can be published" in found.stderr
    assert out.exists()


def test_problems_are_told_to_programs(run, tmp_path):
    file = written(tmp_path, "md")
    found = run("import-xlsform", file, "--out", tmp_path / "q.yaml", "--json")
    rows = json.loads(found.stdout)
    assert {"file", "code", "level", "sheet", "row", "column", "message"} == set(rows[0])
    assert ("dropped-question", "survey", 4) in [(row["code"], row["sheet"], row["row"]) for row in rows]
    assert run("import-xlsform", file, "--json").exit_code == 2


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("form.xlsx", b"no workbook", "it is no .xlsx file"),
        ("form.xls", b"\xd0\xcf\x11\xe0", "save it as"),
        ("form.md", b"\xff\xfe|", "it is not UTF-8"),
        ("form.csv", b'survey,"open\n', "it is no CSV"),
        ("form.csv", b"x" * (5 * 1024 * 1024 + 1), "more than 5 MiB"),
    ],
)
def test_a_file_that_is_no_form_is_refused_in_a_sentence(run, tmp_path, name, content, why):
    file = tmp_path / name
    file.write_bytes(content)
    found = run("import-xlsform", file)
    assert found.exit_code == 1
    assert why in found.stderr
    assert "Traceback" not in found.output


def test_a_folder_without_questions_is_refused(run, tmp_path):
    assert "there is no survey.csv" in run("import-xlsform", tmp_path).stderr


def test_an_exported_questionnaire_is_imported_as_itself(run, tmp_path):
    source = tmp_path / "source.yaml"
    source.write_text(shipped.questionnaire_text("digital-service"), "utf-8")
    form, back = tmp_path / "form.xlsx", tmp_path / "back.yaml"
    assert run("export-xlsform", source, "--out", form).exit_code == 0
    assert run("import-xlsform", form, "--out", back).exit_code == 0
    core = shipped.core()
    assert read(back.read_text("utf-8"), core=core) == read(source.read_text("utf-8"), core=core)


def test_a_questionnaire_with_errors_is_not_exported(run, tmp_path):
    source = tmp_path / "source.yaml"
    source.write_text("questionnaire: x\n", "utf-8")
    found = run("export-xlsform", source, "--out", tmp_path / "form.xlsx")
    assert found.exit_code == 1
    assert f"{source}:1:1: error:" in found.stderr
    assert not (tmp_path / "form.xlsx").exists()


def test_an_export_is_what_the_sheets_say(run, tmp_path):
    sheets = sheets_of(read(shipped.questionnaire_text(shipped.SHORT), core=shipped.core()))
    assert sheets["survey"][0][:5] == [
        "type",
        "name",
        "label::Қазақша (kk)",
        "label::Русский (ru)",
        "label::English (en)",
    ]
    assert sheets["settings"][1][sheets["settings"][0].index("form_id")] == "service_experience_short"
