"""Decides how an interview stands in its row, sealed, and how it comes back from there: the one mapping of both."""

import base64
import binascii
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec

from storage.environment import Environment
from storage.sealing import Seals, day_number
from storage.tables import NOWHERE, OPEN
from storage.turn import Address
from surveys.answers import Answer
from surveys.coding import Disposition
from surveys.interview.arrival import CampaignRoute
from surveys.interview.state import Between, Interview, Written

NAMES = 16_384
"""Names of interviews, the latest used, whose numbers are at hand; they are random and say nothing of anybody."""
PAUSE = 300.0
"""Seconds without a turn after which somebody was doing something else."""

_NUMBER = (1 << 63) - 1
"""Bits of a row's number."""


@dataclass(slots=True)
class OpenInterview:
    """An interview in progress: whose, where it came in, and the message that shows its present question.

    `seen`: the first message that showed it, where it was shown again since. `left`: that of the question before.
    `below`: messages of the chat that came after it. `lost`: it could not be shown. `touched`: seconds since 1970 of
    its last turn. `active`: seconds that went into answering, pauses left out; below 0 where the beginning was not
    timed. `blocked`: the hour since 1970 in which the person was found to have blocked the bot; 0 where nothing
    keeps them from going on.
    """

    id: str
    address: Address
    route: CampaignRoute
    interview: Interview
    message: int | None = None
    seen: int | None = None
    left: int | None = None
    below: int = 0
    lost: bool = False
    touched: float = 0.0
    active: float = 0.0
    blocked: int = 0

    @property
    def first(self) -> int | None:
        """The message from which on the present question could be seen; None while it is on its way."""
        return self.seen or self.message

    def touch(self, now: float) -> float:
        """Notes a turn; returns the seconds it took, 0 after a pause."""
        took = now - self.touched if self.touched and 0 <= now - self.touched <= PAUSE else 0.0
        self.touched = now
        if self.active >= 0:
            self.active += took
        return took


@dataclass(frozen=True, slots=True)
class EndedInterview:
    """One that has ended and waits for its batch: what becomes a participation and, perhaps, a response.

    `withdrawal`: the hash of the receipt's secret. `answers` are those that count, by item.
    """

    id: str
    campaign: str
    address: Address
    route: str
    service: str
    language: str
    disposition: Disposition
    ended: datetime.date
    active: float = 0.0
    answers: Mapping[str, Answer] = field(default_factory=dict)
    withdrawal: bytes | None = None
    seed: int | None = None
    written: Written | None = None
    touched: float = 0.0


@lru_cache(NAMES)
def number_of(interview: str) -> int:
    """The number of an interview's row; -1 for what no interview can be called.

    Names on buttons from before 0002 have a bit more, which the migration has dropped from their rows.
    """
    try:
        return int.from_bytes(base64.urlsafe_b64decode(interview + "="), "big") & _NUMBER
    except (binascii.Error, ValueError):
        return -1


@lru_cache(NAMES)
def name_of(number: int) -> str:
    """What an interview is called on buttons: 8 bytes in 11 characters."""
    return base64.urlsafe_b64encode(number.to_bytes(8, "big")).rstrip(b"=").decode()


def known_as(interview: str | None) -> str:
    """What the interview is called now that a button names; empty for a name that none can have."""
    number = number_of(interview) if interview else -1
    return name_of(number) if number >= 0 else ""


def to_row(known: OpenInterview, *, environment: Environment, aside: bool = False) -> dict[str, Any]:
    """The row of an interview in progress, sealed under today's key, found by this week's hash.

    `aside`: another one of the same campaign goes on in its place.
    """
    interview = known.interview
    state = {
        "channel": known.address.channel,
        "address": known.address.name,
        "route": known.route.route,
        "language": interview.language,
        "stage": interview.stage,
        "cursor": interview.cursor,
        "page": interview.page,
        "draft": interview.draft,
        "last": interview.last,
        "seed": interview.seed,
        "answers": interview.answers,
        "touched": known.touched,
        "active": known.active,
    }
    state |= {name: value for name, value in _seldom(known).items() if value}
    row = resealed(environment.seals, number_of(known.id), state, today=environment.today)
    row["campaign"], row["turn"] = known.route.campaign, interview.turn
    row["slot"] = -row["id"] if aside else OPEN
    row["message"] = NOWHERE if known.lost else known.message
    return row


def _seldom(known: OpenInterview) -> dict[str, Any]:
    """What most rows have nothing of, and then leave out."""
    interview = known.interview
    return {
        "previous": interview.previous,
        "misses": interview.misses,
        "told": interview.told,
        "between": interview.between,
        "written": interview.written,
        "seen": known.seen,
        "left": known.left,
        "below": known.below,
        "blocked": known.blocked,
    }


def ended_row(ended: EndedInterview, *, environment: Environment) -> dict[str, Any]:
    """The row of one that has ended: it refuses a second vote until its batch is mixed."""
    state = {
        "channel": ended.address.channel,
        "address": ended.address.name,
        "route": ended.route,
        "service": ended.service,
        "language": ended.language,
        "disposition": ended.disposition,
        "ended": ended.ended.isoformat(),
        "active": ended.active,
        "answers": ended.answers,
        "withdrawal": ended.withdrawal.hex() if ended.withdrawal else None,
        "seed": ended.seed,
        "written": ended.written,
        "touched": ended.touched,
    }
    row = resealed(environment.seals, number_of(ended.id), state, today=environment.today)
    row["campaign"] = ended.campaign
    row["slot"], row["turn"], row["message"] = row["id"], 0, None
    return row


def opened(seals: Seals, number: int, sealed: bytes) -> dict[str, Any]:
    """The state that a row holds. Raises SealedError."""
    found: dict[str, Any] = msgspec.json.decode(seals.unseal(sealed, _belongs_to(number)))
    return found


def address_of(state: Mapping[str, Any]) -> Address:
    """Whose state it is."""
    return Address(state["channel"], state["address"])


def from_row(
    number: int, state: Mapping[str, Any], *, turn: int, message: int | None, route: CampaignRoute
) -> OpenInterview:
    """The interview in progress that `to_row` wrote. `route`: the one that the state names."""
    interview = Interview(
        language=state["language"],
        stage=state["stage"],
        cursor=state["cursor"],
        turn=turn,
        page=state["page"],
        draft=tuple(state["draft"]),
        last=state["last"],
        previous=state.get("previous", ""),
        misses=state.get("misses", 0),
        told=state.get("told", ""),
        between=msgspec.convert(state["between"], Between) if "between" in state else None,
        written=_read_written(state),
        seed=state["seed"],
        answers=_read(state["answers"]),
    )
    return OpenInterview(
        name_of(number),
        address_of(state),
        route,
        interview,
        message or None,
        lost=message == NOWHERE,
        seen=state.get("seen"),
        left=state.get("left"),
        below=state.get("below", 0),
        touched=state.get("touched", 0.0),
        active=state.get("active", 0.0),
        blocked=state.get("blocked", 0),
    )


def ended_from_row(number: int, campaign: str, state: Mapping[str, Any]) -> EndedInterview:
    """The ended interview that `ended_row` wrote."""
    withdrawal = state.get("withdrawal")
    return EndedInterview(
        name_of(number),
        campaign,
        address_of(state),
        state["route"],
        state["service"],
        state["language"],
        state["disposition"],
        datetime.date.fromisoformat(state["ended"]),
        active=state.get("active", 0.0),
        answers=_read(state["answers"]),
        withdrawal=bytes.fromhex(withdrawal) if withdrawal else None,
        seed=state.get("seed"),
        written=_read_written(state),
        touched=state.get("touched", 0.0),
    )


def resealed(seals: Seals, number: int, state: Mapping[str, Any], *, today: datetime.date) -> dict[str, Any]:
    """The columns of a row whose state, unchanged, is sealed under today's key and found by this week's hash."""
    address = address_of(state)
    plain = msgspec.json.encode(state)
    return {
        "id": number,
        "person": seals.person(address.channel, address.name, today=today),
        "day": day_number(today),
        "sealed": seals.seal(plain, _belongs_to(number), today=today),
    }


def _belongs_to(number: int) -> bytes:
    return b"interview:%d" % number


def _read_written(state: Mapping[str, Any]) -> Written | None:
    found = state.get("written")
    return msgspec.convert(found, Written) if found else None


def _read(answers: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers, which are written as `Answer.as_json` gives them."""
    return msgspec.convert(answers, dict[str, Answer])
