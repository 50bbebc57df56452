"""Decides what Telegram itself says: whether it takes the token, and who else asks for updates with it.

Asks through the library that the bot would use, so that this library is tried too. No update is confirmed:
whatever waits there still waits for the bot afterwards. The menu of commands is set, as at every start.
"""

import asyncio

from bot.channel import Channel, ChannelError, Rejected
from bot.telegram.libraries import open_channel
from bot.telegram.refusals import POLLED_ELSEWHERE, WEBHOOK_IS_SET
from console.checks.finding import Finding, fail, ok, warn
from console.settings import Settings

PATIENCE = 15.0
"""Seconds for each of the two questions."""
LISTENING = 2
"""Seconds: another bot that was interrupted asks again after half of one."""


async def telegram(settings: Settings) -> list[Finding]:
    """The bot's name, or why it cannot be had; and whether somebody else polls. Needs a token."""
    if not settings.telegram_token or not settings.telegram_token.get_secret_value():
        return []
    channel = None
    try:
        channel = open_channel(
            settings.library, settings.telegram_token.get_secret_value(), base=settings.telegram_api
        )
        name = await asyncio.wait_for(channel.open(), PATIENCE)
    except ChannelError as error:
        return [fail("telegram", str(error), "mend this first: without it the bot cannot start")]
    except TimeoutError:
        mend = "check the network and SAUALNAMA_TELEGRAM_API"
        return [fail("telegram", f"no answer within {PATIENCE:g} s", mend)]
    else:
        admitted = ok("telegram", f"@{name} is admitted, asked by {settings.library}: https://t.me/{name}")
        return [admitted, await _polling(channel)]
    finally:
        if channel is not None:
            await channel.close()


async def _polling(channel: Channel) -> Finding:
    try:
        batch = await asyncio.wait_for(channel.updates(None, wait=LISTENING), PATIENCE)
    except Rejected as error:
        if str(error) == WEBHOOK_IS_SET:
            return fail("polling", "a webhook is set for this token", str(error))
        if str(error) == POLLED_ELSEWHERE:
            mend = "well if it is this bot, running; two bots on one token take each other's updates"
            return warn("polling", "another process polls with this token", mend)
        return fail("polling", str(error), "report it")
    except (ChannelError, TimeoutError) as error:
        return warn("polling", str(error) or "no answer in time", "try again in a minute")
    waiting = len(batch.turns) + len(batch.parked)
    return ok("polling", f"nobody else polls; {waiting} updates wait for the bot")
