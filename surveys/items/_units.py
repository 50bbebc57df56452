"""Decides whether words after a number are the unit that is asked for: its name, a beginning or a short form of it."""

from collections.abc import Mapping

from surveys.folding import folded, folded_label

LEAST_BEGINNING = 3
"""Letters of a unit's name that are enough for it: мин, теңг."""

_SAME_UNIT = (
    "тг тнг тенге теңге теңгені kzt tenge",
    "с сек секунд секунда секунды s sec second seconds",
    "мин минут минута минуты минуту minute minutes min mins",
    "ч час часа часов сағ сағат h hour hours hr hrs",
    "д дн день дня дней күн day days",
    "нед неделя недели недель неделю апта week weeks",
    "мес месяц месяца месяцев ай month months",
    "г год года лет л жыл жас year years",
    "раз раза рет time times",
    "чел человек человека адам кісі person persons people",
    "шт штук штука штуки дана pcs piece pieces",
    "км километр километра километров шақырым km kilometre kilometres",
    "м метр метра метров m metre metres",
    "% процент процента процентов пайыз percent",
)
SAME_UNIT = tuple(frozenset(map(folded, words.split())) for words in _SAME_UNIT)
"""Units with the forms in which people write them, in Kazakh, Russian and English."""

COUNTED = frozenset().union(*SAME_UNIT)
"""Every word that says what a number counts."""

_SIGNS = str.maketrans({"₸": " тг "})
_STOPS = " .!,;)…"


def is_unit(rest: str, unit: Mapping[str, str] | None) -> bool:
    """True where `rest` says nothing, or what the item counts. Thousands and millions are more than a unit."""
    if not rest.strip(_STOPS):
        return True
    said = folded(rest.translate(_SIGNS))
    if unit is None or not said:
        return False
    names = {folded_label(name.translate(_SIGNS)) for name in unit.values()}
    if said in names:
        return True
    if len(said) >= LEAST_BEGINNING and any(name.startswith(said) for name in names):
        return True
    counted = {name.partition(" ")[0] for name in names}
    return any(said in forms and counted & forms for forms in SAME_UNIT)
