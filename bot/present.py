"""Decides what is remembered of what was shown, before the database knows: where questions stand, and the language."""

from collections.abc import Sequence

from bot.latest import Latest
from storage.turn import Address, Delivered, Outgoing
from surveys.interview.prompts import Ask, Refresh, Retire, Settle, Show

KEPT = 10_000
"""Interviews, and addresses, of which this is remembered: the latest."""


class PresentQuestions:
    """The newest message of each interview's question, with the question's turn; and the language of each address."""

    def __init__(self) -> None:
        self._newest: Latest[str, tuple[int, int]] = Latest(KEPT)
        self._spoken: Latest[Address, str] = Latest(KEPT)
        self._loose: Latest[Address, int] = Latest(KEPT)

    def remember(self, interview: str, turn: int, message: int) -> None:
        """A copy of the question of this turn was sent."""
        self._newest.put(interview, (turn, message))

    def passed_over(self, interview: str | None, turn: int) -> None:
        """The question of this turn was not sent, since something newer asks it: it may stand nowhere."""
        asked, _ = self._newest.get(interview or "") or (turn, 0)
        if asked != turn:
            self.forget(interview)

    def forget(self, interview: str | None) -> None:
        """The present question stands nowhere that is known: the one before it must not be taken for it."""
        self._newest.pop(interview or "")

    def loose(self, address: Address, following: int | None) -> int | None:
        """The message that asked outside of any interview before, whose buttons go: one keyboard is enough.

        `following`: the message that asks there now. In memory only: every button goes on working.
        """
        before = self._loose.pop(address)
        if following is not None:
            self._loose.put(address, following)
        return before

    def changed(self, address: Address, message: int | None, show: Show) -> None:
        """A message was changed: one that has no buttons now is not loose any more."""
        if message is not None and message == self._loose.get(address) and not isinstance(show, Refresh):
            self._loose.pop(address)

    def spoken(self, address: Address) -> str | None:
        """The language of what was shown to the address last."""
        return self._spoken.get(address)

    def note_language(self, address: Address, work: Sequence[Outgoing | Delivered]) -> None:
        """Something is shown to the address."""
        for each in work:
            if isinstance(each, Outgoing) and (language := _language(each)) is not None:
                self._spoken.put(address, language)

    def asks_still(self, outgoing: Outgoing, work: Sequence[Outgoing | Delivered]) -> bool:
        """Whether what changes a question must be seen although its message is gone: ticks, while it is asked."""
        if not isinstance(outgoing.show, Refresh):
            return False
        asked = outgoing.show.prompt.turn
        turn, _ = self._newest.get(outgoing.interview or "") or (None, None)
        return turn in {None, asked} and not _moves_on(outgoing, work, asked)

    def changed_by(self, outgoing: Outgoing) -> list[int]:
        """The messages that a show changes: the one it was made for, and the newest copy of the same question.

        Of two copies either may be answered, and no button of the other must live on.
        None for the answer to a question that went out with a process that died: it is then sent by itself.
        """
        show = outgoing.show
        if isinstance(show, Retire):
            return [outgoing.message] if outgoing.message is not None else []
        if not isinstance(show, Settle | Refresh):
            return []
        turn, newest = self._newest.get(outgoing.interview or "") or (None, None)
        if newest is None or turn is None:
            return [outgoing.message] if outgoing.message is not None else []
        if outgoing.message is None:
            return [newest]
        same = show.prompt.turn == turn if isinstance(show, Refresh) else show.where == "present"
        return list(dict.fromkeys((outgoing.message, newest))) if same else [outgoing.message]


def _language(outgoing: Outgoing) -> str | None:
    show = outgoing.show
    if isinstance(show, Retire):
        return None
    return show.prompt.language if isinstance(show, Ask | Refresh) else show.language


def _moves_on(outgoing: Outgoing, work: Sequence[Outgoing | Delivered], turn: int) -> bool:
    """Whether the question of `turn`, which this settles, is followed by the next one in the same turn."""
    return any(
        isinstance(each, Outgoing)
        and isinstance(each.show, Ask)
        and each.interview == outgoing.interview
        and each.show.prompt.turn == turn + 1
        for each in work
    )
