"""`type: single`: one option of the author's own list."""

from typing import ClassVar, Literal

from surveys.items._one_of import OneOf


class Single(OneOf):
    """Which of these? `- id: office, type: single, text: ..., options: [{code, label}, ...]`."""

    type: Literal["single"]
    own_options: ClassVar[bool] = True
