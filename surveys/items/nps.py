"""`type: nps`: how likely to recommend, 0 to 10 (Net Promoter Score)."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from surveys.answers import MISSING_CODES, Kind
from surveys.item import Option, Part
from surveys.items._one_of import OneOf
from surveys.variable import Level
from surveys.wording import Wording, say


class Ends(Part):
    """What the lowest and the highest point mean."""

    low: Wording = Field(description="What the lowest point means.")
    high: Wording = Field(description="What the highest point means.")


class Nps(OneOf):
    """How likely to recommend? `- id: recommend, type: nps, text: ..., ends: {low, high}`."""

    type: Literal["nps"]
    ends: Ends | None = Field(None, description="Words for 0 and for 10, shown under the question.")
    kind: ClassVar[Kind] = "number"
    level: ClassVar[Level] = "ordinal"
    scored: ClassVar[bool] = True
    judges: ClassVar[bool] = True
    implied_scale: ClassVar[str | None] = "nps-11"
    compared: ClassVar[Mapping[str, str]] = {"ends": "wording"}

    def wordings(self) -> dict[str, Wording]:
        ends = {"low end": self.ends.low, "high end": self.ends.high} if self.ends else {}
        return {**super().wordings(), **ends}

    def worth(self, option: Option) -> float | None:
        """On a Net Promoter scale a code without a score is worth its own number."""
        found = super().worth(option)
        coded = option.score is None and option.code.isdecimal() and option.code not in MISSING_CODES
        return float(option.code) if coded else found

    def second_line(self, language: str, values: Mapping[str, str]) -> str:
        if self.ends is None:
            return super().second_line(language, values)
        return f"0 – {say(self.ends.low, language)}\n10 – {say(self.ends.high, language)}"
