"""Decides what the file says at this moment: a questionnaire or none, and its problems as lines to follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from console import shipped
from console.questionnaire_files import read_file
from surveys.questionnaire import Questionnaire
from surveys.reading import check
from surveys.reading.problems import Problem, QuestionnaireError
from surveys.reading.translations import Overlay
from surveys.versions import fingerprint


@dataclass(frozen=True, slots=True)
class Trouble:
    """One problem of the file: `place` is file:line:column, `level` error or warning, `words` what and what to do."""

    place: str
    level: str
    words: str

    def __str__(self) -> str:
        return f"{self.place}: {self.level}: {self.words}"


@dataclass(frozen=True, slots=True)
class Draft:
    """The file as it stands. `questionnaire` is None, and `version` empty, while there is an error."""

    text: str
    questionnaire: Questionnaire | None
    version: str
    troubles: tuple[Trouble, ...]
    overlays: Mapping[str, Overlay] = field(default_factory=dict)
    """The translations beside the file."""


def read_draft(file: Path) -> Draft:
    """The file's questionnaire and all its problems; never raises for anything that can be in the file's place."""
    try:
        found = read_file(file)
        questionnaire, problems = check(found.text, core=shipped.core(), overlays=found.overlays)
    except QuestionnaireError as error:
        return Draft("", None, "", _troubles(file, error.problems))
    except OSError as error:
        words = f"The file cannot be read: {error.strerror}. Put it back, or let it be read."
        return Draft("", None, "", (Trouble(str(file), "error", words),))
    version = fingerprint(questionnaire) if questionnaire else ""
    return Draft(found.text, questionnaire, version, _troubles(file, problems), found.overlays)


def _troubles(file: Path, problems: tuple[Problem, ...]) -> tuple[Trouble, ...]:
    return tuple(
        Trouble(f"{file}:{each.line}:{each.column}", each.level, each.sentence()) for each in problems
    )
