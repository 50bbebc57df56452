"""Whatever stands in a file, reading it ends in a questionnaire or in problems that say where they are."""

import re
from functools import cache

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from console import shipped
from surveys.reading import TOP_KEYS, check, read
from surveys.reading.problems import KINDS, QuestionnaireError
from surveys.reading.translations import Translation, texts
from surveys.reading.yaml_nodes import compose
from surveys.versions import fingerprint, from_json
from tests.exploring import examples

SIGNS = st.sampled_from(list(":-?#&*!|>'\"%@`{}[],\n\r\t ~<=.0aә\u0085\u2028\ufeff\x00"))
SCALARS = st.sampled_from(
    [None, True, False, 0, -1, 3, 97, 2.5, "", " ", "no", "yes", "true", "a", "kk", "ru", "1", "98", "queue",
     "overall_satisfaction@1", "satisfaction-5", "rating", "single", "multiple", "battery", "number", "district",
     "calculate", "date", "random", "a <= 3 and b has c", "answered(a)", "not (", "{agency}", "{a}", "x" * 300]
)  # fmt: skip
KEYS = st.sampled_from(
    [*TOP_KEYS, "id", "type", "text", "kk", "ru", "en", "xx", "options", "code", "label", "score", "scale", "use",
     "section", "order", "module", "missing", "range", "min", "max", "choose", "ask_when", "offer_when", "valid_when",
     "valid_message", "statements", "ends", "low", "high", "within", "value", "hint", "required", "measures", "core"]
)  # fmt: skip
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=30,
)


@cache
def shipped_texts():
    return tuple(shipped.questionnaire_text(name) for name in shipped.questionnaire_names())


def judged(text, overlays=None):
    """The problems of a text, each of which has been looked at."""
    questionnaire, problems = check(text, core=shipped.core(), overlays=overlays)
    lines = re.split("\r\n|\r|\n", text.removeprefix("\ufeff"))
    for problem in problems:
        assert problem.code in KINDS
        assert 1 <= problem.line <= len(lines), problem
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
        assert len(problem.sentence().splitlines()) == 1
        assert len(problem.sentence()) < 1500
        assert problem.as_json()["message"] == problem.sentence()
    assert (questionnaire is None) == any(problem.level == "error" for problem in problems)
    return questionnaire, problems


@examples(150)
@example("---")
@given(st.text(st.characters(exclude_categories=())) | st.text(SIGNS, max_size=60))
def test_any_text_is_judged_and_nothing_else_happens(text):
    judged(text)


@examples(150)
@given(st.dictionaries(st.sampled_from(TOP_KEYS), TREES, max_size=8) | TREES)
def test_any_tree_of_our_own_words_is_judged(tree):
    judged(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False))


@examples(150)
@given(st.data())
def test_a_questionnaire_with_a_few_wrong_values_is_judged(data):
    tree = yaml.safe_load(data.draw(st.sampled_from(shipped_texts())))
    for _ in range(data.draw(st.integers(1, 4))):
        _spoil(tree, data)
    judged(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False))


@examples(150)
@given(st.data())
def test_a_questionnaire_with_a_few_wrong_lines_is_judged(data):
    lines = data.draw(st.sampled_from(shipped_texts())).splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        cut, sign = data.draw(st.integers(0, len(line))), data.draw(SIGNS)
        wrong = [line[:cut], line[cut:], f" {line}", f"{line[:cut]}{sign}{line[cut:]}", f"{line}\n{line}", ""]
        lines[place] = data.draw(st.sampled_from(wrong))
    judged(data.draw(st.sampled_from(["\n", "\r\n", "\r"])).join(lines))


@examples(150)
@given(st.data())
def test_any_translations_beside_a_questionnaire_are_judged(data):
    text = data.draw(st.sampled_from(shipped_texts()))
    paths = [found.path for found in texts(compose(text))]
    translation = st.builds(
        Translation, st.text(max_size=20), st.booleans(), st.none() | st.text(max_size=20)
    )
    overlay = st.dictionaries(st.sampled_from(paths) | st.text(max_size=10), translation, max_size=6)
    overlays = data.draw(st.dictionaries(st.sampled_from(["kk", "ru", "en", "uz", ""]), overlay, max_size=3))
    stripped = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("en: "))
    judged(data.draw(st.sampled_from([text, stripped])), overlays)


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_what_is_read_can_be_kept_and_taken_up_again(name):
    questionnaire, problems = judged(shipped.questionnaire_text(name))
    assert problems == ()
    kept = questionnaire.model_dump(mode="json", exclude_defaults=True)
    assert fingerprint(from_json(kept)) == fingerprint(questionnaire)


def test_an_unusable_text_is_refused_with_all_its_errors():
    with pytest.raises(QuestionnaireError) as raised:
        read("questionnaire: X\nitems: []", core=shipped.core())
    codes = [problem.code for problem in raised.value.problems]
    assert codes.count("missing-key") == 3
    assert "bad-identifier" in codes


def _spoil(tree, data):
    """Changes one value somewhere in the tree."""
    holder = tree
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        inner = holder[key]
        if not isinstance(inner, dict | list) or data.draw(st.sampled_from([True, *[False] * 7])):
            break
        holder = inner
    how = data.draw(st.sampled_from(["replace", "remove", "rename"]))
    if how == "remove":
        del holder[key]
    elif how == "rename" and isinstance(holder, dict):
        holder[data.draw(KEYS)] = holder.pop(key)
    else:
        holder[key] = data.draw(SCALARS | TREES)
