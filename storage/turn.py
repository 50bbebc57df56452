"""Decides the records in which a turn comes in and what it led to goes out."""

from typing import NamedTuple

import msgspec

from surveys.interview.arrival import Heard
from surveys.interview.prompts import Show

IN_NO_OUTBOX = -1
"""The place of something to show that is not kept: it is shown once, or never."""


class Address(NamedTuple):
    """Where a respondent is reached: a channel, and what it calls them."""

    channel: str
    name: str


class Turn(msgspec.Struct, frozen=True, gc=False):
    """One update in our words. `bot` and `update` name it; `interview` and `message` are known for a press only.

    `hint` is the language of the app. `press` is the channel's own name of the press, which must be answered; it is
    not kept.
    """

    bot: int
    update: int
    address: Address
    heard: Heard
    interview: str | None = None
    message: int | None = None
    hint: str | None = None
    press: str | None = None


class Outgoing(msgspec.Struct, frozen=True, gc=False):
    """The thing to show at `place` (from 0) among those of one update.

    `message`: what it changes, None for a new message or where it was not known yet.
    """

    bot: int
    update: int
    place: int
    address: Address
    interview: str | None
    message: int | None
    show: Show

    @property
    def key(self) -> tuple[int, int]:
        """What it is known by: its update, and its place among what that update had to show."""
        return self.update, self.place


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What a turn led to, durable by now. `repeated`: the update was known; `put_aside`: it could not be taken."""

    shows: tuple[Outgoing, ...] = ()
    repeated: bool = False
    put_aside: bool = False


class Delivered(msgspec.Struct, frozen=True, gc=False):
    """Something that is done with: sent as `message`, where the present question now stands, changed, or given up."""

    outgoing: Outgoing
    message: int | None = None
    failed: str | None = None
