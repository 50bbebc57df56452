"""`type: battery`: several statements on one scale, asked one at a time; the reader makes a rating of each."""

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from surveys.answers import Answer
from surveys.item import Identifier, Item, Kind, Part, Refusal
from surveys.wording import Wording


class Statement(Part):
    """One line of a battery."""

    id: Identifier
    text: Wording
    measures: Identifier | None = None
    ask_when: str | None = None


class Battery(Item):
    """Do you agree? `- id: staff, type: battery, scale: agreement-5, statements: [{id, text}, ...]`.

    Its text stands above each statement; the ratings are named `<battery>_<statement>`.
    """

    type: Literal["battery"]
    kind: ClassVar[Kind] = "number"
    asks: ClassVar[bool] = False
    scale: str = Field(description="The scale of every statement.")
    missing: tuple[str, ...] = Field((), description="Standard codes offered too: 97, 98, 99.")
    order: Literal["fixed", "random", "rotated"] = Field(
        "fixed", description="The order for each respondent."
    )
    statements: tuple[Statement, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> "Battery":
        names = [statement.id for statement in self.statements]
        if len(set(names)) < len(names):
            raise ValueError("two statements have the same id")
        return self

    def ratings(self) -> list[dict[str, Any]]:
        """The rating items that the battery stands for, as an author would write them."""
        return [
            {
                "id": f"{self.id}_{statement.id}",
                "type": "rating",
                "scale": self.scale,
                "missing": list(self.missing),
                "text": {
                    language: f"{self.text[language]} {words}" if language in self.text else words
                    for language, words in statement.text.items()
                },
                "measures": statement.measures or self.measures,
                "ask_when": statement.ask_when or self.ask_when,
                "required": self.required,
                "core": self.core,
            }
            for statement in self.statements
        ]

    def understand(self, typed: str, language: str) -> Answer | Refusal:
        return Refusal(reason="tap_to_go_on")
