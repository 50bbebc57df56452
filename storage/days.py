"""Decides which day a moment belongs to: Kazakhstan's, wherever the machine stands and whatever its clock shows.

A campaign opens and closes on such a day, a response is kept with its week, a key is of one. The clock itself, and what
is only counted by the hour to watch a bot, stay in UTC.
"""

import datetime

ZONE = "Asia/Almaty"
"""What the time zone database calls it."""
KAZAKHSTAN = datetime.timezone(datetime.timedelta(hours=5), ZONE)
"""All of Kazakhstan since 1 March 2024. No time zone database is asked: an old one still says six hours."""


def day_in_kazakhstan(moment: datetime.datetime) -> datetime.date:
    """The day in Kazakhstan; `moment` has its zone."""
    return moment.astimezone(KAZAKHSTAN).date()
