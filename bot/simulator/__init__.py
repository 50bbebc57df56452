"""A local Telegram for tests, demo and previews: the Bot API over loopback HTTP, and phones for citizens.

async with Simulator() as telegram:          # telegram.url is where the bot finds its Bot API
    phone = telegram.phone(token, user_id=1001, first_name="Айгүл", language_code="ru")
    await phone.opens("s_abc")
    await phone.settles()
    await phone.taps("Қазақша")
    await phone.settles()
    print(phone.screen())
"""

from bot.simulator.phone.phones import (
    BlockedBotError,
    NoSuchButtonError,
    NotAnsweredError,
    NotOnScreenError,
    Phone,
)
from bot.simulator.simulator import Simulator

__all__ = [
    "BlockedBotError",
    "NoSuchButtonError",
    "NotAnsweredError",
    "NotOnScreenError",
    "Phone",
    "Simulator",
]
