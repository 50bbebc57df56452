"""Who stands for a body in the structure of a day: itself, its successor, whom it came from, or nobody."""

import datetime

import pytest

from storage.successions import Nobody, Term, standing_for, structure

MAY, JULY, AUGUST, LATER = (
    datetime.date(2026, 5, 1),
    datetime.date(2026, 7, 1),
    datetime.date(2026, 8, 1),
    datetime.date(2030, 1, 1),
)
JUNE_ENDS = datetime.date(2026, 6, 30)


def test_a_renamed_body_is_followed_forwards_and_back() -> None:
    terms = {"old": Term(None, JUNE_ENDS), "new": Term(JULY, None, "old")}
    assert standing_for("old", AUGUST, terms) == "new"
    assert standing_for("new", MAY, terms) == "old"
    assert standing_for("old", JUNE_ENDS, terms) == "old"
    assert standing_for("old", JULY, terms) == "new"


def test_a_chain_is_followed_as_far_as_the_day() -> None:
    terms = {
        "first": Term(None, JUNE_ENDS),
        "second": Term(JULY, AUGUST, "first"),
        "third": Term(AUGUST + datetime.timedelta(days=1), None, "second"),
    }
    assert [standing_for("first", day, terms) for day in (MAY, AUGUST, LATER)] == ["first", "second", "third"]
    assert [standing_for("third", day, terms) for day in (MAY, AUGUST, LATER)] == ["first", "second", "third"]


def test_two_that_merge_are_one_afterwards_and_cannot_be_told_apart_before() -> None:
    """The new one names one of the two, and that one the other."""
    terms = {"a": Term(None, JUNE_ENDS), "b": Term(None, JUNE_ENDS, "a"), "both": Term(JULY, None, "b")}
    assert structure(AUGUST, terms, ["a", "b", "both"]) == {"a": "both", "b": "both", "both": "both"}
    assert structure(MAY, terms, ["a", "b", "both"]) == {
        "a": "a",
        "b": "b",
        "both": Nobody("several", ("a", "b")),
    }


def test_one_that_joins_another_is_counted_with_it() -> None:
    terms = {"small": Term(None, JUNE_ENDS), "large": Term(None, None, "small")}
    assert structure(AUGUST, terms, ["small", "large"]) == {"small": "large", "large": "large"}
    assert structure(MAY, terms, ["small", "large"]) == {"small": "small", "large": "large"}


def test_a_split_is_not_guessed_but_seen_from_before_it_is_one() -> None:
    terms = {"both": Term(None, JUNE_ENDS), "a": Term(JULY, None, "both"), "b": Term(JULY, None, "both")}
    assert standing_for("both", AUGUST, terms) == Nobody("several", ("a", "b"))
    assert structure(MAY, terms, ["a", "b"]) == {"a": "both", "b": "both"}


@pytest.mark.parametrize(
    ("code", "day", "reason"),
    [("gone", AUGUST, "ended"), ("young", MAY, "not-yet"), ("nobody", MAY, "unknown")],
)
def test_nobody_stands_for_what_has_no_successor_or_no_past(code, day, reason) -> None:
    terms = {"gone": Term(None, JUNE_ENDS), "young": Term(JULY, None)}
    assert standing_for(code, day, terms) == Nobody(reason)


def test_a_ring_ends_the_search() -> None:
    terms = {"a": Term(None, JUNE_ENDS, "b"), "b": Term(None, JUNE_ENDS, "a")}
    assert standing_for("a", AUGUST, terms) == Nobody("ended")
    terms = {"a": Term(JULY, None, "b"), "b": Term(JULY, None, "a")}
    assert standing_for("a", MAY, terms) == Nobody("not-yet")
