"""`type: battery`: several statements on one scale, asked one at a time; the reader makes a rating of each."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field

from surveys.answers import Answer, Kind
from surveys.item import Code, Identifier, Item, Part, Refusal
from surveys.wording import Wording


class Statement(Part):
    """One line of a battery."""

    id: Identifier = Field(description="The rating is named `<battery>_<statement>`.")
    text: Wording = Field(description="The statement, in every language of the questionnaire.")
    measures: Identifier | None = Field(None, description="The dimension (driver), if not the battery's.")
    ask_when: str | None = Field(
        None, description="A condition on earlier answers, instead of the battery's."
    )


class Battery(Item):
    """Do you agree? `- id: staff, type: battery, scale: agreement-5, statements: [{id, text}, ...]`.

    Its text stands above each statement; the ratings are named `<battery>_<statement>`.
    """

    type: Literal["battery"]
    kind: ClassVar[Kind] = "number"
    asks: ClassVar[bool] = False
    stands_for: ClassVar[str | None] = "statements"
    compared: ClassVar[Mapping[str, str]] = {
        "scale": "scale",
        "missing": "options",
        "order": "order",
        "statements": "wording",
    }
    scale: str = Field(description="The scale of every statement.")
    missing: tuple[Code, ...] = Field((), description="Standard codes offered too: 97, 98, 99.")
    order: Literal["fixed", "random", "rotated"] = Field(
        "fixed", description="The order for each respondent."
    )
    statements: tuple[Statement, ...] = Field(min_length=1, description="The lines, each asked by itself.")

    def parts(self) -> Sequence[dict[str, Any]]:
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

    def wordings(self) -> dict[str, Wording]:
        statements = {f"statement {statement.id}": statement.text for statement in self.statements}
        return {**super().wordings(), **statements}

    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        return Refusal(reason="tap_to_go_on")
