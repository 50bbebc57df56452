"""Decides what a file of population margins says: `variable,level,N`, a line a level, or everything wrong with it.

N is a number of people or a share, of one kind within a variable. What a variable is in a questionnaire, a method says.
"""

import csv
import hashlib
import io
import json
import math
from collections.abc import Iterator, Mapping

HEADER = ("variable", "level", "N")
SIZE_LIMIT = 1_000_000
"""Characters: a thousand times the margins of a country."""

Margins = Mapping[str, Mapping[str, float]]
"""Variable -> level -> people, or shares."""


class MarginsError(ValueError):
    """A file of margins that cannot be used; `problems` says each as file:line:column."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def parse_margins(name: str, text: str) -> Margins:
    """The margins in a text; `name`: of its file, for what is wrong with it. MarginsError with every problem."""
    if len(text) > SIZE_LIMIT:
        raise MarginsError((f"{name}:1:1: longer than {SIZE_LIMIT} characters: no file of margins",))
    found: dict[str, dict[str, float]] = {}
    problems = [f"{name}:{line}:{column}: {said}" for line, column, said in _read(text, found)]
    if not problems and not found:
        problems = [f"{name}:1:1: there is no line with a level below the header"]
    if problems:
        raise MarginsError(tuple(problems))
    return found


def digest(margins: Margins) -> str:
    """SHA-256 of what margins say, however their file is laid out."""
    return hashlib.sha256(json.dumps(margins, sort_keys=True).encode()).hexdigest()


def _read(text: str, found: dict[str, dict[str, float]]) -> Iterator[tuple[int, int, str]]:
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or tuple(_cells(lines[0])) != HEADER:
        yield 1, 1, f"the first line has to be {','.join(HEADER)}"
        return
    for place, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = _cells(line)
        if len(cells) != len(HEADER):
            yield place, 1, f"{len(cells)} cells instead of {len(HEADER)}"
            continue
        variable, level, number = cells
        behind = len(line) - len(cells[2])
        if not variable or not level:
            yield place, 1, "a variable and a level have to be named"
            continue
        try:
            people = float(number)
        except ValueError:
            people = math.nan
        if not math.isfinite(people) or people < 0:
            yield place, behind + 1, f"'{number}' is no number of people"
        elif level in found.setdefault(variable, {}):
            yield place, len(variable) + 2, f"the level '{level}' of '{variable}' stands twice"
        else:
            found[variable][level] = people


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader(io.StringIO(line)), [])]
