"""Decides which methods of the Bot API exist here, and which function carries each out.

A method that a bot calls and that is missing here is answered "404 Not Found: method not found" and stands
in the log: python-telegram-bot takes such an answer for a bad token, so add the method rather than look for
the token.
"""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from bot.simulator.methods.editing import (
    delete_message,
    edit_message_reply_markup,
    edit_message_text,
    set_message_reaction,
)
from bot.simulator.methods.identity import (
    delete_my_commands,
    get_chat_menu_button,
    get_me,
    get_my_commands,
    get_profile,
    set_chat_menu_button,
    set_my_commands,
    set_profile,
)
from bot.simulator.methods.receiving import delete_webhook, get_updates, get_webhook_info, set_webhook
from bot.simulator.methods.sending import (
    answer_callback_query,
    send_chat_action,
    send_document,
    send_message,
    send_photo,
)
from bot.simulator.state.bots import Bot
from bot.simulator.state.world import World
from bot.simulator.wire.objects import Encoded
from bot.simulator.wire.parameters import Parameters


class Method(NamedTuple):
    """A method: its name as the Bot API spells it, and one of two functions. `wait` is for those that take
    time.
    """

    name: str
    at_once: Callable[[World, Bot, Parameters], Any] | None
    wait: Callable[[World, Bot, Parameters], Awaitable[bool | Encoded]] | None = None


METHODS = {
    method.name.lower(): method
    for method in (
        Method("getMe", get_me),
        Method("getUpdates", None, get_updates),
        Method("setWebhook", None, set_webhook),
        Method("deleteWebhook", None, delete_webhook),
        Method("getWebhookInfo", get_webhook_info),
        Method("sendMessage", send_message),
        Method("sendDocument", send_document),
        Method("sendPhoto", send_photo),
        Method("sendChatAction", send_chat_action),
        Method("answerCallbackQuery", answer_callback_query),
        Method("editMessageText", edit_message_text),
        Method("editMessageReplyMarkup", edit_message_reply_markup),
        Method("deleteMessage", delete_message),
        Method("setMessageReaction", set_message_reaction),
        Method("setMyCommands", set_my_commands),
        Method("getMyCommands", get_my_commands),
        Method("deleteMyCommands", delete_my_commands),
        Method("setMyName", set_profile("name")),
        Method("getMyName", get_profile("name")),
        Method("setMyDescription", set_profile("description")),
        Method("getMyDescription", get_profile("description")),
        Method("setMyShortDescription", set_profile("short_description")),
        Method("getMyShortDescription", get_profile("short_description")),
        Method("setChatMenuButton", set_chat_menu_button),
        Method("getChatMenuButton", get_chat_menu_button),
    )
}
