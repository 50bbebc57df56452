"""Methods: what ships is sound, and a bad file is told everything that is wrong with it at once."""

import datetime

import pytest
import yaml

from analytics.indicators import names
from analytics.methods import MethodError, method_names, parse_method, read_method

GOOD = yaml.safe_dump(
    read_method("2026").model_dump(mode="json", by_alias=True, exclude={"name"}), allow_unicode=True
)


def changed(**settings: object) -> str:
    return yaml.safe_dump(yaml.safe_load(GOOD) | settings, allow_unicode=True)


@pytest.mark.parametrize("name", method_names())
def test_every_method_that_ships_can_be_read(name):
    method = read_method(name)
    assert method.name == name
    assert set(method.indicators) <= set(names())
    assert all(method.title.in_language(language) for language in ("kk", "ru", "en"))


def test_the_method_of_2026_says_what_the_assessment_needs():
    method = read_method("2026")
    assert method.headline == "overall"
    assert method.confidence == 0.95
    assert method.rules.satisfied == {5: 2, 4: 2}
    assert method.valid.first == datetime.date(2026, 1, 1)
    assert not method.bands.verified


def test_a_method_is_frozen():
    with pytest.raises(ValueError, match="frozen"):
        read_method("2026").confidence = 0.9


def test_all_problems_of_a_bad_file_are_told_at_once():
    text = changed(
        confidence=95,
        indicators=["share_satisfied", "happiness"],
        thresholds={"publish": 60, "flag_below": 30, "privacy": 10},
        valid={"from": "2026-12-31", "to": "2026-01-01"},
        surprise=1,
    )
    with pytest.raises(MethodError) as caught:
        parse_method("bad", text)
    found = "\n".join(caught.value.problems)
    for place in ("confidence", "indicators", "thresholds", "valid", "surprise"):
        assert f"{place}: " in found
    assert "happiness" in found
    assert len(caught.value.problems) == 5
    assert "'bad'" in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"thresholds": {"publish": 30, "flag_below": 60, "privacy": 3}}, "thresholds.privacy"),
        ({"title": {"kk": "а", "ru": "б"}}, "title.en"),
        ({"indicators": []}, "indicators"),
        ({"indicators": ["nps", "nps"]}, "twice"),
        ({"satisfied": [{"points": 7, "top": 2}]}, "satisfied.0.points"),
        ({"satisfied": [{"points": 5, "top": 2}]}, "satisfied: say it once"),
        ({"edition": 0}, "edition"),
        (
            {
                "bands": {
                    "verified": False,
                    "source": "-",
                    "levels": [
                        {"at_least": 50, "title": {"kk": "а", "ru": "б", "en": "c"}},
                        {"at_least": 90, "title": {"kk": "а", "ru": "б", "en": "c"}},
                    ],
                }
            },
            "bands.levels",
        ),
    ],
)
def test_each_mistake_is_named_by_its_place(settings, said):
    with pytest.raises(MethodError, match=said):
        parse_method("bad", changed(**settings))


@pytest.mark.parametrize("text", ["a: [1", "- 1", "", "just words"])
def test_a_file_that_is_no_list_of_settings_is_refused_in_a_sentence(text):
    with pytest.raises(MethodError):
        parse_method("bad", text)


@pytest.mark.parametrize("name", ["2099", "../methods/2026", "", "2026.yaml"])
def test_only_methods_that_ship_can_be_named(name):
    with pytest.raises(MethodError, match=r"there are: .*2026"):
        read_method(name)


def test_2026_is_another_name_of_the_annual_method_of_kazakhstan():
    assert read_method("2026") == read_method("kz-annual-2026")
    assert read_method("2026").name == "kz-annual-2026"


def test_a_mistake_is_told_by_line_and_column():
    lines = GOOD.splitlines()
    place = next(number for number, line in enumerate(lines, start=1) if line.startswith("confidence:"))
    text = "\n".join("confidence: 95" if line.startswith("confidence:") else line for line in lines)
    with pytest.raises(MethodError) as caught:
        parse_method("bad", text)
    assert caught.value.problems[0].startswith(f"bad.yaml:{place}:1: confidence: ")


WEIGHTS = """
weights:
  variables:
    - name: age
      from: age
      levels: {a: b}
    - name: sex
      from: [sex, age]
"""


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("name: sex", "name: age", "bad.yaml:{line}:1: weights: a variable is named twice"),
        ("from: [sex, age]", "from: []", "bad.yaml:{line}:7: weights.variables.1.from: "),
        ("levels: {a: b}", "neighbours: {a: a}", "weights.variables.0: 'a' cannot be its own neighbour"),
        ("levels: {a: b}", "colour: red", "weights.variables.0.colour: "),
        ("  variables:", "  trim: {least: 3}\n  variables:", "weights.trim.least: "),
        ("  variables:", "  unknown: guess\n  variables:", "weights.unknown: "),
    ],
)
def test_a_mistake_in_the_weights_is_told_so_too(wrong, right, said):
    plain = yaml.safe_dump({key: value for key, value in yaml.safe_load(GOOD).items() if key != "weights"})
    text = plain + WEIGHTS.replace(wrong, right)
    lines = text.splitlines()
    line = next(
        (number for number, each in enumerate(lines, start=1) if each.strip() == right),
        lines.index("weights:") + 1,
    )
    if "twice" in said:
        line = lines.index("weights:") + 1
    with pytest.raises(MethodError) as caught:
        parse_method("bad", text)
    assert said.format(line=line) in caught.value.problems[0]


def test_every_method_that_weights_names_levels_and_neighbours_that_fit():
    for name in method_names():
        weights = read_method(name).weights
        for variable in weights.variables if weights else ():
            levels = {level for level in variable.levels.values() if level}
            assert (
                levels >= set(variable.neighbours) | set(variable.neighbours.values()) or not variable.levels
            )
