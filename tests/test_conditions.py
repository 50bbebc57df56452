"""What conditions mean, what is no condition, and that neither an author nor an answer can break them."""

import copy
import itertools
import pickle
import time
from decimal import Decimal
from typing import Annotated, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator, WithJsonSchema

from surveys.condition_tree import What
from surveys.conditions import (
    DEPTH_LIMIT,
    DIGITS_LIMIT,
    LENGTH_LIMIT,
    CodeUse,
    Condition,
    ConditionError,
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
}
PARSE_LIMIT_SECONDS = 0.05


def says(text, **answers):
    """Whether `text` holds for these answers."""
    return holds(parse(text, KINDS), answers)


def amounts(text, **answers):
    """What `text` comes to for these answers."""
    return value(parse(text, KINDS), answers)


def problems_of(text, kinds=KINDS):
    """Everything wrong with `text`."""
    with pytest.raises(ConditionError) as raised:
        parse(text, kinds)
    return raised.value.problems


# What is asked


def test_a_low_rating_with_a_long_queue_is_asked_about():
    text = "overall <= 3 and reasons has queue"
    assert says(text, overall="3", reasons=("staff", "queue"))
    assert not says(text, overall="4", reasons=("staff", "queue"))
    assert not says(text, overall="3", reasons=("staff",))


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


# What is calculated


def test_arithmetic_follows_school():
    assert amounts("2 + 3 * 4 - 6 / 4") == Decimal("12.5")
    assert amounts("-(2 - 5) * -2") == -6
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


def test_codes_are_given_with_their_item_and_place_so_that_options_can_be_checked():
    condition = parse("region in (KZ-71, 'a b') and reasons has queue and overall == 07 and access + 1 == 3")
    assert condition.codes == (
        CodeUse("region", "KZ-71", 12),
        CodeUse("region", "a b", 19),
        CodeUse("reasons", "queue", 42),
        CodeUse("overall", "07", 63),
    )


def test_without_kinds_no_name_is_checked_but_impossible_sums_are():
    assert parse("anything == whatever and other has x and third > 3").kind == "boolean"
    assert parse("anything").kind is None
    assert problems_of("anything and 3", None)[0].what == "type-mismatch"


def test_nothing_can_be_named_if_there_is_nothing_before():
    assert problems_of("overall == 1", {})[0].what == "unknown-name"


# What is no condition

MISTAKES = [
    ("", "empty", 1, {}),
    (" \n ", "empty", 1, {}),
    ("overall == 1" + " " * LENGTH_LIMIT, "too-long", LENGTH_LIMIT + 1, {"limit": "500"}),
    ("not " * 21 + "urgent", "too-deep", 81, {"limit": "20"}),
    ("(" * 21 + "1" + ")" * 21, "too-deep", 21, {"limit": "20"}),
    ("-" * 21 + "1", "too-deep", 21, {"limit": "20"}),
    ("days < 1234567890123", "number-too-long", 8, {"limit": "12"}),
    ("days == 1.234567890123", "number-too-long", 9, {"limit": "12"}),
    ("оverall == 1", "unknown-character", 1, {"found": "о", "name": "CYRILLIC SMALL LETTER O"}),
    ("overall ≤ 3", "unknown-character", 9, {"found": "≤", "name": "LESS-THAN OR EQUAL TO", "instead": "<="}),
    ("urgent && urgent", "unknown-character", 8, {"found": "&&", "name": "AMPERSAND", "instead": "and"}),
    ("overall\u00a0== 1", "unknown-character", 8, {"found": "\u00a0", "name": "NO-BREAK SPACE"}),
    ("urgent\x00", "unknown-character", 7, {"found": "\x00", "name": "U+0000"}),
    ('comment == x"', "unknown-character", 13, {"found": '"', "name": "QUOTATION MARK", "instead": "'"}),
    ("comment == 'x", "unclosed-text", 12, {}),
    ("1 <= overall <= 3", "chained-comparison", 14, {"found": "<="}),
    ("urgent and (overall in (1) == 3)", "chained-comparison", 28, {"found": "=="}),
    ("overall = 3", "syntax", 9, {"found": "=", "expected": "end", "instead": "=="}),
    ("overall == 3 AND urgent", "syntax", 14, {"found": "AND", "expected": "end", "instead": "and"}),
    ("!urgent", "syntax", 1, {"found": "!", "expected": "value", "instead": "not"}),
    ("region not in (a)", "syntax", 8, {"found": "not", "expected": "end"}),
    ("overall ==", "syntax", 11, {"found": "", "expected": "constant"}),
    ("overall == and", "syntax", 12, {"found": "and", "expected": "constant"}),
    ("overall == -x", "syntax", 13, {"found": "x", "expected": "constant"}),
    ("overall == (3)", "syntax", 12, {"found": "(", "expected": "constant"}),
    ("overall == 2 + 1", "syntax", 14, {"found": "+", "expected": "end"}),
    ("overall <", "syntax", 10, {"found": "", "expected": "value"}),
    ("3abc < 4", "syntax", 1, {"found": "3abc", "expected": "value"}),
    ("overall < .5", "syntax", 11, {"found": ".", "expected": "value"}),
    ("overall >= 4,5", "syntax", 13, {"found": ",", "expected": "end"}),
    ("in == 3", "syntax", 1, {"found": "in", "expected": "value"}),
    ("region in KZ-71", "syntax", 11, {"found": "KZ", "expected": "("}),
    ("region in ()", "syntax", 12, {"found": ")", "expected": "constant"}),
    ("region in (a b)", "syntax", 14, {"found": "b", "expected": ")"}),
    ("(overall == 3", "syntax", 14, {"found": "", "expected": ")"}),
    ("overall == 3)", "syntax", 13, {"found": ")", "expected": "end"}),
    ("answered overall", "syntax", 10, {"found": "overall", "expected": "("}),
    ("answered(3)", "syntax", 10, {"found": "3", "expected": "item"}),
    ("answered(not)", "syntax", 10, {"found": "not", "expected": "item"}),
    ("'a' == region", "syntax", 1, {"found": "'", "expected": "value"}),
    ("urgent or", "syntax", 10, {"found": "", "expected": "value"}),
    ("len(comment) > 3", "syntax", 4, {"found": "(", "expected": "end"}),
    ("comment.upper == 3", "syntax", 8, {"found": ".", "expected": "end"}),
    ("overal == 1", "unknown-name", 1, {"name": "overal"}),
    ("urgent and answered(nothing)", "unknown-name", 21, {"name": "nothing"}),
    ("comment < 3", "type-mismatch", 1, {"operator": "<", "found": "text", "expected": "number"}),
    ("3 + reasons", "type-mismatch", 5, {"operator": "+", "found": "codes", "expected": "number"}),
    ("-urgent", "type-mismatch", 2, {"operator": "-", "found": "boolean", "expected": "number"}),
    ("overall and urgent", "type-mismatch", 1, {"operator": "and", "found": "number", "expected": "boolean"}),
    ("urgent or region", "type-mismatch", 11, {"operator": "or", "found": "code", "expected": "boolean"}),
    ("not comment", "type-mismatch", 5, {"operator": "not", "found": "text", "expected": "boolean"}),
    ("overall == good", "type-mismatch", 12, {"operator": "==", "found": "code", "expected": "number"}),
    ("overall in (1, 'x')", "type-mismatch", 16, {"operator": "in", "found": "code", "expected": "number"}),
    ("comment != 3", "type-mismatch", 12, {"operator": "!=", "found": "number", "expected": "text"}),
    ("reasons == queue", "type-mismatch", 1, {"operator": "==", "found": "codes", "expected": "code"}),
    ("region has KZ-71", "type-mismatch", 1, {"operator": "has", "found": "code", "expected": "codes"}),
    ("(1 < 2) < 3", "type-mismatch", 2, {"operator": "<", "found": "boolean", "expected": "number"}),
    ("region == 98", "missing-code", 11, {"item": "region", "code": "98"}),
    ("region in (KZ-71, '97')", "missing-code", 19, {"item": "region", "code": "97"}),
    ("urgent and reasons has 99", "missing-code", 24, {"item": "reasons", "code": "99"}),
]


@pytest.mark.parametrize(("text", "what", "column", "detail"), MISTAKES)
def test_a_mistake_is_found_at_its_column(text, what, column, detail):
    (problem,) = problems_of(text)
    assert (problem.what, problem.column, dict(problem.detail)) == (what, column, detail)


def test_every_mistake_that_can_be_reported_is_tried_here():
    assert {what for _, what, _, _ in MISTAKES} == set(get_args(What))


def test_all_mistakes_are_reported_at_once_in_the_order_of_their_columns():
    assert [(p.what, p.column) for p in problems_of("оverall == 1 and «жақсы» has x'")] == [
        ("unknown-character", 1),
        ("unknown-character", 18),
        ("unclosed-text", 31),
    ]
    found = problems_of("nobody == 1 and (overall and reasons has 98) or comment < nothing")
    assert [(p.what, p.column) for p in found] == [
        ("unknown-name", 1),
        ("type-mismatch", 18),
        ("missing-code", 42),
        ("type-mismatch", 49),
        ("unknown-name", 59),
    ]
    found = problems_of("days < 1234567890123 and 1234567890123 < days and (")
    assert [(p.what, p.column) for p in found] == [
        ("number-too-long", 8),
        ("number-too-long", 26),
        ("syntax", 52),
    ]


def test_one_mistake_is_not_reported_twice_through_what_depends_on_it():
    (problem,) = problems_of("not (nobody + 1 < 3) and region == x and urgent")
    assert problem.what == "unknown-name"


def test_what_lies_just_within_the_limits_is_a_condition():
    assert holds(parse("(" * DEPTH_LIMIT + "1 < 2" + ")" * DEPTH_LIMIT), {})
    assert holds(parse("not " * DEPTH_LIMIT + "1 < 2"), {})
    assert holds(parse(f"{'9' * DIGITS_LIMIT} > 1"), {})
    assert holds(parse("1 < 2" + " " * (LENGTH_LIMIT - 5)), {})
    assert value(parse("+".join(["1"] * (LENGTH_LIMIT // 2))), {}) == LENGTH_LIMIT // 2


# What anyone may try

WORDS = (
    *(
        "and",
        "or",
        "not",
        "in",
        "has",
        "answered",
        "(",
        ")",
        ",",
        "+",
        "-",
        "*",
        "/",
        "<",
        "<=",
        ">",
        ">=",
        "==",
    ),
    *("!=", "=", ".", "'", "''", "0", "1", "98", "4.5", "1e9", "KZ-71", "x-"),
    *KINDS,
    *("queue", " ", "\n", "қ", "&&", "__class__", "lambda", "9" * 30),
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=5)
    | st.sampled_from(("1", "3", "97", "98", "99", "KZ-71", "queue", 10**400, Decimal("1e400")))
    | st.binary(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2), inner, max_size=2)
        | st.frozensets(st.text(max_size=3), max_size=3)
    ),
    max_leaves=5,
)
ANSWERS = st.dictionaries(st.sampled_from(tuple(KINDS)), ANYTHING)


def tried(text, kinds):
    """The condition, or None where the text is none; the processor time that the answer took is checked."""
    for _ in range(3):
        started = time.thread_time()
        try:
            found = parse(text, kinds)
        except ConditionError as error:
            assert error.problems
            assert all(1 <= problem.column <= max(len(text), 1) + 1 for problem in error.problems)
            found = None
        if time.thread_time() - started < PARSE_LIMIT_SECONDS:
            return found
    raise AssertionError(f"took longer than {PARSE_LIMIT_SECONDS} s three times: {text!r}")


@settings(max_examples=1000, deadline=None)
@given(text=st.text(max_size=600), answers=ANSWERS)
def test_any_text_is_a_condition_or_a_mistake(text, answers):
    condition = tried(text, KINDS)
    assert condition is None or holds(condition, answers) in (True, False)


@settings(max_examples=1000, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), max_size=60), gap=st.sampled_from(("", " ")), answers=ANSWERS)
def test_any_words_of_the_language_in_any_order_are_a_condition_or_a_mistake(words, gap, answers):
    for kinds in (KINDS, None):
        condition = tried(gap.join(words), kinds)
        if condition is not None:
            assert holds(condition, answers) in (True, False)
            found = value(condition, answers)
            assert found is None or isinstance(found, str | tuple | frozenset | bool | int | float | Decimal)


SHAPES = {"boolean": bool, "number": Decimal, "code": str, "text": str, "codes": tuple | frozenset}
CONDITIONS = (
    "overall <= 3 and reasons has queue",
    "region in (KZ-71, 3) or region != KZ-71 or comment == 'x' or overall != 2",
    "(overall + days) * staff / access - -days > days / 2 or overall in (1, 2.5)",
    "answered(reasons) and not answered(urgent) or urgent",
    "overall",
    "region",
    "reasons",
    "comment",
    "urgent",
    "overall / access * 0.1",
)


@settings(max_examples=1000, deadline=None)
@given(text=st.sampled_from(CONDITIONS), answers=ANSWERS)
def test_no_answer_whatever_it_is_can_make_a_condition_fail(text, answers):
    condition = parse(text, KINDS)
    if condition.kind == "boolean":
        assert holds(condition, answers) is holds(parse(text), answers), "kinds only find mistakes"
    else:
        assert not holds(condition, answers)
    found = value(condition, answers)
    assert found is None or isinstance(found, SHAPES[condition.kind])


@pytest.mark.parametrize(
    "piece", ["(", "not ", "-", "1+", "1/", "x and ", "x in (1,", "'", "''", "1<", "9", "a-", "κ "]
)
def test_long_repetitions_are_read_quickly(piece):
    for text in (piece * 600, (piece * 500)[:LENGTH_LIMIT], (piece * 500)[: LENGTH_LIMIT - 1] + "1"):
        tried(text, None)


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
