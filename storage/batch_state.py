"""Decides what a batch of turns knows of its respondents, and which interview each turn belongs to."""

from dataclasses import dataclass, field

from storage.interview_rows import OpenInterview, known_as
from storage.turn import Address, Turn
from surveys.interview.arrival import Arrival, CampaignRoute, Heard, Started, language_of
from surveys.interview.directory import Directory, Offer

EVERY_SERVICE = "*"
"""The service of a participation from before there was one: it counts for all services of its campaign."""


@dataclass(slots=True)
class BatchState:
    """All that a batch may need. Turns of one respondent see what the turns before them changed.

    `seen`: updates that are recorded. `latest`: each address's interviews in progress, the last touched one last.
    `spoken`: the languages of those whose ended interview still waits for its batch.
    `offers`: what can be chosen without a link, where a turn may lead to that, and `only`, where it is one thing.
    `participants`: (campaign, service, address) whose answers are in. `ended`: what the interviews that ended lately
    ended by, to know the second press of a double tap. `unreadable`: open rows whose key is bad or gone, to be put
    aside. `stopped`: campaigns whose key is bad: nobody can begin there.
    """

    seen: set[int] = field(default_factory=set)
    spoken: dict[Address, str] = field(default_factory=dict)
    interviews: dict[str, OpenInterview] = field(default_factory=dict)
    latest: dict[Address, list[str]] = field(default_factory=dict)
    routes: dict[str, CampaignRoute] = field(default_factory=dict)
    offers: Directory = field(default_factory=Directory)
    only: CampaignRoute | None = None
    participants: set[tuple[str, str, Address]] = field(default_factory=set)
    ended: dict[str, Heard] = field(default_factory=dict)
    unreadable: list[int] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)

    def find(self, turn: Turn) -> OpenInterview | None:
        """The interview that the turn belongs to: that of the pressed button or of the link, else the last touched."""
        mine = self.latest.get(turn.address, [])
        if turn.interview is not None:
            pressed = known_as(turn.interview)
            return self.interviews[pressed] if pressed in mine else None
        last = self.interviews[mine[-1]] if mine else None
        if not isinstance(turn.heard, Started):
            return last
        wanted = self.wanted(turn)
        if not turn.heard.payload and (wanted is None or (last is not None and last.route.open)):
            return last
        known = [self.interviews[name] for name in mine]
        same = [each for each in known if wanted is not None and each.route.campaign == wanted.campaign]
        if same:
            return same[-1]
        return None if turn.heard.payload else last

    def wanted(self, turn: Turn) -> CampaignRoute | None:
        """Where a start leads: by its link, or without one to the only thing that is open."""
        if not isinstance(turn.heard, Started):
            return None
        if turn.heard.payload:
            return self.routes.get(turn.heard.payload)
        return self.only

    def arrival(self, turn: Turn, found: OpenInterview | None) -> Arrival:
        """What is known for this turn. `found`: the interview it belongs to."""
        wanted = self.wanted(turn)
        return Arrival(
            language=self._language(turn.address),
            hint=turn.hint,
            interview=found.interview if found else None,
            route=found.route if found else None,
            wanted=wanted,
            answered=wanted is not None and self.has_answered(wanted, turn.address),
            stopped=wanted is not None and wanted.campaign in self.stopped,
            repeated=found is None and self.ended.get(known_as(turn.interview)) == turn.heard,
            offers=self.offers,
            rated=self._rated(turn.address),
        )

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
        mine = (self.interviews[name].interview.language for name in reversed(self.latest.get(address, ())))
        return next((language for language in mine if language), None) or self.spoken.get(address)

    def has_answered(self, route: CampaignRoute | Offer, address: Address) -> bool:
        """Whether this person's answers about the route's service are in already."""
        return not self.participants.isdisjoint(
            {(route.campaign, service, address) for service in (route.service, EVERY_SERVICE)}
        )
