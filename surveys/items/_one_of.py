"""Decides what the types share whose answer is exactly one option."""

from typing import ClassVar

from pydantic import Field

from surveys.answers import Answer, Kind
from surveys.item import Item, Option, Refusal
from surveys.items._choices import understand_one


class OneOf(Item):
    """An item answered by one option. `options` are complete after reading: scale, own options, missing codes."""

    kind: ClassVar[Kind] = "code"
    implied_scale: ClassVar[str | None] = None
    """The scale that the type brings by itself."""
    furnished: ClassVar[bool] = False
    """True where the options come from the campaign; without any, the item is not asked."""

    options: tuple[Option, ...] = Field((), description="The choices, one button a row, in this order.")
    missing: tuple[str, ...] = Field((), description="Standard codes offered too: 97, 98, 99.")

    @property
    def offered(self) -> tuple[Option, ...]:
        return self.options

    def understand(self, typed: str, language: str) -> Answer | Refusal:
        return understand_one(self.options, typed)
