"""Weights, weighted estimates, their errors and covariances are those of R; what cannot be weighted says why."""

import json
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.answered import Joint
from analytics.cells import cell_margins, levels_of
from analytics.estimation import estimate
from analytics.indicators import of_item, of_items
from analytics.linearisation import Design, Sums
from analytics.margins import MarginsError, parse_margins
from analytics.moments import Composite, Moments
from analytics.precision import wilson
from analytics.weight_rules import WeightRules
from analytics.weighted_sample import Sample, read_sample
from analytics.weighting import Bounds, Margin, WeightingError, unweighted, weigh
from tests.archived_rows import QUESTIONS, citizens_by

NUMBERS = Path(__file__).parent / "reference_numbers"
R = json.loads((NUMBERS / "citizens_weighted.json").read_text())
API = json.loads((NUMBERS / "api.json").read_text())
MARGINS = parse_margins("margins.csv", (NUMBERS / "margins.csv").read_text())
TOLERANCE = 1e-8
"""Relative: R stops raking at 1e-10 of the total."""

KEYS = {"region": "region", "age": "item_age", "gender": "item_gender", "urban": "item_urban"}
POINTS = {str(code): float(code) for code in range(1, 6)}
SCORES = {score: 25 * (score - 1) for score in POINTS.values()}
COMPOSITE = Composite(
    "composite_score",
    {item: {str(code): 25 * (code - 1) for code in range(1, 6)} for item in QUESTIONS},
    least=4,
    products=True,
)
VARIABLES = {
    **{f"s{place}": (f"q{place}", POINTS, SCORES) for place in range(1, 9)},
    "csat": ("q1", POINTS, {score: 100.0 * (score >= 4) for score in SCORES}),
    "npsc": (
        "nps",
        {str(code): float(code) for code in range(11)},
        {float(code): 100.0 * (code >= 9) - 100.0 * (code <= 6) for code in range(11)},
    ),
    "ces100": ("ces", POINTS, SCORES),
    "solved100": ("solved", {"0": 0.0, "1": 1.0}, {0.0: 0.0, 1.0: 100.0}),
}
WAYS = {
    "raked": ["region", "age", "gender", "urban"],
    "raked_fixed": ["region", "age", "gender", "urban"],
    "raked_joint": ["region", "gender_age", "urban"],
    "poststrat_gender_age": ["gender_age"],
}


def rules(*names: str, **settings: object) -> WeightRules:
    variables = [
        {"name": name, "from": ["gender", "age"] if name == "gender_age" else [name]} for name in names
    ]
    return WeightRules.model_validate({"variables": variables, "trim": None, **settings})


@cache
def citizens(by: str) -> Moments:
    asked = COMPOSITE if by == "agency" else replace(COMPOSITE, products=False)
    return citizens_by(tuple(dict.fromkeys([by, *KEYS.values()])), (asked,))


def sample(way: str, by: str = "agency", **settings: object) -> Sample:
    wanted = rules(*WAYS[way], taken_as_fixed=way.endswith("fixed"), **settings)
    return read_sample(citizens(by), by, keys=KEYS, rules=wanted, margins=MARGINS)


def sums(found: Sample, variable: str) -> Sums:
    return found.composite("composite_score", 1) if variable == "comp" else found.item(*VARIABLES[variable])


@pytest.mark.parametrize(
    ("way", "column"),
    [("raked", "raked"), ("raked_joint", "raked_joint"), ("poststrat_gender_age", "poststrat")],
)
def test_the_weight_of_every_cell_is_that_of_r(way, column):
    found = sample(way)
    weights = found.design.weights
    cells = pd.read_csv(NUMBERS / "citizens_weights.csv", dtype={"region": "str", "age": "str"})
    expected = cells.sort_values(["region", "age", "gender", "urban"])[column]
    np.testing.assert_allclose(weights.weights, expected, rtol=TOLERANCE)
    told = R[way]["weights"]
    assert [weights.cv, weights.deff, weights.effective] == pytest.approx(
        [told["cv"], told["kish_deff"], told["neff"]], rel=TOLERANCE
    )
    assert weights.people @ weights.weights == pytest.approx(8_999_994, rel=1e-9)
    assert weights.error < 1e-9


@pytest.mark.parametrize("variable", [*VARIABLES, "comp"])
@pytest.mark.parametrize("way", WAYS)
def test_estimates_and_their_errors_are_those_of_r(way, variable):
    found = sample(way)
    means = found.design.means(sums(found, variable), len(found.labels))
    errors = np.sqrt(found.design.variances(means))
    expected = pd.DataFrame(R[way]["agency"][variable])
    assert list(found.labels[:-1]) == expected["domain"].tolist()
    np.testing.assert_allclose(means.mean[:-1], expected["est"], rtol=TOLERANCE)
    np.testing.assert_allclose(errors[:-1], expected["se"], rtol=TOLERANCE)
    np.testing.assert_allclose(means.effective[:-1], expected["neff_kish"], rtol=TOLERANCE)
    assert means.base[:-1].tolist() == expected["n"].tolist()
    whole = R[way]["overall"][variable]
    assert [means.mean[-1], errors[-1]] == pytest.approx([whole["est"], whole["se"]], rel=TOLERANCE)


@pytest.mark.parametrize("way", ["raked", "raked_fixed"])
def test_the_covariances_of_agencies_are_those_of_r(way):
    found = sample(way)
    means, matrix = found.together(sums(found, "comp"))
    assert len(means.mean) == len(found.labels) - 1
    expected = np.array(R[way]["agency_comp_vcov"]["V"])
    unit = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
    np.testing.assert_allclose(matrix / unit, expected / unit, rtol=0, atol=TOLERANCE)


def joint(found: Sample, groups: int) -> Joint:
    parts = [found.item(*VARIABLES[f"s{place}"]) for place in range(1, 9)]
    products = [found.products(COMPOSITE, pair, 1) for pair in combinations(QUESTIONS, 2)]
    return Joint(
        found.design,
        pd.Index(found.labels[:groups]),
        found.composite("composite_score", 1),
        parts,
        products,
        33,
    )


def test_an_index_of_means_has_the_joint_error_of_r():
    found = sample("raked")
    together = joint(found, len(found.labels))
    index = of_items()["index_of_means"].figure(together)
    expected = R["raked"]["index8"]
    np.testing.assert_allclose(
        index["estimate"][:-1], [each["est"] for each in expected.values()], rtol=TOLERANCE
    )
    np.testing.assert_allclose(index["se"][:-1], [each["se"] for each in expected.values()], rtol=TOLERANCE)
    parts = [found.design.means(each, len(found.labels)) for each in together.parts]
    matrix = found.design.joint(parts, together.products)
    np.testing.assert_allclose(np.sqrt(matrix.sum((1, 2))) / 8, index["se"], rtol=1e-12)


def test_a_composite_score_is_that_of_r():
    found = sample("raked")
    composite = of_items()["composite_score"].figure(joint(found, len(found.labels)))
    expected = pd.DataFrame(R["raked"]["agency"]["comp"])
    np.testing.assert_allclose(composite["estimate"][:-1], expected["est"], rtol=TOLERANCE)
    np.testing.assert_allclose(composite["se"][:-1], expected["se"], rtol=TOLERANCE)


@pytest.mark.parametrize(("by", "key"), [("by_region", "region"), ("by_gender", "item_gender")])
@pytest.mark.parametrize("variable", ["comp", "npsc"])
def test_other_groups_of_people_are_those_of_r_too(by, key, variable):
    found = sample("raked", key)
    means = found.design.means(sums(found, variable), len(found.labels))
    expected = pd.DataFrame(R["raked"][by][variable])
    assert list(found.labels[:-1]) == expected["domain"].tolist()
    np.testing.assert_allclose(means.mean[:-1], expected["est"], rtol=TOLERANCE)
    np.testing.assert_allclose(np.sqrt(found.design.variances(means))[:-1], expected["se"], rtol=TOLERANCE)


def test_indicators_take_weighted_counts_and_publish_the_same():
    found = sample("raked")
    groups = pd.MultiIndex.from_product([found.labels, ["q1"]])
    counts = found.by_score(groups, {"q1": POINTS}, tuple(SCORES))
    share = of_item()["share_satisfied"].figure(counts)
    expected = pd.DataFrame(R["raked"]["agency"]["csat"])
    np.testing.assert_allclose(share["estimate"][:-1], expected["est"], rtol=TOLERANCE)
    np.testing.assert_allclose(share["se"][:-1], expected["se"], rtol=TOLERANCE)
    answers = np.minimum(
        expected["est"] * (100 - expected["est"]) / expected["se"] ** 2, expected["neff_kish"]
    )
    bounds = wilson(expected["est"] / 100, np.minimum(answers, expected["n"]))
    np.testing.assert_allclose(share["lower"][:-1], 100 * bounds.lower, rtol=1e-7)
    np.testing.assert_allclose(share["upper"][:-1], 100 * bounds.upper, rtol=1e-7)
    assert (share["deff"] > 0.5).all()


def test_without_margins_it_is_the_arithmetic_of_plain_counts():
    moments = citizens_by(("agency",))
    found = read_sample(moments)
    groups = pd.MultiIndex.from_product([found.labels, ["q3"]])
    counts = found.by_score(groups, {"q3": POINTS}, tuple(SCORES))
    wide = pd.DataFrame(counts.n, index=groups[counts.group], columns=list(counts.columns))
    wide = wide.groupby(level=[0, 1]).sum().loc[groups]
    ours = estimate(counts, [0.0, 25.0, 50.0, 75.0, 100.0])
    plain = estimate(wide, [0.0, 25.0, 50.0, 75.0, 100.0], sample=8000)
    pd.testing.assert_frame_equal(ours, plain, check_exact=False, rtol=1e-12, check_dtype=False)


# A worked example, by hand

PEOPLE = np.array([5.0, 2.0, 3.0, 2.0])
GENDER = Margin("gender", ("f", "m"), np.array([0, 0, 1, 1]), np.array([520.0, 480.0]))
AREA = Margin("area", ("urban", "rural"), np.array([0, 1, 0, 1]), np.array([600.0, 400.0]))
TWO = Sums(
    np.repeat([0, 1], 4),
    np.tile(np.arange(4), 2),
    np.array([3.0, 1, 1, 1, 2, 1, 1, 1]),
    np.array([250.0, 50, 75, 25, 75, 25, 50, 0]),
    np.array([21250.0, 2500, 5625, 625, 3125, 625, 2500, 0]),
)


def test_twelve_people_come_out_as_worked_by_hand():
    weights = weigh(PEOPLE, np.ones(4), [GENDER, AREA])
    np.testing.assert_allclose(weights.weights, [68.495478, 88.761305, 85.840870, 111.238695], atol=5e-7)
    design = Design(weights)
    means = design.means(TWO, 2)
    np.testing.assert_allclose(means.total, [491.327304, 422.831826], atol=1e-6)
    np.testing.assert_allclose(means.mean, [62.648599, 27.548156], atol=1e-6)
    np.testing.assert_allclose(
        design.covariance(means), [[66.044303, -41.992260], [-41.992260, 65.248822]], atol=1e-6
    )
    assert means.effective[0] == pytest.approx(5.789562, abs=1e-6)
    assert means.spread[0] == pytest.approx(613.494825, abs=1e-6)
    fixed = Design(weights, fixed=True)
    np.testing.assert_allclose(fixed.variances(fixed.means(TWO, 2)), [126.084543, 94.892373], atol=1e-6)
    whole = design.means(TWO._replace(group=np.zeros(8, int)), 1)
    assert [whole.mean[0], np.sqrt(design.variances(whole)[0])] == pytest.approx(
        [46.413368, 5.919150], abs=1e-6
    )


def test_they_are_post_stratified_by_hand_too():
    cells = Margin("cell", ("a", "b", "c", "d"), np.arange(4), np.array([330.0, 190, 270, 210]))
    weights = weigh(PEOPLE, np.ones(4), [cells])
    assert weights.iterations == 1
    design = Design(weights)
    means = design.means(TWO, 2)
    np.testing.assert_allclose(means.mean, [62.756148, 28.021327], atol=1e-6)
    np.testing.assert_allclose(np.sqrt(design.variances(means)), [7.843638, 7.345903], atol=1e-6)


# R's own example


def schools(name: str) -> tuple[pd.DataFrame, np.ndarray]:
    frame = pd.read_csv(NUMBERS / name)
    return frame, frame.groupby(["stype", "sch.wide"]).ngroup().to_numpy()


def school_margins(frame: pd.DataFrame, cell: np.ndarray, names: tuple[str, ...]) -> list[Margin]:
    cells = frame.assign(cell=cell).drop_duplicates("cell").sort_values("cell")
    known = {"stype": {"E": 4421.0, "H": 755.0, "M": 1018.0}, "sch.wide": {"No": 1072.0, "Yes": 5122.0}}
    return [
        Margin(
            name,
            tuple(known[name]),
            np.array([list(known[name]).index(level) for level in cells[name]]),
            np.array(list(known[name].values())),
        )
        for name in names
    ]


def of_rows(cell: np.ndarray, values: pd.Series, group: np.ndarray) -> Sums:
    y = values.to_numpy(float)
    return Sums(group, cell, np.ones(len(y)), y, y**2)


@pytest.mark.parametrize(
    ("way", "names"), [("base", ()), ("poststrat", ("stype",)), ("rake", ("stype", "sch.wide"))]
)
def test_a_simple_random_sample_of_schools_is_that_of_r(way, names):
    expected = API["srs_nofpc"][way]
    frame, cell = schools("api_srs.csv")
    people = np.bincount(cell).astype(float)
    margins = school_margins(frame, cell, names)
    weights = weigh(people, np.full(len(people), 30.97), margins) if names else unweighted(people)
    scale = 1.0 if names else 30.97
    np.testing.assert_allclose(weights.weights[cell] * scale, expected["weights"]["w"], rtol=TOLERANCE)
    design, nobody = Design(weights), np.zeros(len(cell), int)
    for place, name in enumerate(expected["mean"]["names"]):
        means = design.means(of_rows(cell, frame[name], nobody), 1)
        assert means.mean[0] == pytest.approx(expected["mean"]["est"][place], rel=TOLERANCE)
        assert np.sqrt(design.variances(means)[0]) == pytest.approx(
            expected["mean"]["se"][place], rel=TOLERANCE
        )
    rows = pd.DataFrame(expected["by_comp"]["rows"])
    groups = frame["comp.imp"].map({"No": 0, "Yes": 1}).to_numpy()
    means = design.means(of_rows(cell, frame["api00"], groups), 2)
    np.testing.assert_allclose(means.mean, rows["api00"], rtol=TOLERANCE)
    np.testing.assert_allclose(np.sqrt(design.variances(means)), rows["se.api00"], rtol=TOLERANCE)
    for key, column in {"mean_stype": "stype", "mean_schwide": "sch.wide"}.items():
        for place, name in enumerate(expected[key]["names"]):
            there = (frame[column] == name.removeprefix(column)).astype(float)
            share = design.means(of_rows(cell, there, nobody), 1)
            error = np.sqrt(design.variances(share)[0])
            assert error == pytest.approx(expected[key]["se"][place], rel=TOLERANCE, abs=1e-9)


def test_schools_drawn_with_unequal_chances_keep_these_in_their_weights():
    expected = API["strat_nofpc"]["cal_rake_margins"]
    frame, cell = schools("api_strat.csv")
    people = np.bincount(cell).astype(float)
    base = frame.groupby(cell)["pw"].first().to_numpy()
    weights = weigh(people, base, school_margins(frame, cell, ("stype", "sch.wide")))
    np.testing.assert_allclose(weights.weights[cell], expected["weights"]["w"], rtol=TOLERANCE)
    design = Design(weights)
    means = design.means(of_rows(cell, frame["api00"], np.zeros(len(cell), int)), 1)
    assert means.mean[0] == pytest.approx(expected["mean"]["est"][0], rel=TOLERANCE)


# Trimming, and what does not fit


def test_weights_are_kept_within_bounds_and_still_hold_the_margins():
    free, kept = (
        sample("raked").design.weights,
        sample("raked", trim={"least": 0.2, "most": 5}).design.weights,
    )
    assert free.weights.max() / free.mean > 5
    assert kept.weights.max() / kept.mean <= 5 * (1 + 1e-4)
    assert kept.weights.min() / kept.mean >= 0.2 * (1 - 1e-4)
    assert 1 <= kept.rounds <= 20
    assert kept.trimmed > 0
    assert not kept.beyond
    assert kept.error < 1e-9
    assert kept.deff < free.deff


def test_bounds_that_the_population_does_not_allow_are_left_and_counted():
    lonely = Margin("area", ("urban", "rural"), np.array([0, 1]), np.array([50.0, 50.0]))
    weights = weigh(np.array([99.0, 1.0]), np.ones(2), [lonely], Bounds(0.2, 5.0))
    assert weights.rounds == 20
    assert weights.beyond == 1
    assert weights.error < 1e-9


def test_margins_that_contradict_each_other_are_refused_by_name():
    one = Margin("sex", ("f", "m"), np.array([0, 1]), np.array([60.0, 40.0]))
    other = Margin("age", ("18-24", "25+"), np.array([0, 1]), np.array([30.0, 70.0]))
    with pytest.raises(
        WeightingError, match=r"no weights hold all margins.*'(18-24|25\+|f|m)' of '(sex|age)'"
    ):
        weigh(np.array([10.0, 10.0]), np.ones(2), [one, other])


CELLS = pd.DataFrame(
    {"age": ["young", "young", "old", "-"], "sex": ["f", "m", "f", "m"], "mode": ["telegram", "paper"] * 2}
)
FOUR = np.array([10.0, 20.0, 30.0, 40.0])
KNOWN = parse_margins(
    "m.csv", "variable,level,N\nage,young,500\nage,old,400\nage,oldest,100\nsex,f,50\nsex,m,50\n"
)


def of_cells(asked: WeightRules, margins=KNOWN, cells=CELLS):
    return cell_margins(cells, FOUR, np.ones(4), asked, margins)


def variables(**age: object) -> list[dict[str, object]]:
    return [{"name": "age", "from": "age", **age}, {"name": "sex", "from": "sex"}]


def test_a_level_without_respondents_joins_its_neighbour_and_that_is_said():
    asked = WeightRules.model_validate({"variables": variables(neighbours={"oldest": "old"})})
    margins, said = of_cells(asked)
    assert margins[0].levels == ("young", "old", "-")
    np.testing.assert_allclose(margins[0].targets, [300.0, 300.0, 400.0])
    assert [each.key for each in said] == ["collapsed", "unknown_own"]
    assert dict(said[0].values) == {"variable": "age", "level": "oldest", "into": "old"}


def test_without_a_neighbour_its_margin_is_left_out_and_that_is_said():
    margins, said = of_cells(WeightRules.model_validate({"variables": variables()}))
    assert [margin.name for margin in margins] == ["sex"]
    assert said[0].key == "dropped"


def test_people_of_unknown_age_are_a_level_of_their_own_or_left_out():
    settings = {"variables": variables(neighbours={"oldest": "old"}), "trim": None}
    for unknown in ("own_level", "left_out"):
        margins, _ = of_cells(WeightRules.model_validate({**settings, "unknown": unknown}))
        weights = weigh(FOUR, np.ones(4), margins)
        held = FOUR * weights.weights
        assert held[:2].sum() == pytest.approx(300)
        if unknown == "own_level":
            assert held.sum() == pytest.approx(1000)
        assert (margins[0].places[3] == -1) == (unknown == "left_out")


def test_shares_are_taken_as_shares_of_the_people_that_are_known():
    margins, _ = of_cells(WeightRules.model_validate({"variables": variables(neighbours={"oldest": "old"})}))
    assert [margin.targets.sum() for margin in margins] == pytest.approx([1000, 1000])


def test_codes_have_the_names_that_the_margins_use_and_some_say_nothing():
    asked = WeightRules.model_validate(
        {"variables": [{"name": "sa", "from": ["sex", "age"], "levels": {"f:young": "fy", "m:young": None}}]}
    )
    assert levels_of(asked.variables[0], CELLS) == ["fy", "-", "f:old", "-"]


def test_a_level_that_the_margins_do_not_know_is_a_mistake_that_is_named():
    strange = CELLS.assign(age=["young", "toddler", "old", "-"])
    with pytest.raises(WeightingError, match=r"whose age is toddler"):
        of_cells(WeightRules.model_validate({"variables": variables()}), cells=strange)
    with pytest.raises(WeightingError, match=r"no variable settlement, .* they have: age, sex"):
        of_cells(WeightRules.model_validate({"variables": [{"name": "settlement", "from": "settlement"}]}))


def test_base_weights_count_before_the_margins():
    moments = citizens("agency")
    asked = rules("region", "age", base={"from": "gender", "weights": {"f": 1, "m": 3}})
    found = read_sample(moments, keys=KEYS, rules=asked, margins=MARGINS).design.weights
    plain = read_sample(moments, keys=KEYS, rules=rules("region", "age"), margins=MARGINS).design.weights
    ratio = found.weights / plain.weights
    assert ratio.max() / ratio.min() > 2.5
    assert found.error < 1e-9
    with pytest.raises(WeightingError, match="no base weight for gender m"):
        asked = rules("region", base={"from": "gender", "weights": {"f": 1}})
        read_sample(moments, keys=KEYS, rules=asked, margins=MARGINS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "m.csv:1:1: the first line"),
        ("a,b\n", "m.csv:1:1: the first line"),
        ("variable,level,N\n", "m.csv:1:1: there is no line"),
        ("variable,level,N\nage,18-24,many\n", "m.csv:2:11: 'many' is no number of people"),
        (
            "variable,level,N\nage,18-24,5\nage,18-24,6\n",
            "m.csv:3:5: the level '18-24' of 'age' stands twice",
        ),
        ("variable,level,N\nage,18-24\n", "m.csv:2:1: 2 cells instead of 3"),
        ("variable,level,N\nage,18-24,-4\n", "m.csv:2:11: '-4'"),
        ("variable,level,N\n,18-24,4\n", "m.csv:2:1: a variable and a level"),
    ],
)
def test_a_bad_file_of_margins_is_told_by_line_and_column(text, said):
    with pytest.raises(MarginsError) as caught:
        parse_margins("m.csv", text)
    assert caught.value.problems[0].startswith(said)
