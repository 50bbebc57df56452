"""Decides how a mistake in a questionnaire is told: where it stands, what is wrong, what to do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.reading.problem_kinds import ADVICE, KINDS, Kind, Level

__all__ = ["ADVICE", "KINDS", "Kind", "Level", "Problem", "QuestionnaireError"]

SHOWN = 200
"""Characters of a value that are repeated in a sentence: a whole file can stand in one."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake at one place; line and column are counted from 1."""

    code: str
    line: int
    column: int
    values: Mapping[str, Any]

    @property
    def level(self) -> Level:
        """error or warning."""
        return KINDS[self.code].level

    def sentence(self) -> str:
        """What is wrong, and what to do."""
        kind, values = KINDS[self.code], {name: _shown(value) for name, value in self.values.items()}
        return f"{kind.what.format_map(values)} {kind.do.format_map(values)}"

    def as_json(self) -> dict[str, Any]:
        """For programs: the code, the place, and the sentence."""
        place = {"code": self.code, "level": self.level, "line": self.line, "column": self.column}
        return {**place, "message": self.sentence()}


class QuestionnaireError(Exception):
    """A questionnaire that cannot be used, with every problem found, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{each.line}:{each.column} {each.code}" for each in problems))
        self.problems = problems


def _shown(value: object) -> str:
    """The value in one printable line, so that a problem is one too."""
    text = _UNPRINTABLE.sub(" ", str(value))
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
