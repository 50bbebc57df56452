"""Decides which columns a registry file has, how they may be called in three languages, what kind of file that makes.

The names stand here and not in the catalogues: a file that was made with them must be read for years.
"""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, Literal

from console.registry.findings import Key

Kind = Literal["agencies", "services", "offices"]
KINDS: Final[tuple[Kind, ...]] = ("agencies", "services", "offices")

_NAMES: Final = ("kk", "ru", "en", "short_kk", "short_ru", "short_en", "kk_checked")
_TERM: Final = ("valid_from", "valid_to", "predecessor")
COLUMNS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "agencies": ("code", "kind", "region", *_NAMES, *_TERM),
    "services": ("code", "agency", *_NAMES, *_TERM, "clients"),
    "offices": ("code", "agency", "region", *_NAMES, *_TERM),
}
NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = {
    "agencies": ("code", "kind", "kk", "ru"),
    "services": ("code", "agency", "kk", "ru"),
    "offices": ("code", "agency", "region", "kk", "ru"),
}
"""Columns that a file must have."""
FILLED: Final = frozenset({"code", "kind", "agency", "kk", "ru"})
"""Columns of which no cell may be empty."""

HEADERS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "code": {"kk": ("код",), "ru": ("код",)},
    "kind": {"kk": ("түрі",), "ru": ("вид", "тип")},
    "agency": {
        "kk": ("орган", "мемлекеттік орган", "орган коды"),
        "ru": ("орган", "госорган", "государственный орган", "код органа"),
    },
    "region": {"kk": ("өңір", "облыс", "өңір коды"), "ru": ("регион", "область", "код региона")},
    "kk": {"kk": ("атауы қазақша", "қазақша"), "ru": ("название на казахском", "на казахском")},
    "ru": {"kk": ("атауы орысша", "орысша"), "ru": ("название на русском", "на русском")},
    "en": {"kk": ("атауы ағылшынша", "ағылшынша"), "ru": ("название на английском", "на английском")},
    "short_kk": {"kk": ("қысқаша қазақша",), "ru": ("кратко на казахском",)},
    "short_ru": {"kk": ("қысқаша орысша",), "ru": ("кратко на русском",)},
    "short_en": {"kk": ("қысқаша ағылшынша",), "ru": ("кратко на английском",)},
    "kk_checked": {"kk": ("қазақшасы тексерілген",), "ru": ("казахский проверен",)},
    "valid_from": {"kk": ("қашаннан бастап",), "ru": ("действует с",)},
    "valid_to": {"kk": ("қашанға дейін",), "ru": ("действует по", "действует до")},
    "predecessor": {"kk": ("бұрынғы коды",), "ru": ("предшественник", "прежний код")},
    "clients": {"kk": ("жылдық алушылар",), "ru": ("получателей в год",)},
}
"""The first of a language is what a template writes."""
SHEETS: Final[Mapping[Kind, Mapping[str, str]]] = {
    "agencies": {"kk": "органдар", "ru": "органы", "en": "agencies"},
    "services": {"kk": "қызметтер", "ru": "услуги", "en": "services"},
    "offices": {"kk": "кеңселер", "ru": "офисы", "en": "offices"},
}

_TELLS: Final[tuple[tuple[frozenset[str], Kind], ...]] = (
    (frozenset({"kind"}), "agencies"),
    (frozenset({"agency", "clients"}), "services"),
    (frozenset({"agency", "region"}), "offices"),
    (frozenset({"agency"}), "services"),
)
"""Columns that tell the kind, the surest first."""


def header(column: str, language: str) -> str:
    """What a template calls the column."""
    return HEADERS[column][language][0] if language in HEADERS[column] else column


def column_of(written: str) -> str | None:
    """The column that a header means."""
    return _MEANINGS.get(_plain(written))


def kind_of_sheet(name: str) -> Kind | None:
    """The kind that the name of a sheet says."""
    return next((kind for kind in KINDS if _plain(name) in SHEETS[kind].values()), None)


def kind_of(columns: Collection[str]) -> Kind | None:
    """The kind that the columns say."""
    return next((kind for tell, kind in _TELLS if tell <= set(columns)), None)


def read_headers(
    kind: Kind, written: Sequence[str]
) -> tuple[dict[str, int], list[tuple[int | None, Key, dict[str, str]]]]:
    """The place of each column, and all that is wrong with the headers."""
    places: dict[str, int] = {}
    wrong: list[tuple[int | None, Key, dict[str, str]]] = []
    for place, text in enumerate(written):
        column = column_of(text)
        if not text.strip():
            wrong.append((place, "column-unnamed", {}))
        elif column is None or column not in COLUMNS[kind]:
            wrong.append((place, *_unknown(kind, text)))
        elif column in places:
            wrong.append((place, "column-twice", {}))
        else:
            places[column] = place
    wrong += ((None, "column-missing", {"column": column}) for column in _lacking(kind, places))
    return places, wrong


def _lacking(kind: Kind, places: Collection[str]) -> Iterator[str]:
    return (column for column in NEEDED[kind] if column not in places)


def _unknown(kind: Kind, text: str) -> tuple[Key, dict[str, str]]:
    known = {written: column for written, column in _MEANINGS.items() if column in COLUMNS[kind]}
    near = difflib.get_close_matches(_plain(text), known, n=1, cutoff=0.75)
    if near:
        return "column-unknown-near", {"guess": near[0]}
    return "column-unknown", {"known": ", ".join(COLUMNS[kind])}


def _plain(written: str) -> str:
    """Without case, and with one space where there are several, or an underscore."""
    return re.sub(r"[\s_]+", " ", written).strip(" *:").casefold().replace("ё", "е")


_MEANINGS: Final = {
    _plain(written): column
    for column, languages in HEADERS.items()
    for written in (column, *(each for names in languages.values() for each in names))
}
