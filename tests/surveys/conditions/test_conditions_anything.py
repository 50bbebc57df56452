"""Neither what an author writes nor what is answered can break a condition, or take long."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.conditions import LENGTH_LIMIT, ConditionError, holds, parse, value
from tests.exploring import examples

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


@examples(300)
@given(text=st.text(max_size=600), answers=ANSWERS)
def test_any_text_is_a_condition_or_a_mistake(text, answers):
    condition = tried(text, KINDS)
    assert condition is None or holds(condition, answers) in (True, False)


@examples(300)
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


@examples(300)
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
