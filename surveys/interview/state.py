"""Decides what is kept of an interview between two turns."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from surveys.answers import Answer

Stage = Literal["language", "consent", "asking", "specifying", "complete", "refused"]

Stands = Literal["coming", "last", "above"]
"""Where the present question stands as a turn comes in: on its way, the last message of the chat, above others."""


class Change(msgspec.Struct, frozen=True, gc=False, tag_field="asks", tag="change"):
    """Asked between two questions: whether the answer just given to `item` shall become `code`."""

    item: str
    code: str


class Another(msgspec.Struct, frozen=True, gc=False, tag_field="asks", tag="another"):
    """Asked between two questions: whether to go on, or to rate the service of `route` now, called `name`.

    `token`: the hash of the one-time link that leads there, so that it is used up by going there, not by asking.
    """

    route: str
    name: Mapping[str, str]
    token: str = ""


Between = Change | Another


class Written(msgspec.Struct, frozen=True, gc=False):
    """The last typed words: at which item, when (seconds since 1970), how long, and whether they were taken."""

    item: str
    at: int
    length: int
    taken: bool


class Interview(msgspec.Struct, frozen=True, gc=False):
    """One respondent's way through one questionnaire: the answers and one cursor, as plain as JSON.

    `turn` is the number of the present question, the same on every copy of it; `last` ended the one before, which was
    that of the item `previous`, if it was one. `misses`: typed answers in a row that meant nothing at the present
    question. `told`: why the present question was last shown again, or what was said instead.
    """

    language: str | None = None
    stage: Stage = "language"
    cursor: str | None = None
    turn: int = 0
    page: int = 0
    draft: tuple[str, ...] = ()
    last: str = ""
    previous: str = ""
    misses: int = 0
    told: str = ""
    between: Between | None = None
    written: Written | None = None
    seed: int = 0
    answers: Mapping[str, Answer] = {}
