"""Decides what becomes of the interviews of somebody who has blocked the bot: they rest, marked, until they go on.

An interview that is marked is as it was and goes on at any time; it is only counted as blocked meanwhile, and left
alone by whatever would write to its person first. Being told twice changes nothing, and there is nothing to mark of
somebody without an interview in progress. Any turn of the person's own lifts the mark, since who writes can be reached.
"""

from collections.abc import Iterator

from storage import counters
from storage.batch_state import BatchState
from storage.changes import Changes
from storage.environment import Environment
from storage.interview_rows import OpenInterview
from storage.turn import Address, Blocked, Turn


def note(
    changes: Changes, state: BatchState, turn: Turn, heard: Blocked, *, environment: Environment
) -> None:
    """Notes what a channel says of whether somebody can be reached."""
    changes.updates.append({"bot": turn.bot, "update": turn.update})
    if heard.lifted:
        note_back(changes, state, turn.address)
        return
    for known in _of(changes, state, turn.address):
        if not known.blocked:
            known.blocked = counters.hour_of(environment.now)
            counters.note_blocked(changes.counted, known)


def note_back(changes: Changes, state: BatchState, address: Address) -> None:
    """Notes that somebody can be reached."""
    if any(state.interviews[name].blocked for name in state.in_progress(address)):
        for known in _of(changes, state, address):
            if known.blocked:
                counters.note_reached(changes.counted, known)
                known.blocked = 0


def _of(changes: Changes, state: BatchState, address: Address) -> Iterator[OpenInterview]:
    """Their interviews in progress, which will be written."""
    for where, names in ((changes.touched, state.latest), (changes.parked, state.parked)):
        for name in names.get(address, ()):
            where[name] = state.interviews[name]
            yield state.interviews[name]
