"""Moments are whole numbers that add: one text on every engine, the same bits in any order, R's figures from them."""

import importlib.util
import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.counting import composite, counts, left, numbers
from analytics.estimation import estimate
from analytics.moments import Composite, Moments, added, moments_of, read_moments
from storage.archive import archive_parts, exported, in_order, read_about
from storage.response_columns import read_columns
from tests.archived_rows import citizens, parts_of, written
from tests.exploring import examples
from tests.made_responses import CAMPAIGN, every_type, kept, plain_count, some
from tests.short_surveys import survey

R = json.loads((Path(__file__).parent / "reference_numbers" / "citizens_unweighted.json").read_text())
ASKED = every_type()
LATER = survey("solved: yes_no", {"id": "overall", "type": "rating", "measures": "overall"})
POINTS = {str(code): code for code in range(1, 6)}
INDEX = Composite("index", {"staff": POINTS, "overall": POINTS}, least=1, products=True)
KEYS = ("agency", "region")
FOUND = {"staff": POINTS, "overall": POINTS}


def same(one: Moments, other: Moments) -> None:
    """To the last bit."""
    pd.testing.assert_frame_equal(one.sums, other.sums, check_exact=True)
    assert list(one.values) == list(other.values)
    for item, found in one.values.items():
        pd.testing.assert_frame_equal(found, other.values[item], check_exact=True, check_dtype=False)
    assert one.decimals == other.decimals


async def parquet(database, folder: Path) -> Path:
    """A file of all responses that stays."""
    async with database.reading() as connection:
        parts = in_order(archive_parts(await read_columns(connection, CAMPAIGN)))
    return written(parts, folder / "rows.parquet")


async def test_the_answers_are_counted_as_one_by_one(database, tmp_path) -> None:
    first, second = some(ASKED, 1_500, seed=8), some(LATER, 700, seed=9, version=2)
    await kept(database, {1: ASKED, 2: LATER}, first, second)
    found = counts(read_moments([await parquet(database, tmp_path)]))
    read = {(row.agency, row.item, row.code): row.n for row in found.itertuples()}
    plain = plain_count([*first, *second])
    days = Counter(  # a day is counted by itself, not as some text
        (each.response.agency, "last", each.answers["last"].text)
        for each in first
        if "last" in each.answers and not each.answers["last"].skipped
    )
    assert read == {key: n for key, n in plain.items() if key[1:] != ("last", "text")} | days
    assert found[["agency", "item", "code"]].apply(tuple, axis=1).is_monotonic_increasing


async def test_an_option_that_was_left_is_told_from_a_question_that_was_not_met(database, tmp_path) -> None:
    made = some(ASKED, 800, seed=10)
    await kept(database, {1: ASKED}, made)
    moments = read_moments([await parquet(database, tmp_path)])
    ticked, not_ticked = counts(moments), left(moments)
    answered = [each for each in made if "good" in each.answers and not each.answers["good"].missing]
    for option in ("a", "b", "7", "other"):
        yes = ticked[(ticked["item"] == "good") & (ticked["code"] == option)]["n"].sum()
        no = not_ticked[(not_ticked["item"] == "good") & (not_ticked["code"] == option)]["n"].sum()
        assert yes == sum(option in each.answers["good"].codes for each in answered)
        assert yes + no == len(answered)


async def test_numbers_are_counted_value_by_value(database, tmp_path) -> None:
    asked = survey("overall: rating", {"id": "days", "type": "number", "decimals": 1})
    made = some(asked, 500, seed=11)
    await kept(database, {1: asked}, made)
    moments = read_moments([await parquet(database, tmp_path)])
    found = numbers(moments, "days")
    given = [each.answers["days"].number for each in made if "days" in each.answers]
    values = [int(10 * number) for number in given if number is not None]
    assert moments.decimals == {"days": 1}
    assert found["n"].sum() == len(values)
    assert (found["value"] * found["n"]).sum() == sum(values)
    assert (found["value"] ** 2 * found["n"]).sum() == sum(value**2 for value in values)


async def test_one_text_gives_the_same_numbers_on_duckdb_sqlite_and_postgresql(
    database, tmp_path, postgresql_server
) -> None:
    import asyncpg

    first, second = some(ASKED, 600, seed=12), some(LATER, 300, seed=13, version=2)
    await kept(database, {1: ASKED, 2: LATER}, first, second)
    path = await parquet(database, tmp_path)
    about = read_about(path)
    texts: list[str] = []
    ours = read_moments([path], KEYS, composites=[INDEX])
    rows, table = _rows_of(path), _table_of(about)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(table)
        marks = ", ".join("?" * len(about))
        connection.executemany(f"INSERT INTO responses VALUES ({marks})", rows)  # noqa: S608

        def ask(text: str) -> pd.DataFrame:
            texts.append(text)
            return pd.read_sql(text, connection)

        same(ours, moments_of(about, KEYS, ask, composites=[INDEX]))
    name = await postgresql_server.create()
    server = await asyncpg.connect(postgresql_server.url(name))
    await server.execute(f"CREATE SCHEMA oracle; SET search_path TO oracle; {table}")
    await server.copy_records_to_table("responses", records=rows, schema_name="oracle")
    answers = {}
    for text in texts:
        found = await server.fetch(text)
        answers[text] = pd.DataFrame([tuple(row) for row in found], columns=list(found[0].keys()))
    await server.close()
    await postgresql_server.drop(name)
    same(ours, moments_of(about, KEYS, answers.__getitem__, composites=[INDEX]))


async def test_two_shuffles_at_one_and_two_threads_give_the_same_bits(database, tmp_path) -> None:
    await kept(database, {1: ASKED}, some(ASKED, 900, seed=14))
    async with database.reading() as connection:
        parts = archive_parts(await read_columns(connection, CAMPAIGN))
    found = []
    for number, threads in [(1, 1), (2, 2), (3, 1), (4, 2)]:
        order = np.random.default_rng(number).permutation(900)
        shuffled = [
            type(part)(part.about, type(part.data)(part.data.codes[order], part.data.values))
            for part in parts
        ]
        folder = tmp_path / str(number)
        folder.mkdir()
        path = written(shuffled, folder / "rows.parquet")
        found.append((path.read_bytes(), read_moments([path], KEYS, composites=[INDEX], threads=threads)))
    for file, moments in found[1:]:
        assert file == found[0][0]
        same(moments, found[0][1])


codes = st.sampled_from(["1", "2", "3", "4", "5", "98", "skip", None])
people = st.lists(
    st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(["KZ-10", None]), codes, codes), max_size=40
)


@examples(15)
@given(shards=st.lists(people, min_size=1, max_size=3))
def test_the_moments_of_shards_add_to_those_of_the_whole(shards, tmp_path_factory) -> None:
    paths = []

    def moments(rows) -> Moments:
        agency, region, *answers = [list(column) for column in zip(*rows, strict=True)] or [[]] * 4
        frame = pd.DataFrame({"agency": agency, "region": region}, dtype="object")
        parts = parts_of(frame, dict(zip(FOUND, answers, strict=True)))
        paths.append(written(parts, tmp_path_factory.mktemp("shard") / "rows.parquet"))
        return read_moments([paths[-1]], KEYS, composites=[INDEX])

    whole = moments([row for rows in shards for row in rows])
    parts = [moments(rows) for rows in shards]
    same(added([whole]), whole)
    together = added(parts)
    both = whole.sums.reindex(columns=together.sums.columns, fill_value=0)
    pd.testing.assert_frame_equal(together.sums, both, check_exact=True)
    pd.testing.assert_frame_equal(added(parts[::-1]).sums, together.sums, check_exact=True)
    at_once = read_moments(paths[1:], KEYS, composites=[INDEX]).sums
    at_once = at_once.reindex(columns=together.sums.columns, fill_value=0)
    pd.testing.assert_frame_equal(at_once, together.sums, check_exact=True)


def test_what_does_not_fit_together_is_not_added(tmp_path) -> None:
    moments = citizens()
    others = Moments(("agency", "age"), moments.sums, {})
    with pytest.raises(ValueError, match="do not add"):
        added([moments, others])


def test_the_composite_of_eight_items_is_that_of_r() -> None:
    """Of whoever answered at least four; the error is that of a domain of the 8,000."""
    found = composite(citizens(), "satisfaction")
    people = found["n"].sum()
    mean = found["s1"].sum() / people
    assert mean == pytest.approx(R["overall"]["comp"]["est"], rel=1e-12)
    assert _error(found.sum(), people, mean) == pytest.approx(R["overall"]["comp"]["se"], rel=1e-8)
    for expected in R["agency"]["comp"]:
        row = found.loc[expected["domain"]].squeeze()
        assert row["n"] == expected["n"]
        assert row["s1"] / row["n"] == pytest.approx(expected["est"], rel=1e-12)
        assert _error(row, row["n"], row["s1"] / row["n"]) == pytest.approx(expected["se"], rel=1e-8)


def test_a_share_of_moments_is_that_of_r() -> None:
    solved = counts(citizens())
    solved = solved[solved["item"] == "solved"].pivot_table(index="agency", columns="code", values="n")
    found = estimate(solved[["0", "1"]], [0.0, 100.0], sample=8000)
    for expected in R["agency"]["solved100"]:
        row = found.loc[expected["domain"]]
        assert row["estimate"] == pytest.approx(expected["est"], rel=1e-12)
        assert row["se"] == pytest.approx(expected["se"], rel=1e-8)


def test_nothing_here_needs_pyarrow() -> None:
    """It is not even there, and every test above reads and writes Parquet."""
    assert importlib.util.find_spec("pyarrow") is None


async def test_a_campaign_without_responses_has_moments_without_cells(database, tmp_path) -> None:
    await kept(database, {1: ASKED})
    async with database.reading() as connection, exported(connection, CAMPAIGN, tmp_path) as path:
        found = read_moments([path])
    assert len(found.sums) == 0
    assert counts(found).empty


def _error(sums, people: int, mean: float) -> float:
    spread = sums["s2"] / people - mean**2
    return float(np.sqrt(8000 / 7999 * spread / people))


def _rows_of(path: Path) -> list[tuple[object, ...]]:
    import duckdb

    with duckdb.connect() as engine:
        return engine.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


def _table_of(about) -> str:
    whole = {"week", "duration", "flags"}
    kinds = (
        f'"{each.name}" {"BIGINT" if each.kind == "number" or each.name in whole else "VARCHAR"}'
        for each in about
    )
    return f"CREATE TABLE responses ({', '.join(kinds)})"
