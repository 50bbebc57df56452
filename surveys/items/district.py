"""`type: district`: a district or city of the region answered before; its options come from the registry."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from surveys.item import Identifier, Item, Misfit
from surveys.items._one_of import OneOf
from surveys.items.region import Region


class District(OneOf):
    """Which district? `- id: district, type: district, within: region, text: ...`; its codes are KATO's."""

    type: Literal["district"]
    within: Identifier = Field(
        description="The earlier `region` item that decides which districts are offered."
    )
    implied_scale: ClassVar[str | None] = "districts"
    registered: ClassVar[bool] = True
    compared: ClassVar[Mapping[str, str]] = {"within": "scale"}

    def misplaced(self, earlier: Mapping[str, Item]) -> Misfit | None:
        around = earlier.get(self.within)
        if around is None or isinstance(around, Region):
            return None
        return Misfit("not-a-region", "within", {"item": self.within})

    @classmethod
    def of_scale(cls, option: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
        """A district is offered to those who live in its region."""
        kept, within = super().of_scale(option, item), item.get("within")
        return {**kept, "offer_when": f"{within} == {option['region']}"} if isinstance(within, str) else kept

    @classmethod
    def to_scale(cls, option: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
        begin, found = f"{item.get('within')} == ", dict(option)
        if str(found.get("offer_when", "")).startswith(begin):
            found["region"] = str(found.pop("offer_when")).removeprefix(begin)
        return found
