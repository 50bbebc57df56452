"""A typical survey bot on python-telegram-bot: Application, ConversationHandler, a commit for each answer. A rival."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
)

from tests.bench import fsm_rows
from tests.bench.rival_screens import data, read, step_of

SCREENS = read()
ASKING = 0
Context = ContextTypes.DEFAULT_TYPE


async def show(context: Context, chat: int, step: int) -> None:
    """Sends the message of a step."""
    text, rows = SCREENS.sent[step]
    keys = [
        [InlineKeyboardButton(label, callback_data=data(step, code)) for label, code in row] for row in rows
    ]
    await context.bot.send_message(chat, text, parse_mode="HTML", reply_markup=InlineKeyboardMarkup(keys))


async def start(update: Update, context: Context) -> int:
    """A new interview."""
    assert update.effective_chat is not None
    assert context.user_data is not None
    context.user_data["answers"] = {}
    await show(context, update.effective_chat.id, 0)
    return ASKING


async def answered(update: Update, context: Context) -> int:
    """One answer."""
    press = update.callback_query
    assert press is not None
    assert context.user_data is not None
    step = step_of(press.data or "")
    code = (press.data or "").rpartition(":")[2]
    context.user_data["answers"][step] = code
    await fsm_rows.keep(press.from_user.id, str(step), code)
    await press.answer()
    await press.edit_message_text(SCREENS.changed[step], parse_mode="HTML")
    await show(context, press.from_user.id, step + 1)
    return int(ConversationHandler.END) if step + 2 == len(SCREENS.sent) else ASKING


async def prepare(_: object) -> None:
    """Before the first update."""
    await fsm_rows.prepare()


application = (
    Application.builder().token(sys.argv[2]).base_url(f"{sys.argv[1]}/bot").post_init(prepare).build()
)
application.add_handler(
    ConversationHandler(
        entry_points=[CommandHandler("start", start)],
        states={ASKING: [CallbackQueryHandler(answered)]},
        fallbacks=[],
        per_message=False,
    )
)
application.run_polling(timeout=25)
