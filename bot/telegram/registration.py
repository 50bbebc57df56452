"""Decides which menu of commands people see in which language; a bot starts without one if need be."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.channel import ChannelError, SlowDown
from bot.telegram.commands import Command, menu
from surveys.coding import DEFAULT_LANGUAGE, LANGUAGES

PATIENCE = 5.0
"""Seconds that a start waits for a menu."""

_log = logging.getLogger(__name__)


async def register_commands(register: Callable[[Sequence[Command], str | None], Awaitable[object]]) -> None:
    """Calls `register(commands, language)` for each language, and with None for apps that speak none of them.

    A refusal is written to the log and ends it: people can type a command that no menu shows. Too many calls are
    waited out, for a short while.
    """
    try:
        for language in (None, *LANGUAGES):
            commands = menu(language or DEFAULT_LANGUAGE)
            try:
                await register(commands, language)
            except SlowDown as error:
                if error.seconds > PATIENCE:
                    raise
                await asyncio.sleep(error.seconds)
                await register(commands, language)
    except ChannelError as error:
        _log.warning("the menu of commands could not be set, the bot starts without: %s", error)
