"""Decides how plain words become Telegram's HTML: escaped, without hidden marks, within the limit.

Words are cut before they are escaped, so that neither a tag nor a character reference can be cut in two.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TEXT_LIMIT = 4096
"""UTF-16 units of a message after its tags are read (Bot API, sendMessage)."""

NOTHING = "…"
"""Stands where words have come out empty: Telegram refuses a message or a button without any."""

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f"  # control characters, which Telegram drops
    "\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u206f\ufeff"  # marks that turn or hide what is read
    "\ud800-\udfff]"  # halves of a pair, which no message can carry
)
_BLANKS = re.compile(r"[ \t]+")  # but not the blanks that hold a number or a short word to its neighbour
_ANY_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of plain words, bold or not; it disappears where there are no words."""

    words: str
    bold: bool = False


def hypertext(*blocks: Sequence[Line], limit: int = TEXT_LIMIT) -> str:
    """The lines as HTML, an empty line between blocks. Past `limit` UTF-16 units it ends in "…"."""
    pieces: list[str] = []
    room = limit
    for separator, line in _separated(blocks):
        shown = shortened(line.words, room - len(separator))
        if not shown:
            break
        pieces.append(separator + (f"<b>{_escaped(shown)}</b>" if line.bold else _escaped(shown)))
        room -= len(separator) + units(shown)
    return "".join(pieces) or NOTHING


def seen(words: str) -> str:
    """The words without what cannot be seen, blanks made single, line ends kept."""
    plain = _UNSEEN.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in plain.split("\n")).strip()


def seen_on_one_line(words: str) -> str:
    """The words as a button or a list can hold them."""
    return _ANY_BLANKS.sub(" ", _UNSEEN.sub("", words)).strip() or NOTHING


def shortened(words: str, limit: int) -> str:
    """At most `limit` UTF-16 units of the words, with "…" for the rest; empty where not even that fits."""
    if units(words) <= limit:
        return words
    if limit < 1:
        return ""
    kept = words.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")  # without half a letter
    return f"{kept.rstrip()}{NOTHING}"


def units(words: str) -> int:
    """Length in UTF-16 units, which is how Telegram counts."""
    return len(words) + sum(character > "\uffff" for character in words)


def _separated(blocks: Sequence[Sequence[Line]]) -> Iterator[tuple[str, Line]]:
    separator = ""
    for block in blocks:
        for line in block:
            if shown := seen(line.words):
                yield separator, Line(shown, line.bold)
                separator = "\n"
        separator = "\n\n" if separator else ""


def _escaped(words: str) -> str:
    return html.escape(words, quote=False)
