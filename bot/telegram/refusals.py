"""Decides what a refusal by Telegram means for us: the same ChannelError whichever library brings it.

The sentences are those of the Bot API server (tdlib/telegram-bot-api, Client.cpp). They are compared, and
passed on, in lower case and without their prefix, because python-telegram-bot changes both. No text here
comes from a library's own words about the network: those may hold the address of a call, and so the token.
"""

import re

from bot.channel import ChannelError, MessageGone, Rejected, SlowDown, Unavailable, Unreachable

NOT_ADMITTED = (
    "Telegram refused the bot's token: look at SAUALNAMA_TELEGRAM_TOKEN; @BotFather shows the token of a bot,"
    " and gives a new one when it was revoked"
)
POLLED_ELSEWHERE = (
    "another process asks Telegram for updates with the same token:"
    " stop that one, or give each bot a token of its own"
)
WEBHOOK_IS_SET = (
    "a webhook is set for this token, so nothing may be asked for:"
    " stop the process that serves it and delete it with the Bot API's deleteWebhook, or use another token"
)

NOT_TELEGRAM = (
    "the answer is none of Telegram's: look at the address of its server and at the proxies on the way"
)

FAILED = "the network or the Telegram server failed, or gave no answer in time"

PAUSE = 5.0
"""Seconds to wait when Telegram asks to slow down and does not say for how long."""

_UNREACHABLE = ("chat not found", "user is deactivated", "user_deactivated", "peer_id_invalid")
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_MOOT = ("message is not modified", "query is too old", "query id is invalid")
_PREFIX = re.compile(r"^(bad request|forbidden|conflict|not found|unauthorized): ")
_SECONDS = re.compile(r"retry after (\d+)")


class Moot(Rejected):
    """The call came to nothing, and rightly: the message looks like this already, or the press is too old."""


class TokenRefused(Unavailable):
    """401 or 404. While the bot runs this may be a server in trouble as well as a dead token: try again."""


def refusal(status: int | None, description: str | None, *, seconds: float | None = None) -> ChannelError:
    """What Telegram's `description` means, sent with this HTTP `status` (None: not known, the words decide).

    `seconds` is `parameters.retry_after`. What is not known to be a fault of the call itself is Unavailable,
    so that it is tried again.
    """
    full = (description or "no reason given").lower()
    words = _PREFIX.sub("", full)
    if seconds is not None or status == 429 or full.startswith("too many requests"):
        return SlowDown(_pause(full) if seconds is None else seconds)
    if status == 400:
        return _bad_request(words)
    if status == 403:
        return Unreachable(words)
    if status in (401, 404):
        return TokenRefused(NOT_ADMITTED)
    if status == 409:
        return Rejected(WEBHOOK_IS_SET if "webhook" in words else POLLED_ELSEWHERE)
    if status == 413 or full.startswith("request entity too large"):
        return Rejected("the call is too large")
    return Unavailable(FAILED)


def at_start(error: ChannelError) -> ChannelError:
    """The same error when a bot starts: nothing has worked yet, so a refused token is for people to mend."""
    return Rejected(NOT_ADMITTED) if isinstance(error, TokenRefused) else error


def _bad_request(words: str) -> ChannelError:
    if words.startswith(_MOOT):
        return Moot(words)
    if words.startswith(_GONE):
        return MessageGone(words)
    if any(sentence in words for sentence in _UNREACHABLE):
        return Unreachable(words)
    return Rejected(words)


def _pause(full: str) -> float:
    found = _SECONDS.search(full)
    return float(found[1]) if found else PAUSE
