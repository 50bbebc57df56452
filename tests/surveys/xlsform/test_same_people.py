"""Any form of a usual kind becomes a questionnaire that asks the same people, and that ODK takes when it goes back."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from console import shipped
from surveys.answers import Answer, chosen
from surveys.interview.route import route
from surveys.reading import read
from surveys.xlsform.exporting import sheets_of
from surveys.xlsform.importing import import_form
from tests.exploring import examples
from tests.surveys.xlsform.odk import converted
from tests.surveys.xlsform.xpath_reckoning import Reckoning

HEADERS = [
    "type",
    "name",
    "label::Қазақша (kk)",
    "label::Русский (ru)",
    "relevant",
    "constraint",
    "calculation",
]
CHOICES = [
    ["list_name", "name", *HEADERS[2:4]],
    *(["l", code, f"қ {code}", f"р {code}"] for code in ("a.1", "no", "3")),
]
KINDS = ("date", "time", "integer", "select_one l", "select_multiple l", "text", "calculate")
TESTS = {
    "integer": ["${%s} > 2", "${%s} = 3", "${%s} != 3", "not(${%s} <= 1)", "${%s} * 2 - 1 >= 3", "5 > ${%s}"],
    "date": [
        "${%s} > date('2026-01-01')",
        "${%s} = date('2026-01-01')",
        "'2026-01-01' >= ${%s}",
        "${%s} != ''",
    ],
    "time": [
        "round(decimal-time(${%s}) * 1440) > 720",
        "${%s} != ''",
        "round(decimal-time(${%s}) * 1440) = 545",
    ],
    "calculate": ["${%s} > 2", "${%s} <= 4"],
    "select_one l": [
        "${%s} = 'a.1'",
        "selected(${%s}, 'no')",
        "${%s} != 'no'",
        "${%s} > 2",
        "${%s} = 3",
        "${%s} = ''",
    ],
    "select_multiple l": ["selected(${%s}, 'a.1')", "not(selected(${%s}, '3'))", "count-selected(${%s}) > 0"],
    "text": ["${%s} != ''", "string-length(${%s}) > 0", "${%s} = 'x'", "not(${%s} = 'x')"],
}
CHECKS = {
    "integer": ". >= 0 and . <= 9",
    "date": ". > date('2019-12-31') and . <= date('2030-12-31')",
    "select_multiple l": "count-selected(.) <= 2",
    "text": "string-length(.) < 99",
}
TYPED = {
    "time": ["", "09:05", "12:00", "12:01"],
    "date": ["", "2025-12-31", "2026-01-01", "2026-01-02"],
    "integer": ["", "0", "2", "3"],
    "text": ["", "x", "y"],
    "select_one l": ["", "a.1", "no", "3"],
    "select_multiple l": ["", "a.1", "a.1 3", "no"],
}


@st.composite
def forms(draw):
    """The rows of a survey sheet, and what a respondent would type at each question."""
    rows, typed, before, group = [], {}, [], False
    for number in range(draw(st.integers(1, 7))):
        kind, name = draw(st.sampled_from(KINDS)), f"Q{number}"
        if not group and draw(st.integers(0, 4)) == 0:
            rows.append(["begin_group", f"g{number}", "Т", "Г", draw(relevants(before)), "", ""])
            group = True
        numbers = [each for each, of in before if of == "integer"]
        value = f"${{{draw(st.sampled_from(numbers))}}} + 1" if numbers else "4"
        calculated = kind == "calculate"
        relevant = "" if calculated else draw(relevants(before))
        check = draw(st.sampled_from(["", CHECKS.get(kind, "")]))
        rows.append(
            [
                kind,
                name,
                *(["", ""] if calculated else ["?", "?"]),
                relevant,
                check,
                value if calculated else "",
            ]
        )
        if not calculated:
            typed[name] = draw(st.sampled_from(TYPED[kind]))
        before.append((name, kind))
        if group and draw(st.booleans()):
            rows.append(["end_group", *[""] * 6])
            group = False
    return [*rows, *([["end_group", *[""] * 6]] if group else [])], typed


@st.composite
def relevants(draw, before):
    if not before or draw(st.integers(0, 2)) == 0:
        return ""
    tests = [
        draw(st.sampled_from(TESTS[kind])) % name
        for name, kind in draw(st.lists(st.sampled_from(before), min_size=1, max_size=3))
    ]
    joined = draw(st.sampled_from([" and ", " or "])).join(tests)
    return draw(st.sampled_from(["{}", "not({})", "({})"])).format(joined)


def as_in_odk(rows, typed):
    """The names of the questions that ODK would show, and what it then holds."""
    held, shown, outside = dict.fromkeys(typed, ""), [], True
    for kind, name, *_, relevant, _, calculation in rows:
        holds = not relevant or Reckoning(held).holds(relevant)
        if kind == "begin_group":
            outside = holds
        elif kind == "end_group":
            outside = True
        elif kind == "calculate":
            number = Reckoning(held).number(calculation) if outside else None
            held[name] = "" if number is None else str(number)
        elif outside and holds:
            shown.append(name.lower())
            held[name] = typed[name]
    return shown


def answer(kind, text):
    if kind == "integer":
        return Answer(number=Decimal(text))
    if kind in {"text", "date", "time"}:
        return Answer(text=text)
    return chosen(*(code.replace(".", "_") for code in text.split()))


@examples(60)
@given(forms())
def test_a_form_becomes_a_questionnaire_that_asks_the_same_people(form):
    rows, typed = form
    found = import_form({"survey": [HEADERS, *rows], "choices": CHOICES}, core=shipped.core())
    assert found.text is not None, found.problems
    assert {problem.code for problem in found.problems if problem.level == "error"} <= {"no-items"}
    if not typed:
        return
    questionnaire = read(found.text, core=shipped.core())
    kinds = {row[1]: row[0] for row in rows}
    answers = {name.lower(): answer(kinds[name], text) for name, text in typed.items() if text}
    assert list(route(questionnaire, answers, 0).items) == as_in_odk(rows, typed), found.text
    sheets = sheets_of(questionnaire)
    converted(sheets)
    again = import_form(sheets, core=shipped.core())
    assert read(again.text, core=shipped.core()) == questionnaire
