"""Decides whether the machine is fit: Python, SQLite, disk, clock."""

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from console.checks.finding import Finding, fail, ok, warn
from storage.days import ZONE

PYTHON = (3, 11)
"""asyncio.timeout and TaskGroup, tomllib, datetime.UTC."""
SQLITE = (3, 37)
"""Ubuntu 22.04's, the oldest that the tests were run on: upsert from a query, WITHOUT ROWID, JSON."""
SCARCE, LOW = 200, 1_000
"""MiB of free disk: under the first a write may fail any day, under the second somebody should look."""
MEBIBYTE = 1024 * 1024
RELEASED = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
"""No clock can rightly show less: this code did not exist."""
AHEAD = datetime.timedelta(minutes=5)
"""How far a record may lie in the future: clocks of two machines differ a little."""
OFFSET = datetime.timedelta(hours=5)
"""All of Kazakhstan since 1 March 2024; an older time zone database says six hours for its east."""


def python(version: tuple[int, int, int]) -> Finding:
    """Whether this Python is new enough."""
    written = ".".join(map(str, version))
    if version[:2] < PYTHON:
        return fail("python", written, "install Python 3.11 or later, then `make setup`")
    return ok("python", written)


def sqlite(version: tuple[int, int, int]) -> Finding:
    """Whether the SQLite library that Python brings knows what the tables need."""
    written = ".".join(map(str, version))
    if version[:2] < SQLITE:
        return fail("sqlite", written, "install Python with SQLite 3.37 or later, or use PostgreSQL")
    return ok("sqlite", written)


def disk(free: int) -> Finding:
    """Whether the data folder has room. `free`: bytes."""
    left = free // MEBIBYTE
    says = f"{left:,} MiB free".replace(",", " ")
    if left < SCARCE:
        return fail("disk", says, "make room now: a full disk stops the bot from taking answers")
    if left < LOW:
        return warn("disk", says, "make room, or move SAUALNAMA_DATA to a larger disk")
    return ok("disk", says)


def clock(now: datetime.datetime, newest: datetime.datetime | None) -> Finding:
    """Whether the time can be believed. `newest`: of the records, None where there are none."""
    says = f"{now.astimezone():%Y-%m-%d %H:%M %z}"
    if now < RELEASED:
        return fail(
            "clock", says, "the clock is slow: switch on time synchronisation (`timedatectl set-ntp true`)"
        )
    if newest is not None and newest > now + AHEAD:
        return fail(
            "clock",
            f"{says}, but a record is of {newest.astimezone():%Y-%m-%d %H:%M %z}",
            "the clock went back: switch on time synchronisation (`timedatectl set-ntp true`)",
        )
    return ok("clock", f"{says}; kept as UTC")


def zones(now: datetime.datetime) -> Finding:
    """Whether the time zone database knows that Kazakhstan has one zone, UTC+5, since March 2024."""
    mend = "bring it up to date: `sudo apt-get install --only-upgrade tzdata`"
    try:
        offset = now.astimezone(ZoneInfo(ZONE)).utcoffset()
    except ZoneInfoNotFoundError:
        return warn(
            "time zones", "there is no time zone database", "install it: `sudo apt-get install tzdata`"
        )
    if offset != OFFSET:
        return warn("time zones", f"{ZONE} is {offset} ahead of UTC, not 5:00", mend)
    return ok("time zones", f"{ZONE} is UTC+5")
