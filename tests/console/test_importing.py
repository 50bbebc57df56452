"""Staff bring in what other channels have asked, and are told of every mistake at once, by row and column."""

import csv
import datetime
import json
import os
import re
import sqlite3
from pathlib import Path
from typing import get_args

import openpyxl
import pytest
import xlsxwriter

from console.data_file_words import TROUBLES
from console.data_files import Trouble
from console.import_words import FINDINGS
from surveys.data_file.findings import Key
from tests.console.test_cli import NAMES, Terminal
from tests.fieldwork import TEXT

HEADERS = ["service", "language", "week", "region", "overall", "reason"]
INTO = ("--campaign", "clinics", "--mode", "paper")


@pytest.fixture
def saualnama(sqlite_template, tmp_path, monkeypatch, capsys):
    """The command, with the campaign `clinics` open for two services."""
    for name in [name for name in os.environ if name.startswith(("SAUALNAMA_", "LANG", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    Path("data/saualnama.sqlite").write_bytes(sqlite_template.read_bytes())
    Path("trial.yaml").write_text(TEXT, "utf-8")
    command = Terminal(capsys)
    assert command("registry", "load").code == 0
    fingerprint = command("survey", "publish", "trial.yaml").out.strip()
    asked = ("--questionnaire", fingerprint, "--service", "mia_id_card", "--service", "moh_clinic")
    assert command("campaign", "launch", "clinics", *asked, *NAMES).code == 0
    return command


def written(name, *rows, separator=",", encoding="utf-8"):
    with Path(name).open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return name


def in_records(
    query="SELECT service, language, disposition, week, mode, route, hex(answers), beside FROM responses",
):
    with sqlite3.connect("data/saualnama.sqlite") as connection:
        return sorted(connection.execute(query).fetchall(), key=repr)


GOOD = [
    ["moh_clinic", "kk", "2026-W14", "KZ-10", "3", "Кезек"],
    ["moh_clinic", "ru", "2026-W14", "", "5", ""],
    ["mia_id_card", "", "", "KZ-71", "98", ""],
]
BAD = [
    ["moh_clinic", "kk", "2026-W14", "KZ-10", "6", ""],
    ["moh_clinic", "ru", "2026-W14", "KZ-10", "5", "Жалоба"],
    ["moh_clinc", "ru", "14", "", "4", ""],
]


def trial(*rows):
    """A file of the trial's columns."""
    return [HEADERS, *rows]


def test_three_bad_rows_are_told_by_row_and_column_and_nothing_goes_in(saualnama) -> None:
    said = saualnama("responses", "import", written("a.csv", *trial(*GOOD, *BAD)), *INTO)
    assert said.code == 1
    assert said.out == ""
    not_asked = (
        "The answers of this row do not lead to this question, which is asked when: overall <= 3. "
        "Empty the cell, or correct the other answers."
    )
    assert said.err.splitlines() == [
        "a.csv:5: overall: This question has no code 6. It has: 1, 2, 3, 4, 5; 97, 98 and 99 mean no answer.",
        f"a.csv:6: reason: {not_asked}",
        "a.csv:7: service: The campaign has no service moh_clinc. It has: mia_id_card, moh_clinic.",
        "a.csv:7: week: 14 is no week. Enter year and week like this: 2026-W14.",
        "Nothing was imported. Mistakes: 4; rows with mistakes: 3 of 6.",
    ]
    assert in_records() == []
    assert saualnama("responses", "list", "clinics").err == "nothing yet\n"


def test_with_skip_bad_the_others_go_in_and_it_is_told_which_did_not(saualnama) -> None:
    said = saualnama("responses", "import", written("a.csv", *trial(*GOOD, *BAD)), *INTO, "--skip-bad")
    assert said.code == 0
    assert len(said.err.splitlines()) == 4
    assert said.out.splitlines()[:2] == [
        "Rows left out: 3 of 6.",
        "Imported into the campaign clinics: 3 responses; complete: 3, partial: 0.",
    ]
    assert [row[:6] for row in in_records()] == [
        ("mia_id_card", "-", "complete", None, "paper", "import"),
        ("moh_clinic", "kk", "complete", 202614, "paper", "import"),
        ("moh_clinic", "ru", "complete", 202614, "paper", "import"),
    ]


def test_the_same_file_is_refused_until_it_is_forgotten(saualnama) -> None:
    file = written("a.csv", *trial(*GOOD[:2]))
    assert saualnama("responses", "import", file, *INTO).code == 0
    again = saualnama("responses", "import", file, "--campaign", "clinics", "--mode", "web")
    assert again.code == 1
    command = re.search(r"saualnama (responses forget \w{12})", again.err)
    assert command
    (row,) = saualnama("responses", "list", "clinics", "--json").rows
    assert (row["mode"], row["rows"], row["complete"]) == ("paper", 2, True)
    assert "2 responses are taken out of clinics" in saualnama(*command[1].split(), "--yes").out
    assert in_records() == []
    assert saualnama("responses", "import", file, *INTO).code == 0


def test_what_a_killed_import_left_is_said_to_be_no_import(saualnama) -> None:
    file, other = written("a.csv", *trial(*GOOD[:2])), written("b.csv", *trial(GOOD[2]))
    assert saualnama("responses", "import", file, *INTO).code == 0
    with sqlite3.connect("data/saualnama.sqlite") as connection:
        connection.execute("UPDATE imports SET complete = 0")
    assert "nothing of it counts" in saualnama("responses", "import", file, *INTO).err
    said = saualnama("responses", "import", other, *INTO)
    assert said.code == 1
    command = re.search(r"saualnama (responses forget \w{12})", said.err)
    assert command
    assert "2 responses are taken out" in saualnama(*command[1].split(), "--yes").out
    assert saualnama("responses", "import", other, *INTO).code == 0


def test_json_says_it_to_programs(saualnama) -> None:
    said = saualnama("responses", "import", written("a.csv", *trial(*GOOD, *BAD)), *INTO, "--json")
    told = json.loads(said.out)
    assert said.code == 1
    assert (told["imported"], told["rows"], told["left_out"], told["wrong"]) == (0, 6, 3, 4)
    assert [(each["row"], each["column"], each["code"]) for each in told["findings"]] == [
        (5, "overall", "unknown-code"),
        (6, "reason", "not-asked"),
        (7, "service", "unknown-service"),
        (7, "week", "week-not-read"),
    ]


@pytest.mark.parametrize(
    ("language", "begins"),
    [("kk_KZ.UTF-8", "Бұл сұрақта 6 коды жоқ"), ("ru_RU", "У этого вопроса нет кода 6")],
)
def test_the_terminal_says_in_which_language_mistakes_are_told(
    saualnama, monkeypatch, language, begins
) -> None:
    monkeypatch.setenv("LANG", language)
    said = saualnama("responses", "import", written("a.csv", *trial(BAD[0])), *INTO)
    assert said.err.startswith(f"a.csv:2: overall: {begins}")


def test_every_mistake_has_words() -> None:
    assert set(FINDINGS) == set(get_args(Key)) - {"refused"}
    assert set(TROUBLES) == set(get_args(Trouble))


# What files look like


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_commas_semicolons_and_tabs_with_or_without_a_byte_order_mark_give_the_same(
    saualnama, separator, encoding
) -> None:
    file = written("a.csv", *trial(*GOOD), [], separator=separator, encoding=encoding)
    assert saualnama("responses", "import", file, *INTO).code == 0
    assert [row[0] for row in in_records()] == ["mia_id_card", "moh_clinic", "moh_clinic"]


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        (
            "cp1251",
            "The file is not UTF-8 (row 3), perhaps windows-1251. Save it as “CSV UTF-8” or as an Excel workbook.",
        ),
        ("utf-16", "The file is UTF-16 (“Unicode text”). Save it as “CSV UTF-8” or as an Excel workbook."),
    ],
)
def test_another_encoding_is_refused_in_a_sentence(saualnama, encoding, sentence) -> None:
    ascii_first = trial(GOOD[1], ["moh_clinic", "ru", "2026-W14", "", "2", "очередь"])
    said = saualnama("responses", "import", written("a.csv", *ascii_first, encoding=encoding), *INTO)
    assert (said.code, said.err) == (1, f"a.csv: {sentence}\n")


def test_what_is_no_table_is_refused_in_a_sentence(saualnama) -> None:
    for name, raw, why in (
        ("a.csv", b"", "The file is empty."),
        ("b.csv", b'service,overall\nmoh_clinic,"5\n', "Row 2 cannot be read as CSV."),
        ("c.xlsx", b"nonsense", "The workbook cannot be read."),
        ("d.csv", b"service,overall\n\n", "There are no rows under the headers."),
        ("e.csv", b"service,overal\nmoh_clinic,5\n", "Did you mean overall?"),
    ):
        Path(name).write_bytes(raw)
        said = saualnama("responses", "import", name, *INTO)
        assert said.code == 1
        assert why in said.err, name
    assert saualnama("responses", "import", "a.csv", "--campaign", "nowhere", "--mode", "web").code == 1
    assert in_records() == []


def test_rows_are_counted_as_a_spreadsheet_shows_them(saualnama) -> None:
    """A cell of two lines is one row, and an empty row is one too."""
    rows = trial(["moh_clinic", "kk", "", "", "2", "екі\nжол"])
    file = written("a.csv", *rows, [], ["", "", "", "", "", ""], ["moh_clinic", "kk", "", "", "7", ""])
    assert saualnama("responses", "import", file, *INTO).err.startswith("a.csv:5: overall: ")


def test_a_workbook_gives_what_the_same_csv_does_with_numbers_formulas_and_all(saualnama) -> None:
    assert saualnama("responses", "import", written("a.csv", *trial(*GOOD)), *INTO).code == 0
    expected = in_records()
    with xlsxwriter.Workbook("a.xlsx") as book:
        book.add_worksheet("notes").write(0, 0, "not this one")
        sheet = book.add_worksheet("Responses")
        for number, row in enumerate(trial(*GOOD)):
            for place, text in enumerate(row):
                if text.isdecimal():
                    sheet.write_formula(number, place, f"={text}*1", None, float(text))
                elif text:
                    sheet.write_string(number, place, text)
    (known,) = saualnama("responses", "list", "clinics", "--json").rows
    assert saualnama("responses", "forget", known["sha256"], "--yes").code == 0
    assert saualnama("responses", "import", "a.xlsx", *INTO).code == 0
    assert in_records() == expected


def test_a_formula_that_nobody_has_worked_out_is_not_taken_for_an_empty_cell(saualnama) -> None:
    book = openpyxl.Workbook()
    for row in (["service", "overall"], ["moh_clinic", "=4+1"]):
        book.active.append(row)
    book.save("a.xlsx")
    said = saualnama("responses", "import", "a.xlsx", *INTO)
    assert said.code == 1
    assert "formulas without values" in said.err
    assert in_records() == []


def test_days_and_times_of_a_workbook_are_read_as_what_they_say(saualnama) -> None:
    Path("when.yaml").write_text(
        "questionnaire: when\nlanguages: [kk, ru]\ntitle: {kk: Т, ru: Н}\nintroduction: {kk: К., ru: В.}\nitems:\n"
        "  - {id: day, type: date, text: {kk: Қай күні?, ru: В какой день?}}\n"
        "  - {id: hour, type: time, text: {kk: Сағат нешеде?, ru: Во сколько?}}\n",
        "utf-8",
    )
    fingerprint = saualnama("survey", "publish", "when.yaml").out.strip()
    asked = ("--questionnaire", fingerprint, "--service", "moh_clinic")
    assert saualnama("campaign", "launch", "visits", *asked, *NAMES).code == 0
    book = openpyxl.Workbook()
    book.active.append(["service", "day", "hour"])
    book.active.append(["moh_clinic", datetime.date(2026, 3, 2), datetime.time(9, 30)])
    book.save("a.xlsx")
    said = saualnama("responses", "import", "a.xlsx", "--campaign", "visits", "--mode", "phone")
    assert (said.code, said.err) == (0, "")
    assert [json.loads(row[-1]) for row in in_records()] == [{"day": "2026-03-02", "hour": "09:30"}]


# The template


def test_the_template_has_the_columns_and_lists_the_codes_in_both_languages(saualnama) -> None:
    assert saualnama("responses", "template", "clinics", "--out", "t.xlsx").code == 0
    book = openpyxl.load_workbook("t.xlsx")
    headers = [cell.value for cell in book["responses"][1]]
    assert headers[:4] == ["service", "language", "week", "disposition"]
    assert headers[4:] == ["region", "overall", "reason", "good.staff", "good.speed", "visits"]
    head, *rows = book["codes"].iter_rows(values_only=True)
    assert head == ("column", "code", "question_kk", "question_ru", "label_kk", "label_ru")
    assert ("service", "moh_clinic", None, None, "емханаға тіркелу", "прикрепление к поликлинике") in rows
    overall = [row for row in rows if row[0] == "overall"]
    assert [row[1] for row in overall] == ["1", "2", "3", "4", "5", "98"]
    assert overall[0][2:4] == ("Жалпы алғанда ше?", "А в целом?")
    assert book["responses"].column_dimensions["A"].number_format == "@"


def test_a_template_that_is_filled_in_is_imported(saualnama) -> None:
    saualnama("responses", "template", "clinics", "--out", "t.xlsx")
    book = openpyxl.load_workbook("t.xlsx")
    sheet = book["responses"]
    headers = [cell.value for cell in sheet[1]]
    told = {"service": "moh_clinic", "overall": 4, "week": "2026-W14"}
    sheet.append([told.get(name) for name in headers])
    book.save("t.xlsx")
    assert saualnama("responses", "import", "t.xlsx", *INTO).code == 0
    assert [row[:4] for row in in_records()] == [("moh_clinic", "-", "complete", 202614)]
