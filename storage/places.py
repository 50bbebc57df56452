"""Decides where a question stands in its chat as a turn comes in, and which message each thing to show changes.

In a private chat the numbers of messages rise over both sides: what has a lower number than the question was written
before it could be seen.
"""

from collections.abc import Set

from storage.interview_rows import OpenInterview
from storage.turn import Outgoing, Turn
from surveys.interview.arrival import Unseen
from surveys.interview.events import Typed
from surveys.interview.prompts import Ask, Changing, Retire, Say, Settle, Show
from surveys.interview.state import Stands

ON_ITS_WAY = 60.0
"""Seconds after which a question of which no channel says where it stands is taken for lost."""


def stands(turn: Turn, found: OpenInterview, *, is_last: bool, now: float) -> Stands:
    """Where the present question stands at `now`. `is_last`: its interview is the last that the person touched."""
    if found.message is None:
        return "coming" if not found.lost and abs(now - found.touched) < ON_ITS_WAY else "above"
    return "last" if is_last and not found.below and not _came_below(turn, found) else "above"


def unseen(turn: Turn, found: OpenInterview) -> Unseen | None:
    """Why typed words are no answer to the present question; None where they are, or where the channel cannot tell."""
    if not isinstance(turn.heard, Typed) or turn.own is None:
        return None
    if found.first is None or turn.own < found.first:
        return "before"
    if turn.borrowed:
        return "borrowed"
    return "reply" if turn.replies_to not in {None, found.first, found.message} else None


def note_press(turn: Turn, found: OpenInterview | None) -> None:
    """A press with the present turn number came from a message that shows the present question."""
    if found is None or turn.message is None:
        return
    if getattr(turn.heard, "turn", None) == found.interview.turn:
        found.message, found.lost = turn.message, False


def asked_by(shows: tuple[Show, ...]) -> Ask | None:
    """What is asked by these; a turn asks one thing at most."""
    for show in shows:
        if isinstance(show, Ask):
            return show
    return None


def note_shows(
    known: OpenInterview, turn: Turn, shows: tuple[Show, ...], *, asked: Ask | None, same: bool
) -> None:
    """Notes where the question that is present after the turn stands. `same`: it is that of before.

    Until the channel has taken a question, only delivery can know where it stands.
    """
    if asked is None:
        known.below += _came_below(turn, known) + sum(isinstance(show, Say) for show in shows)
        return
    known.seen = known.first if same else None
    known.left = known.left if same else known.message
    known.message, known.below, known.lost = None, 0, False


def is_worth_it(show: Show, tapped: int | None, *, settled: Set[int | None]) -> bool:
    """False for a message that is not known, and for taking the buttons from one that has none, or that is the present
    question. `settled`: these.
    """
    if isinstance(show, Retire) and show.where == "pressed":
        return tapped is not None and tapped not in settled
    return not isinstance(show, Settle) or show.where != "pressed" or tapped is not None


def outgoing(
    turn: Turn, known: OpenInterview | None, shows: tuple[Show, ...], *, before: int | None, left: int | None
) -> tuple[Outgoing, ...]:
    """What the turn shows. `before`: the message where its question stood when it came, `left`: of the one before."""
    messages = {"present": before, "former": left, "pressed": turn.message}
    interview = known.id if known else None
    return tuple(
        Outgoing(
            turn.bot,
            turn.update,
            place,
            turn.address,
            interview,
            messages[show.where] if isinstance(show, Changing) else None,
            show,
        )
        for place, show in enumerate(shows)
    )


def _came_below(turn: Turn, found: OpenInterview) -> bool:
    """Whether the person's own message stands under the question."""
    return turn.own is not None and found.message is not None and turn.own > found.message
