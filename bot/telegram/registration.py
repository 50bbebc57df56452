"""Decides which menu of commands people see in which language; a bot starts without one if need be."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.channel import ChannelError
from bot.telegram.commands import Command, menu
from surveys.coding import DEFAULT_LANGUAGE, LANGUAGES

_log = logging.getLogger(__name__)


async def register_commands(register: Callable[[Sequence[Command], str | None], Awaitable[object]]) -> None:
    """Calls `register(commands, language)` for each language, and with None for apps that speak none of them.

    A refusal is written to the log and ends it: people can type a command that no menu shows.
    """
    try:
        await register(menu(DEFAULT_LANGUAGE), None)
        for language in LANGUAGES:
            await register(menu(language), language)
    except ChannelError as error:
        _log.warning("the menu of commands could not be set, the bot starts without: %s", error)
