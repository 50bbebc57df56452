"""What is flagged is counted as by hand; whatever is shown, no group of one to nine people can be worked out."""

import numpy as np
import pandas as pd
import pytest

from analytics.quality import (
    CELLS,
    FLAGS,
    WITHIN,
    flag_rows,
    left_out,
    told_apart,
    unusual_weeks,
    without_flagged,
)

PRIVACY = 10
SCORED = pd.DataFrame({"item": ["overall"] * 5, "code": list("12345")})
COUNTS = ["agency", "item", "code", "n"]


def cells(*rows):
    """agency, straight, silent, contradicting, duration, flags, n."""
    return pd.DataFrame([(*map(str, row[:-1]), row[-1]) for row in rows], columns=CELLS)


def counts(*rows):
    return pd.DataFrame(rows, columns=COUNTS)


def without(everybody, flagged, untold=()):
    return without_flagged(everybody, flagged, left_out(everybody, flagged, SCORED, PRIVACY, untold))


@pytest.mark.parametrize(
    ("row", "flags"),
    [
        (("a", 0, 0, 0, 5, 0), set()),
        (("a", 1, 0, 0, 5, 0), {"straight"}),
        (("a", 1, 0, 0, 2, 0), {"straight", "fast", "flagged"}),
        (("a", 1, 0, 0, 1, 0), {"straight", "very_fast", "flagged", "hard"}),
        (("a", 0, 0, 0, 1, 0), {"very_fast", "flagged"}),
        (("a", 0, 0, 0, 2, 0), {"fast"}),
        (("a", 0, 1, 0, 4, 0), {"silent"}),
        (("a", 0, 0, 1, 4, 0), {"contradicting", "flagged"}),
        (("a", 0, 0, 0, 0, 1), {"burst", "flagged", "hard"}),
        (("a", 0, 0, 0, 0, 2), set()),
        (("a", 0, 0, 0, 0, 3), {"burst", "flagged", "hard"}),
    ],
)
def test_flags_follow_from_what_is_said_of_a_response(row, flags):
    told = told_apart(cells((*row, 1))).iloc[0]
    assert {flag for flag in (*FLAGS, "hard") if told[flag]} == flags


def test_only_what_saying_the_same_and_haste_prove_together_is_hard():
    told = told_apart(cells(("a", 1, 0, 0, 5, 0, 900), ("a", 0, 1, 1, 2, 0, 50)))
    assert not told["hard"].any()


def test_percentages_are_of_those_whose_time_is_known():
    rows = flag_rows(
        cells(("a", 0, 0, 0, 1, 0, 20), ("a", 0, 0, 0, 5, 0, 20), ("a", 1, 0, 0, 0, 0, 60)), {}, PRIVACY
    )
    found = rows.set_index(["agency", "flag"])
    assert found.loc[("a", "very_fast"), ["n", "base", "percent"]].tolist() == [20, 40, 50]
    assert found.loc[("a", "straight"), ["n", "base", "percent"]].tolist() == [60, 100, 60]


def test_numbers_of_a_few_people_are_hidden_and_so_is_what_would_give_them_away():
    found = flag_rows(
        cells(
            ("a", 1, 0, 0, 5, 0, 7),
            ("a", 0, 0, 0, 5, 0, 93),
            ("b", 1, 0, 0, 5, 0, 30),
            ("b", 0, 0, 0, 5, 0, 50),
        ),
        {},
        PRIVACY,
    ).set_index(["agency", "flag"])
    assert found.loc[("a", "straight"), "status"] == "hidden"
    assert found.loc[("*", "straight"), "status"] == "hidden"
    assert found.loc[("b", "straight"), "n"] == 30


def test_what_a_questionnaire_does_not_let_be_judged_has_no_row():
    found = flag_rows(cells(("a", 0, 0, 0, 5, 0, 30)), {"straight": False}, PRIVACY)
    assert "straight" not in set(found["flag"])


def test_of_the_shown_numbers_of_flags_no_sum_or_difference_is_of_a_few_people():
    """Two hundred made-up campaigns: within a flag over all agencies, and between a flag and its parts."""
    for seed in range(200):
        random = np.random.default_rng(seed)
        rows = [
            (
                agency,
                *(int(random.random() < 0.3) for _ in range(3)),
                int(random.integers(0, 6)),
                int(random.random() < 0.1),
                int(random.integers(1, 25)),
            )
            for agency in "abcd"
            for _ in range(random.integers(1, 8))
        ]
        found = flag_rows(cells(*rows), {}, PRIVACY)
        shown = {
            (str(a), str(f)): int(n)
            for a, f, n in found.dropna()[["agency", "flag", "n"]].itertuples(index=False)
        }
        for flag in FLAGS:
            parts = [shown[agency, flag] for agency in "abcd" if (agency, flag) in shown]
            if ("*", flag) in shown:
                rest = shown["*", flag] - sum(parts)
                assert rest == 0 or rest >= PRIVACY
        for whole, parts in WITHIN.items():
            for agency in "abcd":
                for part in parts:
                    if (agency, whole) in shown and (agency, part) in shown:
                        beside = shown[agency, whole] - shown[agency, part]
                        assert beside == 0 or beside >= PRIVACY


def test_the_flagged_are_left_out_where_they_and_the_others_are_enough():
    everybody = counts(("a", "overall", "5", 60), ("a", "overall", "1", 20), ("a", "overall", "98", 4))
    flagged = counts(("a", "overall", "5", 30), ("a", "overall", "98", 1))
    found = without(everybody, flagged)
    assert found.to_dict("records") == counts(
        ("a", "overall", "1", 20), ("a", "overall", "5", 30), ("a", "overall", "98", 3)
    ).to_dict("records")
    assert left_out(everybody, flagged, SCORED, PRIVACY)["n"].tolist() == [30]


@pytest.mark.parametrize(("flagged_people", "all_people"), [(9, 60), (1, 60), (55, 60), (59, 60)])
def test_where_they_or_the_others_are_few_there_is_one_version(flagged_people, all_people):
    everybody = counts(("a", "overall", "5", all_people))
    flagged = counts(("a", "overall", "5", flagged_people))
    assert without(everybody, flagged)["n"].tolist() == [all_people]
    assert left_out(everybody, flagged, SCORED, PRIVACY)["n"].isna().tolist() == [True]


def test_of_an_agency_of_which_nothing_is_told_nothing_is_told_here():
    everybody = counts(("a", "overall", "5", 60), ("b", "overall", "5", 60))
    flagged = counts(("a", "overall", "5", 20), ("b", "overall", "5", 20))
    assert without(everybody, flagged, ["b"])["n"].tolist() == [40, 60]
    rows = flag_rows(
        cells(("a", 0, 0, 0, 5, 0, 60), ("b", 1, 0, 0, 5, 0, 5), ("b", 0, 0, 0, 5, 0, 55)), {}, PRIVACY, ["b"]
    ).set_index(["agency", "flag"])
    assert set(rows.loc["b", "status"]) == {"hidden"}
    assert rows.loc[("*", "straight"), "status"] == "hidden"
    assert rows.loc[("*", "burst"), "status"] == "published"


def test_from_both_versions_of_all_agencies_no_group_of_one_to_nine_can_be_worked_out():
    """A brute force: which flagged, and which others, does any sum of any shown bases single out? 300 campaigns."""
    agencies, privacy_kept, both = list("abcd"), 0, 0
    for seed in range(300):
        random = np.random.default_rng(seed)
        rest, gone = random.integers(0, 30, 4), random.integers(0, 20, 4)
        here = [each for each in range(4) if rest[each] + gone[each]]
        everybody = counts(*((agencies[each], "overall", "5", int(rest[each] + gone[each])) for each in here))
        flagged = counts(*((agencies[each], "overall", "5", int(gone[each])) for each in here if gone[each]))
        second = without(everybody, flagged).set_index("agency")["n"]
        shown = [
            np.repeat(np.eye(4)[each], 2) for each in here
        ]  # unknowns: others and flagged of each agency
        for each in here:
            left = int(second.get(agencies[each], 0))
            if left != rest[each] + gone[each]:
                assert left == rest[each]
                shown.append(np.kron(np.eye(4)[each], [1, 0]))
                both += 1
        table = np.array(shown)
        for each in here:
            for side, people in enumerate((rest[each], gone[each])):
                if 0 < people < PRIVACY and rest[each] and gone[each]:
                    wanted = np.kron(np.eye(4)[each], np.eye(2)[side])
                    with_it = np.linalg.matrix_rank(np.vstack([table, wanted]))
                    assert with_it > np.linalg.matrix_rank(table)
                    privacy_kept += 1
    assert both > 100
    assert privacy_kept > 100


def test_a_week_in_which_everybody_answers_is_not_unusual():
    weeks = pd.DataFrame(
        [
            (agency, week, n * (10 if week == 202610 else 1))
            for agency, n in {"a": 40, "b": 60, "c": 30}.items()
            for week in range(202605, 202615)
        ],
        columns=["agency", "week", "n"],
    )
    assert unusual_weeks(weeks, PRIVACY).to_dict() == {"a": 0, "b": 0, "c": 0}


def test_a_week_in_which_one_agency_has_far_more_than_its_share_is_found():
    random = np.random.default_rng(4)
    rows = [
        (agency, week, int(random.poisson(n)))
        for agency, n in {"a": 40, "b": 60, "c": 8}.items()
        for week in range(202605, 202615)
    ]
    weeks = pd.DataFrame([*rows, ("c", 202610, 60)], columns=["agency", "week", "n"])
    assert unusual_weeks(weeks, PRIVACY).to_dict() == {"a": 0, "b": 0, "c": 1}


def test_alarms_are_false_once_in_a_thousand_campaigns_at_most():
    random = np.random.default_rng(6)
    alarms = 0
    for _ in range(300):
        table = random.multinomial(2_000, np.outer([0.5, 0.3, 0.2], np.full(8, 1 / 8)).ravel())
        places = [(agency, week) for agency in "abc" for week in range(8)]
        weeks = pd.DataFrame(
            [(*place, int(n)) for place, n in zip(places, table, strict=True)],
            columns=["agency", "week", "n"],
        )
        alarms += int(unusual_weeks(weeks, PRIVACY).sum() > 0)
    assert alarms <= 2


def test_one_week_alone_is_compared_with_nothing():
    weeks = pd.DataFrame([("a", 202610, 50), ("b", 202610, 20)], columns=["agency", "week", "n"])
    assert unusual_weeks(weeks, PRIVACY).to_dict() == {"a": 0, "b": 0}
