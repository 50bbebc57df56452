"""Both Telegram libraries behind one shape, for tests that ask the simulator the same of each."""

from contextlib import asynccontextmanager
from typing import Any

import aiogram.exceptions
import pytest
import telegram.error
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile
from telegram.request import HTTPXRequest

TOKEN = "123456:simulated"  # noqa: S105 - the simulator takes any
LIBRARIES = ("aiogram", "python-telegram-bot")
REFUSALS = {
    aiogram.exceptions.TelegramBadRequest: 400,
    aiogram.exceptions.TelegramForbiddenError: 403,
    aiogram.exceptions.TelegramRetryAfter: 429,
    aiogram.exceptions.TelegramMigrateToChat: "migrated",
    telegram.error.BadRequest: 400,
    telegram.error.Forbidden: 403,
    telegram.error.RetryAfter: 429,
    telegram.error.ChatMigrated: "migrated",
}


class Clock:
    """Time that a test moves."""

    def __init__(self):
        self.now = 1_800_000_000.75

    def __call__(self):
        return self.now


class Library:
    """One of the two libraries; both name methods and parameters alike."""

    def __init__(self, bot: Any, types: Any, file: Any):
        self.bot = bot
        self.types = types
        self.file = file

    def keyboard(self, *rows):
        buttons = [
            [self.types.InlineKeyboardButton(text=label, callback_data=data) for label, data in row]
            for row in rows
        ]
        return self.types.InlineKeyboardMarkup(inline_keyboard=buttons)

    async def refused(self, method, **parameters):
        """(code, what the library says in small letters) of a call that must be refused."""
        with pytest.raises(tuple(REFUSALS)) as caught:
            await getattr(self.bot, method)(**parameters)
        code = next(code for kind, code in REFUSALS.items() if type(caught.value) is kind)
        return code, str(caught.value).lower()


@asynccontextmanager
async def opened(name, url):
    """The library's Bot, speaking to this server."""
    if name == "aiogram":
        session = AiohttpSession(api=TelegramAPIServer.from_base(url))
        bot = aiogram.Bot(TOKEN, session=session)
        yield Library(bot, aiogram.types, lambda data, name: BufferedInputFile(data, filename=name))
        await (await session.create_session()).close()  # its own close() sleeps for the sake of TLS
        return
    plain = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]  # a TLS context takes long
    requests = {"request": plain[0], "get_updates_request": plain[1]}
    async with telegram.Bot(TOKEN, base_url=f"{url}/bot", **requests) as bot:
        yield Library(bot, telegram, lambda data, name: telegram.InputFile(data, filename=name))
