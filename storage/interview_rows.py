"""Decides what an interview is in storage, and how it becomes its row and comes back: the one mapping of both."""

import base64
import binascii
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec

from storage.environment import Environment
from storage.interview_states import EndedState, OpenState, address_of, columns
from storage.tables import NOWHERE, OPEN
from storage.turn import Address
from surveys.answers import Answer
from surveys.coding import Disposition
from surveys.interview.arrival import CampaignRoute
from surveys.interview.state import Interview, Written

NAMES = 16_384
"""Names of interviews, the latest used, whose numbers are at hand; they are random and say nothing of anybody."""
PAUSE = 300.0
"""Seconds without a turn after which somebody was doing something else."""

_NUMBER = (1 << 63) - 1
"""Bits of a row's number."""


class OpenInterview(msgspec.Struct, gc=False):
    """An interview in progress: whose, where it came in, and the message that shows its present question.

    `seen`: the first message that showed it, where it was shown again since. `left`: that of the question before.
    `below`: messages of the chat that came after it. `lost`: it could not be shown. `touched`: seconds since 1970 of
    its last turn. `active`: seconds that went into answering, pauses left out; below 0 where the beginning was not
    timed. `blocked`: the hour since 1970 in which the person was found to have blocked the bot; 0 where nothing
    keeps them from going on.
    `found_by`: person and slot of its row as it was read, None where it has no row yet.
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
    found_by: tuple[int, int] | None = None

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
    state = OpenState(
        known.address.channel,
        known.address.name,
        known.route.route,
        interview.language,
        interview.stage,
        interview.cursor,
        interview.page,
        interview.draft,
        interview.last,
        interview.seed,
        interview.answers,
        touched=known.touched,
        active=known.active,
        previous=interview.previous,
        misses=interview.misses,
        told=interview.told,
        between=interview.between,
        written=interview.written,
        seen=known.seen,
        left=known.left,
        below=known.below,
        blocked=known.blocked,
    )
    number = number_of(known.id)
    row = columns(environment.seals, number, state, known.address, today=environment.today)
    row["campaign"], row["turn"] = known.route.campaign, interview.turn
    row["slot"] = -number if aside else OPEN
    row["message"] = NOWHERE if known.lost else known.message
    return row


def ended_row(ended: EndedInterview, *, environment: Environment) -> dict[str, Any]:
    """The row of one that has ended: it refuses a second vote until its batch is mixed."""
    state = EndedState(
        ended.address.channel,
        ended.address.name,
        ended.route,
        ended.service,
        ended.language,
        ended.disposition,
        ended.ended,
        ended.answers,
        active=ended.active,
        withdrawal=ended.withdrawal.hex() if ended.withdrawal else None,
        seed=ended.seed,
        written=ended.written,
        touched=ended.touched,
    )
    number = number_of(ended.id)
    row = columns(environment.seals, number, state, ended.address, today=environment.today)
    row["campaign"] = ended.campaign
    row["slot"], row["turn"], row["message"] = number, 0, None
    return row


def from_row(
    number: int,
    state: OpenState,
    *,
    turn: int,
    message: int | None,
    route: CampaignRoute,
    found_by: tuple[int, int] | None = None,
) -> OpenInterview:
    """The interview in progress that `to_row` wrote. `route`: the one that the state names."""
    interview = Interview(
        language=state.language,
        stage=state.stage,
        cursor=state.cursor,
        turn=turn,
        page=state.page,
        draft=state.draft,
        last=state.last,
        previous=state.previous,
        misses=state.misses,
        told=state.told,
        between=state.between,
        written=state.written,
        seed=state.seed,
        answers=state.answers,
    )
    return OpenInterview(
        name_of(number),
        address_of(state),
        route,
        interview,
        message or None,
        lost=message == NOWHERE,
        seen=state.seen,
        left=state.left,
        below=state.below,
        touched=state.touched,
        active=state.active,
        blocked=state.blocked,
        found_by=found_by,
    )


def ended_from_row(number: int, campaign: str, state: EndedState) -> EndedInterview:
    """The ended interview that `ended_row` wrote."""
    return EndedInterview(
        name_of(number),
        campaign,
        address_of(state),
        state.route,
        state.service,
        state.language,
        state.disposition,
        state.ended,
        active=state.active,
        answers=state.answers,
        withdrawal=bytes.fromhex(state.withdrawal) if state.withdrawal else None,
        seed=state.seed,
        written=state.written,
        touched=state.touched,
    )
