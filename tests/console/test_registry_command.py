"""An officer brings in a registry of one's own: every mistake is told by row and column, and nothing changes twice."""

import csv
import json
import os
import re
import sqlite3
from pathlib import Path
from typing import get_args

import openpyxl
import pytest

from console.registry.findings import Key, letters
from console.registry.words import FINDINGS
from console.workbooks import write_workbook
from tests.console.test_cli import NAMES, Terminal
from tests.fieldwork import TEXT

RUSSIAN = [
    *("код", "орган", "название на казахском", "название на русском"),
    *("действует с", "действует по", "предшественник", "получателей в год"),
]
CODE, AGENCY, KK, RU, FROM, TO, BEFORE, CLIENTS = range(8)
OFFICE = ["code", "agency", "region", "kk", "ru"]


@pytest.fixture
def saualnama(sqlite_template, tmp_path, monkeypatch, capsys):
    """The command, with the shipped registry loaded."""
    for name in [name for name in os.environ if name.startswith(("SAUALNAMA_", "LANG", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    Path("data/saualnama.sqlite").write_bytes(sqlite_template.read_bytes())
    command = Terminal(capsys)
    assert command("registry", "load").code == 0
    return command


def services():
    """Fifty services of an akimat, as Excel in Russian has them."""
    return [
        [
            f"akm_{n:02}",
            "akimat_akmola",
            f"Қызмет №{n}",
            f"Услуга № {n}",
            "01.01.2026",
            "",
            "",
            f"{n} 000",
        ]
        for n in range(1, 51)
    ]


def with_ten_mistakes():
    rows = services()
    rows[2][CODE] = "akm_02"
    rows[5][AGENCY] = "akimat_akmla"
    rows[9][KK] = ""
    rows[12][CODE] = "акм_13"
    rows[15][FROM] = "31.02.2026"
    rows[20][TO] = "31.12.2025"
    rows[25][CLIENTS] = "много"
    rows[30][BEFORE] = "akm_31"
    rows[35][RU] = "У" * 201
    rows[40][CODE] = "con"
    return rows


TEN = [
    ("4:A: код", "The code akm_02 stands already in {file}:3. Give each row its own."),
    ("7:B: орган", "There is no akimat_akmla. Did you mean akimat_akmola? Correct the code."),
    ("11:C: название на казахском", "The cell is empty. Fill it in."),
    ("14:A: код", "The code акм_13 has Cyrillic letters: а, к, м. Type it in Latin letters."),
    ("17:E: действует с", "31.02.2026 is no day. Enter it like this: 2026-01-31 or 31.01.2026."),
    (
        "22:F: действует по",
        "The last day 2025-12-31 is before the first day 2026-01-01. Correct one of them.",
    ),
    ("27:H: получателей в год", "много is no whole number of people. Enter digits only, or nothing."),
    (
        "32:G: предшественник",
        "akm_31 is its own predecessor. Empty the cell, or enter the code it had before.",
    ),
    ("37:D: название на русском", "The text has 201 characters. Shorten it to 200 at most."),
    ("42:A: код", "The code con has a meaning of its own in figures or files. Choose another one."),
]


def written(name, *rows, separator=",", encoding="utf-8"):
    """A file: a workbook by its name, else CSV."""
    if name.endswith(".xlsx"):
        write_workbook({"Лист1": rows}, Path(name))
        return name
    with Path(name).open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return name


def test_an_empty_registry_says_what_to_load_first_and_calls_no_row_a_mistake(
    sqlite_template, tmp_path, monkeypatch, capsys
) -> None:
    for name in [name for name in os.environ if name.startswith(("SAUALNAMA_", "LANG", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    Path("data/saualnama.sqlite").write_bytes(sqlite_template.read_bytes())
    said = Terminal(capsys)("registry", "load", written("akmola.csv", RUSSIAN, *services()))
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("Error: the registry is empty: run `saualnama registry load` first")
    assert said.err.count("\n") == 1


def in_records():
    with sqlite3.connect("data/saualnama.sqlite") as connection:
        return connection.execute("SELECT * FROM services ORDER BY code").fetchall()


@pytest.mark.parametrize("name", ["akmola.csv", "akmola.xlsx"])
def test_ten_mistakes_in_fifty_services_are_told_by_row_and_column_and_nothing_goes_in(
    saualnama, name
) -> None:
    before = in_records()
    said = saualnama(
        "registry", "load", written(name, RUSSIAN, *with_ten_mistakes(), separator=";", encoding="utf-8-sig")
    )
    file = "akmola.csv" if name.endswith(".csv") else "akmola.xlsx:Лист1"
    assert said.code == 1
    assert said.out == ""
    assert said.err.splitlines() == [
        *(f"{file}:{where}: {what.format(file=file)}" for where, what in TEN),
        "Nothing was written. Mistakes: 10.",
    ]
    assert in_records() == before


@pytest.mark.parametrize("name", ["akmola.csv", "akmola.xlsx"])
def test_what_was_mended_is_loaded_listed_exported_and_loaded_again_without_a_change(saualnama, name) -> None:
    file = written(name, RUSSIAN, *services(), separator=";", encoding="utf-8-sig")
    assert "Services: new 50, changed 0, as before 0" in saualnama("registry", "load", file, "--dry-run").out
    assert len(in_records()) == 58
    said = saualnama("registry", "load", file)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[-2:] == [
        "Services: new 50, changed 0, as before 0",
        "The registry is loaded.",
    ]
    listed = saualnama("registry", "services", "--agency", "akimat_akmola")
    assert len(listed.out.splitlines()) == 51
    assert listed.out.count("†") == 50
    assert listed.err.splitlines() == [
        "† The Kazakh name waits for a native reviewer: 50 of 50.",
        "Without an English name, the Russian one stands in for it: 50 of 50.",
    ]
    (row,) = [row for row in saualnama("registry", "services", "--json").rows if row["code"] == "akm_50"]
    assert (row["en"], row["clients"], row["valid_from"]) == ("Услуга № 50", 50_000, "2026-01-01")
    before = in_records()
    for out in ("all.xlsx", "services.csv"):
        kind = [] if out == "all.xlsx" else ["services"]
        assert saualnama("registry", "export", *kind, "--out", out).code == 0
        again = saualnama("registry", "load", out)
        assert (again.code, again.err) == (0, "")
        assert "Nothing changes." in again.out
    assert in_records() == before


def test_what_changes_is_told_from_old_to_new_in_the_readers_language(saualnama, monkeypatch) -> None:
    file = written(
        "a.csv", ["code", "agency", "kk", "ru"], ["moh_clinic", "moh", "емханаға тіркелу", "прикрепление"]
    )
    monkeypatch.setenv("LANGUAGE", "ru")
    said = saualnama("registry", "load", file)
    assert said.out.splitlines() == [
        "~ moh_clinic  прикрепление  (меняется)",
        "    название на русском: прикрепление к поликлинике → прикрепление",
        "Услуги: новых 0, изменённых 1, без изменений 0",
        "Реестр загружен.",
    ]
    told = json.loads(saualnama("registry", "load", file, "--json").out)
    assert (told["written"], told["changes"], told["counts"]["services"]["same"]) == (True, [], 1)


@pytest.mark.parametrize(
    ("language", "begins"), [("kk", "Ұяшық бос."), ("ru", "Ячейка пуста."), ("en", "The cell is empty.")]
)
def test_mistakes_are_told_in_the_readers_language(saualnama, monkeypatch, language, begins) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    said = saualnama("registry", "load", written("a.csv", OFFICE, ["o1", "moh", "KZ-75", "", "Офис"]))
    assert said.err.startswith(f"a.csv:2:D: kk: {begins}")


def test_a_workbook_holds_all_three_kinds_and_what_one_sheet_has_another_may_name(saualnama) -> None:
    sheets = {
        "Органы": [
            ["код", "вид", "регион", "на казахском", "на русском"],
            ["dept", "иной", "", "Бөлім", "Отдел"],
        ],
        "қызметтер": [["код", "орган", "қазақша", "орысша"], ["dept_s", "dept", "Қызмет", "Услуга"]],
        "offices": [OFFICE, ["dept_o", "dept", "KZ-75", "Кеңсе", "Офис"]],
        "Заметки": [["что угодно"]],
    }
    write_workbook(sheets, Path("all.xlsx"))
    assert saualnama("registry", "load", "all.xlsx").code == 0
    (row,) = saualnama("registry", "offices", "--json").rows
    assert (row["code"], row["agency"], row["region"]) == ("dept_o", "dept", "KZ-75")
    (agency,) = saualnama("registry", "agencies", "--agency", "dept", "--json").rows
    assert agency["kind"] == "other"


AGENCIES = ["code", "kind", "kk", "ru", "predecessor"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["code", "kk"]], ["1: It cannot be told what stands here."]),
        ([OFFICE], ["1: There are no rows under the headers."]),
        ([["code", "agency", "kk"], ["a", "moh", "А"]], ["1: There is no column ru."]),
        (
            [[*OFFICE, "kk", "colour", "shortkk", ""], ["o", "moh", "", "Қ", "К", "", "", "", "", "x"]],
            [
                "1:F: kk: This column stands twice.",
                "1:G: colour: There is no such column here. Remove it, or use one of: code, agency,",
                "1:H: shortkk: There is no such column here. Did you mean short kk?",
                "2: The row has more cells than there are headers.",
            ],
        ),
        ([OFFICE, ["o", "moh", "KZ-76", "Қ", "К"]], ["2:C: region: There is no region KZ-76. There are: KZ-10,"]),
        ([OFFICE, ["o", "moh", "Область Абай", "Қ", "К"]], ["2:C: region: There is no Область Абай. Did you mean"]),
        ([OFFICE, ["o", "Минюст", "", "Қ", "К"]], ["2:B: agency: There is no Минюст. Did you mean moj?"]),
        (
            [OFFICE, ["o", "министерство юстиции", "", "Қ", "К"]],
            ["2:B: agency: There is no министерство юстиции. Did you mean moj?"],
        ),
        ([OFFICE, ["O-1", "moh", "", "Қ", "К"]], ["2:A: code: O-1 is no code."]),
        ([OFFICE, ["o" * 21, "moh", "", "Қ", "К"]], ["2:A: code: The text has 21 characters."]),
        ([OFFICE, ["*", "moh", "", "Қ", "К"]], ["2:A: code: The code * has a meaning of its own"]),
        ([OFFICE, ["skip", "moh", "", "Қ", "К"]], ["2:A: code: The code skip has a meaning of its own"]),
        ([OFFICE, ["o", "moh", "", "Қ\u200bала", "К"]], ["2:D: kk: The cell holds a character that nobody sees"]),
        ([OFFICE, ["o", "moh", "", "?ала", "К"]], ["2:D: kk: A letter has become a question mark here"]),
        ([OFFICE, ["o", "moh", "", "=Қ", "К"]], ["2:D: kk: A name that begins with = becomes a formula"]),
        ([OFFICE, ["o", "moh", "", "Қ", "#Н/Д"]], ["2:E: ru: The spreadsheet shows the error #Н/Д here."]),
        (
            [[*OFFICE, "kk_checked"], ["o", "moh", "", "Қ", "К", "maybe"]],
            ["2:F: kk_checked: maybe is neither yes nor no."],
        ),
        ([AGENCIES, ["a", "akimat", "Қ", "К", ""]], ["2:B: kind: akimat is no kind of agency."]),
        (
            [AGENCIES, ["a", "local", "Қ", "К", "b"], ["b", "local", "Ң", "Н", "a"]],
            ["2:E: predecessor: The predecessors go in a circle: a → b → a."],
        ),
        ([AGENCIES, ["a", "local", "Қ", "К", "mzh"]], ["2:E: predecessor: There is no mzh. Did you mean mo"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_where_it_stands(saualnama, rows, told) -> None:
    said = saualnama("registry", "load", written("a.csv", *rows))
    lines = said.err.splitlines()
    assert said.code == 1
    assert lines[-1] == f"Nothing was written. Mistakes: {len(told)}."
    for line, begins in zip(lines[:-1], told, strict=True):
        assert line.startswith(f"a.csv:{begins}")


def test_what_is_odd_is_told_and_taken(saualnama) -> None:
    rows = [
        ["o1", "moh", "KZ-75", "Офис ", "Офис"],
        ["o2", "moh", "KZ-75", "Офис", "Қала"],
        ["o3", "moh", "KZ-75", "Кeңсе", "Офис"],
    ]
    said = saualnama("registry", "load", written("a.csv", OFFICE, *rows))
    assert said.code == 0
    assert [line.partition(" Warning: ")[0] for line in said.err.splitlines()] == [
        "a.csv:2:D: kk:",
        "a.csv:2:D: kk:",
        "a.csv:3:D: kk:",
        "a.csv:4:D: kk:",
    ]
    assert [row["kk"] for row in saualnama("registry", "offices", "--json").rows] == ["Офис", "Офис", "Кeңсе"]


def test_letters_that_are_written_in_two_ways_are_one(saualnama) -> None:
    decomposed = "Дополнительныи\u0306 офис"
    assert (
        saualnama("registry", "load", written("a.csv", OFFICE, ["o", "moh", "", "Қ", decomposed])).code == 0
    )
    assert saualnama("registry", "offices", "--json").rows[0]["ru"] == "Дополнительный офис"


def test_a_code_may_not_stand_in_two_files(saualnama) -> None:
    files = [written(name, OFFICE, ["o", "moh", "", "Қ", "К"]) for name in ("a.csv", "b.csv")]
    said = saualnama("registry", "load", *files)
    assert said.err.startswith("b.csv:2:A: code: The code o stands already in a.csv:2.")


def test_a_file_of_another_encoding_is_refused_in_words(saualnama) -> None:
    file = written("a.csv", RUSSIAN, ["a", "moh", "К", "К", "", "", "", ""], separator=";", encoding="cp1251")
    said = saualnama("registry", "load", file)
    assert said.code == 1
    assert "not UTF-8 (row 1), perhaps windows-1251" in said.err
    Path("empty.csv").write_text("")
    assert "saualnama registry template" in saualnama("registry", "load", "empty.csv").err


def test_a_service_keeps_its_agency_while_a_campaign_asks_about_it(saualnama) -> None:
    Path("trial.yaml").write_text(TEXT, "utf-8")
    fingerprint = saualnama("survey", "publish", "trial.yaml").out.strip()
    asked = ("--questionnaire", fingerprint, "--service", "moh_clinic")
    assert saualnama("campaign", "launch", "clinics", *asked, *NAMES).code == 0
    office = written("o.csv", OFFICE, ["o", "moh", "", "Қ", "К"])
    assert saualnama("registry", "load", office).code == 0
    moved = [
        written("s.csv", ["code", "agency", "kk", "ru"], ["moh_clinic", "moj", "Қ", "К"]),
        written("o.csv", OFFICE, ["o", "moj", "", "Қ", "К"]),
    ]
    said = saualnama("registry", "load", *moved)
    assert said.err.splitlines()[0].startswith(
        "s.csv:2:B: agency: The service moh_clinic cannot change its agency while the campaign clinics asks about it."
    )
    assert said.err.splitlines()[1].startswith(
        "o.csv:2:B: agency: The office o cannot leave the agency moh while"
    )
    assert saualnama("campaign", "close", "clinics", "--yes").code == 0
    assert saualnama("registry", "load", *moved).code == 0


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_template_is_filled_in_and_loaded_in_each_language(saualnama, monkeypatch, language) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    assert saualnama("registry", "template", "--out", "new.xlsx").code == 0
    book = openpyxl.load_workbook("new.xlsx")
    values = {0: ["dept", "other", None, "Бөлім", "Отдел"], 2: ["dept_o", "dept", "KZ-75", "Кеңсе", "Офис"]}
    for place, row in values.items():
        book.worksheets[place].append(row)
    book.save("new.xlsx")
    said = saualnama("registry", "load", "new.xlsx")
    assert (said.code, said.err) == (0, "")
    assert [row["code"] for row in saualnama("registry", "offices", "--json").rows] == ["dept_o"]


def test_a_csv_file_holds_one_kind(saualnama) -> None:
    said = saualnama("registry", "export", "--out", "all.csv")
    assert said.code == 2
    assert "a CSV file holds one kind" in said.err


def test_every_mistake_has_its_words() -> None:
    assert set(FINDINGS) == set(get_args(Key))
    assert all(re.search(r"[.!]$", sentence) for sentence in FINDINGS.values())


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
