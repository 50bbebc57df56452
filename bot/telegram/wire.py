"""Decides how Telegram is called by either library: for how long, how many at once, what an answer amounts to."""

import re
from collections.abc import Callable, Sequence

from bot.channel import Batch, Rejected, Unavailable
from bot.telegram.answers import update_number
from bot.telegram.refusals import NOT_ADMITTED
from bot.telegram.updates import Unreadable
from storage.turn import Turn

CALL_SECONDS = 20
"""How long one call may take before it counts as failed. Telegram answers within one second."""

POLL_MARGIN_SECONDS = 10
"""How long a waiting call for updates may take beyond the wait that it asked for."""

CONNECTIONS = 100
"""Calls under way at once; more wait for their turn. Telegram binds first, at about 30 messages a second."""

UNREADABLE: tuple[type[Exception], ...] = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the libraries' checks of an answer raise for one of a wrong form (each of them seen, but for RecursionError)."""

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")


def checked(token: str) -> str:
    """The token itself. Raises Rejected for what cannot be one: only one of the libraries would notice."""
    if not _TOKEN.fullmatch(token):
        raise Rejected(NOT_ADMITTED)
    return token


def bot_of(token: str) -> int:
    """The number of the bot, which its token begins with."""
    return int(token.partition(":")[0])


def is_good(status: int) -> bool:
    """Whether an HTTP status says that the call went well."""
    return 200 <= status < 300


def batch(updates: Sequence[bytes], *, offset: int | None, read: Callable[[bytes], Turn | None]) -> Batch:
    """Reads the updates of one answer, each alone: one that cannot be read is parked and the others go on.

    Raises Unavailable when none of them can be named: no offset would confirm them.
    """
    turns: list[Turn] = []
    parked: list[int] = []
    known: list[int] = []
    for raw in updates:
        number = update_number(raw)
        if number is None:
            continue  # the offset after its neighbours confirms it
        known.append(number)
        try:
            turn = read(raw)
        except Unreadable:
            parked.append(number)
        else:
            if turn is not None:
                turns.append(turn)
    if updates and not known:
        raise Unavailable("Telegram's updates have no update_id")
    return Batch(tuple(turns), tuple(parked), max(known) + 1 if known else offset or 0)
