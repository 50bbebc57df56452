"""`type: region`: one of Kazakhstan's 20 regions, by ISO 3166-2 code."""

from typing import ClassVar, Literal

from surveys.items._one_of import OneOf


class Region(OneOf):
    """Where do you live? `- id: region, type: region, text: ...`; its codes are KZ-10 to KZ-79."""

    type: Literal["region"]
    implied_scale: ClassVar[str | None] = "regions"
    registered: ClassVar[bool] = True
