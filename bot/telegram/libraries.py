"""Decides which Telegram library carries the bot; only the chosen one is imported (aiogram takes seconds)."""

from typing import Literal, get_args

from bot.telegram.quiet_logs import keep_secrets_out_of_logs
from bot.telegram.telegram_channel import TelegramChannel, Unread, nobody
from bot.telegram.wire import checked

Library = Literal["aiogram", "ptb"]

LIBRARIES: tuple[Library, ...] = get_args(Library)


def open_channel(library: Library, token: str, *, base: str, unread: Unread = nobody) -> TelegramChannel:
    """The channel of the bot that `token` belongs to, not yet connected: `open()` does that.

    `base` is the address of the Bot API server, without a path: Telegram's own, one's own, or the simulator; `unread`
    is told which updates could not be read. Raises bot.channel.Rejected for what cannot be a token, and ValueError for
    an unknown library.
    """
    keep_secrets_out_of_logs()
    server, admitted = base.rstrip("/"), checked(token)
    match library:
        case "aiogram":
            from bot.telegram import aiogram_carrier

            return TelegramChannel(aiogram_carrier.carrier(admitted, base=server), unread)
        case "ptb":
            from bot.telegram import ptb_carrier

            return TelegramChannel(ptb_carrier.carrier(admitted, base=server), unread)
        case _:
            raise ValueError(f"unknown Telegram library {library!r}: one of {', '.join(LIBRARIES)}")
