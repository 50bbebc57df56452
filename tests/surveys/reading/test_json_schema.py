"""What an editor says of a questionnaire while it is typed agrees with what the reader says afterwards."""

import json
import re
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from console import shipped
from surveys.items import item_types
from surveys.reading.json_schema import schema
from surveys.reading.yaml_nodes import compose
from tests.questionnaire_texts import item, options, text_of
from tests.surveys.reading.test_broken_questionnaires import FILES, expected

SCHEMA = schema(shipped.core())
EDITOR = Draft202012Validator(SCHEMA)
ONE_VALUE = frozenset(
    {
        "unknown-key", "missing-key", "unknown-type", "wrong-value", "bad-identifier", "bad-code", "not-a-text",
        "not-a-list", "not-a-mapping", "no-value", "no-items", "required-language", "no-catalogue", "unknown-core",
        "core-wording", "long-label", "not-a-language", "unknown-missing", "nested-section", "no-options",
        "duplicate-language", "empty-text",
    }
)  # fmt: skip
"""Mistakes that one value shows by itself, so that an editor should see them."""


def told(text):
    """What an editor underlines: the path of each value and the reason."""
    return [(list(error.path), error.message) for error in EDITOR.iter_errors(compose(text).plain())]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_published_file_is_up_to_date():
    published = files("surveys").joinpath("questionnaire.schema.json").read_text("utf-8")
    assert json.loads(published) == SCHEMA, (
        "write it anew: saualnama survey schema --out surveys/questionnaire.schema.json"
    )
    assert published.endswith("}\n")


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_an_editor_finds_nothing_in_a_shipped_questionnaire_which_names_its_schema(name):
    text = shipped.questionnaire_text(name)
    assert text.startswith("# yaml-language-server: $schema=../questionnaire.schema.json\n")
    assert told(text) == []


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_an_editor_sees_what_one_value_shows_and_is_silent_where_the_reader_is(file):
    codes = {code for code, _ in expected(file)}
    try:
        found = told(file.read_text("utf-8"))
    except Exception as error:  # noqa: BLE001 - no YAML: the editor says so without a schema
        assert codes, error
        return
    if not codes:
        assert found == []
    elif codes <= ONE_VALUE and not list(file.parent.glob(f"{file.stem}.*.po")):
        assert found != []


def test_a_file_whose_kazakh_or_russian_is_kept_beside_it_is_not_blamed():
    text = text_of(item("a", "single", options=options("x")))
    for language in ("kk", "ru"):
        assert told(re.sub(rf"^ +{language}: .*\n", "", text, flags=re.MULTILINE)) == []
    assert told(re.sub(r"^ +(kk|ru): (.*)\n", "", text, flags=re.MULTILINE)) != []


def test_codes_may_be_numbers_and_a_type_brings_its_own_keys():
    assert told(text_of(item("a", "single", options=[{**options("x")[0], "code": 1}]))) == []
    assert told(text_of(item("a", "rating", scale="my-own", missing=[97, "98"]))) == []
    assert told(text_of(item("a", "rating", scale="satisfaction-5", max_length=5))) != []
    assert told(text_of({"use": "overall_satisfaction@1", "ask_when": "answered(b)"})) == []
    assert (
        told(text_of({"section": "s", "order": "random", "ask_when": "a == yes", "items": [item("a")]})) == []
    )


def test_every_type_can_be_chosen_and_says_what_it_is():
    kinds = SCHEMA["$defs"]["item"]["properties"]["type"]["oneOf"]
    assert [kind["const"] for kind in kinds] == list(item_types())
    assert all(len(kind["description"]) > 20 for kind in kinds)


def test_every_key_that_an_editor_offers_is_explained():
    def unexplained(node, path):
        if isinstance(node, dict):
            for name, inside in node.get("properties", {}).items():
                if isinstance(inside, dict) and not _explained(inside):
                    yield f"{path}.{name}"
            for key, inside in node.items():
                yield from unexplained(inside, f"{path}.{key}")
        elif isinstance(node, list):
            for place, inside in enumerate(node):
                yield from unexplained(inside, f"{path}.{place}")

    assert list(unexplained(SCHEMA, "")) == []


def _explained(node):
    target = SCHEMA["$defs"].get(node.get("$ref", "").rpartition("/")[2], {})
    return "description" in node or "description" in target or "const" in node or "oneOf" in node
