"""An item has as many options of its own as one byte tells apart, and whatever the registry brings besides."""

import dataclasses

import pytest

from console import shipped
from storage.answer_bytes import SKIP, layout
from surveys.answers import chosen
from surveys.item import OPTION_LIMIT
from surveys.reading import check
from tests.questionnaire_texts import text_of, words

REGISTRY = shipped.core()


def options(count):
    return [{"code": f"c{number}", "label": words()} for number in range(count)]


def found(item, core=REGISTRY, **head):
    """The questionnaire, and the errors of a file with this one item."""
    text = text_of({"id": "a", "text": words(), **item}, **head)
    questionnaire, problems = check(text, core=core)
    return questionnaire, [each for each in problems if each.level == "error"]


@pytest.mark.parametrize(
    ("kind", "most"), [("single", OPTION_LIMIT), ("multiple", OPTION_LIMIT), ("number", OPTION_LIMIT - 1)]
)
def test_the_last_option_that_is_allowed_still_has_a_byte(kind, most):
    questionnaire, problems = found({"type": kind, "options": options(most), "missing": [97, 98, 99]})
    assert problems == []
    for code in ("c0", f"c{most - 1}"):
        kept, beside = layout(questionnaire).encode({"a": chosen(code)})
        assert max(kept) < SKIP
        assert layout(questionnaire).decode(kept, beside) == {"a": chosen(code)}
    _, problems = found({"type": kind, "options": options(most + 1)})
    assert [(each.code, each.values) for each in problems] == [
        ("too-many-options", {"count": most + 1, "limit": most})
    ]


def test_the_options_of_a_scale_are_the_versions_own():
    scored = [{**option, "score": place} for place, option in enumerate(options(OPTION_LIMIT + 1))]
    _, problems = found({"type": "rating", "scale": "long"}, scales={"long": {"options": scored}})
    assert [each.code for each in problems] == ["too-many-options"]


def test_what_the_registry_brings_does_not_count():
    places = [{**option, "region": "KZ-71"} for option in options(2 * OPTION_LIMIT)]
    core = dataclasses.replace(REGISTRY, scales={**REGISTRY.scales, "districts": places})
    where = {"id": "where", "type": "region", "text": words()}
    item = {"id": "a", "type": "district", "within": "where", "text": words()}
    _, problems = check(text_of(where, item), core=core)
    assert [each for each in problems if each.level == "error"] == []
