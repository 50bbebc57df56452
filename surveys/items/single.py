"""`type: single`: one option of the author's own list."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from surveys.items._one_of import OneOf
from surveys.meaning import Meaning


class Single(OneOf):
    """Which of these? `- id: office, type: single, text: ..., options: [{code, label}, ...]`."""

    type: Literal["single"]
    means: Meaning | None = Field(
        None, description="What the scores of its options speak of, if they have any."
    )
    own_options: ClassVar[bool] = True
    compared: ClassVar[Mapping[str, str]] = {"means": "means"}

    @property
    def meaning(self) -> Meaning | None:
        return self.means
