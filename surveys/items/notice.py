"""`type: notice`: a text to read on, with one button to go on; it asks nothing."""

from typing import ClassVar, Literal

from surveys.answers import Answer, Kind
from surveys.item import Item, Refusal


class Notice(Item):
    """Something to know. `- id: before_you_start, type: notice, text: ...`."""

    type: Literal["notice"]
    kind: ClassVar[Kind] = "boolean"
    asks: ClassVar[bool] = False

    def understand(self, typed: str, language: str) -> Answer | Refusal:
        return Refusal(reason="tap_to_go_on")
