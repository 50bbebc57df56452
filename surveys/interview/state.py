"""Decides what is kept of an interview between two turns."""

from collections.abc import Mapping
from typing import Any, Literal, Self

import msgspec

from surveys.answers import Answer

Stage = Literal["language", "consent", "asking", "specifying", "complete", "refused"]


class Interview(msgspec.Struct, frozen=True):
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

    def as_json(self) -> dict[str, Any]:
        """The whole state as a JSON object."""
        state = {
            name: getattr(self, name)
            for name in ("language", "stage", "cursor", "turn", "page", "last", "seed")
        }
        answers = {item: answer.as_json() for item, answer in self.answers.items()}
        return state | {"draft": list(self.draft), "answers": answers}

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Self:
        """The state that `as_json` wrote."""
        answers = {item: Answer.from_json(answer) for item, answer in state["answers"].items()}
        return cls(**{**state, "draft": tuple(state["draft"]), "answers": answers})
