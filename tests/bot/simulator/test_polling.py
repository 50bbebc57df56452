"""Real bots of both libraries, polling as they do in production, against phones."""

import asyncio

import aiogram
import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.ext import Application, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot.simulator import Simulator

TOKEN = "123456:simulated"  # noqa: S105 - the simulator takes any


class AiogramBot:
    """An echo bot on aiogram."""

    async def start(self, url, heard):
        session = AiohttpSession(api=TelegramAPIServer.from_base(url))
        self.bot = aiogram.Bot(TOKEN, session=session)
        dispatcher = aiogram.Dispatcher()

        @dispatcher.message()
        async def echo(message):
            heard.append(message.text)
            await message.answer(message.text.upper())

        self.task = asyncio.create_task(
            dispatcher.start_polling(self.bot, polling_timeout=5, handle_signals=False)
        )

    async def stop(self):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


class PtbBot:
    """An echo bot on python-telegram-bot."""

    async def start(self, url, heard):
        plain = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
        builder = Application.builder().token(TOKEN).base_url(f"{url}/bot")
        self.application = builder.request(plain[0]).get_updates_request(plain[1]).build()

        async def echo(update, context):
            heard.append(update.message.text)
            await update.message.reply_text(update.message.text.upper())

        self.application.add_handler(MessageHandler(filters.TEXT, echo))
        await self.application.initialize()
        await self.application.start()
        await self.application.updater.start_polling(timeout=5)

    async def stop(self):
        await self.application.updater.stop()
        await self.application.stop()
        await self.application.shutdown()


@pytest.fixture
async def telegram():
    async with Simulator() as running:
        yield running


@pytest.mark.parametrize("kind", [AiogramBot, PtbBot])
async def test_a_polling_bot_hears_everything_once_also_after_a_restart(telegram, kind):
    phone = telegram.phone(TOKEN, user_id=1001)
    heard = []
    await phone.types("before the start")
    for text in ("while it runs", "after a restart"):
        bot = kind()
        await bot.start(telegram.url, heard)
        await phone.until_sees("BEFORE THE START")
        await phone.types(text)
        await phone.until_sees(text.upper())
        await telegram.bot(TOKEN).inbox.until_empty()
        await bot.stop()
    assert heard == ["before the start", "while it runs", "after a restart"]


@pytest.mark.parametrize("kind", [AiogramBot, PtbBot])
async def test_a_running_bot_hears_on_when_ids_start_anew(telegram, kind):
    phone = telegram.phone(TOKEN, user_id=1001)
    bot = kind()
    await bot.start(telegram.url, [])
    await phone.types("a")
    await phone.until_sees("A")
    await telegram.bot(TOKEN).inbox.until_empty()
    telegram.restart_update_ids(5)
    await phone.types("b")
    await phone.until_sees("B")
    await bot.stop()
