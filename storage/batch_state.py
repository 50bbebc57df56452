"""Decides what a batch of turns knows of its respondents, and which interview each turn belongs to."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from storage import places
from storage.interview_rows import EndedInterview, OpenInterview, known_as
from storage.tokens import TOKEN, Token, digest
from storage.turn import Address, Blocked, Turn
from surveys.interview.arrival import Arrival, CampaignRoute, Heard, Started, language_of
from surveys.interview.directory import Directory, Offer
from surveys.interview.state import Another, Interview

EVERY_SERVICE = "*"
"""The service of a participation from before there was one: it counts for all services of its campaign."""

Ended = dict[str, tuple[Heard | Blocked, int | None]]
"""By an interview's name, what it ended by and the message that was pressed."""


@dataclass(slots=True)
class BatchState:
    """All that a batch may need. Turns of one respondent see what the turns before them changed.

    `seen`: updates that are recorded. `latest`: each address's interviews in progress, the last touched one last;
    `parked`: likewise those that were set aside. `spoken`: the languages of those whose ended interview still waits for
    its batch, `finished`: the last of these interviews.
    `offers`: what can be chosen without a link, where a turn may lead to that, and `only`, where it is one thing.
    `participants`: (campaign, service, address) whose answers are in. `ended`: what the interviews that ended lately
    ended by, to know the second press of a double tap. `unreadable`: open rows whose key is bad or gone, to be put
    aside. `stopped`: campaigns whose key is bad: nobody can begin there. `tokens`: one-time links by the hash of their
    secret. `declined`: by which routes people came who answered nothing, as long as that waits for its batch.
    """

    seen: set[int] = field(default_factory=set)
    spoken: dict[Address, str] = field(default_factory=dict)
    interviews: dict[str, OpenInterview] = field(default_factory=dict)
    latest: dict[Address, list[str]] = field(default_factory=dict)
    parked: dict[Address, list[str]] = field(default_factory=dict)
    finished: dict[Address, EndedInterview] = field(default_factory=dict)
    routes: dict[str, CampaignRoute] = field(default_factory=dict)
    offers: Directory = field(default_factory=Directory)
    only: CampaignRoute | None = None
    participants: set[tuple[str, str, Address]] = field(default_factory=set)
    ended: Ended = field(default_factory=dict)
    unreadable: list[int] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    tokens: dict[str, Token] = field(default_factory=dict)
    declined: dict[Address, set[str]] = field(default_factory=dict)

    def in_progress(self, address: Address) -> list[str]:
        """The interviews of a person that can go on, with those that were set aside."""
        return [*self.latest.get(address, ()), *self.parked.get(address, ())]

    def find(self, turn: Turn) -> OpenInterview | None:
        """The interview that the turn belongs to: that of the pressed button or of the link, else the last touched."""
        mine = self.latest.get(turn.address, [])
        if turn.interview is not None:
            return self._pressed(turn, mine)
        last = self.interviews[mine[-1]] if mine else None
        if not isinstance(turn.heard, Started):
            return last
        wanted = self._led_to(turn.heard.payload) if turn.heard.payload else self.only
        if not turn.heard.payload and (wanted is None or (last is not None and last.route.open)):
            return last
        same = [each for each in map(self.interviews.__getitem__, mine) if _is_of(each, wanted)]
        if same:
            return same[-1]
        return None if turn.heard.payload else last

    def _pressed(self, turn: Turn, mine: list[str]) -> OpenInterview | None:
        """One that was set aside goes on by a press where no other of its campaign is open."""
        name = known_as(turn.interview)
        if name in mine:
            return self.interviews[name]
        if name not in self.parked.get(turn.address, ()):
            return None
        parked = self.interviews[name]
        others = map(self.interviews.__getitem__, mine)
        return None if any(_is_of(other, parked.route) for other in others) else parked

    def wanted(self, turn: Turn, found: OpenInterview | None) -> CampaignRoute | None:
        """Where a turn may lead besides the interview found: by its link, to another service that was asked about, to
        the only thing that is open, or back to an interview that was set aside.
        """
        if isinstance(turn.heard, Started) and turn.heard.payload:
            return self._led_to(turn.heard.payload)
        if found is not None and (found.route.open or not isinstance(turn.heard, Started)):
            between = found.interview.between
            return self._asked_about(between) if isinstance(between, Another) else None
        parked = self.parked.get(turn.address)
        if parked and turn.interview is None:
            return self.interviews[parked[-1]].route
        return self.only if isinstance(turn.heard, Started) else None

    def _led_to(self, payload: str) -> CampaignRoute | None:
        """Where a link leads; the payload of a route for one-time links is that of no link."""
        route = self.routes.get(payload)
        if route is None:
            return self._by_token(digest(payload))
        return None if route.kind == TOKEN else route

    def _asked_about(self, another: Another) -> CampaignRoute | None:
        return self._by_token(another.token) or self.routes.get(another.route)

    def _by_token(self, hashed: str) -> CampaignRoute | None:
        """The route of a one-time link, and whether it still lets somebody begin."""
        token = self.tokens.get(hashed)
        route = self.routes.get(token.route) if token else None
        if token is None or route is None:
            return None
        if token.used or token.expired:
            return replace(route, spent="token_used" if token.used else "token_expired")
        return replace(route, token=hashed)

    def begun(self, address: Address, route: CampaignRoute | None) -> OpenInterview | None:
        """What this person has begun about the route's service, and set aside."""
        for name in reversed(self.parked.get(address, ())):
            if _is_of(self.interviews[name], route, service=True):
                return self.interviews[name]
        return None

    def arrival(self, turn: Turn, found: OpenInterview | None, *, now: float) -> Arrival:
        """What is known for this turn at `now`, seconds since 1970. `found`: the interview it belongs to."""
        wanted = self.wanted(turn, found)
        begun = self.begun(turn.address, wanted)
        return Arrival(
            language=self._language(turn.address),
            hint=turn.hint,
            interview=found.interview if found else None,
            route=found.route if found else None,
            stands=places.stands(turn, found, is_last=self._is_last(found), now=now) if found else "above",
            unseen=places.unseen(turn, found) if found else None,
            sent=turn.sent,
            wanted=wanted,
            begun=begun.interview if begun else None,
            begun_by=begun.route if begun else None,
            declined=frozenset(self.declined.get(turn.address, ())),
            answered=wanted is not None and self.has_answered(wanted, turn.address),
            stopped=wanted is not None and wanted.campaign in self.stopped,
            repeated=found is None and self.ended_by(turn)[0] == turn.heard,
            finished=self._finished(turn.address) if found is None else None,
            offers=self.offers,
            rated=self._rated(turn.address),
        )

    def ended_by(self, turn: Turn) -> tuple[Heard | Blocked | None, int | None]:
        """What ended the interview of the pressed button, if that was lately, and the message with this button."""
        return self.ended.get(known_as(turn.interview), (None, None))

    def _is_last(self, found: OpenInterview) -> bool:
        """Whether no other interview of the person was touched after it."""
        return self.latest.get(found.address, [found.id])[-1] == found.id

    def _finished(self, address: Address) -> tuple[Interview, CampaignRoute] | None:
        ended = self.finished.get(address)
        if ended is None or ended.route not in self.routes:
            return None
        interview = Interview(
            language=ended.language or None, stage="complete", answers=ended.answers, written=ended.written
        )
        return interview, self.routes[ended.route]

    def language(self, turn: Turn) -> str:
        """What is spoken to whoever sent the turn."""
        return language_of(Arrival(language=self._language(turn.address), hint=turn.hint))

    def _rated(self, address: Address) -> frozenset[str]:
        """The offered routes that lead to what this person has answered."""
        if not self.offers.offers or not any(who == address for _, _, who in self.participants):
            return frozenset()
        return frozenset(offer.route for offer in self.offers.offers if self.has_answered(offer, address))

    def _language(self, address: Address) -> str | None:
        """What somebody has chosen, as long as anything of theirs is kept."""
        for name in reversed(self.latest.get(address, ())):
            language = self.interviews[name].interview.language
            if language:
                return language
        return self.spoken.get(address)

    def has_answered(self, route: CampaignRoute | Offer, address: Address) -> bool:
        """Whether this person's answers about the route's service are in already."""
        return not self.participants.isdisjoint(
            {(route.campaign, service, address) for service in (route.service, EVERY_SERVICE)}
        )


def _is_of(known: OpenInterview, route: CampaignRoute | None, *, service: bool = False) -> bool:
    """Whether it is an interview of the route's campaign, and of its service too."""
    if route is None or known.route.campaign != route.campaign:
        return False
    return not service or known.route.service == route.service
