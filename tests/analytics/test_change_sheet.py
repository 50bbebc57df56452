"""Two waves beside each other: what is a change, what is none for certain, what is a break, what is not compared."""

import numpy as np
import pandas as pd
import pytest

from analytics.change_sheet import change_sheet
from analytics.measuring import figures
from analytics.methods import read_method
from analytics.rank_sheet import rank_sheet

METHOD = read_method("2026")
ITEMS = pd.DataFrame(
    [("overall", "rating", "overall", "satisfaction", str(point), float(point)) for point in range(1, 6)]
    + [("staff", "rating", "staff", "satisfaction", str(point), float(point)) for point in range(1, 6)],
    columns=["item", "type", "measures", "means", "code", "score"],
)


def of(**people):
    """Figures where so many of each agency said five, and so many one."""
    rows = [
        (agency, item, code, n)
        for agency, (best, worst) in people.items()
        for item in ("overall", "staff")
        for code, n in (("5", best), ("1", worst))
        if n
    ]
    return figures(pd.DataFrame(rows, columns=["agency", "item", "code", "n"]), ITEMS, METHOD)


def told(sheet, indicator="share_fully_satisfied", item="overall"):
    rows = sheet.rows
    return rows[(rows["item"] == item) & (rows["indicator"] == indicator)].set_index("agency")


def changes(now, before, **about):
    return told(change_sheet(now, before, METHOD, series={}, **about))


def test_the_error_of_a_change_is_that_of_two_independent_waves():
    now, before = of(moj=(80, 20), mof=(300, 100)), of(moj=(50, 50), mof=(200, 150))
    found = changes(now, before)
    for agency in ("moj", "mof", "*"):
        errors = [
            each[(each["agency"] == agency) & (each["item"] == "overall")].set_index("indicator")["se"]
            for each in (now, before)
        ]
        expected = np.hypot(*(each["share_fully_satisfied"] for each in errors))
        assert found.loc[agency, "se"] == pytest.approx(expected, rel=1e-12)
    assert found.loc["moj", "difference"] == pytest.approx(30)
    assert found.loc["moj", "verdict"] == "rise"


def test_a_fall_is_told_as_one_and_chance_as_none():
    found = changes(of(moj=(40, 60), mof=(90, 10)), of(moj=(80, 20), mof=(88, 12)))
    assert found["verdict"].to_dict() == {"*": "fall", "mof": "undetected", "moj": "fall"}
    assert found.loc["mof", "detectable"] > 10


def test_what_stands_by_itself_may_fall_among_twenty():
    """Twenty agencies of which one rose: p 0.02 by itself is no change among twenty-one rows."""
    now = {f"a{place:02}": (70, 30) for place in range(20)}
    before = {**now, "a00": (54, 46)}
    found = changes(of(**now), of(**before))
    assert found.loc["a00", "p"] < 0.05 < found.loc["a00", "p_together"]
    assert found.loc["a00", "verdict"] == "undetected"
    alone = changes(of(a00=(70, 30)), of(a00=(54, 46)))
    assert alone.loc["a00", "p_together"] < 0.05


@pytest.mark.parametrize(
    ("verdict", "told_as"), [("break", "break"), ("check", "rise"), ("comparable", "rise")]
)
def test_a_break_of_the_series_is_never_a_change(verdict, told_as):
    now, before = of(moj=(90, 10)), of(moj=(50, 50))
    found = told(change_sheet(now, before, METHOD, series={"overall": verdict})).loc["moj"]
    assert found["verdict"] == told_as
    assert found["series"] == verdict
    assert pd.isna(found["difference"]) == (verdict == "break")
    assert pd.isna(found["p"]) == (verdict == "break")
    assert (found["before"], found["estimate"]) == (50, 90)
    assert (
        told(change_sheet(now, before, METHOD, series={"overall": verdict}), item="staff").loc[
            "moj", "verdict"
        ]
        == "rise"
    )


def test_what_is_not_shown_is_not_compared():
    found = changes(of(moj=(90, 10), mof=(20, 5), tiny=(5, 2)), of(moj=(90, 10), mof=(20, 50), tiny=(70, 2)))
    assert found["verdict"].drop("*").to_dict() == {
        "mof": "not_shown",
        "moj": "undetected",
        "tiny": "not_shown",
    }
    assert (
        found.loc[["mof", "tiny"], ["difference", "lower", "upper", "se", "p", "detectable"]]
        .isna()
        .all(axis=None)
    )
    assert pd.isna(found.loc["tiny", "base"])


def test_an_agency_of_one_wave_only_stands_without_a_change():
    found = changes(of(moj=(90, 10), young=(60, 10)), of(moj=(90, 10), old=(60, 10)))
    assert found["verdict"].drop("*").to_dict() == {"moj": "undetected", "young": "once", "old": "once"}
    assert found.index.tolist() == ["*", "moj", "young", "old"]


def test_thirty_fives_after_thirty_fives_are_no_change_and_say_what_would_be():
    found = changes(of(moj=(30, 0)), of(moj=(30, 0))).loc["moj"]
    assert found["verdict"] == "undetected"
    assert found["detectable"] > 5
    assert found["ceiling"] == "near"


def test_where_clients_are_known_the_interval_is_narrower_and_says_so():
    now, before = of(moj=(200, 50)), of(moj=(150, 100))
    plain = changes(now, before).loc["moj"]
    corrected = changes(now, before, clients=({"moj": 300}, {"moj": 300})).loc["moj"]
    few = changes(now, before, clients=({"moj": 299}, {"moj": 299})).loc["moj"]
    ratio = (corrected["upper"] - corrected["lower"]) / (plain["upper"] - plain["lower"])
    assert ratio == pytest.approx(np.sqrt(50 / 299))
    assert corrected["clients"] == 300
    assert pd.isna(few["clients"])
    assert few["lower"] == plain["lower"]


def test_ranks_are_of_shown_agencies_only_and_from_the_highest():
    found = told(rank_sheet(of(moj=(90, 10), mof=(50, 50), tiny=(5, 2), weak=(20, 2), mia=(70, 30)), METHOD))
    assert found.index.tolist() == ["moj", "mia", "mof"]
    assert found["first"].tolist() == [1, 2, 3]
    assert found["last"].tolist() == [1, 2, 3]
    assert found["group"].tolist() == [1, 2, 3]
    assert found["verdict"].tolist() == ["above", "alike", "below"]
    assert found.loc["moj", "difference"] == pytest.approx(90 - 60)


def test_agencies_that_answers_do_not_tell_apart_share_their_range_and_group():
    found = told(rank_sheet(of(moj=(30, 10), mof=(29, 11), mia=(31, 9)), METHOD))
    assert set(found["first"]) == {1}
    assert set(found["last"]) == {3}
    assert set(found["group"]) == {1}
    assert set(found["verdict"]) == {"alike"}


def test_a_covariance_is_taken_where_there_is_one():
    shown = of(moj=(60, 40), mof=(50, 50))
    names, key = ["moj", "mof"], ("overall", "share_fully_satisfied")
    together = pd.DataFrame([[24.0, 23.0], [23.0, 25.0]], index=names, columns=names)
    apart = told(rank_sheet(shown, METHOD)).loc["moj"]
    found = told(rank_sheet(shown, METHOD, covariances={key: together})).loc["moj"]
    assert found["se"] < apart["se"] / 3
    assert (found["first"], found["last"]) == (1, 1)
    assert (apart["first"], apart["last"]) == (1, 2)


def test_one_agency_alone_has_no_others():
    found = told(rank_sheet(of(moj=(60, 40)), METHOD)).loc["moj"]
    assert (found["first"], found["last"], found["verdict"]) == (1, 1, "alone")


def test_a_small_agency_borrows_from_five_others_and_none_from_four():
    large = {f"a{place}": (600, 100 + 60 * place) for place in range(5)}
    found = told(rank_sheet(of(**large, small=(24, 8)), METHOD))
    assert found.loc["small", "kept"] < 0.75
    assert found.loc["a0", "kept"] > 0.9
    assert abs(found.loc["small", "borrowed"] - found["estimate"].mean()) < abs(
        found.loc["small", "estimate"] - found["estimate"].mean()
    )
    few = told(rank_sheet(of(a=(60, 40), b=(70, 30), c=(80, 20), d=(50, 50)), METHOD))
    assert few["borrowed"].isna().all()


def test_where_nobody_is_shown_there_are_no_ranks():
    assert rank_sheet(of(tiny=(5, 2)), METHOD).rows.empty
