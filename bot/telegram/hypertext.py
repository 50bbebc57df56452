"""Decides how plain words become Telegram's HTML: escaped, without hidden marks, within the limit.

Words are cut before they are escaped, so that neither a tag nor a character reference can be cut in two.
"""

import html
import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

TEXT_LIMIT = 4096
"""UTF-16 units of a message after its tags are read (Bot API, sendMessage)."""

LINES_KEPT = 4_096
"""Lines that are kept ready, the latest used: what a few hundred questionnaires say, some 2 MB."""

NOTHING = "…"
"""Stands where words have come out empty: Telegram refuses a message or a button without any."""

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f"  # control characters, which Telegram drops
    "\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u206f\ufeff"  # marks that turn or hide what is read
    "\ud800-\udfff]"  # halves of a pair, which no message can carry
)
_BLANKS = re.compile(r"[ \t]+")  # but not the blanks that hold a number or a short word to its neighbour
_ANY_BLANKS = re.compile(r"\s+")


class Line(msgspec.Struct, frozen=True):
    """One paragraph of plain words, bold or not; it disappears where there are no words.

    `known`: a catalogue, a questionnaire or the registry says these words, and nobody has typed any of them; only such
    a line is kept ready for the next time.
    """

    words: str
    bold: bool = False
    known: bool = False


class _Shown(msgspec.Struct, frozen=True):
    """A line as it is sent: `size` in UTF-16 units of the words that are seen."""

    words: str
    html: str
    size: int


def hypertext(*blocks: Iterable[Line], limit: int = TEXT_LIMIT) -> str:
    """The lines as HTML, an empty line between blocks. Past `limit` UTF-16 units it ends in "…"."""
    pieces: list[str] = []
    room, separator = limit, ""
    for block in blocks:
        for line in block:
            shown = (_kept_ready if line.known else _shown)(line.words, line.bold)
            if not shown.size:
                continue
            room -= len(separator)
            if shown.size > room:
                shown = _shown(shortened(shown.words, room), line.bold)
                if not shown.size:
                    return "".join(pieces) or NOTHING
            pieces += (separator, shown.html)
            room -= shown.size
            separator = "\n"
        separator = "\n\n" if separator else ""
    return "".join(pieces) or NOTHING


def _shown(words: str, bold: bool) -> _Shown:
    words = seen(words)
    escaped = html.escape(words, quote=False)
    return _Shown(words, f"<b>{escaped}</b>" if bold else escaped, units(words))


_kept_ready = lru_cache(LINES_KEPT)(_shown)


def seen(words: str) -> str:
    """The words without what cannot be seen, blanks made single, line ends kept."""
    if words.isprintable() and "  " not in words:  # nothing hidden, no line ends: as nearly always
        return words.strip()
    plain = _UNSEEN.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in plain.split("\n")).strip()


def seen_on_one_line(words: str) -> str:
    """The words as a button or a list can hold them."""
    if words.isprintable() and "  " not in words:
        return words.strip() or NOTHING
    return _ANY_BLANKS.sub(" ", _UNSEEN.sub("", words)).strip() or NOTHING


def shortened(words: str, limit: int) -> str:
    """At most `limit` UTF-16 units of the words, with "…" for the rest; empty where not even that fits."""
    if units(words) <= limit:
        return words
    if limit < 1:
        return ""
    kept = words.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")  # without half a letter
    return f"{kept.rstrip()}{NOTHING}"


def shortened_inside(words: str, limit: int) -> str:
    """At most `limit` UTF-16 units of the words, "…" for those in the middle: names that only end differently."""
    if units(words) <= limit:
        return words
    end = words.encode("utf-16-le")[-2 * (limit // 2) :].decode("utf-16-le", "ignore").lstrip()
    return shortened(words, limit - units(end)) + end


def units(words: str) -> int:
    """Length in UTF-16 units, which is how Telegram counts."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
