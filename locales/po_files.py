"""Decides how a file of translations (gettext PO) is read and written: the texts of one questionnaire in one language.

Read by Babel's parser, which knows Poedit's and Weblate's files; written here, because Babel breaks a long `#| msgid`
in the middle of its quotes, forgets the headers it does not know, and signs with its own version.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from email import message_from_string

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, PoFileParser, denormalize, normalize

SIZE_LIMIT = 2 * 1024
"""KiB: some hundred times the largest file of one questionnaire."""
WIDTH = 100
"""Characters of a line, beyond which a text goes on in the next one."""

_FUZZY = "fuzzy"
_GUESSED = frozenset({"python-format", "python-brace-format"})
"""Flags that Babel adds by itself to a text that looks like it, such as `50 % d`."""
_PREVIOUS = "|"
_CHARSET = re.compile(rb"charset=([A-Za-z0-9_.-]+)")
_LINE_END = re.compile("\r\n|\r|\n")
_WELL_FORMED = re.compile(
    r'(?:#(?!~).*|(?:#~ *)?(?:msg(?:ctxt|id|id_plural|str(?:\[\d\])?) )?"(?:[^"\\]|\\.)*"|#~ *|)\Z'
)
"""A line as PO has it. Babel takes others too, and cuts off their last letter."""
_REMARK = re.compile(r"#~ *+(?!msg|\")")
"""The former text or the flags of an obsolete one: nobody needs them, and Babel stumbles over them."""


class PoError(ValueError):
    """A file that cannot be read; says where and why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One text: `path` says which (msgctxt), `source` is what the translator sees (msgid), `text` the translation.

    `previous`: what it was translated from, where that has changed since. `comments`: for the translator (`#.`).
    `notes`: of the translator (`#`). `flags`: what else stands behind `#,`, such as max-length:36.
    """

    path: str
    source: str
    text: str = ""
    fuzzy: bool = False
    previous: str | None = None
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PoFile:
    """The translations into one language. `obsolete`: of texts that are no longer there, kept behind `#~`."""

    language: str
    entries: tuple[Entry, ...] = ()
    obsolete: tuple[Entry, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    title: tuple[str, ...] = ()
    """The lines of comment at the top."""


def read(raw: bytes) -> PoFile:
    """The file, whatever its line ends, byte order mark and character set. Raises PoError."""
    if len(raw) > SIZE_LIMIT * 1024:
        raise PoError(f"it is larger than {SIZE_LIMIT} KiB")
    lines = ["" if _REMARK.match(line) else line for line in _LINE_END.split(_decoded(raw))]
    for number, line in enumerate(lines, start=1):
        if not _WELL_FORMED.match(line.strip()):
            raise PoError(f"line {number}: a text in double quotes is expected, not {line.strip()[:60]}")
    catalog = _Catalog()
    try:
        PoFileParser(catalog, ignore_obsolete=False, abort_invalid=True).parse(lines)
    except PoFileError as error:
        raise PoError(f"line {error.lineno + 1}: {error}") from None
    except (ValueError, IndexError, AttributeError, TypeError) as error:
        raise PoError(f"it is no PO file ({error})") from None
    found = [_entry(message) for message in catalog if message.id]
    paths = [entry.path for entry in found]
    if twice := sorted({path for path in paths if paths.count(path) > 1}):
        raise PoError(f"{twice[0]} stands twice")
    headers = dict(message_from_string(catalog.headers).items())
    language = headers.get("Language", "").replace("-", "_").partition("_")[0].lower()
    obsolete = tuple(_entry(message) for message in catalog.obsolete.values() if message.id)
    return PoFile(language, tuple(found), obsolete, headers, tuple(catalog.title))


def write(file: PoFile) -> bytes:
    """The file in UTF-8, as Poedit and Weblate write it."""
    head = [f"# {line}".rstrip() for line in file.title]
    header = "".join(f"{name}: {value}\n" for name, value in file.headers.items())
    blocks = ["\n".join([*head, 'msgid ""', f"msgstr {_quoted(header)}"])]
    blocks += [_block(entry, "") for entry in file.entries]
    blocks += [_block(entry, "#~ ") for entry in file.obsolete]
    return ("\n\n".join(blocks) + "\n").encode()


def merged(old: PoFile, new: PoFile) -> PoFile:
    """The texts of `new` with the translations of `old`; nothing that anybody has translated is thrown away.

    A translation of another wording becomes fuzzy and remembers the former one; so does one that `new` words otherwise,
    with that in a comment. One whose text has gone is obsolete, and comes back with its text. Headers that only a
    translator's program knows are kept.
    """
    known = {entry.path: entry for entry in (*old.obsolete, *old.entries)}
    entries = tuple(_carried(entry, known.get(entry.path)) for entry in new.entries)
    there = {entry.path for entry in new.entries}
    gone = [entry for entry in known.values() if entry.path not in there and entry.text]
    kept = {
        name: value
        for name, value in old.headers.items()
        if name not in {"POT-Creation-Date", "Plural-Forms"}
    }
    return PoFile(new.language, entries, tuple(gone), {**new.headers, **kept}, old.title or new.title)


def headers(language: str, *, project: str, source: str, made: str) -> dict[str, str]:
    """The headers of a new file. `source`: the language translated from; `made`: 2026-11-24 10:00+0000."""
    return {
        "Project-Id-Version": project,
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": made,
        "PO-Revision-Date": made,
        "Last-Translator": "",
        "Language-Team": "",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": str(get_plural(language)),
        "X-Source-Language": source,
    }


class _Catalog(Catalog):
    """Keeps what Babel's own catalogue takes apart and forgets."""

    def __init__(self) -> None:
        super().__init__()
        self.headers = ""
        self.title: list[str] = []

    def __setitem__(self, id: str | tuple[str, ...] | list[str], message: Message) -> None:  # noqa: A002 - Babel's
        if id:
            super().__setitem__(id, message)
        else:
            self.headers = str(message.string)
            self.title = list(message.user_comments)


def _decoded(raw: bytes) -> str:
    named = _CHARSET.search(raw[:4096])
    charset = named[1].decode() if named else "utf-8"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        charset = "utf-16"
    elif raw.startswith(b"\xef\xbb\xbf") or charset.upper() in {"CHARSET", "UTF-8", "UTF8"}:
        charset = "utf-8-sig"
    try:
        return raw.decode(charset)
    except LookupError:
        raise PoError(f"its character set {charset} is not known; save it as UTF-8") from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PoError(f"line {line}: this is not {charset}; save it as UTF-8") from None


def _entry(message: Message) -> Entry:
    source = message.id if isinstance(message.id, str) else message.id[0]
    text = message.string if isinstance(message.string, str) else (message.string or ("",))[0]
    former = [
        note.removeprefix(_PREVIOUS).strip() for note in message.user_comments if note.startswith(_PREVIOUS)
    ]
    return Entry(
        path=message.context or "",
        source=source,
        text=text or "",
        fuzzy=_FUZZY in message.flags,
        previous=_previous(former),
        comments=tuple(message.auto_comments),
        notes=tuple(note for note in message.user_comments if not note.startswith(_PREVIOUS)),
        flags=frozenset(message.flags) - {_FUZZY} - _GUESSED,
    )


def _previous(lines: Iterable[str]) -> str | None:
    """The text behind `#| msgid`; its `#| msgctxt` says nothing new."""
    found: list[str] = []
    inside = False
    for line in lines:
        if line.startswith("msg"):
            inside = line.startswith("msgid ")
        if inside:
            found.append(line.removeprefix("msgid "))
    return denormalize("\n".join(found)) if found else None


def _carried(entry: Entry, old: Entry | None) -> Entry:
    if old is None or not old.text:
        return entry if entry.text or old is None else replace(entry, notes=old.notes)
    kept = replace(entry, text=old.text, fuzzy=old.fuzzy, notes=old.notes, previous=old.previous)
    if entry.text and entry.text != old.text:
        kept = replace(
            kept, fuzzy=True, comments=(*entry.comments, f"In the file: {' '.join(entry.text.split())}")
        )
    if old.source == entry.source:
        return kept
    return replace(kept, fuzzy=True, previous=old.previous if old.fuzzy and old.previous else old.source)


def _block(entry: Entry, prefix: str) -> str:
    lines = [f"# {note}".rstrip() for note in entry.notes]
    lines += [f"#. {comment}" for comment in entry.comments]
    flags = [*([_FUZZY] if entry.fuzzy else []), *sorted(entry.flags)]
    lines += [f"#, {', '.join(flags)}"] if flags else []
    if entry.previous is not None and not prefix:
        lines += [f"#| {line}" for line in f"msgid {_quoted(entry.previous)}".splitlines()]
    for keyword, text in (("msgctxt", entry.path), ("msgid", entry.source), ("msgstr", entry.text)):
        if text or keyword != "msgctxt":
            lines += [f"{prefix}{line}" for line in f"{keyword} {_quoted(text)}".splitlines()]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return normalize(text, width=WIDTH)
