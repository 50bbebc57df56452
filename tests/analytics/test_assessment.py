"""From counts and a questionnaire to the figures of an assessment."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.columns import ASSESSMENT_COLUMNS
from analytics.counting import COLUMNS
from analytics.indicators import indicators
from analytics.measuring import figures
from analytics.methods import Method, read_method
from analytics.scoring import SCORE_COLUMNS, scores
from analytics.tallies import NATIONAL
from surveys.item import Option
from surveys.items.multiple import Multiple
from surveys.items.nps import Nps
from surveys.items.rating import Rating
from surveys.items.text import Text
from surveys.items.yes_no import YesNo
from surveys.questionnaire import Questionnaire
from tests.archived_rows import citizens_counts
from tests.exploring import examples

NUMBERS = Path(__file__).parent / "reference_numbers"
R = json.loads((NUMBERS / "citizens_unweighted.json").read_text())
METHOD = read_method("2026")
WORDS = {"kk": "сөз", "ru": "слово"}


def options(points: range, *missing: int) -> tuple[Option, ...]:
    scored = [Option(code=point, label=WORDS, score=point) for point in points]
    return (*scored, *(Option(code=code, label=WORDS) for code in missing))


def questionnaire() -> Questionnaire:
    return Questionnaire(
        id="services",
        languages=("kk", "ru"),
        title=WORDS,
        introduction=WORDS,
        items=(
            Rating(
                id="staff",
                type="rating",
                text=WORDS,
                scale="s",
                means="satisfaction",
                options=options(range(1, 6), 97, 98),
                measures="staff",
            ),
            Rating(
                id="sdg",
                type="rating",
                text=WORDS,
                scale="s",
                means="agreement",
                options=options(range(4)),
                measures="sdg",
            ),
            YesNo(
                id="solved",
                type="yes_no",
                text=WORDS,
                options=(Option(code="yes", label=WORDS), Option(code="no", label=WORDS)),
            ),
            Multiple(
                id="good", type="multiple", text=WORDS, options=(Option(code="a", label=WORDS, score=1),)
            ),
            Rating(
                id="overall",
                type="rating",
                text=WORDS,
                scale="s",
                means="satisfaction",
                options=options(range(1, 6), 98, 99),
                measures="overall",
            ),
            Nps(
                id="recommend",
                type="nps",
                text=WORDS,
                options=tuple(Option(code=n, label=WORDS) for n in range(11)),
            ),
            Text(id="comment", type="text", text=WORDS),
        ),
    )


ITEMS = scores(questionnaire())


def counted(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    """Rows of (agency, item, code, n)."""
    return pd.DataFrame(rows, columns=COLUMNS)


def one(found: pd.DataFrame, agency: str, indicator: str, item: str = "overall") -> pd.Series:
    wanted = (found["agency"] == agency) & (found["indicator"] == indicator) & (found["item"] == item)
    assert wanted.sum() == 1
    return found[wanted].iloc[0]


def test_a_questionnaire_gives_a_row_for_each_option_that_has_a_score():
    assert ITEMS.columns.tolist() == SCORE_COLUMNS
    assert ITEMS["item"].value_counts().to_dict() == {
        "staff": 5,
        "sdg": 4,
        "good": 1,
        "overall": 5,
        "recommend": 11,
    }
    assert ITEMS.loc[ITEMS["item"] == "recommend", "score"].tolist() == list(map(float, range(11)))
    assert ITEMS.loc[ITEMS["item"] == "staff", "measures"].unique().tolist() == ["staff"]
    assert ITEMS.loc[ITEMS["item"] == "recommend", "measures"].unique().tolist() == [""]
    assert not set(ITEMS["code"]) & {"97", "98", "99"}


def test_a_questionnaire_without_scores_gives_an_empty_table_of_the_same_columns():
    only_words = questionnaire().model_copy(update={"items": (Text(id="comment", type="text", text=WORDS),)})
    found = scores(only_words)
    assert found.empty
    assert found.columns.tolist() == SCORE_COLUMNS
    assert found.dtypes.equals(ITEMS.dtypes)


def test_the_counts_of_the_gds_example_give_its_mean_score_and_top_two():
    answers = [
        ("A01", "overall", str(code), n) for code, n in zip(range(1, 6), [2, 3, 5, 40, 50], strict=True)
    ]
    found = figures(counted(*answers), ITEMS, METHOD)
    assert one(found, "A01", "mean_score")["estimate"] == pytest.approx(4.33)
    assert one(found, "A01", "score_100")["estimate"] == pytest.approx(83.25)
    assert one(found, "A01", "share_satisfied")["estimate"] == 90.0
    assert found["status"].unique().tolist() == ["published"]


def test_what_is_no_answer_is_counted_apart_and_enters_no_base():
    found = figures(
        counted(
            ("A01", "overall", "5", 60),
            ("A01", "overall", "1", 20),
            ("A01", "overall", "97", 11),
            ("A01", "overall", "98", 12),
            ("A01", "overall", "99", 13),
            ("A01", "overall", "skip", 14),
            ("A01", "overall", "6", 15),
        ),
        ITEMS,
        METHOD,
    )
    row = one(found, "A01", "share_satisfied")
    assert row["estimate"] == 75.0
    assert row["base"] == 80
    apart = ["not_applicable", "dont_know", "prefer_not", "skipped", "unscored", "respondents"]
    assert row[apart].tolist() == [11, 12, 13, 14, 15, 145]


def test_all_agencies_together_count_each_respondent_once():
    found = figures(
        counted(("A01", "overall", "5", 900), ("A02", "overall", "1", 100), ("A02", "overall", "skip", 7)),
        ITEMS,
        METHOD,
    )
    national = one(found, NATIONAL, "share_satisfied")
    assert national["estimate"] == 90.0
    assert national["base"] == 1000
    assert national["respondents"] == 1007
    assert one(found, "A02", "share_satisfied")["estimate"] == 0.0


def test_the_national_row_and_the_agencies_agree_with_r():
    rows = [
        (item, "rating", "overall" if item == "q1" else item, "satisfaction", str(k), float(k))
        for item in ("q1", "q5")
        for k in range(1, 6)
    ]
    rows += [("nps", "nps", "", "recommendation", str(k), float(k)) for k in range(11)]
    found = figures(citizens_counts(), pd.DataFrame(rows, columns=SCORE_COLUMNS), METHOD)
    for variable, indicator, item in [
        ("csat", "share_satisfied", "q1"),
        ("s5", "score_100", "q5"),
        ("npsc", "nps", "nps"),
    ]:
        national = one(found, NATIONAL, indicator, item)
        assert national["estimate"] == pytest.approx(R["overall"][variable]["est"], rel=1e-8)
        assert national["se"] == pytest.approx(R["overall"][variable]["se"], rel=1e-8)
        for r in R["agency"][variable]:
            row = one(found, r["domain"], indicator, item)
            assert row["base"] == r["n"]
            if r["n"] < 30:
                assert row["status"] == "unreliable"
                assert np.isnan(row["estimate"])
            else:
                assert row["estimate"] == pytest.approx(r["est"], rel=1e-8)
                assert row["se"] == pytest.approx(r["se"], rel=1e-8)


def test_an_indicator_is_computed_only_where_its_meaning_and_scale_are():
    codes = [
        ("A01", item, "1", 100)
        for item in ("staff", "sdg", "good", "overall", "recommend", "solved", "comment")
    ]
    found = figures(counted(*codes), ITEMS, METHOD)
    by_item = found.groupby("item")["indicator"].unique().map(sorted).to_dict()
    five_points = sorted(name for name in METHOD.indicators if "satisfaction" in indicators()[name].MEANS)
    assert by_item == {"staff": five_points, "overall": five_points, "recommend": ["nps"]}


def test_the_headline_comes_first_and_the_country_before_its_agencies():
    found = figures(
        counted(
            *((agency, item, "4", 100) for agency in ("B", "A") for item in ("staff", "overall", "recommend"))
        ),
        ITEMS,
        METHOD,
    )
    assert found.columns.tolist() == ASSESSMENT_COLUMNS
    assert found["item"].drop_duplicates().tolist() == ["overall", "staff", "recommend"]
    assert found["dimension"].drop_duplicates().tolist() == ["overall", "staff", ""]
    assert found["agency"].head(3).tolist() == [NATIONAL, "A", "B"]
    assert found["indicator"].head(12).drop_duplicates().tolist() == [
        "mean_score",
        "share_fully_satisfied",
        "share_satisfied",
        "score_100",
    ]


def test_ticks_of_a_multiple_choice_are_not_taken_for_respondents():
    found = figures(counted(("A01", "overall", "4", 100), ("A01", "good", "a", 900)), ITEMS, METHOD)
    assert one(found, "A01", "mean_score")["respondents"] == 100


def test_a_small_agency_is_hidden_with_its_counts():
    found = figures(
        counted(("A01", "overall", "4", 100), ("A02", "overall", "4", 9), ("A02", "overall", "98", 3)),
        ITEMS,
        METHOD,
    )
    row = one(found, "A02", "mean_score")
    assert row["status"] == "hidden"
    assert row[["estimate", "base", "effective_base", "dont_know"]].isna().all()
    assert row["respondents"] == 12
    tiny = figures(counted(("A01", "overall", "4", 100), ("A02", "overall", "4", 9)), ITEMS, METHOD)
    assert pd.isna(one(tiny, "A02", "mean_score")["respondents"])


def test_no_counts_give_no_figures_but_the_same_columns():
    found = figures(counted(), ITEMS, METHOD)
    assert found.empty
    assert found.columns.tolist() == ASSESSMENT_COLUMNS


def test_categories_give_the_same_figures_as_texts():
    plain = counted(("A01", "overall", "4", 100), ("A02", "staff", "2", 70), ("A02", "overall", "98", 80))
    categories = plain.astype(dict.fromkeys(COLUMNS[:-1], "category"))
    pd.testing.assert_frame_equal(figures(plain, ITEMS, METHOD), figures(categories, ITEMS, METHOD))


def test_counts_that_lack_a_column_or_are_below_zero_are_refused():
    with pytest.raises(ValueError, match="no column code"):
        figures(counted().drop(columns="code"), ITEMS, METHOD)
    with pytest.raises(ValueError, match="A01/overall/4"):
        figures(counted(("A01", "overall", "4", 2), ("A01", "overall", "4", -3)), ITEMS, METHOD)


def test_a_code_with_two_scores_is_refused():
    twice = pd.concat([ITEMS, ITEMS.assign(score=ITEMS["score"] + 1)])
    with pytest.raises(ValueError, match="many-to-one"):
        figures(counted(("A01", "overall", "4", 100)), twice, METHOD)


def test_a_questionnaire_without_the_headline_is_refused():
    with pytest.raises(ValueError, match="measures 'overall'"):
        figures(counted(("A01", "staff", "4", 100)), ITEMS[ITEMS["item"] != "overall"], METHOD)


CELLS = st.tuples(
    st.sampled_from(["A01", "A02", "A03"]),
    st.sampled_from(["overall", "staff", "recommend"]),
    st.sampled_from(["1", "2", "3", "4", "5", "98", "skip"]),
    st.integers(0, 60),
)


@examples(40)
@given(st.lists(CELLS, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_figures_depend_neither_on_the_order_of_rows_nor_on_how_counts_are_split(rows, random):
    whole = figures(counted(*rows), ITEMS, METHOD)
    parts = []
    for agency, item, code, n in rows:
        first = random.randint(0, n)
        parts += [(agency, item, code, first + 3), (agency, item, code, n - first), (agency, item, code, -3)]
    random.shuffle(parts)
    split = counted(*parts).assign(region=[random.choice(["KZ-71", "KZ-75"]) for _ in parts])
    pd.testing.assert_frame_equal(figures(split, ITEMS, METHOD), whole, check_exact=True)


def test_what_counts_as_satisfied_is_the_methods():
    top_box = Method.model_validate(
        METHOD.model_dump(by_alias=True) | {"satisfied": [{"points": 5, "top": 1}, {"points": 4, "top": 2}]}
    )
    answers = counted(("A01", "overall", "4", 60), ("A01", "overall", "5", 40))
    assert one(figures(answers, ITEMS, top_box), "A01", "share_satisfied")["estimate"] == 40.0


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("A01", "overall", "5", 40.5)], "counted whole"),
        ([("A01", "overall", "5", float("nan"))], "counted whole"),
        ([("A01", "overall", "5", -1)], "fewer than 0"),
        ([("*", "overall", "5", 40)], "no agency can be called"),
        ([("A01", "overall", "5", 40), ("A01", "*", "complete", 20)], "40 answers of 20 respondents"),
        ([("A01", "overall", "5", 40), ("A02", "*", "complete", 90)], "40 answers of 0 respondents"),
    ],
)
def test_counts_that_cannot_be_are_refused_by_name(rows, said):
    with pytest.raises(ValueError, match=said):
        figures(counted(*rows), ITEMS, METHOD)


def test_importance_and_agreement_are_never_satisfied():
    for meaning in ("importance", "agreement", ""):
        items = ITEMS.assign(means=ITEMS["means"].mask(ITEMS["item"] == "staff", meaning))
        found = figures(counted(("A01", "staff", "5", 80), ("A01", "overall", "5", 80)), items, METHOD)
        named = set(found.loc[found["item"] == "staff", "indicator"])
        assert not named & {"share_satisfied", "share_fully_satisfied"}
        assert bool(named) == bool(meaning)
