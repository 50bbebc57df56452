"""Decides which items a respondent meets, and in which order: conditions, random sections, modules."""

from collections.abc import Mapping
from hashlib import sha256
from itertools import groupby

from surveys.answers import Answer, value_of
from surveys.conditions import Value, holds, value
from surveys.interview.offering import offers, with_offered_options
from surveys.item import Item
from surveys.questionnaire import Questionnaire


def sequence(questionnaire: Questionnaire, seed: int) -> tuple[Item, ...]:
    """All items that `seed` assigns to this respondent, in the respondent's own order.

    Sections with `order: random` are shuffled, those with `order: rotated` begin at another item; of the sections
    marked `module` only `modules` are kept (planned missingness). Lots are drawn by SHA-256 over seed and id, so that
    anyone can work the order out again.
    """
    dropped = _dropped(questionnaire, seed)
    orders = {section.id: section.order for section in questionnaire.sections if section.order != "fixed"}
    if not dropped and not orders:
        return questionnaire.items
    found: list[Item] = []
    for section, group in groupby(questionnaire.items, key=lambda item: item.section):
        if section not in dropped:
            found += _ordered(list(group), orders.get(section or "", "fixed"), seed)
    return tuple(found)


def values(questionnaire: Questionnaire, answers: Mapping[str, Answer], seed: int) -> dict[str, Value]:
    """What conditions see: the values of items that are asked, none of closed branches."""
    return _walk(questionnaire, answers, seed)[1]


def kept(questionnaire: Questionnaire, answers: Mapping[str, Answer], seed: int) -> dict[str, Answer]:
    """The answers that still count: of items that are asked, with options that are still offered."""
    return {
        item.id: answers[item.id]
        for item in asked(questionnaire, answers, seed)
        if item.id in answers and offers(item, answers[item.id])
    }


def item_at(questionnaire: Questionnaire, answers: Mapping[str, Answer], seed: int, cursor: str) -> Item:
    """The item under the cursor, with the options that earlier answers leave it."""
    if not questionnaire.offers:
        return questionnaire.by_id[cursor]
    found = (item for item in asked(questionnaire, answers, seed) if item.id == cursor)
    return next(found, questionnaire.by_id[cursor])


def asked(questionnaire: Questionnaire, answers: Mapping[str, Answer], seed: int) -> tuple[Item, ...]:
    """The items whose condition holds, in order; an answer of an item that is not asked counts for nothing."""
    return _walk(questionnaire, answers, seed)[0]


def open_ended(questionnaire: Questionnaire, answers: Mapping[str, Answer], cursor: str, seed: int) -> bool:
    """True while some item after `cursor` may still open, so that nobody can say whether this is the last."""
    order = sequence(questionnaire, seed)
    places = {item.id: place for place, item in enumerate(order)}
    here = places[cursor]
    known = {item.id for item in asked(questionnaire, answers, seed)}
    for item in order[here + 1 :]:
        if not item.asks or item.id in known:
            continue
        if any(places.get(name, -1) >= here for name in _decide(questionnaire, item)):
            return True
    return False


def _decide(questionnaire: Questionnaire, item: Item) -> set[str]:
    """The items whose answers decide whether this one is asked."""
    own = questionnaire.conditions.get(item.id)
    options = [condition for (name, _), condition in questionnaire.offers.items() if name == item.id]
    return {name for condition in (*([own] if own else []), *options) for name in condition.names}


def _walk(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], seed: int
) -> tuple[tuple[Item, ...], dict[str, Value]]:
    conditions, found, known = questionnaire.conditions, [], dict[str, Value]()
    for item in sequence(questionnaire, seed):
        condition = conditions.get(item.id)
        if condition is not None and not holds(condition, known):
            continue
        if item.expression is not None:
            worked_out = value(questionnaire.calculations[item.id], known)
            if worked_out is not None:
                known[item.id] = worked_out
            continue
        offering = with_offered_options(item, questionnaire.offers, known)
        if offering.has_choices:
            found.append(offering)
        answer = answers.get(item.id)
        if answer is None or not offers(offering, answer):
            continue
        if (seen := value_of(answer, several=item.several)) is not None:
            known[item.id] = (
                questionnaire.scores.get((item.id, seen), seen) if isinstance(seen, str) else seen
            )
    return tuple(found), known


def _ordered(members: list[Item], order: str, seed: int) -> list[Item]:
    if order == "random":
        return sorted(members, key=lambda item: _lot(seed, item.id))
    if order == "rotated":
        first = int(_lot(seed, members[0].id), 16) % len(members)
        return members[first:] + members[:first]
    return members


def _dropped(questionnaire: Questionnaire, seed: int) -> set[str | None]:
    modules = [section.id for section in questionnaire.sections if section.module]
    if questionnaire.modules is None:
        return set()
    return set(sorted(modules, key=lambda module: _lot(seed, module))[questionnaire.modules :])


def _lot(seed: int, name: str) -> str:
    return sha256(f"{seed}/{name}".encode()).hexdigest()
