"""Decides which items a seed assigns to a respondent, and in which order: random sections, modules."""

from hashlib import sha256
from itertools import groupby

from surveys.item import Item
from surveys.questionnaire import Questionnaire


def has_one_order(questionnaire: Questionnaire) -> bool:
    """True where every respondent meets all items in the order of the file."""
    return questionnaire.modules is None and all(
        section.order == "fixed" for section in questionnaire.sections
    )


def sequence(questionnaire: Questionnaire, seed: int) -> tuple[Item, ...]:
    """All items that `seed` assigns to this respondent, in the respondent's own order.

    Sections with `order: random` are shuffled, those with `order: rotated` begin at another item; of the sections
    marked `module` only `modules` are kept (planned missingness). Lots are drawn by SHA-256 over seed and id, so that
    anyone can work the order out again.
    """
    if has_one_order(questionnaire):
        return questionnaire.items
    dropped = _dropped(questionnaire, seed)
    orders = {section.id: section.order for section in questionnaire.sections if section.order != "fixed"}
    found: list[Item] = []
    for section, group in groupby(questionnaire.items, key=lambda item: item.section):
        if section not in dropped:
            found += _ordered(list(group), orders.get(section or "", "fixed"), seed)
    return tuple(found)


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
