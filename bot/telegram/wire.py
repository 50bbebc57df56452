"""Decides how both adapters call Telegram: what is asked for, for how long, what the answer amounts to."""

import logging
import re
from collections.abc import Callable
from typing import Any

from bot.channel import Batch, Rejected, Unavailable
from bot.telegram.refusals import NOT_ADMITTED
from storage.turn import Turn

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
"""Kinds of update asked for. Edited messages are not: an answer that was given stays as it was read."""

UPDATES_PER_CALL = 100
"""The most that Telegram gives in one answer."""

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
"""What the libraries' decoders raise for data of a wrong form (each of them seen, but for RecursionError)."""

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")

_log = logging.getLogger(__name__)


def checked(token: str) -> str:
    """The token itself. Raises Rejected for what cannot be one: only one of the libraries would notice."""
    if not _TOKEN.fullmatch(token):
        raise Rejected(NOT_ADMITTED)
    return token


def bot_of(token: str) -> int:
    """The number of the bot, which its token begins with."""
    return int(token.partition(":")[0])


def batch(answer: object, *, offset: int | None, decode: Callable[[Any], Turn | None]) -> Batch:
    """Reads what getUpdates gave, each update alone: one that cannot be read is parked and the others go on.

    Both libraries decode a whole answer at once, and stop for good at an update of a kind too new for them,
    since it is asked for again and again. Raises Unavailable when the answer is no list of updates at all.
    """
    if not isinstance(answer, list):
        raise Unavailable("Telegram's answer is no list of updates")
    turns: list[Turn] = []
    parked: list[int] = []
    known: list[int] = []
    for raw in answer:
        update = raw.get("update_id") if isinstance(raw, dict) else None
        if type(update) is not int:
            continue  # it cannot be named; the offset after its neighbours confirms it
        known.append(update)
        try:
            read = decode(raw)
        except UNREADABLE as error:
            _log.warning("update %d is put aside, it cannot be read: %s", update, type(error).__name__)
            parked.append(update)
        else:
            if read is not None:
                turns.append(read)
    if answer and not known:
        raise Unavailable("Telegram's updates have no update_id")
    following = max(known) + 1 if known else offset or 0
    return Batch(tuple(turns), tuple(parked), following)
