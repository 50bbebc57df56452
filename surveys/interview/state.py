"""Decides what is kept of an interview between two turns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from surveys.answers import Answer

Stage = Literal["language", "consent", "asking", "specifying", "complete", "refused"]


@dataclass(frozen=True, slots=True)
class Interview:
    """One respondent's way through one questionnaire: the answers and one cursor, as plain as JSON."""

    language: str | None = None
    stage: Stage = "language"
    cursor: str | None = None
    turn: int = 0
    page: int = 0
    draft: tuple[str, ...] = ()
    last: str = ""
    seed: int = 0
    answers: Mapping[str, Answer] = field(default_factory=dict)
