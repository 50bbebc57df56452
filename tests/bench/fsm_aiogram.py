"""A typical survey bot on aiogram: Dispatcher, states in memory, a commit for each answer. A rival in the bench."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from aiogram.utils.keyboard import InlineKeyboardBuilder

from tests.bench import fsm_rows
from tests.bench.rival_screens import data, read, step_of

SCREENS = read()
dispatcher = Dispatcher()


class Survey(StatesGroup):
    """Where somebody stands."""

    asking = State()


async def show(message: Message, step: int) -> None:
    """Sends the message of a step."""
    text, rows = SCREENS.sent[step]
    builder = InlineKeyboardBuilder()
    for row in rows:
        for label, code in row:
            builder.button(text=label, callback_data=data(step, code))
    builder.adjust(*(len(row) for row in rows))
    await message.answer(text, parse_mode="HTML", reply_markup=builder.as_markup())


@dispatcher.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    """A new interview."""
    await state.set_state(Survey.asking)
    await state.set_data({"answers": {}})
    await show(message, 0)


@dispatcher.callback_query(Survey.asking)
async def answered(press: CallbackQuery, state: FSMContext) -> None:
    """One answer."""
    step = step_of(press.data or "")
    code = (press.data or "").rpartition(":")[2]
    known = await state.get_data()
    await state.update_data(answers={**known["answers"], str(step): code})
    await fsm_rows.keep(press.from_user.id, str(step), code)
    await press.answer()
    assert isinstance(press.message, Message)
    await press.message.edit_text(SCREENS.changed[step], parse_mode="HTML")
    if step + 2 == len(SCREENS.sent):
        await state.clear()
    await show(press.message, step + 1)


async def main() -> None:
    """For ever."""
    await fsm_rows.prepare()
    session = AiohttpSession(api=TelegramAPIServer.from_base(sys.argv[1]))
    await dispatcher.start_polling(Bot(sys.argv[2], session=session), handle_signals=False)


asyncio.run(main())
