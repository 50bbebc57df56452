"""Decides what comes with the program: the core registry, the questionnaires, and the registry of agencies."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from surveys.reading.core import Core, read_core

SHORT = "service-experience-short"
FULL = "service-experience"


@cache
def core() -> Core:
    """The shipped core registry: scales, missing codes, core items, regions and districts."""
    texts = [path.read_text("utf-8") for path in _files("surveys", "core", ".yaml")]
    return read_core(texts, regions=rows("regions"), districts=rows("districts"))


def questionnaire_text(name: str) -> str:
    """The text of a shipped questionnaire. Raises FileNotFoundError for an unknown name."""
    return files("surveys").joinpath("questionnaires", f"{name}.yaml").read_text("utf-8")


def questionnaire_names() -> list[str]:
    """The names of the shipped questionnaires."""
    return [path.name.removesuffix(".yaml") for path in _files("surveys", "questionnaires", ".yaml")]


def rows(table: str) -> list[dict[str, str]]:
    """A table of the shipped registry: regions, districts, agencies or services."""
    return list(csv.DictReader(_registry_text(table).splitlines()))


def table(name: str) -> list[list[str]]:
    """The same as rows of texts, the headers first."""
    return list(csv.reader(_registry_text(name).splitlines()))


def _registry_text(table: str) -> str:
    return files("storage").joinpath("registry", f"{table}.csv").read_text("utf-8")


def _files(package: str, folder: str, ending: str) -> Iterator[Traversable]:
    found = [path for path in files(package).joinpath(folder).iterdir() if path.name.endswith(ending)]
    return iter(sorted(found, key=lambda path: path.name))
