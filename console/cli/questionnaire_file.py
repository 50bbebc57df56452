"""Decides how a questionnaire file is read for a command, and how its problems are said: file:line:column."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from surveys.problems import Problem


class Refused(click.ClickException):
    """A file with errors: each on a line that editors and people can follow."""

    def __init__(self, file: Path, problems: Sequence["Problem"]) -> None:
        super().__init__("\n".join(line(file, problem) for problem in problems))

    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)


def text_of(file: Path) -> str:
    """The file's text. Raises QuestionnaireError, at the first wrong byte, for one that is not UTF-8."""
    from surveys.problems import Problem, QuestionnaireError

    raw = file.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        place = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        raise QuestionnaireError((Problem("not-text", *place, {}),)) from None


def line(file: Path, problem: "Problem") -> str:
    """One problem: where, how grave, what, and what to do."""
    return f"{file}:{problem.line}:{problem.column}: {problem.level}: {problem.sentence()}"
