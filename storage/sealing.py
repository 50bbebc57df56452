"""Decides who can read what knows a person: sealed under a day's key, which lies outside the database and is destroyed.

A sealed value is AES-256-GCM (NIST SP 800-38D): 2 bytes of the key's day, 4 bytes that name the key, 12 random
bytes, the ciphertext with its tag. What it belongs to is authenticated with it, so that no value can be put in
another's place. With the key every dead row, log and backup of its time becomes unreadable.

A person is looked up by an HMAC-SHA256 under a week's key over channel and address. A week's key lives as long as the
last of its days' keys, so that at most LOOKED_UP hashes can be a person's.
"""

import datetime
import hmac
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.faults import StorageError
from storage.key_files import BadKeyError, create_key, destroy_key, read_key

log = logging.getLogger(__name__)

LIFE = 14
"""Days that a day's key lives, unless the setting says otherwise."""
LOOKED_UP = 3
"""Weeks whose hash of a person is tried: LIFE days lie in at most three weeks."""
PERSONS_KEPT = 4_096
"""Hashes of persons, the latest asked for, that are at hand: each is wanted twice in every turn."""
PERSON_BITS = 63
"""Of the HMAC: a whole number that both databases keep lean. What is opened says whose it is, should two ever meet."""

HEAD = 6
"""Bytes by which a sealed value begins: 2 of the day, 4 that name the key."""

log = logging.getLogger(__name__)

_EPOCH = datetime.date(1970, 1, 1)
_NAME, _NONCE = HEAD - 2, 12
_BODY = HEAD + _NONCE


class SealedError(StorageError):
    """A value that cannot be opened: its key is gone or bad, or the value was changed. `day` is that of its key."""

    def __init__(self, day: datetime.date, why: str) -> None:
        super().__init__(f"what was sealed on {day.isoformat()} cannot be read: {why}")
        self.day = day


@dataclass(frozen=True, slots=True)
class _DayKey:
    head: bytes
    cipher: AESGCM


class Seals:
    """The keys of the days and weeks of one folder, shared by all processes of a bot.

    `secret(n)` gives n random bytes; it makes keys and nonces.
    """

    def __init__(self, folder: Path, *, secret: Callable[[int], bytes]) -> None:
        self._folder = folder
        self._secret = secret
        self._days: dict[int, _DayKey] = {}
        self._weeks: dict[str, hmac.HMAC | None] = {}
        self._bad: set[str] = set()
        self._persons: dict[tuple[str, str, str], int] = {}

    def seal(self, plain: bytes, belongs_to: bytes, *, today: datetime.date) -> bytes:
        """The value under today's key, which is made at its first use.

        Raises BadKeyError where it cannot be made: then nothing may be taken in.
        """
        key = self._days.get(day_number(today)) or self._made(today)
        nonce = self._secret(_NONCE)
        return key.head + nonce + key.cipher.encrypt(nonce, plain, belongs_to)

    def unseal(self, sealed: bytes, belongs_to: bytes) -> bytes:
        """What was sealed for `belongs_to`. Raises SealedError."""
        key = self._key_of(sealed)
        try:
            return key.cipher.decrypt(sealed[HEAD:_BODY], sealed[_BODY:], belongs_to)
        except InvalidTag:
            raise SealedError(day_of(sealed), "it was changed, or belongs to something else") from None

    def require(self, head: bytes) -> None:
        """Raises SealedError unless there is the key for what begins with these HEAD bytes."""
        self._key_of(head)

    def person(self, channel: str, address: str, *, today: datetime.date) -> int:
        """The hash under this week's key by which a person's interviews are kept: PERSON_BITS."""
        week = week_of(today)
        known = self._persons.get((week, channel, address))
        if known is not None:
            return known
        key = self._weeks.get(week)
        if key is None:
            key = self._weeks[week] = _week_key(create_key(self._path(week), self._secret(32)))
        if len(self._persons) >= PERSONS_KEPT:
            self._persons.clear()
        found = self._persons[week, channel, address] = _hashed(key, channel, address)
        return found

    def looked_up(self, channel: str, address: str, *, today: datetime.date) -> tuple[int, ...]:
        """Every hash that may be this person's today, this week's first: at most LOOKED_UP."""
        keys = (self._former(week) for week in former_weeks(today))
        former = [_hashed(key, channel, address) for key in keys if key is not None]
        return (self.person(channel, address, today=today), *former)

    def due(self, today: datetime.date, *, life: int = LIFE) -> tuple[datetime.date, ...]:
        """The days whose keys have lived `life` days: to be destroyed once nothing is left under them."""
        return tuple(day for day in self.days() if (today - day).days >= life)

    def days(self) -> tuple[datetime.date, ...]:
        """The days that have a key, oldest first."""
        return tuple(sorted(self._listed()))

    def destroy(self, day: datetime.date) -> None:
        """Destroys a day's key, and that of its week with the last day of it."""
        destroy_key(self._path(day.isoformat()))
        self._days.pop(day_number(day), None)
        used = {week_of(other) for other in self._listed()}
        for path in self._folder.glob("????-W??.key"):
            if path.stem <= week_of(day) and path.stem not in used:
                destroy_key(path)
                self._weeks.pop(path.stem, None)
                self._persons.clear()

    def _key_of(self, sealed: bytes) -> _DayKey:
        key = self._days.get(int.from_bytes(sealed[:2], "big")) or self._read(day_of(sealed))
        if sealed[:HEAD] != key.head:
            raise SealedError(day_of(sealed), "the key of that day is another one now")
        return key

    def _listed(self) -> Iterator[datetime.date]:
        if self._folder.is_dir():
            for path in self._folder.glob("????-??-??.key"):
                with suppress(ValueError):  # somebody else's file
                    yield datetime.date.fromisoformat(path.stem)

    def _made(self, day: datetime.date) -> _DayKey:
        key = self._days[day_number(day)] = _day_key(
            day, create_key(self._path(day.isoformat()), self._secret(32))
        )
        return key

    def _read(self, day: datetime.date) -> _DayKey:
        try:
            key = self._days[day_number(day)] = _day_key(day, read_key(self._path(day.isoformat())))
        except BadKeyError as error:
            raise SealedError(day, str(error)) from None
        return key

    def _former(self, week: str) -> hmac.HMAC | None:
        """The key of a week gone by; None where there never was one, or no longer, and while it is bad."""
        if week not in self._weeks:
            path = self._path(week)
            try:
                self._weeks[week] = _week_key(read_key(path)) if path.exists() else None
            except BadKeyError as error:
                if week not in self._bad:
                    self._bad.add(week)
                    log.error("who came in %s is not recognised: %s", week, error)  # noqa: TRY400 - it says why
                return None
        return self._weeks[week]

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.key"


def day_of(sealed: bytes) -> datetime.date:
    """The day whose key a value is sealed under."""
    return _EPOCH + datetime.timedelta(days=int.from_bytes(sealed[:2], "big"))


def day_number(day: datetime.date) -> int:
    """Days since 1970, as a sealed value's row keeps the day of its key."""
    return (day - _EPOCH).days


@lru_cache(64)
def week_of(day: datetime.date) -> str:
    """The ISO 8601 week, such as 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


@lru_cache(64)
def former_weeks(day: datetime.date) -> tuple[str, ...]:
    """The weeks before that of the day whose hashes of a person are tried too, the latest first."""
    return tuple(week_of(day - datetime.timedelta(weeks=back)) for back in range(1, LOOKED_UP))


def _day_key(day: datetime.date, key: bytes) -> _DayKey:
    """The head is told by the key itself: a wrong key is known before anything is tried with it."""
    name = hmac.digest(key, b"name", sha256)[:_NAME]
    return _DayKey(day_number(day).to_bytes(2, "big") + name, AESGCM(key))


def _week_key(key: bytes) -> hmac.HMAC:
    """Ready to be copied, which takes half the time of beginning anew for each person."""
    return hmac.new(key, digestmod=sha256)


def _hashed(key: hmac.HMAC, channel: str, address: str) -> int:
    person = key.copy()
    person.update(f"{channel}\0{address}".encode())
    return int.from_bytes(person.digest()[:8], "big") >> (64 - PERSON_BITS)
