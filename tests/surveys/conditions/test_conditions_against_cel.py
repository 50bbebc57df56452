"""Random conditions with random answers, judged by us and by CEL, which others wrote for the same purpose.

CEL raises where we have no value, so the translation says in CEL when an answer has one. All numbers are
fractions of a power of two: there CEL's doubles are exact, as we are everywhere.
"""

import random
from collections import Counter
from decimal import Decimal

import cel
import pytest

from surveys.conditions import LENGTH_LIMIT, holds, parse, value

KINDS = {
    "overall": "number",
    "ease": "number",
    "days": "number",
    "part": "number",
    "region": "code",
    "main": "code",
    "reasons": "codes",
    "good": "codes",
    "comment": "text",
    "urgent": "boolean",
}
NUMBERS = ("overall", "ease", "days", "part", "main")
CODES = {
    "region": ("KZ-71", "KZ-75", "KZ-10"),
    "main": ("1", "2", "18-24", "queue"),
    "comment": ("it's fine", "2", "x and y", "KZ-71"),
    "reasons": ("queue", "staff", "3"),
    "good": ("queue", "KZ-71", "65-x"),
}
MISSING = "['97', '98', '99']"
LOOSER = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys(("order", "numbers", "codes", "has"), 4),
    **dict.fromkeys("+-", 5),
    **dict.fromkeys("*/", 6),
    "minus": 7,
}


# What is asked: a tree, grown at random.


def grown_test(chance, depth):
    if depth and chance.random() < 0.6:
        if chance.random() < 0.25:
            return ("not", grown_test(chance, depth - 1))
        operands = [grown_test(chance, depth - 1) for _ in range(chance.choice((2, 2, 3)))]
        return (chance.choice(("and", "or")), operands)
    leaf = chance.choice(("order", "order", "numbers", "codes", "has", "has", "answered", "urgent"))
    if leaf == "order":
        return ("order", chance.choice(("<", "<=", ">", ">=")), grown_sum(chance, 2), grown_sum(chance, 1))
    if leaf == "numbers":
        left = grown_sum(chance, 1)
        usual = ("1", "2", "3", "5", "-1", "0", "2.5", "96" if left == ("item", "main") else "98")
        return ("numbers", chance.choice(("==", "!=", "in")), left, [chance.choice(usual) for _ in range(3)])
    if leaf == "codes":
        item = chance.choice(("region", "main", "comment"))
        constants = [constant(chance, item) for _ in range(2)]
        return ("codes", chance.choice(("==", "!=", "in")), ("item", item), constants)
    if leaf == "has":
        item = chance.choice(("reasons", "good"))
        return ("has", item, chance.choice(CODES[item]))
    return ("answered", chance.choice(list(KINDS))) if leaf == "answered" else ("urgent",)


def grown_sum(chance, depth):
    if depth and chance.random() < 0.5:
        if chance.random() < 0.2:
            return ("minus", grown_sum(chance, depth - 1))
        operator = chance.choice("+-*/")
        right = divisor(chance) if operator == "/" else grown_sum(chance, depth - 1)
        return (operator, grown_sum(chance, depth - 1), right)
    if chance.random() < 0.7:
        return ("item", chance.choice(NUMBERS))
    return ("figure", chance.choice(("0", "1", "2", "3", "4.5", "0.25", "10")))


def divisor(chance):
    """Powers of two and zero, so that a double loses nothing."""
    return chance.choice(
        (("figure", "2"), ("figure", "0"), ("item", "part"), ("-", ("item", "ease"), ("item", "ease")))
    )


def constant(chance, item):
    """A code as we write it: bare or in quotes where it can be bare, in quotes where it must."""
    code = chance.choice(CODES[item])
    bare = all(letter.isalnum() or letter == "-" for letter in code) and not code.isdigit()
    return code if bare and chance.random() < 0.7 else "'" + code.replace("'", "''") + "'"


# The tree in our language, with as few parentheses as our grammar needs, and now and then some more.


def written(chance, tree, outside=0):
    own = LOOSER.get(tree[0], 9)
    tokens = spelled_sum(chance, tree) if own > LOOSER["order"] else spelled_test(chance, tree)
    return ["(", *tokens, ")"] if own < outside or chance.random() < 0.05 else tokens


def spelled_test(chance, tree):
    match tree:
        case ("and" | "or" as operator, operands):
            tokens = []
            for operand in operands:
                tokens += [operator, *written(chance, operand, LOOSER[operator] + 1)]
            return tokens[1:]
        case ("not", operand):
            return ["not", *written(chance, operand, LOOSER["not"])]
        case ("order", operator, left, right):
            return [*written(chance, left, LOOSER["+"]), operator, *written(chance, right, LOOSER["+"])]
        case ("numbers" | "codes", "in", left, constants):
            among = [token for constant in constants for token in (",", constant)][1:]
            return [*written(chance, left, LOOSER["+"]), "in", "(", *among, ")"]
        case ("numbers" | "codes", operator, left, constants):
            return [*written(chance, left, LOOSER["+"]), operator, constants[0]]
        case ("has", item, code):
            return [item, "has", code]


def spelled_sum(chance, tree):
    match tree:
        case ("answered", item):
            return ["answered", "(", item, ")"]
        case ("item" | "figure" | "urgent", *token):
            return token or ["urgent"]
        case ("minus", operand):
            return ["-", *written(chance, operand, LOOSER["minus"])]
        case (operator, left, right):
            own = LOOSER[operator]
            return [*written(chance, left, own), operator, *written(chance, right, own + 1)]


def joined(chance, tokens):
    text = ""
    for token in tokens:
        touching = text[-1:].isalnum() and token[0].isalnum()
        text += (" " if touching else chance.choice(("", " ", " ", "  "))) + token
    return text.strip()


# The same tree in CEL, with every parenthesis there is.


def cel_test(tree):
    match tree:
        case ("and" | "or" as operator, operands):
            return (
                "("
                + {"and": " && ", "or": " || "}[operator].join(cel_test(operand) for operand in operands)
                + ")"
            )
        case ("not", operand):
            return f"!({cel_test(operand)})"
        case ("order", operator, left, right):
            both = f"{cel_reckonable(left)} && {cel_reckonable(right)}"
            return f"({both} && {cel_sum(left)} {operator} {cel_sum(right)})"
        case ("numbers" | "codes" as sort, operator, left, constants):
            there = cel_reckonable(left) if sort == "numbers" else cel_text(left[1])
            same = cel_same_number if sort == "numbers" else cel_same_text
            chosen = constants if operator == "in" else constants[:1]
            tests = " || ".join(same(left, constant) for constant in chosen)
            return f"({there} && {'!' if operator == '!=' else ''}({tests}))"
        case ("has", item, code):
            return f"({cel_there(item)} && type(v.{item}) == list && '{code}' in v.{item})"
        case ("answered", item):
            codes = f"type(v.{item}) == list && v.{item}.exists(code, !(code in {MISSING}))"
            known = f"type(v.{item}) == double || type(v.{item}) == bool"
            return f"({cel_text(item)} || ({cel_there(item)} && (({codes}) || {known})))"
        case ("urgent",):
            return f"({cel_there('urgent')} && v.urgent == true)"


def cel_same_number(left, constant):
    return f"{cel_sum(left)} == {float(constant)}"


def cel_same_text(left, constant):
    text = constant[1:-1].replace("''", "\\'") if constant[0] == "'" else constant
    return f"v.{left[1]} == '{text}'"


def cel_there(item):
    return f"has(v.{item}) && v.{item} != null"


def cel_text(item):
    return f"({cel_there(item)} && type(v.{item}) == string && v.{item} != '' && !(v.{item} in {MISSING}))"


def cel_reckonable(tree):
    match tree:
        case ("item", item):
            coded = f"{cel_text(item)} && v.{item}.matches('^-?[0-9]+$')"
            return f"(({coded}) || ({cel_there(item)} && type(v.{item}) == double))"
        case ("figure", _):
            return "true"
        case ("minus", operand):
            return cel_reckonable(operand)
        case (operator, left, right):
            both = f"{cel_reckonable(left)} && {cel_reckonable(right)}"
            return f"({both} && {cel_sum(right)} != 0.0)" if operator == "/" else f"({both})"


def cel_sum(tree):
    match tree:
        case ("item", item):
            return f"double(v.{item})"
        case ("figure", figure):
            return str(float(figure))
        case ("minus", operand):
            return f"(-({cel_sum(operand)}))"
        case (operator, left, right):
            return f"({cel_sum(left)} {operator} {cel_sum(right)})"


# What was answered: mostly what the item gives, sometimes nothing, sometimes nonsense.


def answered_at_random(chance):
    answers = {}
    for item in KINDS:
        die = chance.random()
        if die < 0.08:
            continue
        given = any_answer(chance) if die > 0.95 else usual_answer(chance, item)
        answers[item] = None if die < 0.15 else given
    return answers


def usual_answer(chance, item):
    if item in ("overall", "ease"):
        return chance.choice(("1", "2", "3", "4", "5", "97", "98", "99"))
    if item == "days":
        return chance.choice((0, 1, 3, 98, 2.5, Decimal("2.25"), Decimal(-1), Decimal("0.0")))
    if item == "part":
        return chance.choice((0, 1, 2, 4, 0.5, Decimal("0.25"), -2))
    if item == "urgent":
        return chance.choice((True, False))
    if item in ("reasons", "good"):
        codes = chance.sample(CODES[item], chance.choice((0, 1, 2, 3)))
        return chance.choice((tuple, frozenset))(codes or [chance.choice(("98", "queue"))])
    return chance.choice((*CODES[item], "98"))


def any_answer(chance):
    return chance.choice(("", "97", "queue", "2", (), ("98",), ("1", "queue"), frozenset(), 1, 0.5, True))


def for_cel(answers):
    return {"v": {item: seen_by_cel(answer) for item, answer in answers.items()}}


def seen_by_cel(answer):
    if isinstance(answer, tuple | frozenset):
        return list(answer)
    return float(answer) if type(answer) in (int, float, Decimal) else answer


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.proof)])
def test_random_conditions_mean_the_same_to_cel(count):
    chance = random.Random(20260401)
    outcomes = Counter()
    while outcomes.total() < count:
        tree = grown_test(chance, chance.choice((0, 1, 2, 2, 3)))
        text = joined(chance, written(chance, tree))
        if len(text) > LENGTH_LIMIT:
            continue
        answers = answered_at_random(chance)
        expected = cel.evaluate(cel_test(tree), for_cel(answers))
        assert holds(parse(text, KINDS), answers) is expected, (text, answers, cel_test(tree))
        assert holds(parse(text), answers) is expected, ("without kinds", text, answers)
        outcomes[expected] += 1
    assert min(outcomes[True], outcomes[False]) > count / 4, (
        f"nearly always the same outcome tries little: {outcomes}"
    )


@pytest.mark.parametrize("count", [300, pytest.param(3_000, marks=pytest.mark.proof)])
def test_random_sums_amount_to_the_same_for_cel(count):
    chance = random.Random(20260402)
    valued = 0
    for _ in range(count):
        tree = (chance.choice("+-*"), grown_sum(chance, 1), grown_sum(chance, 2))
        text = joined(chance, written(chance, tree))
        answers = answered_at_random(chance)
        found = value(parse(text, KINDS), answers)
        if cel.evaluate(cel_reckonable(tree), for_cel(answers)):
            valued += 1
            assert found == Decimal(cel.evaluate(cel_sum(tree), for_cel(answers))), (text, answers)
        else:
            assert found is None, (text, answers)
    assert count / 3 < valued < count * 5 / 6, (
        f"sums without a value must be tried as well as those with one: {valued}"
    )
