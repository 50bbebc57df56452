"""`type: effort`: how easy it was, 1 to 7 (Customer Effort Score 2.0)."""

from typing import ClassVar, Literal

from surveys.answers import Kind
from surveys.items._one_of import OneOf
from surveys.variable import Level


class Effort(OneOf):
    """How easy was it? `- id: effort, type: effort, text: ...`."""

    type: Literal["effort"]
    kind: ClassVar[Kind] = "number"
    level: ClassVar[Level] = "ordinal"
    scored: ClassVar[bool] = True
    judges: ClassVar[bool] = True
    implied_scale: ClassVar[str | None] = "effort-7"
