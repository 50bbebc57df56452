"""Decides what a chat page is told, and when: each chat as it stands, then every change (server-sent events).

One stream carries all phones of a page: a browser opens only six connections to one server.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from bot.simulator.phone.phones import Phone
from bot.simulator.phone.screens import Shown, shown
from bot.simulator.state.bots import Bot
from bot.simulator.state.chats import Change
from bot.simulator.wire.markup import Entity, find_commands
from bot.simulator.wire.objects import JsonObject

KEEP_ALIVE = 15.0
"""Seconds between two signs of life: a stream whose page is gone is found by them."""

RETRY = 500
"""Milliseconds after which a page that lost its stream asks for it again."""

Send = Callable[[str, Mapping[str, Any]], Any]


async def stream(
    request: web.BaseRequest,
    bot: Bot,
    chats: Sequence[tuple[str, str, Phone]],
    *,
    feed: Callable[[], AsyncIterator[tuple[str, Mapping[str, Any]]]] | None,
    headers: Mapping[str, str],
) -> web.StreamResponse:
    """Answers until the page goes away. `chats`: name, language and phone of each chat that is shown."""
    response = web.StreamResponse(headers={**headers, "Content-Type": "text/event-stream"})
    await response.prepare(request)

    async def send(event: str, data: Mapping[str, Any]) -> None:
        line = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
        await response.write(f"event: {event}\ndata: {line}\n\n".encode())

    async def tell() -> None:
        async for event, data in feed() if feed else _nothing():
            await send(event, data)

    async def stay() -> None:
        while True:
            await asyncio.sleep(KEEP_ALIVE)
            await response.write(b":\n\n")

    try:
        await response.write(f"retry: {RETRY}\n\n".encode())
        await send("phones", {"phones": [_phone(bot, chat) for chat in chats]})
        async with asyncio.TaskGroup() as together:
            for name, _, phone in chats:
                together.create_task(_follow(name, phone, send))
            together.create_task(tell())
            together.create_task(stay())
    except* ConnectionError:
        pass  # the page was closed
    return response


async def _follow(name: str, phone: Phone, send: Send) -> None:
    """One chat: whole at first and after a gap in its feed, otherwise change by change."""
    since = phone.chat.sequence
    await send("chat", _chat(name, phone))
    async for change in phone.chat.follow(since):
        if change.sequence != since + 1:
            await send("chat", _chat(name, phone))
        else:
            await _change(name, phone, change, send)
        since = change.sequence


async def _change(name: str, phone: Phone, change: Change, send: Send) -> None:
    message = phone.chat.messages.get(change.message_id)
    if change.kind == "answer":
        answered = {"message": change.message_id, "notice": change.notice, "alert": change.is_alert}
        await send("answered", {"phone": name, **answered})
    elif message is None:
        await send("gone", {"phone": name, "message": change.message_id})
    else:
        await send("shown", {"phone": name, "message": _message(shown(message))})


def _phone(bot: Bot, chat: tuple[str, str, Phone]) -> JsonObject:
    name, language, phone = chat
    return {"name": name, "language": language, "title": bot.user["first_name"], "menu": phone.menu}


def _chat(name: str, phone: Phone) -> JsonObject:
    return {"phone": name, "messages": [_message(message) for message in phone.messages]}


def _message(message: Shown) -> JsonObject:
    return {
        "id": message.message_id,
        "mine": message.is_mine,
        "text": message.text,
        "entities": _entities(message),
        "rows": [
            [{"label": button.label, "data": button.data, "url": button.url} for button in row]
            for row in message.buttons
        ],
        "edited": message.is_edited,
        "date": message.date,
        "attachment": message.attachment,
    }


def _entities(message: Shown) -> list[Entity]:
    """Those of the message, and the commands that Telegram's apps make tappable in what a bot says."""
    taken = [range(each["offset"], each["offset"] + each["length"]) for each in message.entities]
    commands = [
        each
        for each in ([] if message.is_mine else find_commands(message.text))
        if not any(each["offset"] in other for other in taken)
    ]
    return sorted([*message.entities, *commands], key=lambda each: (each["offset"], -each["length"]))


async def _nothing() -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
    return
    yield
