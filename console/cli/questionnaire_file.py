"""Decides how the problems of a questionnaire file are said by a command: file:line:column, a line each."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from surveys.reading.problems import Problem


class Refused(click.ClickException):
    """A file with errors: each on a line that editors and people can follow."""

    def __init__(self, file: Path, problems: Sequence["Problem"]) -> None:
        super().__init__("\n".join(line(file, problem) for problem in problems))

    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)


def line(file: Path, problem: "Problem") -> str:
    """One problem: where, how grave, what, and what to do."""
    return f"{file}:{problem.line}:{problem.column}: {problem.level}: {problem.sentence()}"
