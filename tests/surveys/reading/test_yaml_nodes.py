"""What a YAML text says: words stay words, and every value knows where it stands."""

import pytest

from surveys.reading.problems import QuestionnaireError
from surveys.reading.yaml_nodes import DEPTH_LIMIT, NODE_LIMIT, SIZE_LIMIT, compose


def value(written):
    """What is read of a value as an author writes it."""
    return compose(f"key: {written}\n").plain()["key"]


@pytest.mark.parametrize(
    ("written", "read"), [("true", True), ("false", False), ("null", None), ("~", None), ("", None)]
)
def test_these_words_are_no_texts(written, read):
    assert value(written) is read


@pytest.mark.parametrize(
    "word",
    ["no", "yes", "on", "off", "y", "n", "No", "YES", "True", "FALSE", "Null", "иә", "жоқ", "1:30", "12:30:45", "0x1F",
     "0o17", "017", "1_000", "1e3", ".5", "5.", "+5", ".inf", ".nan", "2026-01-01", "1,5", "=", "1234567890123456"],
)  # fmt: skip
def test_all_others_stay_as_they_are_written(word):
    assert value(word) == word


@pytest.mark.parametrize(
    ("written", "number"), [("5", 5), ("0", 0), ("-3", -3), ("2.5", 2.5), ("-0.25", -0.25)]
)
def test_a_decimal_number_is_a_number(written, number):
    assert value(written) == number
    assert value(f"'{written}'") == written


def test_every_value_knows_its_line_and_column_and_so_does_every_key():
    root = compose("# note\ntitle:\n  kk: Сәлем\nitems:\n  - id: a\n  - id: b\n")
    assert root.place(("title", "kk")) == (3, 3)
    assert (root.value["title"].value["kk"].line, root.value["title"].value["kk"].column) == (3, 7)
    assert root.place(("items", 1, "id")) == (6, 5)
    assert root.place(("items", 7, "id")) == (4, 1)
    assert root.place(("items", -1)) == (4, 1)
    assert root.place(("nothing", "at", "all")) == (2, 1)


@pytest.mark.parametrize(
    ("written", "offset"),
    [
        ("a == b", 0),
        ("'a == b'", 1),
        ('"a == b"', 1),
        ("'it''s'", None),
        ('"a\\tb"', None),
        ("a\n  b", None),
        (">-\n  a", None),
    ],
)
def test_the_characters_of_a_value_can_be_counted_where_it_is_written_as_it_is_read(written, offset):
    assert compose(f"key: {written}\n").value["key"].offset == offset


@pytest.mark.parametrize(
    ("written", "cut"), [("a # b", True), ("a#b", False), ("'a' # b", False), ("a", False)]
)
def test_a_text_that_a_comment_follows_is_marked(written, cut):
    assert compose(f"key: {written}\n").value["key"].cut is cut


def test_the_span_of_a_value_is_where_it_is_written():
    text = "a: Әлем\r\nb: 'it''s'\r\n"
    spans = [compose(text).value[key].span for key in "ab"]
    assert [text[start:end] for start, end in spans] == ["Әлем", "'it''s'"]


def test_a_byte_order_mark_shifts_nothing():
    assert compose("\ufeffa: 1").place(("a",)) == (1, 1)


def test_what_can_be_read_on_is_told_all_at_once():
    noted = []
    root = compose("a: &x 1\nb: !t 2\nb: 3\n<<: 4\nc: *x\n", noted)
    assert [(problem.code, problem.line) for problem in noted] == [
        ("alias", 1),
        ("tag", 2),
        ("duplicate-key", 3),
        ("merge-key", 4),
        ("alias", 5),
    ]
    assert root.plain() == {"a": 1, "b": 2, "c": "*x"}


def test_without_a_list_for_them_they_are_raised_together():
    with pytest.raises(QuestionnaireError) as raised:
        compose("a: &x 1\nb: !t 2\n")
    assert [problem.code for problem in raised.value.problems] == ["alias", "tag"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * (SIZE_LIMIT * 1024 + 1), "too-large"),
        ("ә" * (SIZE_LIMIT * 512 + 1), "too-large"),
        ("[" * (DEPTH_LIMIT + 2) + "]" * (DEPTH_LIMIT + 2), "too-deep"),
        ("- a\n" * (NODE_LIMIT + 1), "too-many-nodes"),
        ("a: \ud800", "bad-character"),
        ("a: \x1b[31m", "bad-character"),
    ],
)
def test_what_is_too_much_is_refused(text, code):
    with pytest.raises(QuestionnaireError) as raised:
        compose(text)
    assert [problem.code for problem in raised.value.problems] == [code]


def test_as_much_as_is_allowed_is_read():
    assert len(compose("- a\n" * (NODE_LIMIT - 1)).value) == NODE_LIMIT - 1
    assert compose("[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT).plain()
