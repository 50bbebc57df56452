"""Decides what goes wrong, for which calls and updates, and how often.

Every fault may be narrowed: to a chat, to a number of times (None: without end), to a chance, and to begin
only after some that go well. The random source is the simulator's argument, so that a run can be repeated.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, TypedDict, Unpack

from bot.simulator.wire.refusals import CallRefusedError, flood

CallFault = Literal["refuse", "lose request", "lose reply", "delay"]
UpdateFault = Literal["repeat", "swap", "spoil"]


class Where(TypedDict, total=False):
    """To what a fault is narrowed; by default it strikes once, the first thing that fits."""

    chat_id: int
    times: int | None
    chance: float
    after: int


class Plan(NamedTuple):
    """What shall happen to one call: first the delay, then the refusal or the loss."""

    delay: float = 0.0
    refusal: CallRefusedError | None = None
    loss: Literal["lose request", "lose reply"] | None = None

    @property
    def name(self) -> str | None:
        """The fault as the call log names it."""
        if self.loss:
            return self.loss
        return "refuse" if self.refusal else ("delay" if self.delay else None)


NO_FAULT = Plan()


@dataclass(slots=True)
class _Fault:
    kind: CallFault | UpdateFault
    what: str  # method in lower case, or kind of update; "" for any
    chat_id: int | None
    times: int | None
    chance: float
    after: int
    seconds: float = 0.0
    refusal: CallRefusedError | None = None
    up_to: float = 0.0


@dataclass(slots=True)
class _Limit:
    """What a chat takes: `left` more messages at `at`, and none before `banned_until`."""

    burst: float
    rate: float
    retry_after: int
    left: float
    at: float
    banned_until: float = 0.0


class Faults:
    """The faults that are in force in one simulator."""

    def __init__(self, randomness: random.Random, clock: Callable[[], float]) -> None:
        self._random = randomness
        self._clock = clock
        self._limits: dict[int, _Limit] = {}
        self._calls: list[_Fault] = []
        self._updates: list[_Fault] = []

    def refuse(
        self,
        method: str,
        error_code: int,
        description: str,
        *,
        parameters: dict[str, Any] | None = None,
        **where: Unpack[Where],
    ) -> None:
        """The call is answered with this error and not carried out. `method` "" means any but getUpdates."""
        refusal = CallRefusedError(error_code, description, parameters)
        self._calls.append(_fault("refuse", method, where, refusal=refusal))

    def flood(self, method: str, retry_after: int, **where: Unpack[Where]) -> None:
        """429: the bot is told to come back in `retry_after` seconds."""
        self._calls.append(_fault("refuse", method, where, refusal=flood(retry_after)))

    def lose_request(self, method: str, **where: Unpack[Where]) -> None:
        """The connection breaks before the call is carried out."""
        self._calls.append(_fault("lose request", method, where))

    def lose_reply(self, method: str, **where: Unpack[Where]) -> None:
        """The call is carried out, and the connection breaks before its answer."""
        self._calls.append(_fault("lose reply", method, where))

    def delay(self, method: str, seconds: float, *, up_to: float = 0.0, **where: Unpack[Where]) -> None:
        """The call is carried out `seconds` later, or any time from then up to `up_to`, by the simulator's pauses."""
        fault = _fault("delay", method, where, seconds=seconds)
        self._calls.append(replace(fault, up_to=max(up_to, seconds)))

    def limit(self, chat_id: int, *, burst: int, rate: float, retry_after: int) -> None:
        """From now on this chat takes `burst` messages and edits at once and `rate` a second; beyond them, 429.

        After that nothing is taken for `retry_after` seconds, and every refusal says how many of them are left.
        """
        self._limits[chat_id] = _Limit(burst, rate, retry_after, burst, self._clock())

    def repeat_update(self, kind: str = "", **where: Unpack[Where]) -> None:
        """The update is delivered twice, under one update_id. `kind` is "message", "callback_query" ... or
        any.
        """
        self._updates.append(_fault("repeat", kind, where))

    def swap_updates(self, kind: str = "", **where: Unpack[Where]) -> None:
        """The update arrives behind the next one of the same chat, or a moment later when there is none."""
        self._updates.append(_fault("swap", kind, where))

    def spoil_update(self, kind: str = "", **where: Unpack[Where]) -> None:
        """The update loses a required field, so that a library cannot decode it."""
        self._updates.append(_fault("spoil", kind, where))

    def clear(self) -> None:
        """From now on all goes well."""
        self._calls.clear()
        self._updates.clear()
        self._limits.clear()

    def for_call(self, method: str, chat_id: int | None) -> Plan:
        """What shall happen to this call; `method` in lower case."""
        if chat_id in self._limits and (wait := self._over(self._limits[chat_id])):
            return Plan(refusal=flood(wait))
        if not self._calls:
            return NO_FAULT
        delay = 0.0
        for fault in self._calls.copy():
            if not fault.what and method == "getupdates":
                continue
            if self._strikes(fault, method, chat_id, among=self._calls):
                if fault.kind == "delay":
                    delay += self._random.uniform(fault.seconds, fault.up_to)
                elif fault.kind == "refuse":
                    return Plan(delay, fault.refusal)
                elif fault.kind in {"lose request", "lose reply"}:
                    return Plan(delay, None, fault.kind)
        return Plan(delay)

    def _over(self, limit: _Limit) -> int:
        """Seconds that the chat must be left alone, 0 where it takes one more."""
        now = self._clock()
        if now < limit.banned_until:
            return max(1, round(limit.banned_until - now))
        limit.left = min(limit.burst, limit.left + limit.rate * (now - limit.at))
        limit.at = now
        if limit.left >= 1:
            limit.left -= 1
            return 0
        limit.banned_until = now + limit.retry_after
        return limit.retry_after

    def for_update(self, kind: str, chat_id: int) -> UpdateFault | None:
        """What shall happen to this update."""
        for fault in self._updates.copy():
            if self._strikes(fault, kind, chat_id, among=self._updates) and fault.kind in {
                "repeat",
                "swap",
                "spoil",
            }:
                return fault.kind
        return None

    def _strikes(self, fault: _Fault, what: str, chat_id: int | None, *, among: list[_Fault]) -> bool:
        if (fault.what and fault.what != what) or fault.chat_id not in {None, chat_id}:
            return False
        if fault.after > 0:
            fault.after -= 1
            return False
        if fault.chance < 1 and self._random.random() >= fault.chance:
            return False
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                among.remove(fault)
        return True


def _fault(
    kind: CallFault | UpdateFault,
    what: str,
    where: Where,
    *,
    seconds: float = 0.0,
    refusal: CallRefusedError | None = None,
) -> _Fault:
    return _Fault(
        kind,
        what.lower(),
        where.get("chat_id"),
        where.get("times", 1),
        where.get("chance", 1.0),
        where.get("after", 0),
        seconds,
        refusal,
    )
