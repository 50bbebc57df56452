"""Decides what somebody without a link can choose from: agencies, their services, pages of both, what words found.

Nothing of it is kept: each button says which page it leads to. Nobody is offered what they have answered.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from surveys.interview.arrival import Arrival, CampaignRoute, language_of
from surveys.interview.directory import Directory, Offer, find
from surveys.interview.events import Browsed
from surveys.interview.one_time import is_token
from surveys.interview.prompts import Ask, Choice, Prompt, Refresh, Retire, Say, Settle
from surveys.interview.result import TurnResult
from surveys.notices import NoticeKey
from surveys.spelling import alphabetical, folded_words

PAGE = 8
"""Entries on a page: more would push the question off a small screen."""
LOOKED_AFTER = 128
"""Offers of which it is asked whether the respondent has answered them: a dozen microseconds each."""

THANKS = frozenset(folded_words("рахмет рақмет алғыс спасибо спс благодарю thanks thank"))
GREETINGS = frozenset(
    folded_words(
        "сәлем сәлеметсіз ассалаумағалейкум қайырлы здравствуйте здравствуй привет добрый доброе hello hi "
        "start старт начать бастау"
    )
)
BESIDE = frozenset(
    folded_words("көп үлкен сізге бе күн кеш таң большое огромное вам за все день вечер утро you very much")
)
"""What is said beside thanks and greetings: a text of nothing else asks for no service."""


def offer(arrival: Arrival, notice: NoticeKey | None = None) -> TurnResult:
    """What can be rated now, as a new message; `notice` is said above it, or alone where there is nothing."""
    if not _left(arrival):
        none: NoticeKey = "answered_all" if arrival.offers.offers else "nothing_open"
        return TurnResult(None, shows=(Say(language=language_of(arrival), notice=notice or none),))
    return TurnResult(None, shows=(Ask(prompt=_prompt(arrival, Browsed(), notice=notice)),))


def browse(arrival: Arrival, browsed: Browsed) -> TurnResult:
    """Another page, in place of the one whose button was pressed."""
    if not _left(arrival):
        return TurnResult(None, shows=(Retire(), *offer(arrival).shows))
    return TurnResult(None, shows=(Refresh(prompt=_prompt(arrival, browsed), where="pressed"),))


def search(arrival: Arrival, text: str) -> TurnResult:
    """What typed words find; thanks are not looked for."""
    words = set(folded_words(text))
    if words & THANKS and words <= THANKS | BESIDE:
        return TurnResult(None, shows=(Say(language=language_of(arrival), notice="thanked"),))
    if not words or not _left(arrival) or (words & GREETINGS and words <= GREETINGS | BESIDE):
        return offer(arrival)
    found = find(arrival.offers, text, language_of(arrival))
    if not found.agencies and not found.offers:
        return offer(arrival, "not_found")
    if not _unrated(arrival, found.offers) and not _agencies(arrival, found.agencies):
        return offer(arrival, "already_answered")
    browsed = Browsed(words=" ".join(folded_words(text)))
    return TurnResult(None, shows=(Ask(prompt=_prompt(arrival, browsed)),))


def picked(arrival: Arrival, result: TurnResult) -> TurnResult:
    """What a pressed service leads to; the message with its button says what was chosen, and has no buttons more."""
    wanted = arrival.wanted
    if arrival.stopped:
        return result  # the button can be pressed again in a minute
    if wanted is None or not wanted.open:
        return replace(result, shows=(Retire(), *result.shows))
    if arrival.answered:
        result = offer(arrival, "already_answered")
    language = language_of(arrival)
    agency, service = (wanted.about[name][language] for name in ("agency", "service"))
    chosen = Settle(language=language, text=agency, answer=_capital(service), where="pressed")
    return replace(result, shows=(chosen, *result.shows))


def why_not(payload: str, wanted: CampaignRoute | None) -> NoticeKey | None:
    """What is said of a link that does not lead into an interview; nothing where there was no link."""
    if not payload:
        return None
    if wanted is None:
        return "unknown_token" if is_token(payload) else "unknown_link"
    return "paused" if wanted.later else "closed_link"


def looked_after(known: Directory, heard: object, language: str) -> Sequence[Offer]:
    """The offers of which the respondent's participation must be known before the turn is taken."""
    if len(known.offers) <= LOOKED_AFTER:
        return known.offers
    if isinstance(heard, Browsed) and heard.agency:
        return [offer for offer in known.offers if offer.agency == heard.agency]
    text = getattr(heard, "words", "") or getattr(heard, "text", "")
    return find(known, text, language).offers[:LOOKED_AFTER]


def _prompt(arrival: Arrival, browsed: Browsed, *, notice: NoticeKey | None = None) -> Prompt:
    language, left = language_of(arrival), _left(arrival)
    said: NoticeKey | None = notice
    codes: Sequence[str] = ()
    offers = _in_order([each for each in left if each.agency == browsed.agency], language)
    if browsed.words:
        found = find(arrival.offers, browsed.words, language)
        codes, offers = _agencies(arrival, found.agencies), _unrated(arrival, found.offers)
    elif browsed.agency and not offers:
        said, browsed = "already_answered", Browsed()
    if not codes and not offers:
        browsed = Browsed(page=browsed.page)
        codes, offers = _whole(left, language)
    pages = -(-(len(codes) + len(offers)) // PAGE)
    page = min(browsed.page, pages - 1)
    entries = [*codes, *offers][page * PAGE : (page + 1) * PAGE]
    facts: dict[str, str] = {"notice": said} if said else {}
    if browsed.agency:
        facts["agency"] = offers[0].names["agency"][language]
    names = {each.agency: each.names["agency"][language] for each in left}
    return Prompt(
        kind="services",
        turn=0,
        language=language,
        agencies=tuple(Choice(code=each, label=names[each]) for each in entries if isinstance(each, str)),
        choices=_services([each for each in entries if isinstance(each, Offer)], language),
        pages=(page + 1, pages) if pages > 1 else None,
        browsed=replace(browsed, page=page),
        facts=facts,
    )


def _whole(left: Sequence[Offer], language: str) -> tuple[Sequence[str], Sequence[Offer]]:
    """Agencies where there are many services, else the services; in the order of the reader's alphabet."""
    names = {offer.agency: offer.names["agency"][language] for offer in left}
    if len(left) > PAGE and len(names) > 1:
        return sorted(names, key=lambda code: alphabetical(names[code])), ()
    return (), _in_order(left, language)


def _services(offers: Sequence[Offer], language: str) -> tuple[Choice, ...]:
    """The campaign stands beside a service that several of them ask about."""
    services = [offer.service for offer in offers]
    return tuple(
        Choice(
            code=each.route,
            label=_capital(each.names["service"][language])
            + (f" ({each.names['campaign'][language]})" if services.count(each.service) > 1 else ""),
        )
        for each in offers
    )


def _left(arrival: Arrival) -> Sequence[Offer]:
    return _unrated(arrival, arrival.offers.offers)


def _unrated(arrival: Arrival, offers: Sequence[Offer]) -> Sequence[Offer]:
    return [offer for offer in offers if offer.route not in arrival.rated]


def _agencies(arrival: Arrival, codes: Sequence[str]) -> Sequence[str]:
    """Those of the agencies that have something left to rate."""
    left = {offer.agency for offer in _left(arrival)}
    return [code for code in codes if code in left]


def _in_order(offers: Sequence[Offer], language: str) -> Sequence[Offer]:
    return sorted(offers, key=lambda offer: (alphabetical(offer.names["service"][language]), offer.route))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
