"""Decides what reaches the bot when a person does something: the update, its queue, its life, its faults."""

import asyncio
from typing import Any

from bot.simulator.state.bots import Bot, Press
from bot.simulator.state.chats import Chat
from bot.simulator.state.inbox import MESSAGE_LIFE, PRESS_LIFE
from bot.simulator.state.world import World
from bot.simulator.wire.objects import JsonObject, inaccessible_message, member_object

PRESS_LANE = 3 << 33  # the Bot API server keeps presses in a webhook queue apart from the person's messages
MEMBER_LANE = 5 << 33
HELD_BACK = 0.2  # seconds of real time a swapped update waits for another to overtake it
SPOILED = {"callback_query": "chat_instance"}  # the field a spoiled update lacks; of other kinds the date


def message_arrives(world: World, bot: Bot, chat: Chat, user: JsonObject, content: JsonObject) -> JsonObject:
    """A person's new message: it stands in the chat at once, and the bot gets an update."""
    now = world.clock()
    chat.has_met = True
    message = {
        "message_id": bot.next_message_id(),
        "from": user,
        "chat": chat.object,
        "date": int(now),
        **content,
    }
    chat.add(message, by_bot=False, at=now)
    deliver(world, bot, "message", message, chat_id=chat.id, lane=chat.id)
    return message


def edit_arrives(world: World, bot: Bot, chat: Chat, message_id: int, content: JsonObject) -> JsonObject:
    """A person edits a message of their own."""
    now = world.clock()
    message = {**chat.messages[message_id], **content, "edit_date": int(now)}
    chat.replace(message, by_bot=False, at=now)
    deliver(world, bot, "edited_message", message, chat_id=chat.id, lane=chat.id)
    return message


def press_arrives(world: World, bot: Bot, chat: Chat, user: JsonObject, message_id: int, data: str) -> Press:
    """A person presses a button, or a client pretends to: any data, any message, even one that is gone."""
    now = world.clock()
    press = Press(f"{bot.id}{len(bot.presses):04d}{world.randomness.getrandbits(62)}", chat, message_id, now)
    bot.presses[press.id] = press
    query = {
        "id": press.id,
        "from": user,
        "message": chat.messages.get(message_id) or inaccessible_message(chat.object, message_id),
        "chat_instance": str(chat.id * 7_919),
        "data": data,
    }
    lane = user["id"] + PRESS_LANE
    deliver(world, bot, "callback_query", query, chat_id=chat.id, lane=lane, life=PRESS_LIFE)
    return press


def block_arrives(world: World, bot: Bot, chat: Chat, user: JsonObject, *, is_blocked: bool) -> None:
    """A person blocks the bot, or takes the block back."""
    chat.is_blocked = is_blocked
    change = {
        "chat": chat.object,
        "from": user,
        "date": int(world.clock()),
        "old_chat_member": member_object(bot.user, is_blocked=not is_blocked),
        "new_chat_member": member_object(bot.user, is_blocked=is_blocked),
    }
    deliver(world, bot, "my_chat_member", change, chat_id=chat.id, lane=chat.id + MEMBER_LANE)


def deliver(
    world: World,
    bot: Bot,
    kind: str,
    body: JsonObject,
    *,
    chat_id: int,
    lane: int,
    life: float = MESSAGE_LIFE,
) -> None:
    """Puts an update into the bot's inbox, unless a fault has other plans with it."""
    fault = world.faults.for_update(kind, chat_id)
    if fault == "spoil":
        body = {name: value for name, value in body.items() if name != SPOILED.get(kind, "date")}
    options: dict[str, Any] = {"lane": lane, "life": life, "is_repeated": fault == "repeat"}
    if fault == "swap":
        _hold_back(world, bot, kind, body, chat_id=chat_id, options=options)
        return
    bot.inbox.push(kind, body, **options)
    if world.held_back and (release := world.held_back.pop((bot.id, chat_id), None)):
        release()


def _hold_back(
    world: World, bot: Bot, kind: str, body: JsonObject, *, chat_id: int, options: dict[str, Any]
) -> None:
    key = (bot.id, chat_id)
    if earlier := world.held_back.pop(key, None):
        earlier()
    timer = asyncio.get_running_loop().call_later(HELD_BACK, lambda: _let_go(world, key))

    def release() -> None:
        timer.cancel()
        bot.inbox.push(kind, body, **options)

    world.held_back[key] = release


def _let_go(world: World, key: tuple[int, int]) -> None:
    if release := world.held_back.pop(key, None):
        release()
