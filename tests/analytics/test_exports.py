"""The files that readers get: one language each, typed, no suppressed number, no live formula."""

import datetime
import io
import json
import random
import re
import zipfile
from pathlib import Path

import jsonschema
import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from analytics.columns import COLUMNS
from analytics.exports import exports
from analytics.exports.csv import harmless
from analytics.exports.json import SCHEMA
from analytics.indicators import indicators
from analytics.measuring import figures
from analytics.metadata import LANGUAGES, Metadata
from analytics.methods import read_method
from analytics.table import table
from analytics.tallies import NATIONAL
from analytics.wordings import CAVEATS, REASONS
from locales.catalogs import words
from tests.analytics.read_back import READERS, bytes_in, formulas, looks_like_a_formula

METHOD = read_method("2026")
METADATA = Metadata(
    METHOD,
    {"kk": "Қызметтерді бағалау", "ru": "Оценка услуг", "en": "Rating of services"},
    datetime.date(2026, 1, 1),
    datetime.date(2026, 6, 30),
    {
        "moj": {"kk": "Әділет министрлігі", "ru": "Министерство юстиции", "en": "Ministry of Justice"},
        "mof": {"kk": "Қаржы министрлігі", "ru": "Министерство финансов", "en": "Ministry of Finance"},
    },
    {
        "overall": {
            "kk": "Қаншалықты қанағаттанасыз?",
            "ru": "Насколько Вы удовлетворены?",
            "en": "How satisfied?",
        }
    },
)
ITEMS = pd.DataFrame(
    [("overall", "rating", "overall", "satisfaction", str(point), float(point)) for point in range(1, 6)]
    + [
        ("recommend", "nps", "recommendation", "recommendation", str(point), float(point))
        for point in range(11)
    ],
    columns=["item", "type", "measures", "means", "code", "score"],
)
SHOWN = {
    "confidence": "95",
    "top_of_five": 2,
    "top_of_four": 2,
    "privacy": 10,
    "publish": 30,
    "flag_below": 60,
}
"""What the placeholders of the notes are filled with by the method of 2026."""

SENTINEL = 77.123456789
"""A number that must not be found in any file."""


def made_up_figures() -> pd.DataFrame:
    """moj is published, mof flagged, tiny hidden, weak unreliable; the Net Promoter Scores are negative."""
    people = {"moj": 700, "mof": 40, "weak": 20, "tiny": 7}
    rows = [
        (agency, item, code, n * part // 10)
        for agency, n in people.items()
        for item, code, part in [
            ("overall", "5", 6),
            ("overall", "2", 4),
            ("overall", "98", 1),
            ("recommend", "3", 7),
            ("recommend", "9", 3),
            ("recommend", "skip", 1),
        ]
    ]
    cube = pd.DataFrame(rows, columns=["agency", "item", "code", "n"])
    cube.loc[cube["agency"] == "weak", "n"] *= 2
    cube.loc[(cube["agency"] == "mof") & ~cube["code"].isin(["98", "skip"]), "n"] += 2
    cube.loc[(cube["agency"] == "weak") & ~cube["code"].isin(["98", "skip"]), "n"] //= 2
    return figures(cube, ITEMS, METHOD)


FIGURES = made_up_figures()


def written(
    tmp_path: Path, name: str, language: str, *, metadata: Metadata = METADATA, rows: pd.DataFrame = FIGURES
) -> Path:
    export = exports()[name]
    path = tmp_path / f"figures-{language}{export.SUFFIX}"
    export.write(rows, metadata, path, language)
    return path


every_format = pytest.mark.parametrize("name", sorted(exports()))
every_readable_format = pytest.mark.parametrize("name", sorted(READERS))
every_language = pytest.mark.parametrize("language", LANGUAGES)


def test_the_figures_that_are_tried_here_have_every_status_and_a_negative_score():
    assert set(FIGURES["status"]) == {"published", "flagged", "unreliable", "hidden"}
    assert (FIGURES.loc[FIGURES["indicator"] == "nps", "estimate"].dropna() < 0).all()


def test_every_format_can_be_read_again():
    unread = sorted(set(exports()) - set(READERS))
    assert not unread, f"say in READERS of tests/analytics/read_back.py how a file is read again: {unread}"


@every_format
def test_every_format_says_what_it_is(name):
    export = exports()[name]
    assert name == export.NAME
    assert f".{name}" == export.SUFFIX
    assert export.__doc__


@every_readable_format
@every_language
def test_a_file_read_again_gives_the_same_figures(tmp_path, name, language):
    found = READERS[name](written(tmp_path, name, language))
    expected = table(FIGURES, METADATA, language)
    assert found.titles in (None, list(expected.titles.values()))
    assert len(found.rows) == len(FIGURES)
    for column, values in zip(COLUMNS, zip(*found.rows, strict=True), strict=True):
        wanted = [None if pd.isna(value) else value for value in expected.rows[column.key]]
        almost = [pytest.approx(value, rel=1e-15) if isinstance(value, float) else value for value in wanted]
        assert list(values) == almost, column.key
    assert FIGURES["estimate"].min() < 0


@every_readable_format
@every_language
def test_a_file_speaks_one_language(tmp_path, name, language):
    read = READERS[name](written(tmp_path, name, language))
    found = read.texts
    assert METADATA.agencies["moj"][language] in found
    assert read.notes is None or words(language).text(CAVEATS[0], confidence=95) in read.notes
    msgids = [
        *(column.title for column in COLUMNS),
        *(each.TITLE for each in indicators().values()),
        *CAVEATS,
        *REASONS.values(),
    ]
    said = {words(language).text(msgid, **SHOWN) for msgid in msgids}
    for other in set(LANGUAGES) - {language}:
        foreign = {words(other).text(msgid, **SHOWN) for msgid in msgids} - said
        assert not foreign & set(found)
        assert not {name[other] for name in METADATA.agencies.values()} & set(found)
    letters = "".join(found)
    if language != "kk":
        assert not set("әғқңөұүһіӘҒҚҢӨҰҮҺІ") & set(letters)
    if language == "en":
        assert not re.search("[а-яА-Я]", letters)


@every_format
def test_the_same_figures_give_the_same_bytes_and_no_time_of_writing(tmp_path, name):
    first = written(tmp_path, name, "ru").read_bytes()
    assert written(tmp_path, name, "ru").read_bytes() == first
    year = str(datetime.datetime.now(tz=datetime.UTC).year)
    if zipfile.is_zipfile(io.BytesIO(first)):
        with zipfile.ZipFile(io.BytesIO(first)) as archive:
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
            assert year.encode() not in archive.read("docProps/core.xml")


@every_format
def test_suppressed_numbers_reach_no_file_even_if_they_are_still_in_the_figures(tmp_path, name):
    leaking = FIGURES.copy()
    for column in COLUMNS:
        unshown = ["hidden", "unreliable"] if column.reliable_only else ["hidden"]
        if column.private_by == "base":
            forbidden = SENTINEL if column.kind == "number" else int(SENTINEL * 10**7)
            leaking.loc[leaking["status"].isin(unshown), [column.key]] = forbidden
    found = bytes_in(written(tmp_path, name, "kk", rows=leaking))
    assert b"77.12345" not in found
    assert b"771234567" not in found


def test_an_agency_with_few_respondents_does_not_show_how_many():
    leaking = FIGURES.assign(respondents=FIGURES["respondents"].mask(FIGURES["agency"] == "tiny", 9))
    found = table(leaking, METADATA, "ru").rows
    assert found.loc[found["agency"] == "tiny", "respondents"].isna().all()
    assert found.loc[found["agency"] == "moj", "respondents"].notna().all()


@every_language
def test_a_missing_figure_gives_its_reason_in_words(language):
    found = table(FIGURES, METADATA, language).rows
    missing = found["estimate"].isna()
    assert missing.any()
    assert (found.loc[missing, "reason"] != "").all()
    hidden = (FIGURES["status"] == "hidden").to_numpy()
    expected = words(language).text(REASONS["few_people"], privacy=10)
    assert found.loc[hidden, "reason"].unique().tolist() == [expected]


@every_format
def test_an_unknown_language_is_refused(tmp_path, name):
    with pytest.raises(KeyError):
        written(tmp_path, name, "fr")
    assert not list(tmp_path.iterdir())


def test_an_agency_without_a_name_stands_under_its_code():
    found = table(FIGURES, METADATA, "ru").rows
    assert found.loc[found["agency"] == "weak", "agency_name"].unique().tolist() == ["weak"]
    assert found.loc[found["agency"] == NATIONAL, "agency_name"].unique().tolist() == ["Все органы"]


# Hostile texts


STARTS = [
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "\u00a0=",
    "\ufeff=",
    '"=',
    '";=',
    ";=",
    "; @",
]
BODIES = [
    "1+1",
    'cmd|" /C calc"!A0',
    'HYPERLINK("http://x","y")',
    "SUM(A1:A9)",
    "WEBSERVICE(A1)",
    "x;=1;=2",
    "a\n=1",
]


def payloads() -> list[str]:
    """A thousand texts that spreadsheets could take for formulas, seeded."""
    draw = random.Random(1000)
    middles = ["", "Министерство", "Қызмет;", "a\t", 'b\n"', "c;\u200b", "d,"]
    found = [f"{draw.choice(STARTS)}{draw.choice(BODIES)}" for _ in range(500)]
    return found + [f"{draw.choice(middles)}{draw.choice(STARTS)}{draw.choice(BODIES)}" for _ in range(500)]


def hostile(texts: list[str]) -> tuple[pd.DataFrame, Metadata]:
    """Published figures of as many agencies, each with one of the texts as its code and its name."""
    row = FIGURES[(FIGURES["agency"] == "moj") & (FIGURES["indicator"] == "nps")]
    rows = pd.concat([row] * len(texts), ignore_index=True).assign(agency=texts)
    names = {text: dict.fromkeys(LANGUAGES, text) for text in texts}
    questions = {"recommend": dict.fromkeys(LANGUAGES, texts[0])}
    return rows, Metadata(
        METHOD, dict.fromkeys(LANGUAGES, texts[1]), METADATA.starts, METADATA.ends, names, questions
    )


@every_format
def test_of_a_thousand_hostile_texts_none_becomes_a_formula_or_a_link(tmp_path, name):
    rows, metadata = hostile(payloads())
    assert formulas(written(tmp_path, name, "ru", metadata=metadata, rows=rows)) == []


@every_readable_format
def test_of_a_thousand_hostile_texts_none_breaks_a_row(tmp_path, name):
    rows, metadata = hostile(payloads())
    assert len(READERS[name](written(tmp_path, name, "ru", metadata=metadata, rows=rows)).rows) == 1000


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_text_file_that_lets_formulas_through_is_seen_whatever_its_name(tmp_path, separator):
    path = tmp_path / "figures.new"
    path.write_text(f"code{separator}name\nA{separator}=1+1\n", "utf-8")
    assert formulas(path) == ["=1+1"]


def test_a_workbook_that_lets_formulas_and_links_through_is_seen(tmp_path):
    path = tmp_path / "figures.new"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, ["=1+1", "https://example.org"])
    assert {"=1+1", "https://example.org"} <= set(formulas(path))


def test_the_check_above_sees_a_formula_where_there_is_one():
    assert all(looks_like_a_formula(text) for text in ["=1", " =1", "-cmd", "＝1", "\t=x", "\ufeff@x"])
    assert not any(looks_like_a_formula(text) for text in ["-12.5", "'=1", "a=1", "5", "-1e-05"])


# CSV


def test_numbers_in_a_csv_are_never_quoted_or_prefixed(tmp_path):
    text = written(tmp_path, "csv", "ru").read_text(encoding="utf-8")
    nps = FIGURES.loc[(FIGURES["indicator"] == "nps") & (FIGURES["agency"] == "moj"), "estimate"].item()
    assert f",{nps!r}," in text
    assert written(tmp_path, "csv", "ru").read_bytes().count(b"\r\n") == len(FIGURES) + 1


@pytest.mark.parametrize(
    "text", ["Министерство юстиции", "a - b", "e=mc", "Қаржы министрлігі", "1 + 1", "", "x@y.kz"]
)
def test_harmless_texts_are_left_as_they_are(text):
    assert harmless(text) == text


# XLSX


@every_language
def test_a_workbook_has_typed_cells_under_a_frozen_title_row(tmp_path, language):
    sheet = openpyxl.load_workbook(written(tmp_path, "xlsx", language)).worksheets[0]
    found = table(FIGURES, METADATA, language)
    assert sheet.freeze_panes == "C2"
    assert sheet.max_row == len(FIGURES) + 1
    for place, column in enumerate(COLUMNS, start=1):
        cells = [sheet.cell(row, place) for row in range(2, sheet.max_row + 1)]
        for cell, value in zip(cells, found.rows[column.key], strict=True):
            if pd.isna(value) or value == "":
                assert cell.value in {None, ""}
            else:
                assert cell.data_type == ("s" if column.kind == "text" else "n")
                assert cell.value == pytest.approx(value) if column.kind == "number" else cell.value == value
    assert all(8 < sheet.column_dimensions[letter].width < 62 for letter in "ABDH")


def test_a_workbook_shows_as_many_digits_as_each_indicator_deserves(tmp_path):
    sheet = openpyxl.load_workbook(written(tmp_path, "xlsx", "en")).worksheets[0]
    place = [column.key for column in COLUMNS].index("estimate") + 1
    rows = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, place).value is not None]
    shapes = {sheet.cell(row, 3).value: sheet.cell(row, place).number_format for row in rows}
    assert set(shapes) == set(METHOD.indicators)
    assert shapes == {name: f"0.{'0' * indicators()[name].DECIMALS}" for name in shapes}


@every_language
def test_the_notes_sheet_gives_method_campaign_and_caveats(tmp_path, language):
    notes = openpyxl.load_workbook(written(tmp_path, "xlsx", language)).worksheets[1]
    lines = [row[0].value for row in notes.iter_rows()]
    text = "\n".join(lines)
    assert METADATA.campaign[language] in lines[0]
    assert METHOD.title.in_language(language) in text
    for caveat in CAVEATS:
        assert words(language).text(caveat, confidence=95, privacy=10, publish=30, flag_below=60) in lines
    for name in METHOD.indicators:
        assert words(language).text(indicators()[name].DEFINITION, top_of_five=2, top_of_four=2) in lines
    assert "{" not in text


def test_hostile_texts_stay_as_they_are_in_a_workbook(tmp_path):
    texts = payloads()
    rows, metadata = hostile(texts)
    sheet = openpyxl.load_workbook(written(tmp_path, "xlsx", "ru", metadata=metadata, rows=rows)).worksheets[
        0
    ]
    cells = [sheet.cell(row, 1) for row in range(2, sheet.max_row + 1)]
    assert {cell.data_type for cell in cells} == {"s"}
    as_read = [text.replace("\r", "_x000D_") for text in texts]
    assert [cell.value.replace("\r", "_x000D_") for cell in cells] == as_read


# JSON


@every_language
def test_a_json_document_follows_its_schema_and_holds_the_figures(tmp_path, language):
    document = json.loads(written(tmp_path, "json", language).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert document["language"] == language
    assert document["method"]["thresholds"] == {"publish": 30, "flag_below": 60, "privacy": 10}
    assert len(document["figures"]) == len(FIGURES)
    for key in ("estimate", "lower", "upper", "se"):
        expected = [None if pd.isna(value) else value for value in FIGURES[key]]
        assert [figure[key] for figure in document["figures"]] == expected
    assert [figure["status"] for figure in document["figures"]] == FIGURES["status"].tolist()


def test_the_schema_refuses_what_is_not_in_it(tmp_path):
    document = json.loads(written(tmp_path, "json", "en").read_text(encoding="utf-8"))
    document["figures"][0]["estimate"] = "76.2"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
