"""Decides which services can be chosen without a link, and which of them typed words mean."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from surveys.interview.scene import CampaignWordings
from surveys.spelling import alphabetical, folded_words

WORDS = 12
"""Words of a typed text that are looked for: the longest name of a service has about as many."""
BEGINNING = 2
"""Letters of a word from which on its beginning is looked for."""
STEM, ENDING = 4, 3
"""Letters that two forms of one word have in common at least, and that they end differently by at most."""
MISTYPED = 5
"""Letters of a word from which on one of them may be wrong, left out, too many, or in its neighbour's place."""
SHORT = 2
"""Letters of the words that no abbreviation counts: "по", "и"."""

SAME, BEGUN, BENT, NEARLY = 10, 9, 7, 6
"""What a typed word is worth beside a word of a name: the same, its beginning, another form, one letter off."""
CLOSE = 5
"""Whoever is this much worth less than the best is not meant."""


class Offer(msgspec.Struct, frozen=True):
    """A service that may be chosen, in one campaign. `names`: of `service`, `agency` and `campaign`, by language."""

    route: str
    campaign: str
    service: str
    agency: str
    names: CampaignWordings


class Directory(msgspec.Struct, frozen=True):
    """All that can be chosen. `words` and `initials`: whose names have them, agencies by code and services by route."""

    offers: tuple[Offer, ...] = ()
    words: Mapping[str, Mapping[str, frozenset[str]]] = {}
    initials: Mapping[str, frozenset[str]] = {}


class Found(msgspec.Struct, frozen=True):
    """What typed words mean, the best first."""

    agencies: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()


def directory(offers: Sequence[Offer]) -> Directory:
    """The offers, ready to be looked through. Worth keeping: 2,000 services take a moment."""
    words: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    initials: defaultdict[str, set[str]] = defaultdict(set)
    for name, owner in {pair for offer in offers for pair in _names(offer)}:
        found = folded_words(name)
        for word in found:
            words[word[0]][word].add(owner)
        for letters in _initials(found):
            initials[letters].add(owner)
    return Directory(
        tuple(offers),
        {first: {word: frozenset(mine) for word, mine in some.items()} for first, some in words.items()},
        {letters: frozenset(mine) for letters, mine in initials.items()},
    )


def find(known: Directory, text: str, language: str) -> Found:
    """The agencies and services that the words mean, in any order and any language; those alike by the alphabet."""
    typed = list(dict.fromkeys(word for word in folded_words(text) if len(word) >= BEGINNING))[:WORDS]
    worth = [_owners(known, word) for word in typed]
    agencies = {offer.agency: offer for offer in known.offers}
    bodies = {code: sum(each.get(_body(code), 0) for each in worth) for code in agencies}
    touched = set().union(*worth)
    services = {
        offer.route: _worth(offer, worth) for offer in known.offers if _service(offer.route) in touched
    }
    best = max((*bodies.values(), *services.values()), default=0)
    enough = max(1, best - CLOSE + 1)
    codes = [code for code, points in bodies.items() if points >= enough]
    codes.sort(key=lambda code: (-bodies[code], alphabetical(agencies[code].names["agency"][language])))
    offers = [offer for offer in known.offers if services.get(offer.route, 0) >= enough]
    offers.sort(
        key=lambda offer: (
            -services[offer.route],
            alphabetical(offer.names["service"][language]),
            offer.route,
        )
    )
    return Found(tuple(codes), tuple(offers))


def _names(offer: Offer) -> Iterator[tuple[str, str]]:
    for name in offer.names["service"].values():
        yield name, _service(offer.route)
    for name in offer.names["agency"].values():
        yield name, _body(offer.agency)


def _initials(words: Sequence[str]) -> Iterator[str]:
    """What the name may be called in short: МВД, ХҚКО, and ЦОН for a part of it."""
    letters = "".join(word[0] for word in words if len(word) > SHORT)
    for start in range(len(letters)):
        for end in range(start + 3, len(letters) + 1):
            yield letters[start:end]


def _owners(known: Directory, typed: str) -> dict[str, int]:
    """Whose names have a word like this one, and what that is worth."""
    owners = dict.fromkeys(known.initials.get(typed, ()), SAME)
    for word, mine in known.words.get(typed[0], {}).items():
        if points := _likeness(typed, word):
            owners |= {owner: max(points, owners.get(owner, 0)) for owner in mine}
    return owners


def _worth(offer: Offer, worth: Iterable[Mapping[str, int]]) -> int:
    """What the words are worth for a service that some of them find; those of its agency help to tell it."""
    service, body = _service(offer.route), _body(offer.agency)
    return sum(max(each.get(service, 0), each.get(body, 0)) for each in worth)


def _likeness(typed: str, word: str) -> int:
    if typed == word:
        return SAME
    if word.startswith(typed):
        return BEGUN
    alike = _beginning_alike(typed, word)
    if alike >= STEM and max(len(typed), len(word)) - alike <= ENDING:
        return BENT
    return NEARLY if _mistyped(typed, word, alike) else 0


def _beginning_alike(one: str, other: str) -> int:
    """Letters that both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (mine, its) in pairs if mine != its), min(len(one), len(other)))


def _mistyped(typed: str, word: str, alike: int) -> bool:
    """A word just long enough, of which a letter was left out, has to be there to its end."""
    if len(typed) >= MISTYPED:
        return _one_letter_off(typed, word, alike)
    return len(word) >= MISTYPED and word[:alike] + word[alike + 1 :] == typed


def _one_letter_off(typed: str, word: str, alike: int) -> bool:
    """Whether one slip, at the first letter that differs, makes the beginning of a word into what was typed."""
    rest = typed[alike:]
    swapped = rest[1::-1] + rest[2:]
    return (
        word.startswith(rest[1:], alike)
        or word.startswith(rest[1:], alike + 1)
        or word.startswith(rest, alike + 1)
        or word.startswith(swapped, alike)
    )


def _body(code: str) -> str:
    return f"agency {code}"


def _service(route: str) -> str:
    return f"service {route}"
