"""`type: rating`: one point of a named scale, worst to best."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from surveys.answers import Kind
from surveys.items._one_of import OneOf
from surveys.meaning import Meaning, meaning_of
from surveys.variable import Level


class Rating(OneOf):
    """How satisfied? `- id: staff, type: rating, scale: satisfaction-5, text: ...`."""

    type: Literal["rating"]
    scale: str = Field(description="The name of a scale: the core's or this questionnaire's own.")
    means: Meaning | None = Field(None, description="What the scores speak of, where the scale does not say.")
    kind: ClassVar[Kind] = "number"
    level: ClassVar[Level] = "ordinal"
    scored: ClassVar[bool] = True
    judges: ClassVar[bool] = True
    judges_a_part: ClassVar[bool] = True
    compared: ClassVar[Mapping[str, str]] = {"scale": "scale", "means": "means"}

    @property
    def meaning(self) -> Meaning | None:
        return self.means or meaning_of(self.scale)
