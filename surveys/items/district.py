"""`type: district`: a district or city of the region answered before; its options come from the registry."""

from typing import ClassVar, Literal

from pydantic import Field

from surveys.item import Identifier
from surveys.items._one_of import OneOf


class District(OneOf):
    """Which district? `- id: district, type: district, within: region, text: ...`; its codes are KATO's."""

    type: Literal["district"]
    within: Identifier = Field(
        description="The earlier `region` item that decides which districts are offered."
    )
    implied_scale: ClassVar[str | None] = "districts"
    registered: ClassVar[bool] = True
