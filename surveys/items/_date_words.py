"""Decides which words name a month or a day beside today, and which say nothing in a date: Kazakh, Russian, English."""

from collections.abc import Mapping

from surveys.folding import folded

_MONTHS = (
    "қаңтар қаңтарда қаңтардың қаңтары қаңтарында январь января янв january jan",
    "ақпан ақпанда ақпанның ақпаны ақпанында февраль февраля фев february feb",
    "наурыз наурызда наурыздың наурызы наурызында март марта мар march mar",
    "сәуір сәуірде сәуірдің сәуірі сәуірінде апрель апреля апр april apr",
    "мамыр мамырда мамырдың мамыры мамырында май мая may",
    "маусым маусымда маусымның маусымы маусымында июнь июня июн june jun",
    "шілде шілдеде шілденің шілдесі шілдесінде июль июля июл july jul",
    "тамыз тамызда тамыздың тамызы тамызында август августа авг august aug",
    "қыркүйек қыркүйекте қыркүйектің қыркүйегі қыркүйегінде сентябрь сентября сен сент september sep sept",
    "қазан қазанда қазанның қазаны қазанында октябрь октября окт october oct",
    "қараша қарашада қарашаның қарашасы қарашасында ноябрь ноября ноя нояб november nov",
    "желтоқсан желтоқсанда желтоқсанның желтоқсаны желтоқсанында декабрь декабря дек december dec",
)
MONTHS: Mapping[str, int] = {
    folded(name): number for number, names in enumerate(_MONTHS, start=1) for name in names.split()
}
"""A month in the forms in which it stands in a date -> its number."""

_BESIDE_TODAY = {
    0: ("бүгін", "сегодня", "today"),
    -1: ("кеше", "вчера", "yesterday"),
    -2: ("алдыңғы күні", "алдыңгүні", "алдыңғыкүні", "позавчера", "day before yesterday"),
}
BESIDE_TODAY: Mapping[str, int] = {
    folded(name): days for days, names in _BESIDE_TODAY.items() for name in names
}
"""A day that is named by where it lies from today -> days from today."""

YEARS = frozenset(map(folded, "г год года году ж жыл жылы жылғы жылдың year".split()))  # noqa: SIM905
"""Words behind a year."""
SILENT = frozenset(map(folded, "го е ое числа число ші шы і күні күн of the th st nd rd on да де".split()))  # noqa: SIM905
"""What a day or a month may have around it."""
