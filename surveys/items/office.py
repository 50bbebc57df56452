"""`type: office`: which of the agency's offices; its options come from the campaign."""

from typing import ClassVar, Literal

from surveys.items._one_of import OneOf


class Office(OneOf):
    """Which office did you visit? `- id: office, type: office, text: ...`; its codes are the registry's."""

    type: Literal["office"]
    brought: ClassVar[bool] = True
    registered: ClassVar[bool] = True
    also_kept_as: ClassVar[str | None] = "office"
