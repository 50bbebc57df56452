"""Decides what one turn amounts to."""

import msgspec

from surveys.interview.arrival import CampaignRoute
from surveys.interview.events import Event
from surveys.interview.prompts import Show
from surveys.interview.state import Interview


class TurnResult(msgspec.Struct, frozen=True, gc=False):
    """The interview that the turn now stands in, what happened, and what to show, in this order.

    `interview` and `route` are None where the turn came to no interview; inside one, `route` is known to who called.
    `aside`: the interview that the turn came to, where another one of its campaign goes on in its place.
    """

    interview: Interview | None
    events: tuple[Event, ...] = ()
    shows: tuple[Show, ...] = ()
    route: CampaignRoute | None = None
    aside: Interview | None = None
