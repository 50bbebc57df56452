"""Decides which Telegram library carries the bot; only the chosen one is imported (aiogram takes seconds)."""

from typing import Literal, get_args

from bot.channel import Channel

Library = Literal["aiogram", "ptb"]

LIBRARIES: tuple[Library, ...] = get_args(Library)


def open_channel(library: Library, token: str, *, base: str) -> Channel:
    """The channel of the bot that `token` belongs to, not yet connected: `open()` does that.

    `base` is the address of the Bot API server, without a path: Telegram's own, one's own, or the simulator.
    Raises bot.channel.Rejected for what cannot be a token, and ValueError for an unknown library.
    """
    match library:
        case "aiogram":
            from bot.telegram import aiogram_channel

            return aiogram_channel.channel(token, base=base)
        case "ptb":
            from bot.telegram import ptb_channel

            return ptb_channel.channel(token, base=base)
        case _:
            raise ValueError(f"unknown Telegram library {library!r}: one of {', '.join(LIBRARIES)}")
