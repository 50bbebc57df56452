"""Decides what a variable of an analyst is: one column of a table of responses, with its label, codes and level."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Level = Literal["nominal", "ordinal", "scale", "text"]
"""What may be computed: counts, ranks, means, nothing."""


@dataclass(frozen=True, slots=True)
class Value:
    """One code of a variable. `missing`: it is no answer and never in a base."""

    code: str
    label: Mapping[str, str]
    score: float | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of a table of responses. An empty cell: not asked, or skipped.

    `base`: the condition under which it is asked, or everybody. `option`: of a multiple choice, the code it stands for.
    """

    name: str
    item: str
    type: str
    level: Level
    label: Mapping[str, str]
    base: str
    values: tuple[Value, ...] = ()
    option: str = ""
    measures: str = ""
    means: str = ""
    unit: Mapping[str, str] | None = None
    required: bool = False
    core: str = ""

    @property
    def numeric(self) -> bool:
        """True where every value is a number, so that packages can keep it as one."""
        if self.values:
            return all(value.code.isdecimal() for value in self.values)
        return self.level == "scale"
