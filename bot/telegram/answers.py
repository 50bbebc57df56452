"""Decides what is read of Telegram's answers to calls: whether it did what was asked, and the least beside that.

An answer that says `ok` is never a reason to call again, whatever else it holds, lacks or breaks off in: the message
is in the chat, and a second one would be one too many.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from bot.telegram.arriving import ID_BITS

UNNUMBERED = 0
"""The number of a message that was sent without our hearing which it is; Telegram's own sign for one not there yet."""

_BEGINNING = re.compile(
    rb'\s*\{\s*"ok"\s*:\s*true\s*(?:[,}]|$)(?:\s*"result"\s*:\s*\{\s*"message_id"\s*:\s*(\d{1,20})\s*[,}])?'
)
"""How Telegram's server begins; what comes behind may be new, huge, broken or cut off."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[][{},:]', re.DOTALL)
_NUMBER = re.compile(rb'\s*\{\s*"update_id"\s*:\s*(\d{1,19})\s*[,}]')


class Me(msgspec.Struct, frozen=True):
    """What Telegram says of the bot itself; the last five are set with @BotFather."""

    first_name: str = ""
    username: str = ""
    can_join_groups: bool = False
    can_connect_to_business: bool = False
    supports_guest_queries: bool = False
    has_topics_enabled: bool = False
    allows_users_to_create_topics: bool = False


class _Numbered(msgspec.Struct):
    message_id: int = UNNUMBERED


class _Ok(msgspec.Struct):
    ok: bool = False


class _Sent(msgspec.Struct):
    result: _Numbered


class _About(msgspec.Struct):
    result: Me


class _Updates(msgspec.Struct):
    result: list[msgspec.Raw]


class _Named(msgspec.Struct):
    update_id: int


_ok = msgspec.json.Decoder(_Ok).decode
_sent = msgspec.json.Decoder(_Sent).decode
_about = msgspec.json.Decoder(_About).decode
_updates = msgspec.json.Decoder(_Updates).decode
_named = msgspec.json.Decoder(_Named).decode

_ODD = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def is_done(answer: bytes) -> bool:
    """Whether Telegram says that it did what it was asked."""
    if _BEGINNING.match(answer):
        return True
    try:
        return _ok(answer).ok
    except _ODD:
        return False


def message_of(answer: bytes) -> int:
    """The number of the message that a call has sent, of an answer that is done."""
    if (found := _BEGINNING.match(answer)) and found[1]:
        number = int(found[1])
    else:
        try:
            number = _sent(answer).result.message_id
        except _ODD:
            return UNNUMBERED
    return number if 0 < number < 1 << ID_BITS else UNNUMBERED


def me_of(answer: bytes) -> Me | None:
    """The bot's own account; None for an answer that does not name it."""
    try:
        me = _about(answer).result
    except _ODD:
        return None
    return me if me.username or me.first_name else None


def updates_of(answer: bytes) -> Sequence[bytes] | None:
    """The updates of an answer, each still as JSON; None for an answer that is no list of them."""
    try:
        return [bytes(update) for update in _updates(answer).result]
    except _ODD:
        return _cut(answer)


def update_number(raw: bytes) -> int | None:
    """The number of an update, which stands first in it; also where the rest of it cannot be read."""
    if found := _NUMBER.match(raw):
        number = int(found[1])
    else:
        try:
            number = _named(raw).update_id
        except _ODD:
            return None
    return number if number.bit_length() <= ID_BITS else None


def _cut(answer: bytes) -> Sequence[bytes] | None:
    """The members of the list that `result` is, found by brackets alone, so that one broken member hides no other.

    None where there is no such list. A member that is cut off at the end is left out.
    """
    tokens = _TOKEN.finditer(answer)
    if not _reach_result(tokens):
        return None
    members: list[bytes] = []
    depth, begin = 0, -1
    for token in tokens:
        mark = token[0]
        if mark in (b"{", b"["):
            if depth == 0:
                begin = token.start()
            depth += 1
        elif mark in (b"}", b"]"):
            if depth == 0:
                break
            depth -= 1
            if depth == 0:
                members.append(answer[begin : token.end()])
    return members


def _reach_result(tokens: Iterator[re.Match[bytes]]) -> bool:
    """Goes to behind the bracket that opens the list; False where it is not reached."""
    depth, before = 0, (b"", b"")
    for token in tokens:
        mark = token[0]
        if mark == b"[" and depth == 1 and before == (b'"result"', b":"):
            return True
        depth += (mark in (b"{", b"[")) - (mark in (b"}", b"]"))
        before = before[1], mark
    return False
