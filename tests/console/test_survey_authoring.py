"""What an author has at the command line around a questionnaire file."""

import json
import os
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from console import shipped
from console.cli import saualnama as command
from surveys.items import item_types
from surveys.reading import check
from surveys.reading.yaml_nodes import compose
from surveys.routes.lengths import lengths
from surveys.writing.template import template
from tests.questionnaire_texts import item, questionnaire, text_of, words


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The command in a folder of its own."""
    for name in [name for name in os.environ if name.startswith("SAUALNAMA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(command, ["survey", *map(str, arguments)])


# new


def test_a_new_questionnaire_is_without_any_problem(run):
    assert run("new", "service-survey").exit_code == 0
    assert run("check", "service-survey.yaml").stdout == "1 checked, no problems\n"
    questionnaire, problems = check(template("service_survey"), core=shipped.core())
    assert problems == ()
    assert questionnaire.id == "service_survey"
    assert {"single", "multiple", "rating", "yes_no", "number", "text", "region"} <= {
        each.type for each in questionnaire.items
    }
    assert set(item_types()) >= {each.type for each in questionnaire.items}


def test_each_kind_of_item_is_explained_in_the_new_file():
    lines = template("x").splitlines()
    for place, line in enumerate(lines):
        if line.startswith(("  - id:", "  - section:")):
            assert lines[place - 1].startswith("  #"), line


def test_an_existing_file_is_never_written_over(run):
    Path("mine.yaml").write_text("precious", "utf-8")
    done = run("new", "mine")
    assert done.exit_code == 1
    assert "already" in done.output
    assert Path("mine.yaml").read_text("utf-8") == "precious"
    assert run("new", "mine", "--out", "other.yaml").exit_code == 0
    assert "questionnaire: mine\n" in Path("other.yaml").read_text("utf-8")


@pytest.mark.parametrize("name", ["Мой", "1st", "a b", "-x", "a" * 41])
def test_a_name_that_cannot_be_one_is_refused(run, name):
    assert run("new", "--", name).exit_code == 2


# schema


def test_the_schema_is_printed_or_written(run):
    printed = run("schema").output
    assert printed == files("surveys").joinpath("questionnaire.schema.json").read_text("utf-8")
    Draft202012Validator.check_schema(json.loads(printed))
    assert run("schema", "--out", "questionnaire.schema.json").exit_code == 0
    assert Path("questionnaire.schema.json").read_text("utf-8") == printed


# diff


def test_two_files_are_compared_in_words_and_for_programs(run):
    Path("a.yaml").write_text(text_of(item("a"), item("b")), "utf-8")
    Path("b.yaml").write_text(text_of(item("a", required=True)), "utf-8")
    done = run("diff", "a.yaml", "b.yaml")
    assert done.exit_code == 0
    assert done.output.splitlines()[-1].startswith("not comparable any more: b; to be checked")
    assert len(done.output.splitlines()) == 3
    found = json.loads(run("diff", "a.yaml", "b.yaml", "--json").output)
    assert [(change["item"], change["change"]) for change in found["changes"]] == [
        ("a", "required"),
        ("b", "removed"),
    ]
    assert found["comparable"] is False


def test_a_file_is_the_same_as_itself(run):
    Path("a.yaml").write_text(text_of(item("a")), "utf-8")
    assert json.loads(run("diff", "a.yaml", "a.yaml", "--json").output) == {
        "comparable": True,
        "verdict": "comparable",
        "series": {},
        "changes": [],
    }


def test_a_published_version_is_compared_by_its_fingerprint(run, sqlite_template):
    Path("data").mkdir()
    Path("data/saualnama.sqlite").write_bytes(sqlite_template.read_bytes())
    Path("a.yaml").write_text(text_of(item("a")), "utf-8")
    fingerprint = run("publish", "a.yaml").stdout.strip()
    Path("a.yaml").write_text(text_of(item("a", text=words("другое"))), "utf-8")
    found = json.loads(run("diff", fingerprint[:10], "a.yaml", "--json").output)
    assert {change["change"] for change in found["changes"]} == {"wording"}
    assert json.loads(run("diff", fingerprint, fingerprint[:10], "--json").output)["changes"] == []


def test_a_word_that_is_nothing_and_a_broken_file_are_told_of(run):
    Path("a.yaml").write_text("questionnaire: X\n", "utf-8")
    assert "no file, and no fingerprint" in run("diff", "a.yml", "a.yaml").output
    done = run("diff", "a.yaml", "a.yaml")
    assert done.exit_code == 1
    assert "a.yaml:1:1: error:" in done.output


# codebook


@pytest.mark.parametrize("form", ["md", "csv", "sps", "do"])
def test_a_codebook_is_printed_and_written(run, form):
    Path("a.yaml").write_text(text_of(item("a")), "utf-8")
    printed = run("codebook", "a.yaml", "--format", form)
    assert printed.exit_code == 0
    assert "кк a" in printed.output
    assert run("codebook", "a.yaml", "--format", form, "--out", f"a.{form}").exit_code == 0
    raw = Path(f"a.{form}").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") == (form == "csv")
    assert raw.decode("utf-8-sig").replace("\r\n", "\n") == printed.output.replace("\r\n", "\n")


def test_labels_in_spss_are_in_the_language_asked_for(run):
    Path("a.yaml").write_text(text_of(item("a")), "utf-8")
    assert '"ру a"' in run("codebook", "a.yaml", "--format", "sps", "--language", "ru").output
    assert run("codebook", "a.yaml", "--format", "sps", "--language", "en").exit_code == 2


# paths


def test_every_way_is_told_with_its_length_and_what_decides(run):
    Path("a.yaml").write_text(text_of(item("a"), item("b", "text", ask_when="a == no")), "utf-8")
    lines = run("paths", "a.yaml").output.splitlines()
    assert "1 questions" in lines[0]
    assert lines[0].endswith("a yes")
    assert lines[1].endswith("a no")
    assert lines[2].startswith("2 ways: 1 to 2 questions")
    assert len(lines) == 3
    found = json.loads(run("paths", "a.yaml", "--json").output)
    assert found["complete"] is True
    assert found["ways"][1]["items"] == ["a", "b"]
    assert set(found["ways"][1]["seconds"]) == {"kk", "ru"}


def test_too_many_ways_are_admitted(run):
    pairs = [each for n in range(15) for each in (item(f"a{n}"), item(f"b{n}", ask_when=f"a{n} == yes"))]
    Path("a.yaml").write_text(text_of(*pairs), "utf-8")
    assert (
        run("paths", "a.yaml").output.splitlines()[-1].startswith("There are more ways than could be tried")
    )


def test_a_longer_text_takes_longer_to_read():
    short, long = (
        lengths(questionnaire(item("a", text={"kk": "Иә?", "ru": text}))).ways[0]
        for text in ("Да?", "Да? " * 100)
    )
    assert short.seconds["kk"] == long.seconds["kk"]
    assert short.seconds["ru"] < long.seconds["ru"]


# translations beside the file


def test_check_and_publish_read_the_translations_beside_the_file(run, sqlite_template):
    Path("data").mkdir()
    Path("data/saualnama.sqlite").write_bytes(sqlite_template.read_bytes())
    whole = text_of(item("a"))
    Path("a.yaml").write_text(whole, "utf-8")
    expected = run("publish", "a.yaml").output
    CliRunner().invoke(command, ["words", "export", "a.yaml", "--language", "kk", "--out", "a.kk.po"])
    Path("a.yaml").write_text(
        "\n".join(line for line in whole.splitlines() if " kk:" not in line) + "\n", "utf-8"
    )
    assert compose(Path("a.yaml").read_text("utf-8")).plain()["title"] == {"ru": "Пример"}
    assert run("check", "a.yaml").stdout == "1 checked, no problems\n"
    assert run("publish", "a.yaml").output == expected
    Path("a.kk.po").unlink()
    assert run("check", "a.yaml").exit_code == 1
    assert run("publish", "a.yaml").exit_code == 1
