"""Decides how fast messages may go out: to one chat, to all of them, and after Telegram has refused some.

Telegram publishes about one message a second to a chat and thirty to all; bursts are let through until they are not.
Edits count for their chat, where floods of them were punished; answers to presses are no messages and count nowhere.
Every time here is given by the caller, in seconds of a clock that does not jump.
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from math import inf

MESSAGES_PER_SECOND = 25
"""New messages to all chats together: Telegram allows about 30."""
CHAT_BURST, CHAT_RATE = 20.0, 1.0
"""Messages and edits to one chat: so many at once, and so many a second on average."""
KEPT_FOR_QUESTIONS = 5.0
"""Of a chat's burst, what edits leave to new messages: the next question never waits for them."""
SEVERAL, TOGETHER = 3, 1.0
"""Different chats that are refused within so many seconds: then it is not the chats' own affair."""
LONGEST_SILENCE = 5.0
"""Seconds that the whole bot is silent, whatever is asked; then one call finds out."""
ROUNDING = 1e-6
"""Of a token: what arithmetic loses is not waited for."""


@dataclass(slots=True)
class Bucket:
    """A store of `burst` tokens that fills by `rate` a second: what happens may take one each time."""

    burst: float
    rate: float
    level: float = inf
    at: float = 0.0

    def wait(self, now: float, *, leaving: float = 0.0) -> float:
        """Seconds until a token may be taken with `leaving` others left; 0 where it may be at once."""
        self.level = min(self.burst, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now
        missing = 1.0 + leaving - self.level
        return missing / self.rate if missing > ROUNDING else 0.0

    def take(self, now: float) -> None:
        """Takes a token, whether it is there or not: what was let through by other means counts as well."""
        self.wait(now)
        self.level -= 1.0


@dataclass(slots=True)
class Window:
    """At most `most` in any second, however they lie in it."""

    most: int
    _taken: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until one more may go; 0 where it may at once."""
        if len(self._taken) < self.most:
            return 0.0
        left = self._taken[0] + 1.0 - now
        return left if left > ROUNDING else 0.0

    def take(self, now: float) -> None:
        """Notes that one goes."""
        self._taken.append(now)
        if len(self._taken) > self.most:
            self._taken.popleft()


@dataclass(slots=True)
class Brake:
    """Whether the whole bot is silent. A refusal is the affair of its chat until SEVERAL chats are refused TOGETHER.

    A silence ends with one call, the probe: taken, everybody goes on; refused, the silence begins anew.
    """

    _until: float | None = None
    _probing: bool = False
    _refused: dict[Hashable, float] = field(default_factory=dict)

    @property
    def is_pulled(self) -> bool:
        """True from the refusals to the probe that was taken."""
        return self._until is not None

    def refused(self, chat: Hashable, now: float) -> bool:
        """A call to this chat was refused. True where so many were that the whole bot should be silent."""
        self._refused = {each: at for each, at in self._refused.items() if now - at <= TOGETHER}
        self._refused[chat] = now
        return len(self._refused) >= SEVERAL

    def pull(self, seconds: float, now: float) -> None:
        """Silences the bot for `seconds`, at most LONGEST_SILENCE: what was refused is no chat's own affair."""
        self._until = now + min(max(seconds, 0.0), LONGEST_SILENCE)
        self._probing = False
        self._refused.clear()

    def wait(self, now: float) -> float:
        """Seconds until a call may be made, inf while the probe is under way; after 0 in a silence that call is it."""
        if self._until is None:
            return 0.0
        if now < self._until:
            return self._until - now
        if self._probing:
            return inf
        self._probing = True
        return 0.0

    def probed(self, *, taken: bool) -> None:
        """The probe came back. Where nobody knows what became of it the next call is the probe."""
        self._probing = False
        if taken:
            self._until = None
