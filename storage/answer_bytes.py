"""Decides how the answers of one response are kept: a byte for each option that the version itself offers.

    an item answered by one option        1..n the option's place among those with a value
    an option of a multiple choice        1 not ticked, 2 ticked
    an item whose answer stands beside    1 answered: a number, a day, words, a code of the registry or the campaign;
                                          2..n+1 an option that a number has of its own, such as "never"
    any of them                           0 not met, 250 skipped, 251 252 253 for the standard codes 97 98 99

Places belong to the version: a reader maps them back once for each version, never row by row. What stands beside is a
small JSON object: `item` -> the value as text, `item.option` -> the words that "other, specify" asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from surveys.answers import DONT_KNOW, MISSING_CODES, NOT_APPLICABLE, PREFER_NOT, SKIPPED, Answer
from surveys.item import Item
from surveys.questionnaire import Questionnaire

NOT_MET = 0
ANSWERED = 1
NOT_TICKED, TICKED = 1, 2
SKIP = 250
REMEMBERED = 4_096
"""Answers of one version whose bytes are at hand."""
MISSING = {NOT_APPLICABLE: 251, DONT_KNOW: 252, PREFER_NOT: 253}
"""The standard codes that are never in a base, by what is kept for them."""

_MISSING_BACK = {byte: code for code, byte in MISSING.items()}

Beside = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One item: where its bytes begin, and the codes of the version in their order.

    `several`: a byte for each code. `beside`: the value stands in the JSON and its byte says only that there is one,
    unless it is one of `codes`, whose bytes then begin after that one.
    `number`: that value is one, with so many `decimals`; `registered`: it is a code that the registry or the campaign
    knows; `words`: it is in the respondent's own. `specify`: the codes that ask for words.
    """

    item: str
    start: int
    codes: tuple[str, ...]
    several: bool = False
    beside: bool = False
    number: bool = False
    decimals: int = 0
    registered: bool = False
    words: bool = False
    specify: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Bytes that the item takes."""
        return len(self.codes) if self.several else 1

    @property
    def first(self) -> int:
        """The byte of the first code, where one byte tells which of them was given."""
        return ANSWERED + 1 if self.beside else 1


@dataclass(frozen=True)
class Layout:
    """The bytes of every response to one version of a questionnaire."""

    fields: tuple[Field, ...]

    @cached_property
    def width(self) -> int:
        """Bytes of one response."""
        return sum(field.width for field in self.fields)

    def encode(self, answers: Mapping[str, Answer]) -> tuple[bytes, dict[str, str]]:
        """The bytes of one response, and what stands beside them.

        `answers`: those that count, by item; an item that is not in them was not met. ValueError for a code that the
        version does not offer.
        """
        found, beside = bytearray(self.width), dict[str, str]()
        for field in self.fields:
            answer = answers.get(field.item)
            if answer is None:
                continue
            place = slice(field.start, field.start + field.width)
            known = self._plain.get((field.start, answer))
            if known is not None:
                found[place] = known
                continue
            found[place] = kept = _bytes(field, answer)
            told = dict(_beside(field, answer))
            if told:
                beside.update(told)
            elif len(self._plain) < REMEMBERED:
                self._plain[field.start, answer] = kept
        return bytes(found), beside

    @cached_property
    def _plain(self) -> dict[tuple[int, Answer], bytes]:
        """The bytes of answers with nothing beside them: most are the same few, and cost a tenth when known."""
        return {}

    def decode(self, kept: bytes, beside: Beside) -> dict[str, Answer]:
        """The answers of one response: what `encode` was given, but for items that were not met."""
        found = {}
        for field in self.fields:
            answer = _answer(field, kept[field.start : field.start + field.width], beside)
            if answer is not None:
                found[field.item] = answer
        return found


def layout(questionnaire: Questionnaire) -> Layout:
    """The layout of a version, in the order of its items."""
    return Layout(tuple(_fields(questionnaire)))


def _fields(questionnaire: Questionnaire) -> Iterator[Field]:
    start = 0
    for item in questionnaire.items:
        if not item.asks:
            continue
        field = _field(item, start)
        yield field
        start += field.width


def _field(item: Item, start: int) -> Field:
    specify = tuple(option.code for option in item.offered if option.specify)
    codes = tuple(option.code for option in item.offered if option.code not in MISSING_CODES)
    if item.registered or item.expects == "typed":
        return Field(
            item.id,
            start,
            () if item.registered else codes,
            beside=True,
            number=item.kind == "number",
            decimals=getattr(item, "decimals", 0),
            registered=item.registered,
            words=item.kind == "text",
            specify=specify,
        )
    return Field(item.id, start, codes, several=item.several, specify=specify)


def _bytes(field: Field, answer: Answer) -> bytes:
    if answer.skipped:
        return bytes([SKIP]) * field.width
    if answer.missing:
        return bytes([MISSING[answer.codes[0]]]) * field.width
    if field.registered or (field.beside and not answer.codes):
        return bytes([ANSWERED])
    if unknown := set(answer.codes).difference(field.codes):
        raise ValueError(f"{field.item}: the version does not offer {', '.join(sorted(unknown))}")
    if field.several:
        return bytes(TICKED if code in answer.codes else NOT_TICKED for code in field.codes)
    return bytes([field.first + field.codes.index(answer.codes[0])])


def _beside(field: Field, answer: Answer) -> Iterator[tuple[str, str]]:
    if field.beside and not answer.missing and not set(answer.codes).intersection(field.codes):
        if answer.number is not None:
            yield field.item, str(answer.number)
        else:
            yield field.item, answer.codes[0] if answer.codes else answer.text or ""
    asked = next((code for code in field.specify if code in answer.codes), None)
    if asked is not None and answer.text is not None:
        yield f"{field.item}.{asked}", answer.text


def _answer(field: Field, kept: bytes, beside: Beside) -> Answer | None:
    first = kept[0] if kept else NOT_MET
    if first == NOT_MET:
        return None
    if first == SKIP:
        return SKIPPED
    if first in _MISSING_BACK:
        return Answer(codes=(_MISSING_BACK[first],))
    words = next(
        (beside[f"{field.item}.{code}"] for code in field.specify if f"{field.item}.{code}" in beside), None
    )
    if field.several:
        ticked = tuple(code for code, byte in zip(field.codes, kept, strict=True) if byte == TICKED)
        return Answer(codes=ticked, text=words)
    if first >= field.first:
        return Answer(codes=(field.codes[first - field.first],), text=words)
    value = beside[field.item]
    if field.number:
        return Answer(number=Decimal(value))
    return Answer(codes=(value,), text=words) if field.registered else Answer(text=value)
