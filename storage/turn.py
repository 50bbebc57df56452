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


class Blocked(msgspec.Struct, frozen=True):
    """The channel says that the person has blocked the bot or is gone; `lifted`: that they can be reached again.

    That is nothing which an interview could hear: it only says whether its person can.
    """

    lifted: bool = False


class Turn(msgspec.Struct, frozen=True, gc=False):
    """One update in our words. `bot` and `update` name it; `interview` and `message` are known for a press only.

    `hint` is the language of the app. `press` is the channel's own name of the press, which must be answered; it is
    not kept. Of what a person writes or sends: `own` is the number of their message, which rises over both sides of a
    chat, `sent` when they sent it (seconds since 1970), `replies_to` the message it answers, `album` what several
    pictures sent at once have in common; `borrowed`: the words are not theirs (forwarded, or from another bot).
    """

    bot: int
    update: int
    address: Address
    heard: Heard | Blocked
    interview: str | None = None
    message: int | None = None
    hint: str | None = None
    press: str | None = None
    own: int | None = None
    sent: int | None = None
    replies_to: int | None = None
    album: str | None = None
    borrowed: bool = False


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
