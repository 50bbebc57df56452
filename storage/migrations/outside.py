"""Decides what a migration is given from outside the database: keys, the day, chance, and whose updates these are."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from storage.sealing import Seals


@dataclass(frozen=True, slots=True)
class Outside:
    """What storage/schema.py hands over by Alembic's `config.attributes`.

    `seals`: the keys of the days. `secret(n)` gives n random bytes. `bot`: the number before the colon of the bot's
    token; None where it is not known, which is well as long as nothing in the database belongs to a bot.
    """

    seals: Seals
    today: datetime.date
    secret: Callable[[int], bytes]
    bot: int | None = None
