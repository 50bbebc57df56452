"""`type: text`: a few words of the citizen's own, with phone numbers and IINs masked before they are kept."""

import datetime
import re
from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from surveys.answers import Answer, Kind
from surveys.item import TYPING, Expects, Item, Refusal
from surveys.notices import TypingHint
from surveys.variable import Level

MASK = "●●●"

_IIN = re.compile(r"(?<!\d)\d{12}(?!\d)")
_PHONE = re.compile(r"(?<![\d])(?:\+?7|8)[\s\-()]*7\d{2}[\s\-()]*\d{3}[\s\-]*\d{2}[\s\-]*\d{2}(?!\d)")
_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Text(Item):
    """What could be better? `- id: comment, type: text, max_length: 600`."""

    type: Literal["text"]
    kind: ClassVar[Kind] = "text"
    expects: ClassVar[Expects] = "typed"
    typing_hint: ClassVar[TypingHint | None] = "text"
    seconds_to_answer: ClassVar[float] = TYPING
    level: ClassVar[Level] = "text"
    compared: ClassVar[Mapping[str, str]] = {"max_length": "bounds"}
    max_length: int = Field(1000, ge=1, le=4000, description="Characters that are accepted.")

    @property
    def most_characters(self) -> int | None:
        return self.max_length

    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        words = understood(typed, self.max_length)
        return words if isinstance(words, Refusal) else Answer(text=words)


def understood(typed: str, limit: int) -> str | Refusal:
    """The words as they may be kept, or why not: invisible marks taken out, persons masked, at most `limit` long."""
    words = masked(_INVISIBLE.sub("", typed)).strip()
    if not words:
        return Refusal(reason="empty_text")
    if len(words) > limit:
        return Refusal(reason="text_too_long", values={"max": str(limit), "length": str(len(words))})
    return words


def masked(words: str) -> str:
    """The words without Kazakhstan's mobile numbers (+7 7xx, 8 7xx) and 12-digit IINs: answers hold no persons."""
    return _PHONE.sub(MASK, _IIN.sub(MASK, words))
