"""Whatever stands in a form, importing it ends in a questionnaire or in problems that say where they are."""

from hypothesis import example, given
from hypothesis import strategies as st

from console import shipped
from surveys.reading import check
from surveys.reading.yaml_nodes import compose
from surveys.xlsform.importing import import_form
from surveys.xlsform.sheets import csv_sheets, markdown_sheets
from tests.exploring import examples

TYPES = [
    *("text", "note", "integer", "decimal", "date", "range", "calculate", "acknowledge", "begin_group", "end_group"),
    *("begin group", "end group", "begin_repeat", "end_repeat", "select_one l", "select_multiple l or_other"),
    *("select_one none", "select_one_from_file x.csv", "geopoint", "image", "rank l", "start", "nonsense", "time"),
]  # fmt: skip
NAMES = ["a", "b", "c", "A b", "and", "q-1", "9", "аты", "meta", "a" * 60]
CODES = ["1", "2", "98", "99", "no", "a.b", "код", "-1", "x" * 30]
EXPRESSIONS = [
    *("${a} = 'no'", "selected(${b}, '1')", "not(${a} > 3) or true()", ". > 0 and . <= 5", "${a} = ${b}", "1 = 1"),
    *("string-length(.) < 20", "count-selected(.) <= 2", "today() > .", "${zz} = 1", "${a", "((((", "false()", "../a"),
    *("${a} div 0", "${a} + 'x'", "x = ${a}", "if(${a} = '1', 2, 3)", "-${a} < -.5", "${c} != 98", "''", "${a}", "5"),
]  # fmt: skip
WORDS = st.sampled_from(
    ["?", "Мәтін", "${a}", "{a}", "$", "x" * 50, "Не знаю", "a: b", "\x07", "\n"]
) | st.text(max_size=5)
OWN = [
    "rating",
    "nps",
    "district",
    "yes_no",
    "service",
    "battery",
    "access@1",
    "overall_satisfaction@1",
    "my-scale",
    "yes",
]
SURVEY = {
    "type": st.sampled_from(TYPES),
    "name": st.sampled_from(NAMES),
    "label::Қазақша (kk)": WORDS,
    "label::Русский (ru)": WORDS,
    "hint::ru": WORDS,
    "label": WORDS,
    "required": st.sampled_from(["yes", "no", "true()", "${a} = 1"]),
    "relevant": st.sampled_from(EXPRESSIONS),
    "constraint": st.sampled_from(EXPRESSIONS),
    "constraint_message::kk": WORDS,
    "calculation": st.sampled_from(EXPRESSIONS),
    "choice_filter": st.sampled_from(EXPRESSIONS),
    "parameters": st.sampled_from(["start=0 end=5", "randomize=true", "start=a", "step=0"]),
    "media::image": WORDS,
    "saualnama_type": st.sampled_from(OWN),
    "saualnama_use": st.sampled_from(OWN),
    "saualnama_scale": st.sampled_from(OWN),
    "saualnama_ask_when": st.sampled_from(["a == no", "answered(", "x"]),
    "saualnama_part": st.sampled_from(["introduction", "section", "specify", "x"]),
    "saualnama_id": st.sampled_from(NAMES),
    "saualnama_list": st.sampled_from(["l", "m"]),
    "saualnama_decimals": st.sampled_from(["2", "x"]),
    "saualnama_within": st.sampled_from(NAMES),
    "saualnama_low::kk": WORDS,
}
CHOICES = {
    "list_name": st.just("l"),
    "name": st.sampled_from(CODES),
    "label::Қазақша (kk)": WORDS,
    "label::ru": WORDS,
    "x": st.sampled_from(CODES),
    "saualnama_score": st.sampled_from(["1", "0.5", "x", "1/0"]),
    "saualnama_offer_when": st.sampled_from(["a == no", "("]),
    "saualnama_exclusive": st.just("yes"),
}
SETTINGS = {
    "form_title": WORDS,
    "form_id": st.sampled_from(NAMES),
    "default_language": st.sampled_from(["ru", "Қазақша (kk)", "default", "kz"]),
    "saualnama_form": st.just("1"),
    "saualnama_languages": st.sampled_from(["kk ru", "ru", "xx", "kk ru en kk"]),
    "saualnama_title::kk": WORDS,
    "saualnama_modules": st.sampled_from(["1", "x"]),
    "saualnama_partial_when": st.sampled_from(["answered(a)", "("]),
    "saualnama_accept::x": WORDS,
}


@st.composite
def tables(draw, columns, most, always=()):
    headers = [
        *always,
        *draw(st.lists(st.sampled_from([key for key in columns if key not in always]), unique=True)),
    ]
    rows = [
        [draw(columns[key]) if draw(st.booleans()) or key in always else "" for key in headers]
        for _ in range(draw(st.integers(0, most)))
    ]
    return [headers, *rows]


FORMS = st.fixed_dictionaries(
    {"survey": tables(SURVEY, 6, ("type", "name"))},
    optional={
        "choices": tables(CHOICES, 4, ("list_name", "name")),
        "settings": tables(SETTINGS, 1),
        "osm": tables(CHOICES, 1),
    },
)


def judged(sheets):
    found = import_form(sheets, core=shipped.core())
    for problem in found.problems:
        assert problem.sentence
        assert problem.place.sheet in {"survey", "choices", "settings", "osm"}, problem
        rows = sheets.get(problem.place.sheet, ())
        assert 1 <= problem.place.row <= max(2, len(rows)), problem
    if found.text is not None:
        compose(found.text, [])
        questionnaire, problems = check(found.text, core=shipped.core())
        told = {problem.code for problem in found.problems}
        assert found.publishable == (questionnaire is not None)
        assert all(
            each.code in told for each in problems if each.level == "error" and "no-language" not in told
        )
    else:
        assert any(problem.level == "error" for problem in found.problems)
    return found


UNTRANSLATED_STANDARD_CODE = {
    "survey": [
        ["type", "name", "saualnama_type", "label::Қазақша (kk)"],
        ["select_one l", "a", "rating", ""],
    ],
    "choices": [
        ["list_name", "name", "label::Қазақша (kk)", "label::ru"],
        ["l", "98", "", ""],
        ["l", "98", "", "?"],
    ],
}
"""The reader says of one row that its code is reserved and that its label lacks Kazakh: both must be told."""


@examples(150)
@example(UNTRANSLATED_STANDARD_CODE)
@given(FORMS)
def test_any_form_is_judged_and_nothing_else_happens(sheets):
    judged(sheets)


@examples(150)
@given(
    st.dictionaries(
        st.sampled_from(["survey", "Choices", "x"]),
        st.lists(st.lists(st.text(max_size=4), max_size=4), max_size=4),
    )
)
def test_any_sheets_are_judged(sheets):
    import_form(sheets, core=shipped.core())


@examples(150)
@given(st.text(st.sampled_from(list('|-,"\\\n survey typename:'))))
def test_any_markdown_and_csv_has_sheets_or_is_refused(text):
    import_form(markdown_sheets(text), core=shipped.core())
    try:
        sheets = csv_sheets(text)
    except ValueError:
        return
    import_form(sheets, core=shipped.core())
