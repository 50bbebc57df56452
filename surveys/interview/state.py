"""Decides what is kept of an interview between two turns."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from surveys.answers import Answer

Stage = Literal["language", "consent", "asking", "specifying", "complete", "refused"]


class Interview(msgspec.Struct, frozen=True, gc=False):
    """One respondent's way through one questionnaire: the answers and one cursor, as plain as JSON.

    `turn` is the number of the present question, the same on every copy of it; `last` ended the one before.
    """

    language: str | None = None
    stage: Stage = "language"
    cursor: str | None = None
    turn: int = 0
    page: int = 0
    draft: tuple[str, ...] = ()
    last: str = ""
    seed: int = 0
    answers: Mapping[str, Answer] = {}
