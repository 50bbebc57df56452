"""Decides what Telegram itself says: whether it takes the token, and who else asks for updates with it.

Asks through the library that the bot would use, so that this library is tried too. No update is confirmed:
whatever waits there still waits for the bot afterwards. The menu of commands is set, as at every start.
"""

import asyncio
from collections.abc import Iterator

from bot.channel import ChannelError, Rejected
from bot.telegram.answers import Me
from bot.telegram.libraries import open_channel
from bot.telegram.refusals import POLLED_ELSEWHERE, WEBHOOK_IS_SET
from bot.telegram.telegram_channel import TelegramChannel
from console.checks.finding import Finding, fail, ok, warn
from console.settings import Settings

PATIENCE = 15.0
"""Seconds for each question."""
LISTENING = 2
"""Seconds: another bot that was interrupted asks again after half of one."""

GROUPS = "send /setjoingroups to @BotFather and choose Disable: people answer in private, and a group gets no answer"
TOPICS = (
    "open @BotFather, Bot Settings, and switch topics off: who writes in a topic is answered outside of it"
)
GUESTS = "open @BotFather, Bot Settings, and switch guest mode off: the bot answers nobody in chats of others"
BUSINESS = (
    "open @BotFather, Bot Settings, and switch business mode off: the bot must not read anybody's own chats"
)


async def telegram(settings: Settings) -> list[Finding]:
    """The bot's name, or why it cannot be had; what its account should not allow; whether somebody else polls."""
    if not settings.telegram_token or not settings.telegram_token.get_secret_value():
        return []
    channel = None
    try:
        channel = open_channel(
            settings.library, settings.telegram_token.get_secret_value(), base=settings.telegram_api
        )
        name = await asyncio.wait_for(channel.open(), PATIENCE)
        me = await asyncio.wait_for(channel.me(), PATIENCE)
    except ChannelError as error:
        return [fail("telegram", str(error), "mend this first: without it the bot cannot start")]
    except TimeoutError:
        mend = "check the network and SAUALNAMA_TELEGRAM_API"
        return [fail("telegram", f"no answer within {PATIENCE:g} s", mend)]
    else:
        admitted = ok("telegram", f"@{name} is admitted, asked by {settings.library}: https://t.me/{name}")
        return [admitted, *account(me), await _polling(channel)]
    finally:
        if channel is not None:
            await channel.close()


def account(me: Me) -> Iterator[Finding]:
    """What the bot's account allows that no survey needs, a line each with the mend; nothing of it is needed."""
    if me.can_join_groups:
        yield warn("groups", "the bot can be added to groups", GROUPS)
    if me.has_topics_enabled or me.allows_users_to_create_topics:
        yield warn("topics", "private chats with the bot have topics", TOPICS)
    if me.supports_guest_queries:
        yield warn("guests", "the bot can be called into chats that it is not in", GUESTS)
    if me.can_connect_to_business:
        yield warn("business", "the bot can be connected to business accounts", BUSINESS)


async def _polling(channel: TelegramChannel) -> Finding:
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
