"""Decides what the text of one cell becomes: a code, a name, a day, a number; or what is wrong with it."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from console.registry.findings import Key
from console.registry.headers import FILLED, Kind
from storage.registry import TABLES, Value
from storage.responses import IMPORTED
from surveys.answers import MISSING_CODES
from surveys.coding import NUMBER, RESPONSES, SKIP, TEXT, UNKNOWN

Note = tuple[Key, dict[str, str]]

CODE_LENGTH: Final = 20
"""Characters of a code, as the records keep it; a poster's link and an option of a question hold it whole."""
MOST_CLIENTS: Final = 1_000_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""A day outside of these was mistyped."""

RESERVED: Final = frozenset(
    {SKIP, NUMBER, TEXT, IMPORTED, RESPONSES, UNKNOWN, *MISSING_CODES}
    | {"aux", "con", "nul", "prn"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
"""What figures write where a code stands, and what Windows takes for no name of a file."""
KIND_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("central", "орталық", "центральный"), "central"),
    **dict.fromkeys(("local", "жергілікті", "местный"), "local"),
    **dict.fromkeys(("other", "өзге", "басқа", "иной", "другой", "прочий"), "other"),
}
YES: Final = frozenset({"yes", "true", "1", "иә", "да"})
NO: Final = frozenset({"no", "false", "0", "жоқ", "нет"})
PUBLIC, NOT_YET = "public source", "to be reviewed"
"""How a longer yes and a longer no begin, which say where from, and what is still to be done."""

_CODE = re.compile(r"[a-z][a-z0-9_]*\Z", re.ASCII)
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LOST = re.compile(r"\?(?=\w)|\ufffd")
"""What a Kazakh letter becomes in a file that has none."""
_ERROR = re.compile(
    r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|Н/Д|ССЫЛКА!|ИМЯ\?|ЗНАЧ!|ДЕЛ/0!|ПУСТО!|ЧИСЛО!)\Z"
)
_DAY = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)|(\d\d?)\.(\d\d?)\.(\d{4}))\Z", re.ASCII)
_COUNT = re.compile(r"\d+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+", re.ASCII)
_FORMULA: Final = ("=", "+", "-", "@")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Unicode's categories of what nobody sees."""
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")


class WrongError(ValueError):
    """The cell cannot be taken: why, by a key, with what the sentence needs."""

    def __init__(self, key: Key, **values: str) -> None:
        super().__init__(key)
        self.note: Note = (key, values)


def read_cell(kind: Kind, column: str, text: str) -> tuple[Value, list[Note]]:
    """What the cell says, and what is to be said of it all the same. Raises WrongError."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if _ERROR.match(plain):
        raise WrongError("cell-error", value=plain)
    if not plain:
        if column in FILLED:
            raise WrongError("empty")
        return (False if column == "kk_checked" else None), []
    for sign in plain:
        if unicodedata.category(sign) in _UNSEEN:
            raise WrongError("control", sign=f"U+{ord(sign):04X}")
    reader = _READERS.get(column)
    if reader is not None:
        return reader(plain), []
    _require_length(plain, _limit(kind, column))
    notes = list(_name_notes(text, plain))
    return plain, notes


def _name_notes(text: str, plain: str) -> Iterator[Note]:
    """A name's own oddities. Raises WrongError for what would do harm in a table."""
    if plain.startswith(_FORMULA):
        raise WrongError("begins-as-formula", sign=plain[0])
    if _LOST.search(plain):
        raise WrongError("letters-lost")
    if unicodedata.normalize("NFC", text) != plain:
        yield "stray-spaces", {}
    for word in _WORD.findall(plain):
        if _CYRILLIC.search(word) and _LATIN.search(word):
            yield "mixed-letters", {"word": word, "letters": ", ".join(sorted(set(_LATIN.findall(word))))}
            return


def _code(text: str) -> str:
    if text.casefold() in RESERVED:
        raise WrongError("code-reserved", value=text)
    if _CYRILLIC.search(text):
        raise WrongError("code-cyrillic", value=text, letters=", ".join(sorted(set(_CYRILLIC.findall(text)))))
    _require_length(text, CODE_LENGTH)
    if not _CODE.match(text):
        raise WrongError("code-form", value=text)
    return text


def _kind(text: str) -> str:
    if text.casefold() not in KIND_WORDS:
        raise WrongError("bad-kind", value=text)
    return KIND_WORDS[text.casefold()]


def _day(text: str) -> datetime.date:
    found = _DAY.match(text)
    parts = () if found is None else found.groups()[:3] if found[1] else found.groups()[:2:-1]
    try:
        year, month, day = map(int, parts)
        read = datetime.date(year, month, day)
    except ValueError:
        raise WrongError("bad-day", value=text) from None
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise WrongError("bad-day", value=text)
    return read


def _count(text: str) -> int:
    if not _COUNT.fullmatch(text) or (read := int("".join(text.split()))) > MOST_CLIENTS:
        raise WrongError("bad-count", value=text)
    return read


def _truth(text: str) -> bool:
    said = text.casefold()
    if said in YES or said.startswith(PUBLIC):
        return True
    if said in NO or said.startswith(NOT_YET):
        return False
    raise WrongError("bad-truth", value=text)


_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "code": _code,
    "kind": _kind,
    "agency": str,
    "region": str,
    "predecessor": str,
    "kk_checked": _truth,
    "valid_from": _day,
    "valid_to": _day,
    "clients": _count,
}
"""The others are names."""


def _require_length(text: str, limit: int) -> None:
    if len(text) > limit:
        raise WrongError("too-long", length=str(len(text)), limit=str(limit))


def _limit(kind: Kind, column: str) -> int:
    """Characters that the records have for the column."""
    kept: Any = TABLES[kind].c[column].type
    return int(kept.length)
