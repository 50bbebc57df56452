"""Decides which day a moment belongs to: Kazakhstan's, wherever the machine stands and whatever its clock shows.

A campaign opens and closes on such a day, a response is kept with its week, a key is of one. The clock itself, and what
is only counted by the hour to watch a bot, stay in UTC.
"""

import datetime
from zoneinfo import ZoneInfo

KAZAKHSTAN = "Asia/Almaty"
"""All of Kazakhstan since 1 March 2024: UTC+5."""


def day_in_kazakhstan(moment: datetime.datetime) -> datetime.date:
    """The day in Kazakhstan; `moment` has its zone."""
    return moment.astimezone(ZoneInfo(KAZAKHSTAN)).date()
