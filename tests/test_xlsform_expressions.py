"""A form asks whom we ask: conditions are said in XPath and read from it, judged by an XPath of the tests' own."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.condition_grammar import read as read_condition
from surveys.condition_tree import (
    Answered,
    Arithmetic,
    Choice,
    Constant,
    Denial,
    Figure,
    Has,
    Item,
    Junction,
    Minus,
    Ordering,
)
from surveys.conditions import LENGTH_LIMIT, holds, parse
from surveys.xlsform import xpath
from surveys.xlsform.condition_text import spelled
from surveys.xlsform.facts import Facts
from surveys.xlsform.to_condition import Meaning, UntranslatableError
from surveys.xlsform.to_xpath import quoted, xpath_of
from tests.xpath_reckoning import reckon, to_truth

OVERALL = Facts(
    "overall",
    "Overall",
    "number",
    {str(code): str(code) for code in (1, 2, 3, 98)},
    {str(code): Fraction(code) for code in (1, 2, 3)},
    frozenset({"98"}),
)
HELPED = Facts(
    "helped",
    "helped",
    "number",
    {code: code for code in ("no", "part", "yes", "97")},
    {"no": Fraction(0), "part": Fraction(1), "yes": Fraction(2)},
    frozenset({"97"}),
)
REGION = Facts("region", "region", "code", {code: code for code in ("KZ-71", "3", "or", "99")}, {}, frozenset({"99"}))
REASONS = Facts("reasons", "reasons", "codes", {code: code for code in ("queue", "3", "98")}, {}, frozenset({"98"}))
DAYS = Facts("days", "days", "number")
COMMENT = Facts("comment", "comment", "text")
WELCOME = Facts("welcome", "welcome", "boolean")
ALL = (OVERALL, HELPED, REGION, REASONS, DAYS, COMMENT, WELCOME)
BY_ID = {facts.id: facts for facts in ALL}
BY_NAME = {facts.name: facts for facts in ALL}
KINDS = {facts.id: facts.kind for facts in ALL}


def number_constant(written):
    return Constant(written, Fraction(written) if "." in written else int(written), 0)


NUMBERS = st.sampled_from(["0", "1", "2", "3", "2.5", "-1"]).map(number_constant)
CODES = {
    "region": ["KZ-71", "or"],
    "comment": ["it's fine", "3", 'say "no"', "it's \"so\""],
    "reasons": ["queue", "3"],
}
SUMS = st.recursive(
    st.sampled_from(["overall", "helped", "days", "region"]).map(lambda name: Item(name, 0))
    | st.sampled_from([0, 1, 2, 3, Fraction(5, 2)]).map(lambda number: Figure(number, 0)),
    lambda inner: st.one_of(
        inner.map(lambda operand: Minus(operand, 0)),
        st.builds(
            lambda first, steps, signs: Arithmetic(
                first, tuple(zip(signs, steps, strict=False)), 0
            ),
            inner,
            st.lists(inner, min_size=1, max_size=2),
            st.sampled_from([("+", "-"), ("-", "-"), ("*", "/"), ("/", "*")]),
        ),
    ),
    max_leaves=4,
)


def choices(name):
    return st.builds(
        lambda operator, codes: Choice(
            Item(name, 0),
            operator,
            tuple(Constant(code, None, 0) for code in (codes if operator == "in" else codes[:1])),
            0,
        ),
        st.sampled_from(["==", "!=", "in"]),
        st.lists(st.sampled_from(CODES[name]), min_size=1, max_size=2),
    )


LEAVES = st.one_of(
    st.builds(lambda left, operator, right: Ordering(left, operator, right, 0), SUMS, st.sampled_from(["<", "<=", ">", ">="]), SUMS),
    st.builds(
        lambda left, operator, numbers: Choice(left, operator, tuple(numbers if operator == "in" else numbers[:1]), 0),
        SUMS,
        st.sampled_from(["==", "!=", "in"]),
        st.lists(NUMBERS, min_size=1, max_size=3),
    ),
    choices("region"),
    choices("comment"),
    st.sampled_from(CODES["reasons"]).map(lambda code: Has(Item("reasons", 0), Constant(code, None, 0), 0)),
    st.sampled_from(list(KINDS)).map(lambda name: Answered(Item(name, 0), 0)),
    st.just(Item("welcome", 0)),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda operand: Denial(operand, 0)),
        st.builds(
            lambda operator, operands: Junction(operator, tuple(operands), 0),
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3),
        ),
    ),
    max_leaves=5,
).filter(lambda tree: len(spelled(tree)) <= LENGTH_LIMIT)


@st.composite
def answer_sets(draw):
    """Answers as our conditions see them, and as the form holds them."""
    ours, form = {}, {"welcome": ""}
    for facts in (OVERALL, HELPED, REGION):
        code = draw(st.sampled_from(["", *facts.codes]))
        form[facts.name] = code
        if code and code not in facts.missing:
            score = facts.scores.get(code)
            ours[facts.id] = code if score is None else Decimal(int(score))
    ticked = draw(st.sampled_from([(), ("queue",), ("queue", "3"), ("98",)]))
    form["reasons"] = " ".join(ticked)
    if ticked and ticked != ("98",):
        ours["reasons"] = ticked
    days = draw(st.sampled_from(["", "0", "1", "2.5", "98", "-3"]))
    form["days"] = days
    if days:
        ours["days"] = Decimal(days)
    comment = draw(st.sampled_from(["", "3", "it's fine", 'say "no"', "it's \"so\""]))
    form["comment"] = comment
    if comment:
        ours["comment"] = comment
    return ours, form


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, answer_sets())
def test_an_exported_condition_is_true_for_those_whom_we_would_ask(tree, answers):
    ours, form = answers
    text = spelled(tree)
    exported = xpath_of(text, BY_ID)
    assert to_truth(reckon(xpath.read(exported), form)) == holds(parse(text, KINDS), ours), (text, exported)


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, answer_sets())
def test_an_exported_condition_that_is_read_again_asks_the_same_people(tree, answers):
    ours, _ = answers
    text = spelled(tree)
    meaning = Meaning(BY_NAME).condition(xpath.read(xpath_of(text, BY_ID)))
    again = meaning if isinstance(meaning, bool) else holds(parse(meaning, KINDS), ours)
    assert again == holds(parse(text, KINDS), ours), (text, meaning)


@settings(max_examples=400, deadline=None)
@given(CONDITIONS)
def test_a_spelled_tree_is_read_again_as_itself(tree):
    text = spelled(tree)
    assert spelled(read_condition(text)) == text
