"""`type: calculate`: a value worked out from earlier answers, for conditions and texts; never shown."""

import datetime
from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from surveys.answers import Answer, Kind
from surveys.item import Item, Refusal
from surveys.variable import Level
from surveys.wording import Wording


class Calculate(Item):
    """A derived value. `- id: total, type: calculate, value: access + time`."""

    type: Literal["calculate"]
    kind: ClassVar[Kind] = "number"
    asks: ClassVar[bool] = False
    level: ClassVar[Level] = "scale"
    compared: ClassVar[Mapping[str, str]] = {"value": "calculation"}
    value: str = Field(description="An expression over earlier items.", examples=["2 * 3", "1"])
    text: Wording = Field({}, description="Not used: a calculation is never shown.")

    @property
    def expression(self) -> str | None:
        return self.value

    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        return Refusal(reason="tap_to_go_on")
