"""Decides which options a respondent is offered: those whose condition holds, and those the campaign brings."""

from collections import OrderedDict
from collections.abc import Mapping

from surveys.answers import Answer, chosen
from surveys.conditions import Condition, Value, holds
from surveys.item import Item, Option
from surveys.questionnaire import Questionnaire

Brought = Mapping[str, tuple[Option, ...]]
"""The options that a campaign brings, by type of item."""

KEPT_READY = 64
"""Campaigns, the latest, whose questionnaire stays made with all that is worked out of it: some 100 KB each."""


_Ready = OrderedDict[tuple[tuple[str, tuple[str, ...]], ...], tuple[Brought, Questionnaire]]
"""By the codes that were brought, the latest used last."""


def with_campaign_options(questionnaire: Questionnaire, options: Brought) -> Questionnaire:
    """The questionnaire with what a campaign brings: the options of `service` and `office` items, by type.

    For the same options it is the very same one, so that what is worked out of it is worked out once a campaign. The
    questionnaire itself remembers them, and takes them along when it goes.
    """
    if not questionnaire.takes_options:
        return questionnaire
    brought = {item.type: options.get(item.type, ()) for item in questionnaire.items if item.brought}
    ready = questionnaire.once(_none_yet)
    codes = tuple((kind, tuple(option.code for option in found)) for kind, found in brought.items())
    known = ready.pop(codes, None)
    if known is None or known[0] != brought:  # the same codes under other names: the registry was loaded anew
        known = brought, _furnished(questionnaire, brought)
    ready[codes] = known
    while len(ready) > KEPT_READY:
        ready.popitem(last=False)
    return known[1]


def known_from(questionnaire: Questionnaire, office: str) -> Mapping[str, Answer]:
    """The answers that a route brings which is of one office: to every item that asks for it. "": of none."""
    if not office:
        return {}
    return {item.id: chosen(office) for item in questionnaire.items if item.also_kept_as == "office"}


def with_offered_options(
    item: Item, conditions: Mapping[tuple[str, str], Condition], known: Mapping[str, Value]
) -> Item:
    """The item with the options that earlier answers leave; the very same item where none depends on them."""
    if not conditions or not any(option.offer_when for option in item.offered):
        return item
    met: dict[str | None, bool] = {None: True}
    left = []
    for option in item.offered:
        wanted = option.offer_when
        if wanted not in met:  # many options hang on one condition: the districts of a region
            met[wanted] = holds(conditions[item.id, option.code], known)
        if met[wanted]:
            left.append(option)
    return item if len(left) == len(item.offered) else item.with_options(tuple(left))


def _none_yet(_questionnaire: Questionnaire) -> _Ready:
    return OrderedDict()


def _furnished(questionnaire: Questionnaire, brought: Brought) -> Questionnaire:
    items = tuple(
        item.with_options(brought[item.type] + item.offered) if item.brought else item
        for item in questionnaire.items
    )
    return questionnaire.with_items(items)
