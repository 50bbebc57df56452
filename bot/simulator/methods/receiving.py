"""Decides what the methods do by which a bot receives updates: getUpdates and those of the webhook."""

import re

from bot.simulator.state.bots import Bot
from bot.simulator.state.inbox import MAX_BATCH
from bot.simulator.state.webhooks import MAX_CONNECTIONS, Webhook
from bot.simulator.state.world import World
from bot.simulator.wire.loopback import is_local_url
from bot.simulator.wire.objects import Encoded, JsonObject
from bot.simulator.wire.parameters import Parameters, flag_of, number_of, structure_of, text_of
from bot.simulator.wire.refusals import WEBHOOK_IS_SET, bad_request, conflict

LONGEST_POLL = 50  # seconds; a longer `timeout` is cut to this, as on the Bot API server
USUAL_CONNECTIONS = 40
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(world: World, bot: Bot, parameters: Parameters) -> Encoded:
    """getUpdates: the array of updates, already encoded."""
    if bot.id in world.webhooks:
        raise conflict(WEBHOOK_IS_SET)
    _allow(bot, parameters)
    limit = number_of(parameters, "limit")
    limit = MAX_BATCH if limit is None else min(max(limit, 1), MAX_BATCH)
    seconds = min(number_of(parameters, "timeout") or 0, LONGEST_POLL)
    batch = await bot.inbox.take(number_of(parameters, "offset") or 0, limit, seconds)
    return Encoded(b"[" + b",".join(batch) + b"]")


async def set_webhook(world: World, bot: Bot, parameters: Parameters) -> bool:
    """setWebhook: from now on updates are posted to `url`; an empty url takes the webhook away.

    Two rules differ from Telegram's, since this server never calls beyond this machine: http is allowed,
    and any address but loopback is refused.
    """
    url = text_of(parameters, "url")
    if not url:
        return await delete_webhook(world, bot, parameters)
    if not is_local_url(url):
        raise bad_request("bad webhook: the simulator delivers to loopback addresses only")
    secret = text_of(parameters, "secret_token")
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = number_of(parameters, "max_connections") or USUAL_CONNECTIONS
    if former := world.webhooks.pop(bot.id, None):
        await former.stop()
    if flag_of(parameters, "drop_pending_updates"):
        bot.inbox.drop_all()
    _allow(bot, parameters)
    bot.inbox.end_poll_for_webhook()
    webhook = Webhook(world, bot, url, secret, connections=min(max(connections, 1), MAX_CONNECTIONS))
    world.webhooks[bot.id] = webhook
    webhook.start()
    return True


async def delete_webhook(world: World, bot: Bot, parameters: Parameters) -> bool:
    """deleteWebhook: what was not delivered waits for getUpdates."""
    if webhook := world.webhooks.pop(bot.id, None):
        await webhook.stop()
    if flag_of(parameters, "drop_pending_updates"):
        bot.inbox.drop_all()
    return True


def get_webhook_info(world: World, bot: Bot, parameters: Parameters) -> JsonObject:
    """getWebhookInfo."""
    del parameters
    answer: JsonObject = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.inbox.waiting()),
    }
    if webhook := world.webhooks.get(bot.id):
        answer |= {"url": webhook.url, "max_connections": webhook.connections, **webhook.last_error}
    if bot.inbox.allowed:
        answer["allowed_updates"] = list(bot.inbox.allowed)
    return answer


def _allow(bot: Bot, parameters: Parameters) -> None:
    """Which kinds the bot wants from now on; absent changes nothing, an empty list means the usual ones."""
    allowed = structure_of(parameters, "allowed_updates", called="allowed_updates")
    if isinstance(allowed, list):
        bot.inbox.allowed = tuple(str(kind).lower() for kind in allowed)
