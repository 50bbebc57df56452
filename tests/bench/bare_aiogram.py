"""A bare, tuned bot on aiogram, the rival of our own in the bench: long polling, three calls a press, no state."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update

from tests.bench.rival_screens import data, freeze, read, step_of

SCREENS = read()


def keyboard(step: int) -> InlineKeyboardMarkup:
    """The buttons of a step, made anew each time as for any question."""
    rows = [
        [InlineKeyboardButton(text=label, callback_data=data(step, code)) for label, code in row]
        for row in SCREENS.sent[step][1]
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def show(bot: Bot, chat: int, step: int) -> None:
    """Sends the message of a step."""
    await bot.send_message(chat, SCREENS.sent[step][0], parse_mode="HTML", reply_markup=keyboard(step))


async def meet(bot: Bot, update: Update) -> None:
    """One update."""
    if update.message is not None:
        await show(bot, update.message.chat.id, 0)
    elif update.callback_query is not None:
        await pressed(bot, update.callback_query)


async def pressed(bot: Bot, press: CallbackQuery) -> None:
    """Three calls."""
    step = step_of(press.data or "")
    chat = press.from_user.id
    await bot.answer_callback_query(press.id)
    assert press.message is not None
    await bot.edit_message_text(
        SCREENS.changed[step], chat_id=chat, message_id=press.message.message_id, parse_mode="HTML"
    )
    await show(bot, chat, step + 1)


async def main() -> None:
    """For ever."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(sys.argv[1]), limit=100)
    bot = Bot(sys.argv[2], session=session)
    freeze()
    offset, tasks = None, set()
    while True:
        for update in await bot.get_updates(offset=offset, timeout=25, request_timeout=35):
            offset = update.update_id + 1
            task = asyncio.create_task(meet(bot, update))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


asyncio.run(main())
