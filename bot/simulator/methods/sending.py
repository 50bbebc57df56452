"""Decides what the methods do that put something new before a person: text, files, notices, chat actions."""

from typing import Any

from bot.simulator.state.bots import Bot
from bot.simulator.state.chats import Chat
from bot.simulator.state.files import picture_size
from bot.simulator.state.world import World
from bot.simulator.wire.keyboards import read_markup
from bot.simulator.wire.markup import (
    MAX_CAPTION,
    MAX_TEXT,
    read_formatted,
    utf16_length,
)
from bot.simulator.wire.objects import JsonObject
from bot.simulator.wire.parameters import Parameters, chat_id_of, flag_of, number_of, structure_of, text_of
from bot.simulator.wire.refusals import (
    CAPTION_IS_TOO_LONG,
    CHAT_ID_IS_EMPTY,
    CHAT_NOT_FOUND,
    GROUP_WAS_UPGRADED,
    NOTICE_IS_TOO_LONG,
    QUERY_IS_TOO_OLD,
    REPLIED_MESSAGE_NOT_FOUND,
    TEXT_IS_EMPTY,
    TEXT_IS_TOO_LONG,
    UNKNOWN_CHAT_ACTION,
    bad_request,
    blocked,
)

MAX_NOTICE = 200  # UTF-16 units of what answerCallbackQuery shows
CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send_message(world: World, bot: Bot, parameters: Parameters) -> JsonObject:
    """sendMessage: gives the Message."""
    text, entities = read_formatted(
        parameters, "text", entities="entities", limit=MAX_TEXT, too_long=TEXT_IS_TOO_LONG
    )
    if not text:
        raise bad_request(TEXT_IS_EMPTY)
    content: JsonObject = {"text": text}
    if entities:
        content["entities"] = entities
    return _send(world, bot, parameters, content)


def send_document(world: World, bot: Bot, parameters: Parameters) -> JsonObject:
    """sendDocument: the file is kept with its name and bytes; gives the Message."""
    find_chat(bot, parameters)
    file = world.files.take(parameters, "document")
    document = {**file.as_object(), "file_name": file.name, "mime_type": file.mime_type}
    return _send(world, bot, parameters, {"document": document, **_caption(parameters)})


def send_photo(world: World, bot: Bot, parameters: Parameters) -> JsonObject:
    """sendPhoto: PNG and JPEG are taken; gives the Message, with one PhotoSize in it."""
    find_chat(bot, parameters)
    file = world.files.take(parameters, "photo")
    width, height = picture_size(file.data)
    photo = [{**file.as_object(), "width": width, "height": height}]
    return _send(world, bot, parameters, {"photo": photo, **_caption(parameters)})


def send_chat_action(world: World, bot: Bot, parameters: Parameters) -> bool:
    """sendChatAction: nothing is kept but the call in the log."""
    reachable_chat(bot, parameters)
    if text_of(parameters, "action") not in CHAT_ACTIONS:
        raise bad_request(UNKNOWN_CHAT_ACTION)
    return True


def answer_callback_query(world: World, bot: Bot, parameters: Parameters) -> bool:
    """answerCallbackQuery: each press may be answered once, and within its life."""
    notice = text_of(parameters, "text")
    if len(notice) * 2 > MAX_NOTICE and utf16_length(notice) > MAX_NOTICE:
        raise bad_request(NOTICE_IS_TOO_LONG)
    press = bot.open_press(text_of(parameters, "callback_query_id"))
    if press is None:
        raise bad_request(QUERY_IS_TOO_OLD)
    press.is_answered = True
    press.notice = notice
    press.is_alert = flag_of(parameters, "show_alert")
    press.chat.note(
        "answer",
        press.message_id,
        by_bot=True,
        at=world.clock(),
        notice=notice,
        is_alert=press.is_alert,
    )
    return True


def find_chat(bot: Bot, parameters: Parameters) -> Chat:
    """The chat the call names. Raises CallRefusedError when the bot knows no such chat."""
    chat_id = chat_id_of(parameters)
    if chat_id is None and not text_of(parameters, "chat_id"):
        raise bad_request(CHAT_ID_IS_EMPTY)
    chat = bot.chats.get(chat_id or 0)
    if chat is None or not chat.has_met:
        raise bad_request(CHAT_NOT_FOUND)
    if chat.migrated_to is not None:
        raise bad_request(GROUP_WAS_UPGRADED, {"migrate_to_chat_id": chat.migrated_to})
    return chat


def reachable_chat(bot: Bot, parameters: Parameters) -> Chat:
    """The chat the call names, which has not blocked the bot."""
    chat = find_chat(bot, parameters)
    if chat.is_blocked:
        raise blocked()
    return chat


def _send(world: World, bot: Bot, parameters: Parameters, content: JsonObject) -> JsonObject:
    markup = read_markup(parameters)
    chat = reachable_chat(bot, parameters)
    now = world.clock()
    message: JsonObject = {
        "message_id": bot.next_message_id(),
        "from": bot.user,
        "chat": chat.object,
        "date": int(now),
        **content,
    }
    if replied := _replied_message(chat, parameters):
        message["reply_to_message"] = replied
    if flag_of(parameters, "protect_content"):
        message["has_protected_content"] = True
    if "inline_keyboard" in markup:
        message["reply_markup"] = markup
    elif markup:
        chat.reply_keyboard = {} if markup.get("remove_keyboard") else markup
    chat.add(message, by_bot=True, at=now)
    return message


def _replied_message(chat: Chat, parameters: Parameters) -> JsonObject | None:
    reply: Any = structure_of(parameters, "reply_parameters", called="reply parameters")
    if not isinstance(reply, dict):
        return None
    replied = chat.messages.get(number_of(reply, "message_id") or 0)
    if replied is None and not flag_of(reply, "allow_sending_without_reply"):
        raise bad_request(REPLIED_MESSAGE_NOT_FOUND)
    return replied and {name: value for name, value in replied.items() if name != "reply_to_message"}


def _caption(parameters: Parameters) -> JsonObject:
    caption, entities = read_formatted(
        parameters, "caption", entities="caption_entities", limit=MAX_CAPTION, too_long=CAPTION_IS_TOO_LONG
    )
    content: JsonObject = {}
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = entities
    return content
