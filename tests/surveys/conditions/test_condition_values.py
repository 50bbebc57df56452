"""What calculations come to: exact on the way, rounded when kept, and without a value where an answer is missing."""

import operator
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from surveys.conditions import holds, parse, value

KINDS = {
    "overall": "number",
    "access": "number",
    "staff": "number",
    "days": "number",
    "region": "code",
    "reasons": "codes",
    "comment": "text",
    "urgent": "boolean",
}


def says(text, **answers):
    """Whether `text` holds for these answers."""
    return holds(parse(text, KINDS), answers)


def amounts(text, **answers):
    """What `text` comes to for these answers."""
    return value(parse(text, KINDS), answers)


def test_arithmetic_follows_school():
    assert amounts("2 + 3 * 4 - 6 / 4") == Decimal("12.5")
    assert amounts("-(2 - 5) * -(1 + 1)") == -6
    assert amounts("-overall", overall="3") == -3
    assert amounts("10 - 3 - 2") == 5
    assert amounts("16 / 4 / 2") == 2
    assert amounts("2 * (3 + 4)") == 14


def test_a_mean_of_codes_is_a_number():
    assert amounts("(overall + access + staff) / 3", overall="4", access="5", staff="4") == Decimal(
        "4.333333333333"
    )


def test_thirds_and_tenths_lose_nothing_on_the_way():
    assert says("overall / 3 + access / 3 + staff / 3 >= 4", overall="4", access="4", staff="4")
    assert says("days + 0.2 <= 0.3", days=0.1)
    assert says("days * 3 == 0.3", days=Decimal("0.1"))
    assert says("days / 10 * 3 == 0.3", days=1)


def test_a_sum_with_an_answer_that_is_not_there_has_no_value():
    assert amounts("overall + access", overall="3") is None
    assert amounts("overall * 0", overall="98") is None
    assert amounts("-overall", overall=None) is None


def test_dividing_by_zero_has_no_value_and_no_comparison_with_it_holds():
    assert amounts("1 / 0") is None
    assert amounts("overall / (access - access)", overall="3", access="2") is None
    assert not says("1 / 0 == 0") and not says("1 / 0 != 0") and not says("1 / 0 > 0 or 1 / 0 <= 0")
    assert says("not 1 / 0 > 0")


def test_results_are_rounded_half_to_even_at_twelve_places():
    assert amounts("days / 10", days=Decimal("0.000000000005")) == 0
    assert amounts("days / 10", days=Decimal("0.000000000015")) == Decimal("0.000000000002")
    assert str(amounts("0 - 1 / 3")) == "-0.333333333333"
    assert str(amounts("0.5 * 2")) == "1"


def test_numbers_past_a_thousand_million_million_have_no_value():
    assert amounts("999999999999 * 1001") is None
    assert amounts("999999999999 * 1000") == 999999999999000
    for huge in (
        10**15,
        -(10**15),
        1e15,
        float("inf"),
        float("nan"),
        Decimal("1e999999999"),
        Decimal("sNaN"),
        10**9999,
    ):
        assert amounts("days", days=huge) is None, huge
        assert not says("days != 5", days=huge), huge
    for tiny in (Decimal("1e-999999999"), 5e-324):
        assert amounts("days + 1", days=tiny) is None, tiny


def test_a_single_item_has_the_value_that_was_given():
    assert amounts("region", region="KZ-71") == "KZ-71"
    assert amounts("reasons", reasons=("queue", "staff")) == ("queue", "staff")
    assert amounts("reasons", reasons=("98",)) is None
    assert amounts("comment", comment="  ") == "  "
    assert amounts("overall", overall="4") == Decimal(4) and isinstance(
        amounts("overall", overall="4"), Decimal
    )
    assert value(parse("overall"), {"overall": "4"}) == "4"
    assert amounts("region", region="99") is None
    assert amounts("urgent", urgent=False) is False
    assert amounts("urgent", urgent="yes") is None
    assert amounts("reasons", reasons="queue") is None


def test_a_condition_as_a_calculation_is_true_or_false():
    assert amounts("overall <= 2", overall="2") is True
    assert amounts("overall <= 2") is False


def test_what_is_no_boolean_never_holds():
    for item in ("overall", "region", "comment", "reasons"):
        assert not any(says(item, **{item: answer}) for answer in (True, 1, "1", "true", ("1",))), item
    assert not says("1 + 1")


@given(
    st.integers(-1000, 1000),
    st.integers(1, 99),
    st.decimals(0, 99, places=2),
    st.sampled_from(["<", "<=", ">", ">="]),
)
def test_a_division_is_compared_exactly(top, bottom, limit, sign):
    exact = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}[sign]
    condition = parse(f"x / {bottom} {sign} {limit:f}")
    assert holds(condition, {"x": top}) == exact(Fraction(top, bottom), Fraction(limit))
