"""A form asks whom we ask: conditions are said in XPath and read from it, judged by an XPath of the tests' own."""

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.conditions import LENGTH_LIMIT, holds, parse, tree
from surveys.conditions.grammar import read as read_condition
from surveys.conditions.writing import spelled
from surveys.xlsform import xpath
from surveys.xlsform.facts import Facts
from surveys.xlsform.importing.to_condition import Meaning, UntranslatableError
from surveys.xlsform.to_xpath import quoted, xpath_of
from surveys.xlsform.types import form_types
from tests.exploring import examples
from tests.surveys.xlsform.xpath_reckoning import Reckoning


def facts(name, kind, codes=(), scores=(), missing=()):
    return Facts(
        name.lower(),
        name,
        kind,
        {code: code for code in (*codes, *missing)},
        {code: Fraction(score) for code, score in zip(codes, scores, strict=False)},
        frozenset(missing),
    )


ALL = (
    facts("Overall", "number", ("1", "2", "3"), (1, 2, 3), ("98",)),
    facts("helped", "number", ("no", "part", "yes"), (0, 1, 2), ("97",)),
    facts("region", "code", ("KZ-71", "3", "or"), (), ("99",)),
    facts("reasons", "codes", ("queue", "3"), (), ("98",)),
    facts("days", "number"),
    facts("comment", "text"),
    facts("welcome", "boolean"),
    *(
        dataclasses.replace(facts(name, "ordered"), order=form_types()[kind].order)
        for kind, name in (("date", "Applied"), ("date", "visited"), ("time", "Came"), ("time", "went"))
    ),
)
BY_ID = {each.id: each for each in ALL}
BY_NAME = {each.name: each for each in ALL}
KINDS = {each.id: each.kind for each in ALL}
SAID = ["it's fine", "3", 'say "no"', 'it\'s "so"']
DAYS = ["2025-12-31", "2026-01-01", "2026-02-28"]
TIMES = ["00:00", "09:05", "12:20", "23:59"]
ORDERED = {"applied": DAYS, "visited": DAYS, "came": TIMES, "went": TIMES}
CODES = {"region": ["KZ-71", "or"], "comment": SAID, "reasons": ["queue", "3"], **ORDERED}


def number_constant(written):
    return tree.Constant(written, Fraction(written) if "." in written else int(written), 0)


def code_constant(code):
    return tree.Constant(code, None, 0)


def arithmetic(first, steps, signs):
    return tree.Arithmetic(first, tuple(zip(signs, steps, strict=False)), 0)


def ordering(left, operator, right):
    return tree.Ordering(left, operator, right, 0)


def choice(left, operator, constants):
    return tree.Choice(left, operator, tuple(constants if operator == "in" else constants[:1]), 0)


ITEMS = {name: tree.Item(name, 0) for name in BY_ID}
NUMBERS = st.sampled_from(["0", "1", "2", "3", "2.5", "-1"]).map(number_constant)
SUMS = st.recursive(
    st.sampled_from([ITEMS[name] for name in ("overall", "helped", "days", "region")])
    | st.sampled_from([0, 1, 2, 3, Fraction(5, 2)]).map(lambda number: tree.Figure(number, 0)),
    lambda inner: (
        inner.map(lambda operand: tree.Minus(operand, 0))
        | st.builds(
            arithmetic,
            inner,
            st.lists(inner, min_size=1, max_size=2),
            st.sampled_from([("+", "-"), ("-", "-"), ("*", "/"), ("/", "*")]),
        )
    ),
    max_leaves=4,
)
EQUALITIES = st.sampled_from(["==", "!=", "in"])
LEAVES = st.one_of(
    st.builds(ordering, SUMS, st.sampled_from(["<", "<=", ">", ">="]), SUMS),
    st.builds(choice, SUMS, EQUALITIES, st.lists(NUMBERS, min_size=1, max_size=3)),
    *(
        st.builds(
            ordering,
            st.just(ITEMS[name]),
            st.sampled_from(["<", "<=", ">", ">="]),
            st.sampled_from(said).map(lambda text: tree.Quoted(text, 0))
            | st.sampled_from([ITEMS[other] for other in ORDERED if ORDERED[other] is said]),
        )
        for name, said in ORDERED.items()
    ),
    *(
        st.builds(
            choice,
            st.just(ITEMS[name]),
            EQUALITIES,
            st.lists(st.sampled_from(CODES[name]).map(code_constant), min_size=1, max_size=2),
        )
        for name in ("region", "comment", *ORDERED)
    ),
    st.sampled_from(CODES["reasons"]).map(lambda code: tree.Has(ITEMS["reasons"], code_constant(code), 0)),
    st.sampled_from(list(ITEMS.values())).map(lambda item: tree.Answered(item, 0)),
    st.just(ITEMS["welcome"]),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: (
        inner.map(lambda operand: tree.Denial(operand, 0))
        | st.builds(
            lambda operator, operands: tree.Junction(operator, tuple(operands), 0),
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3),
        )
    ),
    max_leaves=5,
).filter(lambda found: len(spelled(found)) <= LENGTH_LIMIT)


@st.composite
def answer_sets(draw):
    """Answers as our conditions see them, and as the form holds them."""
    ours, form = {}, {"welcome": ""}
    for each in ALL[:3]:
        code = draw(st.sampled_from(["", *each.codes]))
        form[each.name] = code
        if code and code not in each.missing:
            score = each.scores.get(code)
            ours[each.id] = code if score is None else Decimal(int(score))
    ticked = draw(st.sampled_from([(), ("queue",), ("queue", "3"), ("98",)]))
    form["reasons"] = " ".join(ticked)
    if ticked and ticked != ("98",):
        ours["reasons"] = ticked
    for name, said in (("days", ["", "0", "1", "2.5", "98", "-3"]), ("comment", ["", *SAID])):
        form[name] = draw(st.sampled_from(said))
        if form[name]:
            ours[name] = Decimal(form[name]) if name == "days" else form[name]
    for name in ("Applied", "visited", "Came", "went"):
        form[name] = draw(st.sampled_from(["", *ORDERED[name.lower()]]))
        if form[name]:
            ours[name.lower()] = form[name]
    return ours, form


@examples(250)
@given(CONDITIONS, answer_sets())
def test_an_exported_condition_is_true_for_those_whom_we_would_ask(condition, answers):
    ours, form = answers
    text = spelled(condition)
    exported = xpath_of(text, BY_ID)
    assert Reckoning(form).holds(exported) == holds(parse(text, KINDS), ours), (text, exported)


@examples(250)
@given(CONDITIONS, answer_sets())
def test_an_exported_condition_that_is_read_again_asks_the_same_people(condition, answers):
    ours, _ = answers
    text = spelled(condition)
    meaning = Meaning(BY_NAME).condition(xpath.read(xpath_of(text, BY_ID)))
    again = meaning if isinstance(meaning, bool) else holds(parse(meaning, KINDS), ours)
    assert again == holds(parse(text, KINDS), ours), (text, meaning)


@examples(250)
@given(CONDITIONS)
def test_a_spelled_condition_is_read_as_the_same_tree(condition):
    text = spelled(condition)
    assert spelled(read_condition(text)) == text


FOREIGN = st.recursive(
    st.one_of(
        st.builds(
            "${{{}}} {} {}".format,
            st.sampled_from(["days", "region"]),
            st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
            st.sampled_from(["0", "2.5", "-3", "3"]),
        ),
        st.sampled_from(
            [
                "${region} = 'KZ-71'",
                "${region} != 'or'",
                "selected(${region}, 'or')",
                "selected(${reasons}, 'queue')",
            ]
        ),
        st.sampled_from(
            ["${days} != ''", "string-length(${comment}) > 0", "count-selected(${reasons}) >= 1"]
        ),
        st.sampled_from(
            ["2 < ${days}", "'or' = ${region}", "true()", "1 = 2", "${days} + 1 = 2", "not(${days} * 2 > 3)"]
        ),
        st.sampled_from(
            ['${comment} != "it\'s fine"', "not(false())", "boolean(${comment})", "${days} = ${days} + 0"]
        ),
    ),
    lambda inner: (
        inner.map("not({})".format)
        | st.builds("({} and {})".format, inner, inner)
        | st.builds("{} or {}".format, inner, inner)
    ),
    max_leaves=5,
)


@examples(250)
@given(FOREIGN, answer_sets())
def test_an_expression_of_a_form_asks_whom_the_form_would_ask(text, answers):
    """But for the standard codes, which a form takes for answers."""
    ours, form = answers
    bare = {each.name: Facts(each.id, each.name, each.kind, each.codes) for each in ALL}
    for name, code in (("region", "99"), ("reasons", "98")):
        form = {**form, name: "" if form[name] == code else form[name]}
    try:
        meaning = Meaning(bare).condition(xpath.read(text))
    except UntranslatableError as error:
        assert "as numbers only" in str(error), error
        return
    again = meaning if isinstance(meaning, bool) else holds(parse(meaning, KINDS), ours)
    assert again == Reckoning(form).holds(text), (text, meaning)


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("selected(${reasons}, 'queue')", "reasons has queue"),
        ("selected(${region}, 'KZ-71')", "region == KZ-71"),
        ("${region} = 'KZ-71' or ${region}='or'", "region in (KZ-71, 'or')"),
        ("${region} != 'or'", "not region == 'or'"),
        ("${region} != 'or' and ${region} != ''", "region != 'or'"),
        ("${Overall} >= 2 and not(${Overall} = 98)", "overall >= 2"),
        ("${Overall} = 98", "not answered(overall)"),
        ("${Overall} < 3 or ${Overall} > 3", "overall != 3"),
        ("${helped} = 'part'", "helped == 1"),
        ("${days} > ${Overall} * 2 - 1", "days > overall * 2 - 1"),
        ("(${days} + 1) div 2 <= .5", "(days + 1) / 2 <= 0.5"),
        ("${days} = '5'", "days == 5"),
        ("${visited} >= date('2026-01-01')", "visited >= '2026-01-01'"),
        ("'2026-01-01' > ${visited}", "visited < '2026-01-01'"),
        ("${visited} = date('2026-01-01')", "visited == 2026-01-01"),
        ("${Applied} <= ${visited}", "applied <= visited"),
        ("round(decimal-time(${went}) * 1440) > 740", "went > '12:20'"),
        ("${went} > '12:20'", "went > '12:20'"),
        ("${went} > ${Came}", "went > came"),
        ("round(decimal-time(${Came}) * 1440) <= round(decimal-time(${went}) * 1440)", "came <= went"),
        ("round(decimal-time(${went}) * 1440) = 545", "went == '09:05'"),
        ("${visited} != '2026-01-01' and ${visited} != ''", "visited != 2026-01-01"),
        ("${comment} = 5", "comment == '5'"),
        ("not(not(${days} > 1))", "days > 1"),
        ("${days} > 1 and true()", "days > 1"),
        ("${region} = “or”", "region == 'or'"),
        ("${days}=1 and(${comment}='')", "days == 1 and not answered(comment)"),
    ],
)
def test_an_expression_is_said_as_an_author_would_say_it(expression, condition):
    assert Meaning(BY_NAME).condition(xpath.read(expression)) == condition


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("today() > ${days}", "today() has no counterpart"),
        ("if(${days} > 1, 1, 0) = 1", "if() has no counterpart"),
        ("${nobody} = 1", "no question is called nobody"),
        ("${gone} = 1", "gone is not taken over"),
        ("${region} = ${region}", "as numbers only"),
        ("${comment} > 3", "only numbers"),
        ("${visited} > 3", "only numbers"),
        ("${visited} > ${days}", "only numbers"),
        ("${visited} = ${Applied}", "as numbers only"),
        ("round(decimal-time(${went}) * 1440) > 1440", "round() has no counterpart"),
        ("${visited} >= date('soon')", "date() has no counterpart"),
        ("${days} = 'many'", "never “many”"),
        ("${welcome} = 'OK'", "a note"),
        ("${days} mod 2 = 1", "mod"),
        ("region = 'x'", "write ${region}"),
        ("'text'", "'text' stands where"),
    ],
)
def test_what_cannot_be_said_is_told_with_its_reason(expression, why):
    with pytest.raises(UntranslatableError) as error:
        Meaning({**BY_NAME, "gone": None}).condition(xpath.read(expression))
    assert why in str(error.value)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("", "ends too early"),
        ("${a} =", "ends too early"),
        ("(${a} = 1", "ends too early"),
        ("${a} = 1)", "“)” is out of place"),
        ("${a} 1", "“1” is out of place"),
        ("and", "“and” is out of place"),
        ("../a = 1", "“..” is not translated"),
        ("/data/a = 1", "“/” is not translated"),
        ("${a} = 'open", "“'” is not translated"),
        ("(" * 41 + "1" + ")" * 41, "nested"),
        ("1 + " * 3000 + "1", "characters"),
        ("1+" * 401 + "1", "operators"),
    ],
)
def test_what_is_no_expression_is_refused(expression, why):
    with pytest.raises(
        xpath.XPathError, match=why.replace("(", r"\(").replace(")", r"\)").replace(".", r"\.")
    ):
        xpath.read(expression)


def test_a_choice_of_several_that_is_compared_as_one_is_only_nearly_said():
    meaning = Meaning(BY_NAME)
    assert meaning.condition(xpath.read("${reasons} = 'queue'")) == "reasons has queue"
    assert meaning.notes == ["reasons has queue holds whatever else is chosen"]


def test_the_longest_sum_that_is_read_is_also_said():
    assert (
        Meaning(BY_NAME).condition(xpath.read("${days} + " + "1 + " * 398 + "1 > 0")).startswith("days + 1")
    )


def test_a_text_with_both_quotes_can_be_written():
    said = 'it\'s "so"'
    assert Reckoning({}).value(xpath.read(quoted(said))) == said
