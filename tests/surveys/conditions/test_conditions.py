"""What conditions mean: what is asked, what is not there, and what is known beforehand."""

import copy
import itertools
import pickle
from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator, WithJsonSchema

from surveys.conditions import (
    LENGTH_LIMIT,
    CodeUse,
    Condition,
    holds,
    parse,
    value,
)

KINDS = {
    "overall": "number",
    "access": "number",
    "staff": "number",
    "days": "number",
    "region": "code",
    "reasons": "codes",
    "comment": "text",
    "urgent": "boolean",
    "visited": "ordered",
    "applied": "ordered",
}


def says(text, **answers):
    """Whether `text` holds for these answers."""
    return holds(parse(text, KINDS), answers)


def amounts(text, **answers):
    """What `text` comes to for these answers."""
    return value(parse(text, KINDS), answers)


# What is asked


def test_a_low_rating_with_a_long_queue_is_asked_about():
    text = "overall <= 3 and reasons has queue"
    assert says(text, overall="3", reasons=("staff", "queue"))
    assert not says(text, overall="4", reasons=("staff", "queue"))
    assert not says(text, overall="3", reasons=("staff",))


def test_days_and_times_come_before_and_after_each_other():
    days = ("2025-12-31", "2026-01-01", "2026-01-02")
    held = {
        sign: [day for day in days if says(f"visited {sign} '2026-01-01'", visited=day)]
        for sign in ("<", "<=", ">", ">=", "==", "!=")
    }
    assert held == {
        "<": ["2025-12-31"],
        "<=": ["2025-12-31", "2026-01-01"],
        ">": ["2026-01-02"],
        ">=": ["2026-01-01", "2026-01-02"],
        "==": ["2026-01-01"],
        "!=": ["2025-12-31", "2026-01-02"],
    }
    assert says("applied <= visited", applied="2026-01-09", visited="2026-01-10")
    assert not says("applied <= visited", applied="2026-01-11", visited="2026-01-10")
    assert says("applied <= visited", applied="09:05", visited="10:00")


def test_what_is_in_no_order_is_neither_before_nor_after():
    assert not says("visited > '2026-01-01'")
    assert not says("visited > '2026-01-01'", visited=Decimal(2027))
    assert not says("visited > '2026-01-01'", visited="zzz")
    assert not says("visited > '2026-01-01'", visited="23:59")
    assert not says("region < region", region="18-24")
    assert says("not visited > '2026-01-01'")
    assert parse("visited > '2026-01-01'", KINDS).codes == (CodeUse("visited", "2026-01-01", 11),)
    assert parse("applied < visited", KINDS).pairs == (("applied", "visited", 1),)


def test_each_comparison_stands_for_its_sign():
    ratings = ("1", "2", "3", "4", "5")
    held = {
        sign: [r for r in ratings if says(f"overall {sign} 3", overall=r)]
        for sign in ("<", "<=", "==", "!=", ">=", ">")
    }
    assert held == {
        "<": ["1", "2"],
        "<=": ["1", "2", "3"],
        "==": ["3"],
        "!=": ["1", "2", "4", "5"],
        ">=": ["3", "4", "5"],
        ">": ["4", "5"],
    }


def test_ten_is_more_than_nine_because_codes_are_compared_as_numbers():
    assert says("overall > 9", overall="10")
    assert says("overall in (1, 10)", overall="10")


def test_two_answers_can_be_ordered():
    assert says("access < staff", access="2", staff="4")
    assert not says("access < staff", access="4", staff="4")


def test_a_region_is_one_of_a_list():
    assert says("region in (KZ-71, KZ-75)", region="KZ-75")
    assert not says("region in (KZ-71, KZ-75)", region="KZ-7")
    assert says("region == KZ-71", region="KZ-71")
    assert not says("region == KZ-71", region="kz-71")


def test_a_hyphen_is_a_minus_between_answers_and_part_of_a_code():
    assert says("access-staff > 1", access="5", staff="3")
    assert says("region == 18-24", region="18-24")
    assert not says("region == 18-24", region="-6")


def test_a_bare_word_to_the_right_is_a_code_even_if_an_item_is_called_so():
    assert says("region == comment", region="comment", comment="KZ-71")
    assert not says("region == comment", region="KZ-71", comment="KZ-71")
    assert parse("region == comment", KINDS).names == ("region",)


def test_a_quoted_text_may_hold_spaces_quotes_and_kazakh_letters():
    assert says("comment == 'өте жақсы'", comment="өте жақсы")
    assert says("comment == 'it''s'", comment="it's")
    assert says("region == 'not'", region="not")


def test_a_digit_in_has_is_a_code_and_not_a_number():
    assert says("reasons has 3", reasons=("3",))
    assert not says("reasons has 3", reasons=("03", "3.0"))


def test_and_binds_closer_than_or_and_not_closer_than_both():
    for urgent, low, far in itertools.product((True, False), repeat=3):
        answers = {"urgent": urgent, "overall": "1" if low else "5", "region": "far" if far else "near"}
        text = "urgent or overall == 1 and not region == far"
        assert says(text, **answers) is (urgent or (low and not far))
        assert says("(urgent or overall == 1) and region == far", **answers) is ((urgent or low) and far)
        assert says("not urgent and overall == 1", **answers) is (not urgent and low)


def test_spaces_and_line_ends_mean_nothing():
    assert says("\n(overall<=3)and(reasons has\nqueue)", overall="3", reasons=("queue",))


# What is not there


@pytest.mark.parametrize("missing", [None, "97", "98", "99", ""])
def test_no_comparison_holds_for_an_answer_that_is_not_there(missing):
    for text in (
        "overall < 3",
        "overall <= 3",
        "overall > 3",
        "overall >= 3",
        "overall == 3",
        "overall != 3",
    ):
        assert not says(text, overall=missing), text
        assert says(f"not {text}", overall=missing), text
    for text in (
        "region == KZ-71",
        "region != KZ-71",
        "region in (KZ-71, KZ-75)",
        "comment == ''",
        "comment != 'x'",
    ):
        assert not says(text, region=missing, comment=missing), text
    assert not says("overall < access", overall="1", access=missing)
    assert not says("overall - overall == 0", overall=missing)


def test_an_item_that_was_never_reached_is_the_same_as_one_without_answer():
    assert not says("overall != 3")
    assert not says("reasons has queue")
    assert says("not answered(overall) and not reasons has queue")


def test_only_a_real_answer_counts_as_answered():
    for real in ("1", "0", "no", True, False, 0, 98, Decimal(99), 97.0, ("queue",), frozenset({"queue"})):
        assert says("answered(overall)", overall=real), real
    for unreal in (
        None,
        "",
        "97",
        "98",
        "99",
        (),
        ("98",),
        frozenset({"99"}),
        frozenset(),
        float("nan"),
        10**15,
    ):
        assert not says("answered(overall)", overall=unreal), unreal


def test_ninety_eight_days_are_days_and_not_a_missing_code():
    assert says("days == 98", days=98)
    assert says("days > 97", days=Decimal(98))
    assert not says("days == 98", days="98")
    assert not says("overall >= 1", overall="98")


def test_a_missing_code_is_never_among_the_chosen_ones():
    assert not holds(parse("reasons has 98"), {"reasons": ("98",)})
    assert not holds(parse("region in (KZ-71, '98', '')"), {"region": "98"})
    assert not holds(parse("reasons has ''"), {"reasons": ("",)})


def test_an_answer_of_the_wrong_shape_is_not_there():
    assert not says("reasons has queue", reasons="queue")
    assert not says("region == KZ-71", region=("KZ-71",))
    assert not says("region != KZ-71", region=("KZ-10",))
    assert not says("region != KZ-71", region=3)
    assert not says("overall != 3", overall="queue")
    assert not says("overall == 1", overall=True)
    assert not says("urgent", urgent="yes")
    assert not says("urgent", urgent=1)


def test_numbers_written_otherwise_than_in_digits_are_no_numbers():
    for code in ("٣", " 3", "3 ", "+3", "3_0", "3e0", "0x3", "³", "1" * 16, "3."):
        assert not says("overall != 100", overall=code), code
    assert says("overall == 3", overall="03")
    assert says("overall == -3.5", overall="-3.5")


# What is known of a condition before anyone answers


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("overall <= 3", "boolean"),
        ("overall + 1", "number"),
        ("-days", "number"),
        ("3", "number"),
        ("days", "number"),
        ("region", "code"),
        ("reasons", "codes"),
        ("comment", "text"),
        ("urgent", "boolean"),
        ("answered(comment)", "boolean"),
        ("not urgent", "boolean"),
    ],
)
def test_the_kind_of_a_result_is_known(text, kind):
    assert parse(text, KINDS).kind == kind


def test_the_items_used_are_named_once_in_the_order_of_their_mention():
    condition = parse(
        "staff > 2 and (overall < access or answered(comment)) and -staff in (1, 2) and reasons has x"
    )
    assert condition.names == ("staff", "overall", "access", "comment", "reasons")
    condition = parse("access + staff * -days < region / (1 + overall)")
    assert condition.names == ("access", "staff", "days", "region", "overall")


def test_codes_are_given_with_their_item_and_place_so_that_options_can_be_checked():
    condition = parse("region in (KZ-71, 'a b') and reasons has queue and overall == 07 and access + 1 == 3")
    assert condition.codes == (
        CodeUse("region", "KZ-71", 12),
        CodeUse("region", "a b", 19),
        CodeUse("reasons", "queue", 42),
        CodeUse("overall", "07", 63),
    )


def test_without_kinds_no_name_is_checked():
    assert parse("anything == whatever and other has x and third > 3").kind == "boolean"
    assert parse("anything").kind is None
    assert parse("anything has 98 or other in (98, '99')").kind == "boolean"


# What becomes of a condition in a questionnaire

ASK_WHEN = "overall <= 3 and reasons has queue"


class Asked(BaseModel):
    """A model that carries a condition as a text, as a questionnaire may."""

    model_config = ConfigDict(frozen=True)

    ask_when: Annotated[
        Condition,
        PlainValidator(lambda given: given if isinstance(given, Condition) else parse(given, KINDS)),
        PlainSerializer(lambda condition: condition.text),
        WithJsonSchema({"type": "string", "maxLength": LENGTH_LIMIT}),
    ]


def pickled(condition):
    """The condition after a journey to another process."""
    return pickle.loads(pickle.dumps(condition))  # noqa: S301 - our own bytes


def test_a_copied_or_pickled_condition_is_equal_and_still_works():
    condition = parse(ASK_WHEN, KINDS)
    for other in (copy.copy(condition), copy.deepcopy(condition), pickled(condition)):
        assert other == condition and hash(other) == hash(condition)
        assert (other.names, other.codes, other.kind) == (condition.names, condition.codes, condition.kind)
        assert holds(other, {"overall": "2", "reasons": ("queue",)})
    assert parse("overall <= 3") != parse("overall <= 4")
    number = value(pickled(parse("overall", KINDS)), {"overall": "4"})
    assert isinstance(number, Decimal), "the kind of a lone item survives"


def test_a_condition_lives_in_a_frozen_model_and_its_json():
    asked = Asked(ask_when=ASK_WHEN)
    assert asked.model_copy(deep=True) == asked
    assert asked.model_dump_json() == f'{{"ask_when":"{ASK_WHEN}"}}'
    assert Asked.model_validate_json(asked.model_dump_json()) == asked
    assert Asked.model_json_schema()["properties"]["ask_when"]["type"] == "string"


def test_a_condition_cannot_be_changed():
    with pytest.raises(AttributeError):
        parse(ASK_WHEN).text = "overall > 3"
