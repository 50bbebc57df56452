"""An example of every item type, as an author writes it, with what typed words mean there."""

import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import yaml

from console import shipped
from surveys.answers import Answer, chosen
from surveys.item import Item
from surveys.reading import read
from surveys.reading.core import Core, read_core

DISTRICTS = (
    {"code": "711310000", "region": "KZ-71", "kk": "Есіл ауданы", "ru": "район Есиль", "en": "Esil district"},
)


TODAY = datetime.date(2026, 11, 28)
"""The day on which all of this is typed."""


class Example(NamedTuple):
    """`entry` is what stands in the file beside id and text; `means` gives an Answer, or why it is none."""

    entry: dict[str, Any]
    means: dict[str, Answer | str]


def label(kk: str, ru: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru}


OPTIONS = [
    {"code": "office", "label": label("Мекемеде", "В учреждении")},
    {"code": "online", "label": label("Интернетте", "Через интернет")},
    {"code": "other", "label": label("Басқаша", "По-другому")},
]

EXAMPLES: dict[str, Example] = {
    "battery": Example(
        {
            "scale": "agreement-5",
            "statements": [{"id": "polite", "text": label("сыпайы", "вежливы")}],
        },
        {"5": "tap_to_go_on"},  # the reader makes ratings of it; itself it asks nothing
    ),
    "calculate": Example({"value": "1 + 1"}, {"2": "tap_to_go_on"}),
    "date": Example(
        {"earliest": "2026-01-01", "latest": "2026-12-31"},
        {
            "24.11.2026": Answer(text="2026-11-24"),
            "5/3/2026": Answer(text="2026-03-05"),
            "1-2-2026": Answer(text="2026-02-01"),
            "1 2 2026": Answer(text="2026-02-01"),
            "2026-02-01": Answer(text="2026-02-01"),
            "31.02.2026": "not_a_date",
            "32.01.2026": "not_a_date",
            "24.11": Answer(text="2026-11-24"),
            "24.11.26": Answer(text="2026-11-24"),
            "бүгін": Answer(text="2026-11-28"),
            "24 ноября": Answer(text="2026-11-24"),
            "2026 жылғы 24 қараша": Answer(text="2026-11-24"),
            "24 или 25 ноября": "not_a_date",
            "12-01-26": Answer(text="2026-01-12"),  # 2012 is out of the range
            "24 ноября 2025": "date_out_of_range",
            "31.12.2025": "date_out_of_range",
            "01.01.2027": "date_out_of_range",
        },
    ),
    "district": Example(
        {"within": "region"},
        {"район Есиль": chosen("711310000"), "есіл ауданы": chosen("711310000"), "Есиль": "choose_one"},
    ),
    "effort": Example(
        {},
        {
            "1": chosen("1"),
            "7": chosen("7"),
            "0": "choose_one",
            "8": "choose_one",
            "5 баллов": chosen("5"),
            "7 – очень трудно": "choose_unclear",
        },
    ),
    "multiple": Example(
        {
            "options": [*OPTIONS, {"code": "none", "label": label("Ештеңе", "Ничего"), "exclusive": True}],
            "choose": {"min": 2, "max": 2},
        },
        {
            "1 2": chosen("office", "online"),
            "3, 1": chosen("office", "other"),
            "2;3": chosen("online", "other"),
            "1,2.": chosen("office", "online"),
            "ничего": chosen("none"),
            "1": "choose_more",
            "Мекемеде": "choose_more",
            "1 2 3": "choose_fewer",
            "1 4": "choose_alone",
            "1 5": "choose_several",
            "1 и 2": chosen("office", "online"),
            "1-3": "choose_several_unclear",
            "1, не 2": "choose_several_unclear",
            "бірінші": "choose_several",
        },
    ),
    "notice": Example({}, {"Жалғастыру": "tap_to_go_on"}),
    "nps": Example(
        {},
        {
            "0": chosen("0"),
            "10": chosen("10"),
            "11": "choose_one",
            "десять": "choose_one",
            "9 из 10": "choose_unclear",
        },
    ),
    "number": Example(
        {"range": {"min": -5, "max": 5000}, "decimals": 2, "missing": [99]},
        {
            "15": Answer(number=Decimal(15)),
            "+15": Answer(number=Decimal(15)),
            "-3": Answer(number=Decimal(-3)),
            "1 234,50": Answer(number=Decimal("1234.50")),
            "1\u00a0234.5": Answer(number=Decimal("1234.5")),
            "2,100": "two_ways",
            "0,100": Answer(number=Decimal("0.100")),
            "２５": Answer(number=Decimal(25)),
            "2 3": "number_unclear",
            "10-15": "number_unclear",
            "Не хочу отвечать": chosen("99"),
            "1,234": "too_many_decimals",
            "5000,01": "out_of_range",
            "-6": "out_of_range",
            "3 күн": "not_a_number",
            "он бес": "not_a_number",
            "1e3": "not_a_number",
            "1.2.3": "number_unclear",
        },
    ),
    "office": Example({"missing": [98]}, {"Затрудняюсь ответить": chosen("98"), "2": "choose_one"}),
    "rating": Example(
        {"scale": "satisfaction-5", "missing": [97, 98]},
        {
            "5": chosen("5"),
            " 5. ": chosen("5"),
            "Толық қанағаттанамын": chosen("5"),
            "СОВСЕМ НЕ УДОВЛЕТВОРЕНЫ": chosen("1"),
            "not satisfied": chosen("2"),
            "7": chosen("98"),
            "Жауап беруге қиналамын": chosen("98"),
            "8": "choose_one",
            "0": "choose_one",
            "хорошо": "choose_one",
            "5 5": "choose_unclear",
            "не 5": "choose_unclear",
            "5️⃣": chosen("5"),
            "5 потому что быстро": chosen("5"),
            "удовлетворён": chosen("4"),
            "не знаю": chosen("98"),
            "канагаттан": "choose_unclear",
            "👍": "choose_one",
        },
    ),
    "region": Example(
        {},
        {
            "1": chosen("KZ-10"),
            "20": chosen("KZ-79"),
            "город Астана": chosen("KZ-71"),
            "абай облысы": chosen("KZ-10"),
            "21": "choose_one",
            "Москва": "choose_one",
        },
    ),
    "service": Example({"missing": [98]}, {"1": chosen("98"), "паспорт": "choose_one"}),
    "single": Example(
        {"options": OPTIONS, "missing": [98]},
        {
            "1": chosen("office"),
            "через интернет": chosen("online"),
            "МЕКЕМЕДЕ": chosen("office"),
            "4": chosen("98"),
            "5": "choose_one",
            "online": "choose_one",  # a code is never shown, so nobody types it
        },
    ),
    "text": Example(
        {"max_length": 40},
        {
            "Рақмет!": Answer(text="Рақмет!"),
            "<b>": Answer(text="<b>"),
            "+7 701 123 45 67": Answer(text="●●●"),
            "8(701)123-45-67 Айгүл": Answer(text="●●● Айгүл"),
            "ЖСН 900101300123": Answer(text="ЖСН ●●●"),
            "бір\nекі": Answer(text="бір\nекі"),
            "1234567890123": Answer(text="1234567890123"),  # neither a phone nor an IIN
            "\u202eтерс\u200b": Answer(text="терс"),
            "\u200b": "empty_text",
            "а" * 41: "text_too_long",
        },
    ),
    "time": Example(
        {"earliest": "09:00", "latest": "18:00"},
        {
            "9:05": Answer(text="09:05"),
            "09:05": Answer(text="09:05"),
            "9.05": Answer(text="09:05"),
            "09-05": Answer(text="09:05"),
            "9 05": Answer(text="09:05"),
            '"9:05"': Answer(text="09:05"),
            "18:00": Answer(text="18:00"),
            "18:01": "time_out_of_range",
            "8:59": "time_out_of_range",
            "24:00": "not_a_time",
            "12:60": "not_a_time",
            "9:5": "not_a_time",
            "905": "not_a_time",
            "9": Answer(text="09:00"),  # 21:00 is out of the range
            "2 часа дня": Answer(text="14:00"),
            "сағат 14:30": Answer(text="14:30"),
            "3 pm": Answer(text="15:00"),
            "түсте": "not_a_time",
        },
    ),
    "yes_no": Example(
        {},
        {
            "1": chosen("yes"),
            "2": chosen("no"),
            "Иә": chosen("yes"),
            "ЖОҚ": chosen("no"),
            "да": chosen("yes"),
            "нет.": chosen("no"),
            "мүмкін": "choose_one",
        },
    ),
}


def made(kind: str) -> Item:
    """The example's item, read from a file as an author writes it."""
    if kind == "battery":
        from surveys.items.battery import Battery

        return Battery.model_validate(entry(kind))
    first = (
        [{"id": "region", "type": "region", "text": label("Өңір?", "Регион?")}] if kind == "district" else []
    )
    file = {
        "questionnaire": "example",
        "languages": ["kk", "ru"],
        "title": label("Мысал", "Пример"),
        "introduction": label("Мысал.", "Пример."),
        "items": [*first, entry(kind), {"id": "last", "type": "text", "text": label("Тағы?", "Ещё?")}],
    }
    text = yaml.safe_dump(file, allow_unicode=True, sort_keys=False)
    return read(text, core=core_with_district()).by_id["example"]


@cache
def core_with_district() -> Core:
    """The shipped registry, with one district: none ships."""
    core = shipped.core()
    scales = {**core.scales, **read_core([], districts=DISTRICTS).scales}
    return Core(scales, core.missing, core.items)


def entry(kind: str) -> dict[str, Any]:
    """The example as it stands in a file."""
    words = {} if kind == "calculate" else {"text": label("Сұрақ?", "Вопрос?")}
    return {"id": "example", "type": kind, **words, **EXAMPLES[kind].entry}
