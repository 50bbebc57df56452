"""Everything that is asked can be read back: people, base and percent of each answer, and more of numbers."""

import json
from collections import Counter
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from analytics.assessment import assess_campaign
from analytics.exports import exports
from analytics.exports.json import ITEMS_SCHEMA
from analytics.frequencies import quantile
from analytics.item_table import ITEM_COLUMNS
from analytics.measuring import silent_items
from analytics.methods import read_method
from analytics.tallies import NATIONAL
from console import shipped
from surveys.coding import LANGUAGES
from surveys.questionnaire import Questionnaire
from surveys.reading import read
from tests.exploring import examples
from tests.made_responses import CAMPAIGN, every_type, kept, some
from tests.short_surveys import survey

METHOD = read_method("2026")
PRIVACY = METHOD.thresholds.privacy


async def assessed(database, tmp_path, asked: Questionnaire, count: int, seed: int = 50):
    made = some(asked, count, seed=seed)
    await kept(database, {1: asked}, made)
    async with database.reading() as connection:
        return made, await assess_campaign(connection, CAMPAIGN, METHOD, tmp_path / "archives")


def rows_of(items: pd.DataFrame, item: str, kind: str, agency: str = NATIONAL) -> dict[str, pd.Series]:
    found = items[(items["item"] == item) & (items["kind"] == kind) & (items["agency"] == agency)]
    return {row["code"]: row for _, row in found.iterrows()}


@pytest.mark.parametrize("name", shipped.questionnaire_names())
async def test_each_shipped_questionnaire_gives_a_figure_for_every_item_that_asks(
    database, tmp_path, name
) -> None:
    asked = read(shipped.questionnaire_text(name), core=shipped.core())
    _, found = await assessed(database, tmp_path, asked, 200)
    told = found.items[(found.items["kind"] == "answer") & found.items["n"].notna()]
    assert {item.id for item in asked.items if item.asks} <= set(told["item"])


async def test_every_answer_is_counted_over_those_who_answered(database, tmp_path) -> None:
    made, found = await assessed(database, tmp_path, every_type(), 3_000)
    plain = Counter(code for each in made for code in each.answers.get("staff", _none()).codes)
    skipped = sum(each.answers["staff"].skipped for each in made if "staff" in each.answers)
    answers, apart = (rows_of(found.items, "staff", kind) for kind in ("answer", "apart"))
    base = sum(plain[code] for code in "12345")
    assert {code: row["n"] for code, row in answers.items()} == {code: plain[code] for code in "12345"}
    assert {row["base"] for row in answers.values()} == {base}
    assert answers["5"]["percent"] == pytest.approx(100 * plain["5"] / base, rel=1e-15)
    assert {code: row["n"] for code, row in apart.items()} == {
        **{code: plain[code] for code in ("97", "98", "99")},
        "skip": skipped,
    }
    assert rows_of(found.items, "staff", "statistic")["mean"]["value"] == pytest.approx(
        sum(int(code) * plain[code] for code in "12345") / base, rel=1e-15
    )


async def test_the_base_of_a_multiple_choice_is_whoever_met_and_answered_it(database, tmp_path) -> None:
    made, found = await assessed(database, tmp_path, every_type(), 2_000)
    met = [each.answers["good"] for each in made if "good" in each.answers]
    answered = [given for given in met if not given.missing]
    rows = rows_of(found.items, "good", "answer")
    assert {row["base"] for row in rows.values()} == {len(answered)}
    for code, row in rows.items():
        assert row["n"] == sum(code in given.codes for given in answered)
    assert sum(row["percent"] for row in rows.values()) > 100
    assert len(answered) < len(met) < len(made)


async def test_numbers_have_a_mean_a_median_and_quartiles(database, tmp_path) -> None:
    asked = survey("overall: rating", {"id": "days", "type": "number", "decimals": 1, "missing": [98]})
    made, found = await assessed(database, tmp_path, asked, 1_000)
    given = [each.answers["days"].number for each in made if "days" in each.answers]
    values = np.array([float(number) for number in given if number is not None])
    rows = {code: row["value"] for code, row in rows_of(found.items, "days", "statistic").items()}
    shares = {"quartile_1": 0.25, "median": 0.5, "quartile_3": 0.75}
    assert rows == {
        "mean": pytest.approx(values.mean(), rel=1e-12),
        **{name: np.quantile(values, q, method="averaged_inverted_cdf") for name, q in shares.items()},
    }


@examples(60)
@given(
    st.lists(st.integers(-20, 20), min_size=1, max_size=60),
    st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)]),
)
def test_a_quantile_of_counts_is_that_of_the_values(values, share) -> None:
    counted = {Fraction(value): n for value, n in Counter(values).items()}
    assert float(quantile(counted, share)) == np.quantile(
        values, float(share), method="averaged_inverted_cdf"
    )


@pytest.mark.parametrize("name", sorted(exports()))
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_answers_are_written_in_every_format_and_language(
    tmp_path, database, name, language
) -> None:
    _, found = await assessed(database, tmp_path, every_type(), 300)
    export, paths = exports()[name], [tmp_path / "one", tmp_path / "two"]
    for path in paths:
        export.write_items(found.items, found.metadata, path, language)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    if name == "csv":
        lines = paths[0].read_bytes().decode().split("\r\n")
        assert len(lines) == len(found.items) + 2
        assert lines[0].count(",") == len(ITEM_COLUMNS) - 1
    if name == "json":
        document = json.loads(paths[0].read_text("utf-8"))
        Draft202012Validator(ITEMS_SCHEMA).validate(document)
        assert len(document["items"]) == len(found.items)
        assert [row["n"] for row in document["items"]] == [
            None if pd.isna(n) else n for n in found.items["n"]
        ]


def test_what_the_method_says_nothing_about_is_known_by_item() -> None:
    silent = {
        name: silent_items(read(shipped.questionnaire_text(name), core=shipped.core()), METHOD)
        for name in shipped.questionnaire_names()
    }
    assert {name for name, items in silent.items() if items} > {
        *("digital-service", "sdg-16-6-2-education", "sdg-16-6-2-government", "sdg-16-6-2-health")
    }
    assert "overall" not in silent[shipped.FULL]
    asked = survey("overall: rating", "why: text", "days: number", "where: region")
    assert silent_items(asked, METHOD) == ("overall", "days")


def _none():
    from surveys.answers import Answer

    return Answer()
