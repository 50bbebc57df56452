"""Whatever a table was saved as, the same rows are read from it, and they are kept as the bot keeps answers."""

import csv
import datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from console import data_files, shipped
from console.data_files import DataFileError
from console.importing import import_file
from console.workbooks import write_workbook
from storage import campaigns, questionnaires
from storage.answer_bytes import layout
from storage.campaign_scope import load_scope
from storage.campaigns import Plan
from storage.tables import responses
from surveys.data_file.columns import template_columns
from surveys.reading import read
from tests.any_questionnaires import clean
from tests.exploring import examples
from tests.fieldwork import NOON
from tests.paper_forms import cells, form
from tests.promises import PROMISE

CELLS = st.text(max_size=12).map(clean).map(lambda text: text.replace("\r", ""))
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6)


def save(file, rows, separator, encoding):
    with file.open("w", encoding=encoding, newline="") as written:
        csv.writer(written, delimiter=separator).writerows(rows)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


@pytest.mark.hypothesis
@given(TABLES, st.sampled_from(",;\t"), st.sampled_from(["utf-8", "utf-8-sig"]))
@examples(80)
def test_any_table_of_texts_is_read_back_from_csv(folder, table, separator, encoding) -> None:
    file = folder / "a.csv"
    whole = [["service", "overall", "why"], *table]
    save(file, whole, separator, encoding)
    assert [list(row) for row in data_files.rows(file)] == whole


@pytest.mark.hypothesis
@given(TABLES)
@examples(30)
def test_any_table_of_texts_is_read_back_from_a_workbook(folder, table) -> None:
    file = folder / "a.xlsx"
    whole = [["service", "overall", "why"], *table]
    write_workbook({"responses": whole}, file, filled_in=["responses"])
    found = [list(row) for row in data_files.rows(file)]
    while whole and not any(whole[-1]):
        whole.pop()
    assert [row + [""] * (3 - len(row)) for row in found] == whole


def test_a_sum_is_that_of_the_bytes(tmp_path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert data_files.sha256(tmp_path / "a").startswith("ba7816bf8f01cfea")


def test_a_zip_that_would_fill_the_memory_is_refused_before_it_is_read(tmp_path, monkeypatch) -> None:
    file = tmp_path / "a.xlsx"
    write_workbook({"responses": [["service"], *([str(n)] for n in range(20_000))]}, file)
    monkeypatch.setattr(
        data_files, "LIMITS", data_files.WorkbookLimits(file=100, unpacked=0, rows=9, columns=9)
    )
    with pytest.raises(DataFileError) as refused:
        list(data_files.rows(file))
    assert refused.value.trouble == "too-large"


@pytest.mark.parametrize("name", shipped.questionnaire_names())
async def test_two_hundred_forms_of_a_shipped_questionnaire_are_kept_as_the_bot_keeps_them(
    name, field, tmp_path, monkeypatch
) -> None:
    """Through the template's columns, a file, and the records, on both databases."""
    monkeypatch.setattr("console.importing.clock", lambda: NOON)
    database, asked = field.database, read(shipped.questionnaire_text(name), core=shipped.core())
    async with database.writing() as connection:
        fingerprint = await questionnaires.publish(
            connection, asked, yaml=shipped.questionnaire_text(name), today=NOON.date()
        )
    names = {"kk": "Атау", "ru": "Название", "en": "Name"}
    services = ["mia_id_card", "moh_clinic"]
    await campaigns.launch(
        database, Plan("paper", names, fingerprint, services, promise=PROMISE), environment=field.environment
    )
    async with database.reading() as connection:
        known = await load_scope(connection, "paper", today=datetime.date(2026, 3, 2))
    shown = [each for each in template_columns(asked) if each.role != "office"]
    random, plan, expected, rows = Random(9), layout(asked), [], []
    while len(rows) < 200:
        service = random.choice(services)
        whose = known.scope.asked[known.scope.services[service]]
        answers = form(whose, random)
        if all(each.skipped for each in answers.values()):
            continue
        about = {"service": service, "language": "ru", "week": "2026-W09", "disposition": "complete"}
        texts = cells(whose, shown, answers)
        rows.append([about.get(column.role, text) for column, text in zip(shown, texts, strict=True)])
        kept, beside = plan.encode(answers)
        expected.append((service, "ru", "complete", 202609, "phone", "citizens", kept, beside or None))
    file = tmp_path / "a.csv"
    save(file, [[column.name for column in shown], *rows], ";", "utf-8-sig")
    outcome = await import_file(database, file, "paper", "phone", skip_bad=False, language="kk")
    assert (outcome.findings, outcome.complete) == ([], 200)
    columns = (*("service", "language", "disposition", "week", "mode", "panel", "answers", "beside"),)
    async with database.reading() as connection:
        found = await connection.execute(
            select(*(responses.c[column] for column in columns)).where(responses.c.campaign == "paper")
        )
    assert sorted(map(tuple, found), key=repr) == sorted(expected, key=repr)
