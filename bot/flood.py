"""Decides what of one chat's updates is taken, before any work is done: one person never silences the others.

A person who answers is never in the way of it: BURST updates at once, RATE a second on average. What says the same
again is folded into the one reply that is under way. Beyond, presses are acknowledged and nothing else; words are let
go with a word about it, for they could have been an answer. What is known of a chat may be forgotten at any time.
"""

from dataclasses import dataclass, field
from typing import Literal

from bot.latest import Latest
from bot.pacing import Bucket
from storage.turn import Address, Turn
from surveys.interview.arrival import Heard, Helped, Started
from surveys.interview.events import Commanded

BURST, RATE = 12.0, 1.0
"""Updates of one chat that are taken: so many at once (several short texts make one comment), so many a second."""
SAME = 2.0
"""Seconds in which a command that is given again says nothing new, and a thing without words belongs to the last."""
WAITED_FOR = 60.0
"""Seconds in which a command that is given again is folded into its reply, where that still waits to be shown."""
TOLD = 10.0
"""Seconds between two words about what was let go."""
CHATS = 10_000
"""Chats of which something is remembered, the latest heard of."""

Verdict = Literal["take", "fold", "drop", "tell"]
"""`fold`: a reply that is under way, or just came, answers this too. `drop` and `tell`: too much, and say so or not."""


@dataclass(slots=True)
class _Chat:
    bucket: Bucket = field(default_factory=lambda: Bucket(BURST, RATE))
    command: Heard | None = None
    commanded: float = float("-inf")
    wordless: float = float("-inf")
    album: str | None = None
    told: float = float("-inf")


class Gate:
    """What is remembered of the chats, and of the updates that are not confirmed yet: those come again."""

    def __init__(self) -> None:
        self._chats: Latest[Address, _Chat] = Latest(CHATS)
        self._judged: dict[int, Verdict] = {}

    def judge(self, turn: Turn, now: float, *, busy: bool) -> Verdict:
        """What is done with the turn; the same for the same update. `busy`: something is being shown to its chat."""
        known = self._judged.get(turn.update)
        if known is None:
            known = self._judged[turn.update] = _judge(
                self._chats.used(turn.address, _Chat), turn, now, busy=busy
            )
        return known

    def confirmed(self) -> None:
        """The updates that were judged do not come again."""
        self._judged.clear()

    def __len__(self) -> int:
        return len(self._chats)


def _judge(chat: _Chat, turn: Turn, now: float, *, busy: bool) -> Verdict:
    if _folds(chat, turn, now, busy=busy):
        return "fold"
    if chat.bucket.wait(now) > 0:
        if turn.press is not None or now - chat.told < TOLD:
            return "drop"
        chat.told = now
        return "tell"
    chat.bucket.take(now)
    return "take"


def _folds(chat: _Chat, turn: Turn, now: float, *, busy: bool) -> bool:
    heard = turn.heard
    if isinstance(heard, Helped) and heard.why != "help":
        again = now - chat.wordless < SAME or (turn.album is not None and turn.album == chat.album)
        chat.wordless, chat.album = now, turn.album
        return again
    if isinstance(heard, Started | Helped | Commanded):
        again = heard == chat.command and now - chat.commanded < (WAITED_FOR if busy else SAME)
        if not again:
            chat.command, chat.commanded = heard, now
        return again
    chat.command = None  # after an answer the same command is a new one
    return False
