"""A bare, tuned bot on python-telegram-bot, the rival of our own in the bench: long polling, three calls, no state.

Tuned: by aiohttp, as our own, since the library's default costs five times as much.
"""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.telegram.ptb_request import AiohttpRequest
from tests.bench.rival_screens import data, freeze, read, step_of

SCREENS = read()


def keyboard(step: int) -> InlineKeyboardMarkup:
    """The buttons of a step, made anew each time as for any question."""
    rows = [
        [InlineKeyboardButton(label, callback_data=data(step, code)) for label, code in row]
        for row in SCREENS.sent[step][1]
    ]
    return InlineKeyboardMarkup(rows)


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
    bot = Bot(
        sys.argv[2],
        base_url=f"{sys.argv[1]}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=1),
    )
    await bot.initialize()
    freeze()
    offset, tasks = None, set()
    while True:
        for update in await bot.get_updates(offset=offset, timeout=25, read_timeout=35):
            offset = update.update_id + 1
            task = asyncio.create_task(meet(bot, update))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


asyncio.run(main())
