"""An update that could not be read is counted once, by its day, and forgotten like any dead letter."""

import datetime

from storage.inspection import UNREADABLE
from storage.tables import dead_letters
from storage.unreadable import note_unreadable
from tests.fieldwork import rows

DAY = datetime.date(2026, 11, 24)


async def test_an_unreadable_update_is_noted_once_however_often_it_comes(database) -> None:
    await note_unreadable(database, 9, [7, 2**62], today=DAY)
    await note_unreadable(database, 9, [7], today=DAY + datetime.timedelta(days=1))
    found = await rows(database, dead_letters)
    assert [(row["bot"], row["update"], row["reason"], row["day"]) for row in found] == [
        (9, 7, UNREADABLE, DAY),
        (9, 2**62, UNREADABLE, DAY),
    ]
