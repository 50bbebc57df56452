"""Decides what one answer is: codes, a number or a text, or the knowledge that the question was skipped."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, Self

import msgspec

Kind = Literal["code", "codes", "number", "text", "ordered", "boolean"]
"""What the value of an item, or of an expression over items, is.

`ordered`: a text such as 2026-01-31, whose order as it is written is that of what it says.
"""

NOT_APPLICABLE = "97"
DONT_KNOW = "98"
PREFER_NOT = "99"
MISSING_CODES = frozenset({NOT_APPLICABLE, DONT_KNOW, PREFER_NOT})
"""Coded apart and never in a base (SDG 16.6.2 metadata: NA=97, DK=98, RA=99)."""


class Answer(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One respondent's value for one item: codes, never labels. `text` beside codes is "other, specify"."""

    codes: tuple[str, ...] = ()
    number: Decimal | None = None
    text: str | None = None
    skipped: bool = False

    def as_json(self) -> dict[str, Any]:
        """A JSON object that holds only what is there; numbers as decimal text, so that nothing is rounded."""
        found: dict[str, Any] = {}
        if self.codes:
            found["codes"] = list(self.codes)
        if self.number is not None:
            found["number"] = str(self.number)
        if self.text is not None:
            found["text"] = self.text
        if self.skipped:
            found["skipped"] = True
        return found

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Self:
        """The answer that `as_json` wrote."""
        number = found.get("number")
        return cls(
            codes=tuple(found.get("codes", ())),
            number=None if number is None else Decimal(number),
            text=found.get("text"),
            skipped=bool(found.get("skipped", False)),
        )

    @property
    def missing(self) -> bool:
        """True for a skip and for the codes 97, 98 and 99: heard, but without a value."""
        return self.skipped or (len(self.codes) == 1 and self.codes[0] in MISSING_CODES)


SKIPPED = Answer(skipped=True)


def chosen(*codes: str) -> Answer:
    """The answer that consists of these option codes."""
    return Answer(codes=codes)


def value_of(answer: Answer, *, several: bool) -> str | tuple[str, ...] | Decimal | None:
    """What conditions and placeholders may use of an answer; None where there is no value.

    `several`: the item takes more than one code, so its value is the tuple of codes.
    """
    if answer.missing:
        return None
    if answer.number is not None:
        return answer.number
    if answer.codes:
        return answer.codes if several else answer.codes[0]
    return answer.text


class Trials(msgspec.Struct, frozen=True, gc=False):
    """Answers to try; `complete` is False where others could make a difference to some condition."""

    answers: tuple[Answer, ...]
    complete: bool = True
