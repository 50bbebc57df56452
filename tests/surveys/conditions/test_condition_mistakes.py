"""What is no condition: every mistake an author can make, and the column at which it is found."""

from typing import get_args

import pytest

from surveys.conditions import DEPTH_LIMIT, DIGITS_LIMIT, LENGTH_LIMIT, ConditionError, holds, parse, value
from surveys.conditions.tree import What

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
}
MISTAKES = [
    ("", "empty", 1, {}),
    (" \n ", "empty", 1, {}),
    ("overall == 1".ljust(LENGTH_LIMIT + 1), "too-long", LENGTH_LIMIT + 1, {"limit": "500"}),
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
    ("comment == 'жақсы", "unclosed-text", 12, {}),
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
    ("visited >= 2026", "type-mismatch", 12, {"operator": ">=", "found": "number", "expected": "ordered"}),
    (
        "visited > 2026-01-01",
        "type-mismatch",
        11,
        {"operator": ">", "found": "number", "expected": "ordered"},
    ),
    ("days < '2026-01-01'", "type-mismatch", 1, {"operator": "<", "found": "number", "expected": "ordered"}),
    ("comment < '2026-01-01'", "type-mismatch", 1, {"operator": "<", "found": "text", "expected": "ordered"}),
    ("visited < comment", "type-mismatch", 11, {"operator": "<", "found": "text", "expected": "ordered"}),
    ("visited == 2026", "type-mismatch", 12, {"operator": "==", "found": "number", "expected": "ordered"}),
    ("visited + 1 > 2", "type-mismatch", 1, {"operator": "+", "found": "ordered", "expected": "number"}),
    ("'2026-01-01' < visited", "syntax", 1, {"found": "'", "expected": "value"}),
    (
        "visited > 12:00",
        "unknown-character",
        13,
        {"found": ":", "name": "COLON", "instead": "times in quotes: '14:30'"},
    ),
    ("region == 98", "missing-code", 11, {"item": "region", "code": "98"}),
    ("region in (KZ-71, '97')", "missing-code", 19, {"item": "region", "code": "97"}),
    ("urgent and reasons has 99", "missing-code", 24, {"item": "reasons", "code": "99"}),
]


def problems_of(text, kinds=KINDS):
    """Everything wrong with `text`."""
    with pytest.raises(ConditionError) as raised:
        parse(text, kinds)
    return raised.value.problems


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
    assert holds(parse(" and ".join(["(not (-1 > 2))"] * (DEPTH_LIMIT + 5))), {}), (
        "depth is not how many there are"
    )
    assert value(parse("+".join(["1"] * (LENGTH_LIMIT // 2))), {}) == LENGTH_LIMIT // 2


def test_without_kinds_impossible_sums_are_mistakes_all_the_same():
    assert problems_of("anything and 3", None)[0].what == "type-mismatch"


def test_nothing_can_be_named_if_there_is_nothing_before():
    assert problems_of("overall == 1", {})[0].what == "unknown-name"
