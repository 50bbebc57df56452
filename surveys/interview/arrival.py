"""Decides what can reach us from a respondent, and what is known of them when it does."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from surveys.answers import Answer
from surveys.coding import DEFAULT_LANGUAGE, LANGUAGES
from surveys.interview.directory import Directory
from surveys.interview.events import Browsed, Input
from surveys.interview.scene import CampaignWordings
from surveys.interview.state import Interview, Stands
from surveys.questionnaire import Questionnaire


class Started(msgspec.Struct, frozen=True):
    """`/start`, with the payload of the link that was followed; empty without one.

    `picked`: no link was followed, but a service pressed among those that were offered.
    """

    payload: str = ""
    picked: bool = False


class Helped(msgspec.Struct, frozen=True):
    """`/help`, or something nobody asked for: a photo, a sticker, a voice note, a message that was changed later."""

    why: Literal["help", "unsupported", "edited"]


class Withdrew(msgspec.Struct, frozen=True):
    """The button of a receipt: its secret, and whether the respondent has been asked if they are sure."""

    secret: str
    sure: bool = False


Heard = Input | Started | Browsed | Helped | Withdrew


Spent = Literal["token_used", "token_expired"]
"""Why a one-time link lets nobody begin."""


class CampaignRoute(msgspec.Struct, frozen=True):
    """One route into one campaign: what is asked there, about which agency and service, and whether it is open.

    `service` is the service's code, `kind` how people come by the route, `office` the code of where its poster hangs:
    `known` are the answers that this brings. `later`: it is not open, but will be. `token`: the hash of the one-time
    link by which somebody comes now, and which is used up by beginning; `spent`: why it lets nobody begin any more.
    """

    route: str
    campaign: str
    questionnaire: Questionnaire
    about: CampaignWordings
    open: bool = True
    later: bool = False
    service: str = ""
    kind: str = "link"
    office: str = ""
    known: Mapping[str, Answer] = {}
    token: str = ""
    spent: Spent | None = None


Unseen = Literal["before", "reply", "borrowed"]
"""Why typed words are no answer to the present question: they were written before it was shown, answer another message,
or are somebody else's."""


class Arrival(msgspec.Struct, frozen=True):
    """What is known of a respondent when a turn arrives.

    `language` was chosen earlier, `hint` is that of the app. `interview` is the one that the turn belongs to, and
    `route` the way it came in by; `stands` says where its question is in the chat, `unseen` why words do not answer it,
    `sent` when they were written (seconds since 1970). `wanted` is where a link leads, or another service that was
    asked about; `begun` the interview there that was set aside, and `begun_by` the way it came in by; `declined` are
    the routes by which this respondent has lately come and answered nothing; `answered` says that its campaign has this
    respondent's answers about its service. `stopped`: nobody can begin there at present. `repeated`: this very press
    has just ended its interview. `finished`: the last interview that has ended and waits for its batch, with its route.
    `offers`: what can be chosen without a link, where the turn may lead to that, and
    `rated` the routes among them that this respondent has answered.
    """

    language: str | None = None
    hint: str | None = None
    interview: Interview | None = None
    route: CampaignRoute | None = None
    stands: Stands = "above"
    unseen: Unseen | None = None
    sent: int | None = None
    wanted: CampaignRoute | None = None
    begun: Interview | None = None
    begun_by: CampaignRoute | None = None
    declined: frozenset[str] = frozenset()
    answered: bool = False
    stopped: bool = False
    repeated: bool = False
    finished: tuple[Interview, CampaignRoute] | None = None
    offers: Directory = Directory()
    rated: frozenset[str] = frozenset()


def language_of(arrival: Arrival) -> str:
    """What is spoken to the respondent: what they have chosen, else that of their app."""
    chosen = arrival.interview.language if arrival.interview else None
    return chosen or arrival.language or language_of_app(arrival.hint)


def language_of_app(hint: str | None) -> str:
    """What is spoken to somebody who has chosen no language: that of their app, where we speak it."""
    return hint if hint in LANGUAGES else DEFAULT_LANGUAGE
