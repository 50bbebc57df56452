"""Decides how a questionnaire is written as a file that an author goes on with."""

from collections.abc import Mapping
from typing import Any, Final

from surveys.questionnaire import Questionnaire
from surveys.reading.core import Core
from surveys.writing.author_form import authored
from surveys.writing.yaml_text import yaml_of

SCHEMA_LINE: Final = "# yaml-language-server: $schema=../questionnaire.schema.json\n"
"""Lets an editor complete and check while somebody types."""


def write(questionnaire: Questionnaire, *, core: Core) -> str:
    """The YAML text of a questionnaire that was read with `core`: `read(write(q, core=core), core=core) == q`."""
    return write_plain(authored(questionnaire, core=core))


def write_plain(data: Mapping[str, Any]) -> str:
    """The YAML text of plain values in an author's notation, finished or not."""
    return SCHEMA_LINE + yaml_of(data)
