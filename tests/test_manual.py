"""The manual says what is: what it takes from the code is written by this test, and what it shows is tried."""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import click
import pytest
import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from analytics.columns import COLUMNS, Column
from analytics.exports import exports
from analytics.indicators import indicators
from analytics.methods import method_names, read_method
from analytics.wordings import REASONS, STATUSES
from bot.telegram.libraries import LIBRARIES
from console import shipped
from console.cli import saualnama
from console.settings import PREFIX, Settings
from surveys.item import Item, Option
from surveys.items import item_types
from surveys.reading import TOP_KEYS, check
from surveys.reading.entries import CORE_EXTRAS, SECTION_KEYS
from surveys.reading.problems import KINDS
from surveys.xlsform.problems import KINDS as FORM_KINDS
from tests.command_tree import commands

ROOT = Path(__file__).parent.parent
MANUAL = ROOT / "docs" / "manual"
PAGES = sorted(path.name for path in MANUAL.glob("*.md"))
BLOCK = re.compile(r"(<!-- from the code: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
LONGEST_PAGE = 250
"""Lines; what is taken from the code is not counted."""


def table(titles: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [titles, ("---",) * len(titles), *rows]
    return "".join(f"| {' | '.join(each.replace('|', chr(92) + '|') for each in line)} |\n" for line in lines)


# What is taken from the code


def settings_table() -> str:
    """Every SAUALNAMA_* variable: what it may be, its default, what it is for."""
    fields = Settings.model_fields.items()
    rows = (
        (f"`{PREFIX}{name.upper()}`", _kind(field), _default(field), field.description or "")
        for name, field in fields
    )
    return table(("variable", "what it may be", "default", "what it is for"), rows)


def _kind(field: FieldInfo) -> str:
    choices = get_args(field.annotation)
    if choices and all(isinstance(choice, str) for choice in choices):
        return ", ".join(f"`{choice}`" for choice in choices)
    return {"SecretStr": "a token", "Path": "a folder", "int": "a whole number"}.get(
        next((name for name in ("SecretStr", "Path", "int") if name in str(field.annotation)), ""), "text"
    )


def _default(field: FieldInfo) -> str:
    return "none" if field.default is None else f"`{field.default}`"


def command_list() -> str:
    """Every command with its arguments, what it does, and its options."""
    return "\n".join(_command(path, command) for path, command in commands(saualnama, ("saualnama",)))


def _command(path: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(path))
    arguments = [each.make_metavar(context) for each in command.params if isinstance(each, click.Argument)]
    said = [f"### `{' '.join((*path, *arguments))}`", inspect.cleandoc(command.help or "")]
    options = [each for each in command.params if isinstance(each, click.Option)]
    if options:
        said.append(table(("option", "what it does"), map(_option, options)).rstrip())
    return "\n\n".join(said) + "\n"


def _option(option: click.Option) -> tuple[str, str]:
    names = " / ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    choices = option.type.choices if isinstance(option.type, click.Choice) else ()
    facts = [", ".join(map(str, choices))] if choices else []
    if option.required:
        facts.append("required")
    elif option.show_default:
        shown = " ".join(option.default) if isinstance(option.default, list | tuple) else option.default
        facts.append(f"default {option.show_default if isinstance(option.show_default, str) else shown}")
    return names, " ".join([option.help or "", f"({'; '.join(facts)})" if facts else ""]).strip()


def problem_table() -> str:
    """Every mistake that `survey check` knows."""
    rows = ((f"`{code}`", kind.level, kind.what, kind.do) for code, kind in KINDS.items())
    return table(("code", "level", "what is wrong", "what to do"), rows)


def form_problem_table() -> str:
    """Everything that a form can have and a questionnaire cannot hold."""
    rows = ((f"`{code}`", kind.level, kind.what, kind.do) for code, kind in FORM_KINDS.items())
    return table(("code", "level", "what is wrong", "what to do"), rows)


def item_key_table() -> str:
    """The keys that every item may have."""
    return table(("key", "what it says"), _keys(Item, besides={"section", "core", "type"}))


def option_key_table() -> str:
    """The keys of an option."""
    return table(("key", "what it says"), _keys(Option))


def _keys(model: type[BaseModel], besides: set[str] = frozenset()) -> Iterator[tuple[str, str]]:  # type: ignore[assignment]
    for name, field in model.model_fields.items():
        if name not in besides:
            needed = " Required." if field.is_required() else ""
            yield f"`{name}`", f"{field.description or ''}{needed}".strip()


def own_key_table() -> str:
    """The keys that only some types have, and what a condition sees of each type."""

    def rows() -> Iterator[tuple[str, ...]]:
        for name, model in item_types().items():
            own = [key for key in model.model_fields if key not in Item.model_fields]
            yield f"`{name}`", ", ".join(f"`{key}`" for key in own) or "none", model.kind

    return table(("type", "keys of its own", "to a condition"), rows())


def scale_table() -> str:
    """The shared scales, with their codes and labels in Kazakh and Russian."""

    def rows() -> Iterator[tuple[str, ...]]:
        for name, options in shipped.core().scales.items():
            labels = [
                f"{option['code']} {option['label']['kk']} / {option['label']['ru']}" for option in options
            ]
            yield f"`{name}`", "; ".join(labels) if len(labels) <= 11 else f"{len(labels)} options"

    return table(("scale", "options"), rows())


def core_item_table() -> str:
    """The items whose wording is fixed."""
    core = shipped.core().items
    rows = (
        (f"`{use}`", item["type"], item.get("dimension", ""), item["text"]["ru"])
        for use, item in core.items()
    )
    return table(("use", "type", "dimension", "по-русски"), rows)


def indicator_table() -> str:
    """Every indicator as its own file defines it."""
    said = []
    for name, indicator in indicators().items():
        text = inspect.cleandoc(inspect.getmodule(indicator.figure).__doc__ or "")  # type: ignore[union-attr]
        parts = re.findall(
            r"^(Definition|Formula|Source|Compared): (.*?)(?=^[A-Z]\w+: |^$)", text, re.DOTALL | re.MULTILINE
        )
        assert [part for part, _ in parts] == ["Definition", "Formula", "Source", "Compared"], name
        lines = [f"- {part}: {' '.join(words.split())}" for part, words in parts]
        said.append("\n".join([f"### `{name}`: {indicator.TITLE}", "", *lines, ""]))
    return "\n".join(said)


def threshold_table() -> str:
    """What a year's method sets."""

    def rows() -> Iterator[tuple[str, ...]]:
        for name in method_names():
            method = read_method(name)
            limits = method.thresholds
            yield (
                f"`{name}`",
                f"{100 * method.confidence:g} %",
                ", ".join(f"top {top} of {points}" for points, top in method.rules.satisfied.items()),
                f"under {limits.privacy} people",
                f"effective base under {limits.publish}",
                f"under {limits.flag_below}",
            )

    titles = ("method", "interval", "satisfied", "hidden", "not published", "use with care")
    return table(titles, rows())


def export_table() -> str:
    """Every format of the files."""
    rows = (
        (f"`{name}`", f"`figures.LANGUAGE{export.SUFFIX}`", _first_sentence(f"analytics.exports.{name}"))
        for name, export in exports().items()
    )
    return table(("format", "file", "what it is"), rows)


def _first_sentence(module: str) -> str:
    return " ".join((inspect.getdoc(import_module(module)) or "").split("\n\n")[0].split())


def column_table() -> str:
    """The columns of the files, and when a cell of each is empty."""
    rows = ((f"`{each.key}`", each.title, each.kind, _when_empty(each)) for each in COLUMNS)
    return table(("column", "title in English", "holds", "is empty where"), rows)


def _when_empty(column: Column) -> str:
    if not column.private_by:
        return ""
    few = f"`{column.private_by}` is too small for privacy"
    return f"{few}, or the figure is not reliable" if column.reliable_only else few


def status_table() -> str:
    """What may be said of a figure, and why one is missing."""
    rows = [(f"`{key}`", words) for key, words in {**STATUSES, **REASONS}.items()]
    return table(("status or reason", "in words"), iter(rows))


GENERATED = {
    "settings": settings_table,
    "commands": command_list,
    "problems": problem_table,
    "form-problems": form_problem_table,
    "item-keys": item_key_table,
    "option-keys": option_key_table,
    "own-keys": own_key_table,
    "scales": scale_table,
    "core-items": core_item_table,
    "indicators": indicator_table,
    "thresholds": threshold_table,
    "exports": export_table,
    "columns": column_table,
    "statuses": status_table,
}


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_takes_from_the_code_is_up_to_date(page: str, pytestconfig: pytest.Config) -> None:
    path = MANUAL / page
    text = path.read_text("utf-8")
    fresh = BLOCK.sub(lambda found: f"{found[1]}\n{GENERATED[found['name']]()}\n{found[3]}", text)
    if pytestconfig.getoption("--update"):
        path.write_text(fresh, "utf-8")
        return
    assert text == fresh, "run `pytest tests/test_manual.py --update` and read what has changed"


def test_everything_that_can_be_taken_from_the_code_is() -> None:
    found = [block["name"] for page in PAGES for block in BLOCK.finditer((MANUAL / page).read_text("utf-8"))]
    assert sorted(found) == sorted(GENERATED)


# What is written by hand


def by_hand(page: str) -> str:
    """A page without what is taken from the code."""
    return BLOCK.sub("", (MANUAL / page).read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_short(page: str) -> None:
    assert by_hand(page).count("\n") <= LONGEST_PAGE


def test_the_index_leads_to_every_page() -> None:
    linked = set(re.findall(r"\]\(([\w.-]+\.md)\)", by_hand("index.md")))
    assert linked == {page for page in PAGES if page != "index.md"}


@pytest.mark.parametrize("path", [*(f"docs/manual/{page}" for page in PAGES), "README.md", "CHANGELOG.md"])
def test_every_link_leads_somewhere(path: str) -> None:
    page = ROOT / path
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("path", [*(f"docs/manual/{page}" for page in PAGES), "README.md"])
def test_every_command_that_is_shown_exists_with_its_options(path: str) -> None:
    known = {path[1:]: command for path, command in commands(saualnama, ("saualnama",))}
    groups = {path[:1] for path in known}
    text = BLOCK.sub("", (ROOT / path).read_text("utf-8")).replace("\\\n", " ")
    for shown in re.findall(r"saualnama ((?:[a-z][\w-]*|--[\w-]+)[^`\n]*)", text):
        words = shown.split()
        if tuple(words[:1]) not in groups and not words[0].startswith("--"):
            continue  # prose that goes on in small letters
        command = known.get(tuple(words[:2])) or known.get(tuple(words[:1]))
        if command is None:
            assert len(words) == 1 or words[1].startswith(("-", ".", ",", ")")), f"{path}: saualnama {shown}"
            continue
        options = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
        given = re.findall(r"(?<![\w-])--[a-z-]+", shown)
        assert set(given) <= {*options, "--help"}, f"{path}: saualnama {shown}"


def test_every_variable_that_is_shown_exists() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for path in [*MANUAL.glob("*.md"), ROOT / "README.md"]:
        assert set(re.findall(r"SAUALNAMA_[A-Z_]+", path.read_text("utf-8"))) <= known, path.name


def test_both_libraries_are_named() -> None:
    assert all(f"`{library}`" in (MANUAL / "settings.md").read_text("utf-8") for library in LIBRARIES)


# The language of questionnaires


def examples(page: str) -> Mapping[str, str]:
    """The YAML under each heading of third order that is a word in code letters."""
    return dict(
        re.findall(r"^### `(\w+)`[^\n]*\n.*?```yaml\n(.*?)```", by_hand(page), re.DOTALL | re.MULTILINE)
    )


def test_every_item_type_has_an_example_that_is_valid() -> None:
    shown = examples("items.md")
    assert set(shown) == set(item_types())
    for name, text in shown.items():
        entries: list[dict[str, Any]] = yaml.safe_load(text)
        assert name in {entry["type"] for entry in entries}
        questionnaire, problems = _checked(text)
        assert [problem.sentence() for problem in problems] == [], name
        assert questionnaire is not None


def test_every_whole_questionnaire_that_is_shown_is_valid() -> None:
    shown = [
        text
        for text in re.findall(r"```yaml\n(.*?)```", by_hand("questionnaires.md"), re.DOTALL)
        if text.startswith("questionnaire:")
    ]
    assert shown
    for text in shown:
        assert [problem.sentence() for problem in check(text, core=shipped.core())[1]] == []


def _checked(items: str) -> Any:
    """Checks an example in a small questionnaire. The core has one district besides: none ships."""
    head = "questionnaire: shown\nlanguages: [kk, ru]\ntitle: {kk: Сынақ, ru: Проба}\n"
    head += "introduction: {kk: Сынақ, ru: Проба}\nitems:\n"
    label = {"kk": "Есіл ауданы", "ru": "район Есиль", "en": "Esil district"}
    districts = [{"code": "711310000", "region": "KZ-71", "label": label}]
    core = replace(shipped.core(), scales={**shipped.core().scales, "districts": districts})
    return check(head + "".join(f"  {line}\n" for line in items.splitlines()), core=core)


def test_every_key_of_a_questionnaire_is_explained() -> None:
    text = by_hand("questionnaires.md")
    keys = {*TOP_KEYS, *SECTION_KEYS, *CORE_EXTRAS, "use"}
    assert {key for key in keys if f"`{key}`" not in text} == set()


def test_every_key_of_a_type_is_in_an_example_or_explained() -> None:
    text = by_hand("items.md") + (MANUAL / "questionnaires.md").read_text("utf-8")
    own = {key for model in item_types().values() for key in model.model_fields} - {"section", "core"}
    assert {key for key in own if not re.search(rf"\b{key}\b", text)} == set()
