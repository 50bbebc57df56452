"""What is said of each row is what a plain reading of it says, on every engine; drivers' strings are whole ones."""

import sqlite3
from contextlib import closing

import pandas as pd
import pytest
from sqlalchemy import func

from analytics.moments import GIVEN, as_text, moments_of, query, read_moments, read_rows, rows_table
from analytics.response_flags import JUDGED, judgements, suspicions, whole_strings
from storage.archive import read_about
from surveys.coding import RESPONSES
from tests.archived_rows import parts_of, written
from tests.short_surveys import survey

BLOCK = [f"q{number}" for number in range(7)]
ASKED = survey(
    {"id": "overall", "type": "rating", "measures": "overall"},
    *(f"{item}: rating" for item in BLOCK[1:]),
    {"id": "solved", "type": "rating", "scale": "yes-part-no"},
    {"id": "recommend", "type": "nps"},
)
FOUND = suspicions(ASKED, "overall")
ITEMS = ["overall", *BLOCK[1:], "solved", "recommend"]
ROWS = {
    "alike throughout": ["5", "5", "5", "5", "5", "5", "5", "yes", "10"],
    "alike but once": ["5", "5", "5", "5", "5", "5", "4", "yes", "10"],
    "alike where answered": ["4", "4", "skip", "4", "4", "4", "4", "yes", "8"],
    "too few alike": ["4", "4", "skip", "skip", "4", "4", "4", "yes", "8"],
    "says little": ["4", "skip", "98", "99", "skip", "skip", "3", "yes", "8"],
    "not applicable is an answer": ["4", "97", "97", "97", "97", "2", "3", "yes", "8"],
    "hardly asked": ["skip", "skip", None, None, None, None, None, None, None],
    "content and unresolved": ["5", "1", "2", "3", "4", "5", "1", "no", "9"],
    "content and warns others": ["5", "1", "2", "3", "4", "5", "1", "yes", "0"],
    "discontent and recommends": ["1", "1", "2", "3", "4", "5", "1", "yes", "10"],
    "discontent though resolved": ["1", "1", "2", "3", "4", "5", "1", "yes", "0"],
}
EXPECTED = {
    "straight": {"alike throughout", "alike where answered"},
    "silent": {"says little"},
    "contradicting": {"content and unresolved", "content and warns others", "discontent and recommends"},
}


def archive(folder, rows=ROWS):
    """Each row of an agency of its own name."""
    dimensions = pd.DataFrame({"agency": list(rows)}, dtype="object")
    answers = {item: [row[place] for row in rows.values()] for place, item in enumerate(ITEMS)}
    return written(parts_of(dimensions, answers), folder / "rows.parquet")


def named(moments):
    told = moments.sums[GIVEN][RESPONSES].reset_index()
    return {flag: set(told.loc[told[flag] == "1", "agency"]) for flag in JUDGED}


def judged(rows, about):
    return judgements(FOUND, rows, about)


def test_rows_are_told_apart_as_a_plain_reading_tells_them(tmp_path):
    moments = read_moments([archive(tmp_path)], ("agency", *JUDGED), judged=judged)
    assert named(moments) == EXPECTED
    assert moments.sums[GIVEN][RESPONSES].to_numpy().sum() == len(ROWS)


async def test_one_text_says_so_on_sqlite_and_postgresql_too(tmp_path, postgresql_server):
    import asyncpg

    path = archive(tmp_path)
    about = read_about(path)
    rows = _rows(path)
    columns = ", ".join(f'"{each.name}" varchar' for each in about)
    texts = []
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE responses ({columns})")
        connection.executemany(f"INSERT INTO responses VALUES ({', '.join('?' * len(about))})", rows)  # noqa: S608

        def ask(text):
            texts.append(text)
            return pd.read_sql(text, connection)

        assert named(moments_of(about, ("agency", *JUDGED), ask, judged=judged)) == EXPECTED
        strings = as_text(whole_strings(FOUND, rows_table(about), about))
        on_sqlite = pd.read_sql(strings, connection).set_index("agency")["n"].to_dict()
    name = await postgresql_server.create()
    server = await asyncpg.connect(postgresql_server.url(name))
    await server.execute(f"CREATE TABLE responses ({columns})")
    await server.copy_records_to_table("responses", records=rows)
    answers = {}
    for text in [*texts, strings]:
        found = await server.fetch(text)
        answers[text] = pd.DataFrame([tuple(row) for row in found], columns=list(found[0].keys()))
    await server.close()
    await postgresql_server.drop(name)
    assert named(moments_of(about, ("agency", *JUDGED), answers.__getitem__, judged=judged)) == EXPECTED
    assert answers[strings].set_index("agency")["n"].to_dict() == on_sqlite


def _rows(path):
    import duckdb

    with duckdb.connect() as engine:
        return engine.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


def test_the_most_people_with_one_string_are_counted_straight_ones_aside(tmp_path):
    rows = {str(place): list(ROWS["alike but once"]) for place in range(4)}
    rows |= {f"straight {place}": list(ROWS["alike throughout"]) for place in range(9)}
    dimensions = pd.DataFrame({"agency": ["moj"] * 13}, dtype="object")
    answers = {item: [row[place] for row in rows.values()] for place, item in enumerate(ITEMS)}
    path = written(parts_of(dimensions, answers), tmp_path / "rows.parquet")
    found = read_rows([path], lambda table, about: whole_strings(FOUND, table, about))
    assert found.to_dict("records") == [{"agency": "moj", "n": 4}]


def test_rows_can_be_asked_any_grouped_question(tmp_path):
    path = archive(tmp_path)
    found = read_rows([path, path], lambda rows, _: query(rows, ("item_solved",), [func.count()]))
    by_code = found.groupby("item_solved", dropna=False)["m0"].sum()
    assert by_code["no"] == 2
    assert by_code.sum() == 2 * len(ROWS)


def test_few_questions_give_rise_to_no_suspicion_of_saying_the_same():
    short = survey({"id": "overall", "type": "rating", "measures": "overall"}, "staff: rating")
    assert suspicions(short, "overall").blocks == ()
    assert suspicions(short, "overall").ends == ()


@pytest.mark.parametrize("headline", ["overall", "staff"])
def test_contradictions_are_with_the_headline(headline):
    assert bool(suspicions(ASKED, headline).ends) == (headline == "overall")
