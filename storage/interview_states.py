"""Decides what is sealed of an interview: its whole state as JSON, under the day's key, bound to the row's number."""

import datetime
from collections.abc import Mapping
from typing import Any

import msgspec

from storage.sealing import Seals, day_number
from storage.turn import Address
from surveys.answers import Answer
from surveys.coding import Disposition
from surveys.interview.state import Between, Stage, Written


class OpenState(msgspec.Struct, gc=False, omit_defaults=True):
    """Of an interview in progress. What most have nothing of has a default, and is left out."""

    channel: str
    address: str
    route: str
    language: str | None
    stage: Stage
    cursor: str | None
    page: int
    draft: tuple[str, ...]
    last: str
    seed: int
    answers: Mapping[str, Answer]
    touched: float = 0.0
    active: float = 0.0
    previous: str = ""
    misses: int = 0
    told: str = ""
    between: Between | None = None
    written: Written | None = None
    seen: int | None = None
    left: int | None = None
    below: int = 0
    blocked: int = 0


class EndedState(msgspec.Struct, gc=False, omit_defaults=True):
    """Of one that has ended. `withdrawal`: the hash as hexadecimal digits."""

    channel: str
    address: str
    route: str
    service: str
    language: str
    disposition: Disposition
    ended: datetime.date
    answers: Mapping[str, Answer]
    active: float = 0.0
    withdrawal: str | None = None
    seed: int | None = None
    written: Written | None = None
    touched: float = 0.0


State = OpenState | EndedState

_read_open = msgspec.json.Decoder(OpenState).decode
_read_ended = msgspec.json.Decoder(EndedState).decode


def open_state(seals: Seals, number: int, sealed: bytes) -> OpenState:
    """What the row of an interview in progress holds. Raises SealedError."""
    return _read_open(seals.unseal(sealed, _belongs_to(number)))


def ended_state(seals: Seals, number: int, sealed: bytes) -> EndedState:
    """What the row of an ended interview holds. Raises SealedError."""
    return _read_ended(seals.unseal(sealed, _belongs_to(number)))


def opened(seals: Seals, number: int, sealed: bytes) -> dict[str, Any]:
    """What a row holds, whatever has become of its interview. Raises SealedError."""
    found: dict[str, Any] = msgspec.json.decode(seals.unseal(sealed, _belongs_to(number)))
    return found


def address_of(state: State) -> Address:
    """Whose state it is."""
    return Address(state.channel, state.address)


def columns(
    seals: Seals, number: int, state: State | Mapping[str, Any], address: Address, *, today: datetime.date
) -> dict[str, Any]:
    """The columns of a row whose state is sealed under today's key and found by this week's hash."""
    return {
        "id": number,
        "person": seals.person(*address, today=today),
        "day": day_number(today),
        "sealed": seals.seal(msgspec.json.encode(state), _belongs_to(number), today=today),
    }


def resealed(seals: Seals, number: int, state: Mapping[str, Any], *, today: datetime.date) -> dict[str, Any]:
    """The same for a state that `opened` gave, unchanged."""
    return columns(seals, number, state, Address(state["channel"], state["address"]), today=today)


def _belongs_to(number: int) -> bytes:
    return b"interview:%d" % number
