"""A workbook gives back the texts that were written into it, and a hostile one is refused before it is read."""

import contextlib
import datetime
import io
import tracemalloc
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from console.workbooks import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    FILE_LIMIT,
    ROW_LIMIT,
    UNPACKED_LIMIT,
    WorkbookError,
    read_workbook,
    write_workbook,
)
from tests.any_questionnaires import clean
from tests.exploring import examples

MEBIBYTES = 200
"""What it may need."""

TYPED = [
    "=1+1",
    "@SUM(A1)",
    "+1",
    "-1",
    "http://a.kz",
    "mailto:a@b.kz",
    "1",
    "TRUE",
    "_x000D_",
    "_x0041_",
    "<&>'\"",
]
TEXTS = st.sampled_from(TYPED) | st.text(max_size=8).map(clean)


def written(sheets, tmp_path):
    file = tmp_path / "form.xlsx"
    write_workbook(sheets, file)
    return file.read_bytes()


def packed(**members):
    """A zip with members of these names, __ for a dot and _ for a slash's stead."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "."), text)
    return raw.getvalue()


def repacked(raw, name, change):
    """The workbook with one member changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            text = source.read(member)
            target.writestr(member.filename, change(text) if member.filename == name else text)
    return out.getvalue()


@examples(60)
@given(rows=st.lists(st.lists(TEXTS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_every_text_comes_back_as_it_was(rows, tmp_path_factory):
    found = read_workbook(written({"survey": rows}, tmp_path_factory.mktemp("book")))["survey"]
    width = max(map(len, rows))
    wanted = [[*row, *[""] * (width - len(row))] for row in rows]
    while wanted and not any(wanted[-1]):
        wanted.pop()
    assert [[*row, *[""] * width][:width] for row in found] == wanted


def test_nothing_that_was_typed_becomes_a_formula_or_a_link(tmp_path):
    texts = ['=HYPERLINK("http://x")', "=1+1", "@x", "+1", "-1", "http://a.kz"]
    book = openpyxl.load_workbook(
        io.BytesIO(written({"survey": [["label"], *([text] for text in texts)]}, tmp_path))
    )
    cells = [row[0] for row in book["survey"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts
    assert not any(cell.hyperlink for cell in cells)
    raw = zipfile.ZipFile(io.BytesIO(written({"survey": [[text] for text in texts]}, tmp_path)))
    assert b"<f>" not in raw.read("xl/worksheets/sheet1.xml")


def test_numbers_truths_and_days_are_read_as_people_see_them(tmp_path):
    file = tmp_path / "typed.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("survey")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, value in enumerate((1, 1.5, True, False)):
            sheet.write(0, column, value)
        sheet.write_datetime(0, 4, datetime.datetime(2026, 1, 31), day)
    assert read_workbook(file.read_bytes())["survey"][0][:5] == ["1", "1.5", "TRUE", "FALSE", "2026-01-31"]


def test_a_formula_is_not_worked_out_but_its_kept_value_is_read(tmp_path):
    file = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("survey")
        sheet.write_formula(0, 0, "=1+1", None, "kept")
    assert read_workbook(file.read_bytes())["survey"][0][0] == "kept"


def test_blank_rows_keep_the_numbers_of_the_others_and_only_wanted_sheets_are_read(tmp_path):
    raw = written({"Survey": [["a"], [""], [""], ["b"]], "other": [["x"]]}, tmp_path)
    found = read_workbook(raw, ["survey"])
    assert list(found) == ["Survey"]
    assert [any(row) for row in found["Survey"]] == [True, False, False, True]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no .xlsx file"),
        (b"\xd0\xcf\x11\xe0 an old .xls", "save it as"),
        (b"PK\x03\x04 broken", "no .xlsx file"),
        (packed(a__xml="<a/>"), "no workbook"),
        (packed(a__xml="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "entities"),
        (packed(a__xml='<?xml version="1.0" encoding="cp037"?><a/>'), "UTF-8"),
        (packed(a__xml="<a/>".encode("utf-16")), "UTF-8"),
        (b"x" * (FILE_LIMIT * 1024 * 1024 + 1), f"more than {FILE_LIMIT} MiB"),
        (packed(a__bin=b"\0" * (UNPACKED_LIMIT * 1024 * 1024 + 1)), f"more than {UNPACKED_LIMIT} MiB"),
    ],
    ids=["empty", "old", "broken", "no-workbook", "entities", "ebcdic", "utf-16", "large", "bomb"],
)
def test_a_hostile_file_is_refused_with_a_reason_in_little_memory(raw, why):
    tracemalloc.start()
    try:
        with pytest.raises(WorkbookError, match=why):
            read_workbook(raw)
        assert tracemalloc.get_traced_memory()[1] < MEBIBYTES * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_sheet_that_claims_a_million_rows_is_read_as_what_it_holds(tmp_path):
    raw = written({"survey": [["type"], ["text"]]}, tmp_path)
    claimed = repacked(
        raw, "xl/worksheets/sheet1.xml", lambda text: text.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    )
    assert len(read_workbook(claimed)["survey"]) == 2


@pytest.mark.parametrize("place", ["A999999999999", "A1048577"])
def test_a_cell_beyond_the_last_row_is_no_endless_reading(tmp_path, place):
    raw = written({"survey": [["type"], ["text"]]}, tmp_path)
    row = place.removeprefix("A").encode()
    moved = repacked(
        raw,
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace(b'<row r="2"', b'<row r="' + row + b'"').replace(
            b'r="A2"', b'r="A' + row + b'"'
        ),
    )
    with contextlib.suppress(WorkbookError):
        read_workbook(moved)


def test_more_rows_or_columns_than_a_form_has_are_refused(tmp_path):
    with pytest.raises(WorkbookError, match="rows"):
        read_workbook(written({"survey": [["x"]] * (ROW_LIMIT + 1)}, tmp_path))
    with pytest.raises(WorkbookError, match="columns"):
        read_workbook(written({"survey": [["x"] * (COLUMN_LIMIT + 1)]}, tmp_path))


def test_a_text_that_no_cell_holds_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(WorkbookError, match="survey, row 2"):
        write_workbook({"survey": [["label"], ["x" * (CELL_LIMIT + 1)]]}, tmp_path / "form.xlsx")
    assert not (tmp_path / "form.xlsx").exists()


def test_the_same_sheets_make_the_same_file(tmp_path):
    sheets = {"survey": [["type"], ["text"]]}
    assert written(sheets, tmp_path) == written(sheets, tmp_path)
