"""A type of question that nobody has tried does not exist: each has an example, and a conversation that uses it."""

import re

import yaml

from surveys.items import item_types
from tests import scenario_files
from tests.playing import questionnaire_of, text_of
from tests.surveys.items.item_examples import EXAMPLES


def played():
    """The types in the questionnaires of the scenarios, and which scenarios use each."""
    found = {}
    for name in scenario_files.names():
        scenario = scenario_files.read(name)
        written = re.findall(r"^\s*type: (\w+)\s*$", text_of(scenario), re.MULTILINE)
        for kind in {*written, *(item.type for item in questionnaire_of(scenario).items)}:
            found.setdefault(kind, set()).add(name)
    return found


def test_every_type_of_question_is_in_a_conversation():
    assert set(item_types()) - set(played()) == set()


def test_every_type_of_question_has_an_example_of_what_typed_words_mean():
    assert set(EXAMPLES) == set(item_types())
    assert all(case.means for case in EXAMPLES.values())


def test_every_type_of_question_tells_its_author_how_to_write_it():
    for kind, model in item_types().items():
        assert f"type: {kind}" in (model.__doc__ or ""), f"the docstring of {kind} shows no entry"


def test_every_conversation_says_in_a_sentence_what_it_shows():
    for name in scenario_files.names():
        scenario = scenario_files.read(name)
        assert scenario.sentence.endswith("."), name
        assert len(scenario.sentence) > 30, name


def test_both_languages_are_spoken_in_the_conversations():
    spoken = {"kk": 0, "ru": 0}
    for name in scenario_files.names():
        language = (scenario_files.read(name).ends or {}).get("language")
        if language in spoken:
            spoken[language] += 1
    assert min(spoken.values()) >= 10


def test_no_scenario_has_a_key_twice():
    class Strict(yaml.SafeLoader):
        pass

    def once(loader, node):
        keys = [key.value for key, _ in node.value]
        assert len(set(keys)) == len(keys), f"line {node.start_mark.line + 1}: {keys}"
        return loader.construct_mapping(node, deep=True)

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, once)
    for name in scenario_files.names():
        yaml.load((scenario_files.FOLDER / f"{name}.yaml").read_text("utf-8"), Loader=Strict)  # noqa: S506
