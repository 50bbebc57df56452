"""Every indicator: its worked example, its agreement with R, and what each file of the folder must have."""

import ast
import doctest
import importlib
import inspect
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import indicators as folder
from analytics.answered import example, ticked
from analytics.columns import INDICATOR_COLUMNS
from analytics.estimation import estimate
from analytics.indicators import indicators, names, of_dispositions, of_item, of_items, of_options
from analytics.methods import method_names, read_method
from analytics.precision import wilson
from analytics.rules import Rules
from surveys.meaning import MEANINGS
from tests.archived_rows import citizens_counts

NUMBERS = Path(__file__).parent / "reference_numbers"
R = json.loads((NUMBERS / "citizens_unweighted.json").read_text())
CUBE = citizens_counts()
CITIZENS = 8000
TOLERANCE = 1e-8
"""Relative, of the reference numbers."""

SHARES = ("share_satisfied", "share_fully_satisfied")
PARTS = {
    "item": ["NAME", "TITLE", "DEFINITION", "OF", "MEANS", "SCALES", "DECIMALS", "figure"],
    "items": [
        "NAME",
        "TITLE",
        "DEFINITION",
        "OF",
        "WITHIN",
        "MEANS",
        "SCALES",
        "DECIMALS",
        "worth",
        "figure",
    ],
    "options": ["NAME", "TITLE", "DEFINITION", "OF", "MEASURES", "DECIMALS", "figure"],
    "dispositions": ["NAME", "TITLE", "DEFINITION", "OF", "DECIMALS", "figure"],
}
"""What a file of the folder holds, in this order, by what it is worked out from."""

FROM_R = [
    *((f"s{place}", "score_100", f"q{place}") for place in range(1, 9)),
    ("csat", "share_satisfied", "q1"),
    ("npsc", "nps", "nps"),
    ("ces100", "score_100", "ces"),
    ("solved100", "share_solved", "solved"),
]
JOINTLY_FROM_R = {"composite_score": "comp", "index_of_means": "index8"}
"""Indicators of several items, which `test_weighting.py` compares: their names in the reference numbers."""
"""A variable of the reference numbers, the indicator that it is, and the item it was asked in."""


def citizens(item: str) -> pd.DataFrame:
    """Agencies x scores of one item, valid answers only."""
    valid = CUBE[(CUBE["item"] == item) & (CUBE["code"] != "skip")]
    wide = valid.pivot_table(index="agency", columns="code", values="n", aggfunc="sum", fill_value=0)
    return wide.rename(columns=float)


@pytest.mark.parametrize("name", names())
def test_every_indicator_is_used_by_a_method(name):
    used = {indicator for method in method_names() for indicator in read_method(method).indicators}
    assert name in used, f"nobody sees `{name}`: list it under `indicators` of a file in analytics/methods/"


@pytest.mark.parametrize("name", names())
def test_every_indicator_is_compared_with_r_or_says_why_not(name):
    doc = inspect.cleandoc(indicators()[name].__doc__)
    said = re.search(r"^Compared: (with|not with)\b(.*?)\bR\b(.*?)(?=^$)", doc, re.DOTALL | re.MULTILINE)
    assert said, (
        f"analytics/indicators/{name}.py lacks `Compared: with ... R ...` or `Compared: not with R ...: why`"
    )
    compared = name in {*JOINTLY_FROM_R, *(indicator for _, indicator, _ in FROM_R)}
    assert compared == (said[1] == "with"), "what is compared stands in FROM_R, and `Compared:` says so"
    assert compared or said[3].partition(":")[2].strip(), "say why it is not compared"


@pytest.mark.parametrize("name", names())
def test_every_indicator_says_what_it_is_and_where_it_comes_from(name):
    indicator = indicators()[name]
    assert name == indicator.NAME
    assert indicator.TITLE
    assert indicator.DEFINITION
    if indicator.OF in {"item", "items"}:
        assert set(indicator.MEANS) <= set(MEANINGS)
        assert all(list(scale) == sorted(scale) for scale in indicator.SCALES)
    module = importlib.import_module(f"{folder.__name__}.{name}")
    places = [
        module.__doc__.index(word)
        for word in ("Definition:", "Formula:", "Source:", "Compared:", "Worked example", ">>>")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("name", names())
def test_the_worked_example_of_every_indicator_comes_out_as_written(name):
    ran = doctest.testmod(importlib.import_module(f"{folder.__name__}.{name}"))
    assert ran.attempted >= 1
    assert ran.failed == 0


@pytest.mark.parametrize("name", names())
def test_every_indicator_has_the_same_inner_order(name):
    tree = ast.parse((Path(folder.__path__[0]) / f"{name}.py").read_text(encoding="utf-8"))
    found = [
        node.name if isinstance(node, ast.FunctionDef) else node.targets[0].id
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.Assign)
    ]
    assert found == PARTS[indicators()[name].OF]


@pytest.mark.parametrize(("variable", "name", "item"), FROM_R)
def test_figures_of_agencies_agree_with_r(variable, name, item):
    found = indicators()[name].figure(citizens(item), sample=CITIZENS)
    expected = pd.DataFrame(R["agency"][variable]).set_index("domain")
    assert found.index.tolist() == expected.index.tolist()
    assert found["base"].tolist() == expected["n"].tolist()
    np.testing.assert_allclose(found["estimate"], expected["est"], rtol=TOLERANCE)
    np.testing.assert_allclose(found["se"], expected["se"], rtol=TOLERANCE)


@pytest.mark.parametrize(("variable", "name", "item"), FROM_R)
def test_figures_of_all_citizens_agree_with_r(variable, name, item):
    everybody = citizens(item).sum().to_frame().T
    found = indicators()[name].figure(everybody, sample=CITIZENS).iloc[0]
    assert found["estimate"] == pytest.approx(R["overall"][variable]["est"], rel=TOLERANCE)
    assert found["se"] == pytest.approx(R["overall"][variable]["se"], rel=TOLERANCE)


def test_a_share_of_yes_agrees_with_r_too():
    found = estimate(citizens("solved"), [0.0, 100.0], sample=CITIZENS)
    expected = pd.DataFrame(R["agency"]["solved100"]).set_index("domain")
    np.testing.assert_allclose(found["estimate"], expected["est"], rtol=TOLERANCE)
    np.testing.assert_allclose(found["se"], expected["se"], rtol=TOLERANCE)


def test_the_score_is_the_mean_stretched_to_a_hundred():
    counts = citizens("q3")
    mean, score = (indicators()[name].figure(counts, sample=CITIZENS) for name in ("mean_score", "score_100"))
    for column in ("estimate", "lower", "upper"):
        np.testing.assert_allclose(score[column], 25 * (mean[column] - 1), rtol=1e-12)
    np.testing.assert_allclose(score["se"], 25 * mean["se"], rtol=1e-12)


def test_the_share_satisfied_has_wilsons_interval():
    counts = pd.DataFrame([[5, 0, 0, 20, 25]], columns=[1.0, 2.0, 3.0, 4.0, 5.0])
    found = indicators()["share_satisfied"].figure(counts).iloc[0]
    assert [found["lower"], found["upper"]] == pytest.approx([78.6398, 95.6524], abs=5e-5)


def test_the_method_says_who_is_satisfied_and_how_sure_to_be():
    counts = pd.DataFrame([[2, 3, 5, 40, 50]], columns=[1.0, 2.0, 3.0, 4.0, 5.0])
    found = indicators()["share_satisfied"].figure(counts, rules=Rules(0.9, {5: 1})).iloc[0]
    assert found["estimate"] == 50.0
    assert found["lower"] == pytest.approx(100 * wilson(0.5, 100, 0.9).lower)


@pytest.mark.parametrize("name", of_item())
def test_a_group_that_nobody_answered_has_no_figure_and_no_warning(name, recwarn):
    scores = indicators()[name].SCALES[0]
    counts = pd.DataFrame(
        [[0] * len(scores), [1] + [0] * (len(scores) - 1)], columns=list(scores), index=["a", "b"]
    )
    found = indicators()[name].figure(counts)
    assert found.columns.tolist() == INDICATOR_COLUMNS
    assert found.loc["a", ["estimate", "se", "lower", "upper"]].isna().all()
    assert found["base"].tolist() == [0, 1]
    assert not np.isnan(found.loc["b", "estimate"])
    assert not recwarn


@pytest.mark.parametrize("name", of_item())
@given(data=st.data())
def test_a_figure_lies_inside_its_interval_and_other_groups_do_not_change_it(name, data):
    indicator = indicators()[name]
    row = st.lists(st.integers(0, 500), min_size=len(indicator.SCALES[0]), max_size=len(indicator.SCALES[0]))
    rows = data.draw(st.lists(row.filter(lambda counts: sum(counts) > 1), min_size=1, max_size=4))
    found = indicator.figure(pd.DataFrame(rows, columns=list(indicator.SCALES[0])))
    assert (found["lower"] <= found["estimate"] + 1e-9).all()
    assert (found["estimate"] <= found["upper"] + 1e-9).all()
    alone = indicator.figure(pd.DataFrame(rows[:1], columns=list(indicator.SCALES[0])))
    np.testing.assert_allclose(alone.iloc[0].to_numpy(float), found.iloc[0].to_numpy(float), rtol=1e-12)


@pytest.mark.parametrize("name", of_items())
@given(shares=st.lists(st.integers(0, 100), min_size=2, max_size=6))
def test_several_items_together_are_the_mean_of_their_means_inside_an_interval(name, shares):
    found = of_items()[name].figure(example(shares)).loc["*"]
    assert found["estimate"] == pytest.approx(np.mean(shares))
    assert found["lower"] <= found["estimate"] + 1e-9
    assert found["estimate"] <= found["upper"] + 1e-9
    assert found["base"] == 100
    for scale in of_items()[name].SCALES:
        worth = of_items()[name].worth(scale, Rules())
        assert [worth[0], worth[-1]] == [0.0, 100.0]
        assert list(worth) == sorted(worth)


@pytest.mark.parametrize("shares", [[70, 70, 70], [70, 20, 55]])
def test_an_index_of_the_same_answers_is_as_exact_as_its_composite(shares):
    """Everybody answered everything: then the mean of means is the mean of people's means, and so is its error."""
    index, composite = (
        of_items()[name].figure(example(shares)) for name in ("index_of_means", "composite_score")
    )
    assert index["se"].iloc[0] == pytest.approx(composite["se"].iloc[0], rel=1e-12)


@pytest.mark.parametrize("name", of_options())
def test_the_share_of_an_option_is_of_those_who_were_offered_it(name):
    found = of_options()[name].figure(ticked(left=5, ticked=45)).loc["*"]
    assert (found["estimate"], found["base"]) == (90.0, 50)
    assert found["lower"] < 90 < found["upper"]
    nobody = of_options()[name].figure(ticked(left=0, ticked=0)).loc["*"]
    assert np.isnan(nobody["estimate"])


@pytest.mark.parametrize("name", of_dispositions())
def test_a_rate_of_nobody_is_none(name):
    assert of_dispositions()[name].figure({}).empty
    assert of_dispositions()[name].figure({}).columns.tolist() == INDICATOR_COLUMNS


def test_the_rates_of_aapor_are_those_of_its_formulas():
    invited = {
        "complete": 300,
        "partial": 50,
        "refused": 20,
        "break_off": 10,
        "non_contact": 500,
        "other": 20,
    }
    found = of_dispositions()["response_rate"].figure({**invited, "unknown": 100, "eligible_percent": 80})
    expected = {
        "RR1": 30.0,
        "RR2": 35.0,
        "RR3": 30.6122,
        "RR4": 35.7143,
        "RR5": 33.3333,
        "RR6": 38.8889,
        "COOP1": 75.0,
        "COOP2": 87.5,
        "REF1": 3.0,
    }
    assert found["estimate"].to_dict() == pytest.approx(expected, abs=5e-5)
    assert found["lower"].isna().all()


def test_of_people_who_came_by_themselves_there_is_a_participation_rate_and_no_response_rate():
    came = {"complete": 80, "partial": 10, "refused": 6, "break_off": 4}
    assert of_dispositions()["participation_rate"].figure(came)["estimate"].tolist() == [90.0]
    assert of_dispositions()["response_rate"].figure(came).empty


def test_a_four_point_scale_of_satisfaction_has_its_shares():
    counts = pd.DataFrame([[5, 15, 50, 30]], columns=[0.0, 1.0, 2.0, 3.0])
    found = {name: indicators()[name].figure(counts).iloc[0]["estimate"] for name in SHARES}
    assert found == {"share_satisfied": 80.0, "share_fully_satisfied": 30.0}


PUBLISHED = {
    "2025, central bodies": (4.88, 90.5),
    "2025, local executive bodies": (4.86, 86.7),
    "2020, National Economy": (4.87, 88.1),
    "2020, Defence": (4.86, 88.7),
    "2020, Civil Service Affairs": (4.86, 85.0),
    "2020, Industry": (4.49, 70.6),
    "2020, Akmola": (4.73, 80.3),
    "2020, Pavlodar": (4.71, 78.4),
    "2020, East Kazakhstan": (4.68, 77.2),
}


@pytest.mark.parametrize(("mean", "percent"), PUBLISHED.values(), ids=list(PUBLISHED))
def test_a_published_percentage_cannot_be_the_top_two_and_fits_the_top_box(mean, percent):
    """Of a share s of fours and fives the mean is at most 5 s + 3 (1 - s); of fives alone the rest has to be 1 to 4."""
    share = percent / 100
    assert 5 * share + 3 * (1 - share) < mean - 0.005
    unit = 0.0005 if percent % 1 else 0.005  # what was rounded away, of the percentage and of the mean
    most = share + unit
    assert 1 <= (mean - 0.005 - 5 * most) / (1 - most) <= 4 + 1e-9
    highest = pd.DataFrame([[0, 0, 1000 - 10 * percent, 0, 10 * percent]], columns=[1.0, 2.0, 3.0, 4.0, 5.0])
    found = {
        name: indicators()[name].figure(highest.round().astype(int)).iloc[0]
        for name in (*SHARES, "mean_score")
    }
    assert found["share_satisfied"]["estimate"] == pytest.approx(percent)
    assert found["mean_score"]["estimate"] < mean - 0.005
