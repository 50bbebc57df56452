"""`type: notice`: a text to read on, with one button to go on; it asks nothing."""

import datetime
from collections.abc import Iterator
from typing import ClassVar, Literal

from surveys.answers import Answer, Kind
from surveys.item import Item, Refusal
from surveys.variable import Variable


class Notice(Item):
    """Something to know. `- id: before_you_start, type: notice, text: ...`."""

    type: Literal["notice"]
    kind: ClassVar[Kind] = "boolean"
    asks: ClassVar[bool] = False

    def variables(self, base: str) -> Iterator[Variable]:
        yield from ()

    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        return Refusal(reason="tap_to_go_on")
