"""Decides how the answers of 0001 become bytes in 0002: the layout of that day, whatever the code does by now.

    an item answered by one option        1..n the option's place among those with a value
    an option of a multiple choice        1 not ticked, 2 ticked
    an item whose answer stands beside    1 answered; 2..n+1 an option that a number has of its own
    any of them                           0 not met, 250 skipped, 251 252 253 for the standard codes 97 98 99

It reads the `resolved` JSON of a published version and nothing else, since classes of items may change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.database import StorageError

MOST_OPTIONS = 249
"""Options with a value that one byte can tell apart."""

_SKIP = 250
_MISSING = {"97": 251, "98": 252, "99": 253}
_NOT_ASKED = frozenset({"notice", "calculate", "battery"})
_REGISTERED = frozenset({"region", "district", "office", "service"})
_TYPED = frozenset({"number", "date", "text"})


class CannotCarryError(StorageError):
    """An answer that the new tables have no room for; the message names item and codes, never words."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as 0001 kept it: numbers as decimal text; `text` beside codes is "other, specify"."""

    codes: tuple[str, ...] = ()
    number: str | None = None
    text: str | None = None
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One item: where its bytes begin, and the codes of the version in their order.

    `several`: a byte for each code. `beside`: the value stands in the JSON, unless it is one of `codes`. `words`: it
    is a text or a day. `optional`: it has a Skip button. `specify`: the codes that ask for words.
    """

    item: str
    type: str
    start: int
    codes: tuple[str, ...]
    specify: tuple[str, ...]
    optional: bool

    @property
    def several(self) -> bool:
        return self.type == "multiple"

    @property
    def beside(self) -> bool:
        return self.type in _TYPED or self.type in _REGISTERED

    @property
    def words(self) -> bool:
        return self.type in {"text", "date"}

    @property
    def width(self) -> int:
        """Bytes that the item takes."""
        return len(self.codes) if self.several else 1


def fields(resolved: Mapping[str, Any]) -> tuple[Field, ...]:
    """The layout of a version: its items that ask, in their order."""
    return tuple(_fields(resolved["items"]))


def encode(layout: Sequence[Field], answers: Mapping[str, Given]) -> tuple[bytes, dict[str, str]]:
    """The bytes of one response, and what stands beside them. Raises CannotCarryError."""
    found, beside = bytearray(sum(field.width for field in layout)), dict[str, str]()
    for field in layout:
        given = answers.get(field.item)
        if given is not None:
            found[field.start : field.start + field.width] = _bytes(field, given)
            beside.update(_beside(field, given))
    if unknown := answers.keys() - {field.item for field in layout}:
        raise CannotCarryError(f"the version does not ask {', '.join(sorted(unknown))}")
    return bytes(found), beside


def from_json(kept: Mapping[str, Any]) -> Given:
    """An answer as a waiting row kept it."""
    number = kept.get("number")
    return Given(
        codes=tuple(kept.get("codes", ())),
        number=None if number is None else str(number),
        text=kept.get("text"),
        skipped=bool(kept.get("skipped", False)),
    )


def from_rows(field: Field | None, rows: Sequence[tuple[str, str | None, str | None]]) -> Given:
    """An answer from its rows of (code, number, text), where `skip`, `number` and `text` stood for no code.

    An option may be called `skip` too. 0001 could not tell the two apart, and its figures took both for a skip; so
    does this, unless nobody could skip the item.
    """
    code, number, text = rows[0]
    if code == "number" and number is not None:
        return Given(number=number)
    if code == "text" and field is not None and field.words:
        return Given(text=text)
    if code == "skip" and len(rows) == 1 and (field is None or field.optional or "skip" not in field.codes):
        return Given(skipped=True)
    return Given(
        codes=tuple(code for code, _, _ in rows),
        text=next((text for _, _, text in rows if text is not None), None),
    )


def _fields(items: Sequence[Mapping[str, Any]]) -> Iterator[Field]:
    start = 0
    for item in items:
        if item["type"] in _NOT_ASKED:
            continue
        options = item.get("options", ())
        own = item["type"] not in _REGISTERED | {"text", "date"}
        field = Field(
            item["id"],
            item["type"],
            start,
            tuple(option["code"] for option in options if own and option["code"] not in _MISSING),
            tuple(option["code"] for option in options if option.get("specify")),
            optional=not item.get("required", False),
        )
        yield field
        start += field.width


def _bytes(field: Field, given: Given) -> bytes:
    if given.skipped:
        return _whole(field, _SKIP)
    if len(given.codes) == 1 and given.codes[0] in _MISSING:
        return _whole(field, _MISSING[given.codes[0]])
    if field.beside and not set(given.codes).intersection(field.codes):
        _alone(field, given)
        return b"\x01"
    if unknown := set(given.codes).difference(field.codes):
        raise CannotCarryError(f"{field.item}: the version does not offer {', '.join(sorted(unknown))}")
    if field.several:
        return bytes(2 if code in given.codes else 1 for code in field.codes)
    if len(given.codes) != 1 or given.number is not None:
        raise CannotCarryError(f"{field.item}: {len(given.codes)} codes where one is expected")
    place = field.codes.index(given.codes[0]) + (2 if field.beside else 1)
    if place > MOST_OPTIONS:
        raise CannotCarryError(f"{field.item}: more than {MOST_OPTIONS} options")
    return bytes([place])


def _whole(field: Field, byte: int) -> bytes:
    if not field.width:
        raise CannotCarryError(f"{field.item}: an answer to an item without options")
    return bytes([byte]) * field.width


def _alone(field: Field, given: Given) -> None:
    """What stands beside is one code of the registry, one number, or one text."""
    wanted = {
        "number": given.number is not None,
        "text": given.text is not None,
        "date": given.text is not None,
    }.get(field.type, len(given.codes) == 1)
    if not wanted or (field.type in _TYPED and given.codes):
        raise CannotCarryError(
            f"{field.item}: no value of a {field.type}, but codes {', '.join(given.codes) or 'none'}"
        )


def _beside(field: Field, given: Given) -> Iterator[tuple[str, str]]:
    missing = given.skipped or (len(given.codes) == 1 and given.codes[0] in _MISSING)
    if field.beside and not missing and not set(given.codes).intersection(field.codes):
        yield field.item, given.number or (given.codes[0] if given.codes else given.text or "")
    if given.codes and given.text is not None:
        asked = next((code for code in field.specify if code in given.codes), None)
        if asked is None:
            raise CannotCarryError(
                f"{field.item}: words beside {', '.join(given.codes)}, which asks for none"
            )
        yield f"{field.item}.{asked}", given.text
