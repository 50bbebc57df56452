"""Decides under which address the bot is found: by the setting, else by what Telegram says to its token."""

import asyncio

from bot.channel import ChannelError
from console.settings import Settings

PATIENCE = 15.0
"""Seconds for Telegram's answer."""
UNSAID = (
    "the bot's name is not known: set SAUALNAMA_BOT to it, or SAUALNAMA_TELEGRAM_TOKEN to ask Telegram for it"
)


class NoBotNameError(Exception):
    """Nobody says what the bot is called; the message says what to do."""


async def bot_name(settings: Settings) -> str:
    """The bot's name, without its @. Raises NoBotNameError."""
    if settings.bot:
        return settings.bot.removeprefix("@")
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    if not token:
        raise NoBotNameError(UNSAID)
    from bot.telegram.libraries import open_channel  # a library takes its time

    try:
        channel = open_channel(settings.library, token, base=settings.telegram_api)
        try:
            return await asyncio.wait_for(channel.name(), PATIENCE)
        finally:
            await channel.close()
    except (ChannelError, TimeoutError) as error:
        why = str(error) or f"no answer within {PATIENCE:g} s"
        raise NoBotNameError(f"the bot's name is not known: {why}; or set SAUALNAMA_BOT to it") from None


def link_to(bot: str, payload: str) -> str:
    """The whole address that opens the bot."""
    return f"https://t.me/{bot}?start={payload}"
