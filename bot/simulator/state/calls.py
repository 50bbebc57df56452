"""Decides what is remembered of each call a bot made: the log that assertions and the chat page read.

The log never holds a token. It is bounded, and a length of 0 keeps the counts only.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.simulator.state.waiting import Waiters
from bot.simulator.wire.parameters import Parameters

PATIENCE = 60.0  # seconds to wait for a call when the caller says nothing


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `at` is the simulator's clock in seconds; `result` is None for a refused one.

    `fault` names the injected fault, if any: a call whose reply was lost is one that was carried out.
    """

    number: int
    at: float
    bot_id: int
    method: str
    chat_id: int | None
    parameters: Parameters
    result: Any
    error_code: int = 0
    description: str = ""
    fault: str | None = None

    @property
    def is_ok(self) -> bool:
        """Whether Telegram carried it out."""
        return not self.error_code and self.fault != "lose request"


class CallLog:
    """The calls of all bots of one simulator, oldest first."""

    def __init__(self, length: int) -> None:
        self.counts: Counter[str] = Counter()
        self.by_chat: Counter[int] = Counter()
        self._kept: deque[Call] = deque(maxlen=length)
        self._waiters = Waiters()
        self._number = 0

    def __iter__(self) -> Iterator[Call]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, *methods: str, chat_id: int | None = None) -> list[Call]:
        """The calls of these methods (of any, when none is named), oldest first, to this chat or to any."""
        names = {method.lower() for method in methods}
        return [
            call
            for call in self._kept
            if (not names or call.method.lower() in names) and (chat_id is None or call.chat_id == chat_id)
        ]

    async def next(self, *methods: str, chat_id: int | None = None, within: float = PATIENCE) -> Call:
        """The next call of these methods, made after now. Raises TimeoutError after `within` seconds."""
        now = self._number

        def newest() -> Call | None:
            found = [call for call in self.of(*methods, chat_id=chat_id) if call.number > now]
            return found[0] if found else None

        call = await self._waiters.until(newest, within=within)
        assert call is not None  # noqa: S101 - `until` gives only what is true
        return call

    def clear(self) -> None:
        """Forgets the calls so far; the counts begin anew."""
        self._kept.clear()
        self.counts.clear()
        self.by_chat.clear()

    def add(
        self,
        at: float,
        bot_id: int,
        method: str,
        parameters: Parameters,
        *,
        chat_id: int | None,
        result: Any = None,
        error_code: int = 0,
        description: str = "",
        fault: str | None = None,
    ) -> None:
        """One more call; `method` as the Bot API spells it."""
        self._number += 1
        self.counts[method] += 1
        if chat_id is not None:
            self.by_chat[chat_id] += 1
        if self._kept.maxlen:
            self._kept.append(
                Call(
                    self._number,
                    at,
                    bot_id,
                    method,
                    chat_id,
                    parameters,
                    result,
                    error_code,
                    description,
                    fault,
                )
            )
            self._waiters.wake()
