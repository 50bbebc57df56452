"""Decides what the methods do that change what already stands before a person: edit, delete, react."""

from bot.simulator.methods.sending import find_chat, reachable_chat
from bot.simulator.state.bots import Bot
from bot.simulator.state.chats import Chat
from bot.simulator.state.world import World
from bot.simulator.wire.keyboards import inline_rows, read_markup
from bot.simulator.wire.markup import MAX_TEXT, read_formatted
from bot.simulator.wire.objects import JsonObject
from bot.simulator.wire.parameters import Parameters, number_of
from bot.simulator.wire.refusals import (
    DELETED_MESSAGE_NOT_FOUND,
    EDITED_MESSAGE_HAS_NO_TEXT,
    EDITED_MESSAGE_NOT_FOUND,
    MESSAGE_ID_IS_EMPTY,
    MESSAGE_IS_NOT_OURS,
    MESSAGE_IS_TOO_OLD_TO_DELETE,
    NOT_MODIFIED,
    REACTED_MESSAGE_NOT_FOUND,
    TEXT_IS_EMPTY,
    TEXT_IS_TOO_LONG,
    bad_request,
)

DELETABLE_FOR = 48 * 3_600.0  # seconds a message may be deleted for everyone


def edit_message_text(world: World, bot: Bot, parameters: Parameters) -> JsonObject:
    """editMessageText: gives the whole Message, with edit_date. Without a keyboard in the call the message
    loses its own.
    """
    text, entities = read_formatted(
        parameters, "text", entities="entities", limit=MAX_TEXT, too_long=TEXT_IS_TOO_LONG
    )
    if not text:
        raise bad_request(TEXT_IS_EMPTY)
    chat, message = _own_message(bot, parameters)
    if "text" not in message:
        raise bad_request(EDITED_MESSAGE_HAS_NO_TEXT)
    content: JsonObject = {"text": text}
    if entities:
        content["entities"] = entities
    return _edit(world, chat, message, parameters, content)


def edit_message_reply_markup(world: World, bot: Bot, parameters: Parameters) -> JsonObject:
    """editMessageReplyMarkup: gives the whole Message; no keyboard in the call takes the old one away."""
    chat, message = _own_message(bot, parameters)
    kept = ("text", "entities")
    return _edit(world, chat, message, parameters, {name: message[name] for name in kept if name in message})


def delete_message(world: World, bot: Bot, parameters: Parameters) -> bool:
    """deleteMessage: the bot's own messages and, in a private chat, the person's too; for 48 hours."""
    chat = find_chat(bot, parameters)
    message = chat.messages.get(_message_id(parameters))
    if message is None:
        raise bad_request(DELETED_MESSAGE_NOT_FOUND)
    if world.clock() - message["date"] > DELETABLE_FOR:
        raise bad_request(MESSAGE_IS_TOO_OLD_TO_DELETE)
    chat.remove(message["message_id"], by_bot=True, at=world.clock())
    return True


def set_message_reaction(world: World, bot: Bot, parameters: Parameters) -> bool:
    """setMessageReaction: nothing is kept but the call in the log."""
    chat = reachable_chat(bot, parameters)
    if _message_id(parameters) not in chat.messages:
        raise bad_request(REACTED_MESSAGE_NOT_FOUND)
    return True


def _message_id(parameters: Parameters) -> int:
    message_id = number_of(parameters, "message_id")
    if not message_id:
        raise bad_request(MESSAGE_ID_IS_EMPTY)
    return message_id


def _own_message(bot: Bot, parameters: Parameters) -> tuple[Chat, JsonObject]:
    chat = reachable_chat(bot, parameters)
    message = chat.messages.get(_message_id(parameters))
    if message is None:
        raise bad_request(EDITED_MESSAGE_NOT_FOUND)
    if message["from"]["id"] != bot.id:
        raise bad_request(MESSAGE_IS_NOT_OURS)
    return chat, message


def _edit(
    world: World, chat: Chat, message: JsonObject, parameters: Parameters, content: JsonObject
) -> JsonObject:
    markup = read_markup(parameters)
    rows = markup.get("inline_keyboard", [])
    is_same_text = all(message.get(name) == content.get(name) for name in ("text", "entities"))
    if is_same_text and rows == inline_rows(message):
        raise bad_request(NOT_MODIFIED)
    now = world.clock()
    replaced = {"text", "entities", "reply_markup", "edit_date"}
    edited = {name: value for name, value in message.items() if name not in replaced}
    edited |= {"edit_date": int(now), **content}
    if rows:
        edited["reply_markup"] = markup
    chat.replace(edited, by_bot=True, at=now)
    return edited
