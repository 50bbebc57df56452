"""A questionnaire that is written is read again as the same, and looks as an author would have written it."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import shipped
from surveys.reading import read
from surveys.reading.yaml_nodes import compose
from surveys.writing.questionnaire_file import SCHEMA_LINE, write
from surveys.writing.yaml_text import yaml_of
from tests.any_questionnaires import any_questionnaires, clean, core
from tests.exploring import examples
from tests.made_questionnaires import made

MISREAD = [
    "no",
    "true",
    "null",
    "~",
    "1",
    "-1.5",
    "1e3",
    "- a",
    "a: b",
    "a #b",
    "a:",
    "a\nb",
    "a\n b",
    "\ta",
    "{",
    "'x'",
    "---",
]
WORDS = st.text(st.characters(exclude_categories=["Cs"])).map(clean) | st.sampled_from(
    [*MISREAD, "a b " * 50]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_a_shipped_questionnaire_is_written_as_it_was_written(name):
    text = shipped.questionnaire_text(name)
    questionnaire = read(text, core=shipped.core())
    written = write(questionnaire, core=shipped.core())
    assert read(written, core=shipped.core()) == questionnaire
    uncommented = [line for line in text.splitlines() if not line.lstrip().startswith("# ")]
    before = "\n".join(uncommented).split()
    alike = difflib.SequenceMatcher(None, written.split(), before, autojunk=False).ratio()
    assert alike > 0.97


@examples(100)
@given(any_questionnaires())
def test_any_questionnaire_that_is_written_is_read_again_as_itself(questionnaire):
    assert read(write(questionnaire, core=core()), core=core()) == questionnaire


@examples(50)
@given(made())
def test_a_questionnaire_with_branches_and_modules_is_read_again_as_itself(found):
    questionnaire = found.questionnaire
    assert read(write(questionnaire, core=shipped.core()), core=shipped.core()) == questionnaire


@examples(300)
@given(st.dictionaries(st.sampled_from(["source", "languages", "text", "a b"]), VALUES, max_size=4))
def test_plain_values_that_are_written_are_read_again_as_themselves(data):
    assert (compose(yaml_of(data)).plain() or {}) == data


def test_a_file_begins_with_its_schema_and_has_no_flow_but_for_the_languages():
    questionnaire = read(shipped.questionnaire_text(shipped.SHORT), core=shipped.core())
    first, *lines = write(questionnaire, core=shipped.core()).splitlines()
    assert first + "\n" == SCHEMA_LINE
    assert [line for line in lines if "[" in line or "{" in line] == ["languages: [kk, ru, en]"]
