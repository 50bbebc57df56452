"""Decides which words say in which part of the day an hour lies, and which say nothing: Kazakh, Russian, English."""

from collections.abc import Mapping

from surveys.folding import folded

MORNING, DAY, EVENING, NIGHT, BEFORE_NOON, AFTER_NOON = "morning", "day", "evening", "night", "am", "pm"

_PARTS = {
    MORNING: "таңғы таңертең таңертеңгі таңда ертеңгі ертеңгілік утра утром morning",
    DAY: "күндізгі күндіз түскі түсте дня днём днем",
    EVENING: "кешкі кешкісін кеште кешқұрым вечера вечером evening",
    NIGHT: "түнгі түнде ночи ночью night",
    BEFORE_NOON: "am",
    AFTER_NOON: "pm",
}
PARTS: Mapping[str, str] = {folded(word): part for part, words in _PARTS.items() for word in words.split()}
"""A word -> the part of the day that it names."""

HOURS: Mapping[tuple[str, int], int] = {
    **{(MORNING, hour): hour for hour in range(1, 12)},
    **{(DAY, hour): hour + 12 for hour in range(1, 7)},
    (DAY, 11): 11,
    (DAY, 12): 12,
    **{(EVENING, hour): hour + 12 for hour in range(4, 12)},
    **{(NIGHT, hour): hour for hour in range(1, 6)},
    **{(NIGHT, hour): hour + 12 for hour in (10, 11)},
    (NIGHT, 12): 0,
    **{(BEFORE_NOON, hour): hour % 12 for hour in range(1, 13)},
    **{(AFTER_NOON, hour): hour % 12 + 12 for hour in range(1, 13)},
}
"""An hour of a clock's face in a part of the day -> the hour of 24; what nobody says is not here."""

HOUR_WORDS = frozenset(map(folded, ("ч", "час", "часа", "часов", "сағ", "сағат", "h")))
MINUTE_WORDS = frozenset(map(folded, ("м", "мин", "минут", "минута", "минуты", "минуту", "min")))
SILENT = frozenset(map(folded, ("в", "во", "да", "де", "та", "те", "at", "in", "the")))
"""What may stand around an hour."""
