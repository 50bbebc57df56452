"""Telegram as a channel, on either of two libraries. Importing this imports neither."""

from bot.telegram.libraries import LIBRARIES, Library, open_channel

__all__ = ["LIBRARIES", "Library", "open_channel"]
