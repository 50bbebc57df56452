"""Decides which options a respondent is offered: those whose condition holds, and those the campaign brings."""

from collections.abc import Mapping

from surveys.answers import Answer
from surveys.conditions import Condition, Value, holds
from surveys.item import Item, Option
from surveys.questionnaire import Questionnaire


def with_campaign_options(
    questionnaire: Questionnaire, options: Mapping[str, tuple[Option, ...]]
) -> Questionnaire:
    """The questionnaire with what a campaign brings: the options of `service` and `office` items, by type."""
    items = tuple(
        item.with_options(options.get(item.type, ()) + item.offered) if item.brought else item
        for item in questionnaire.items
    )
    return questionnaire.with_items(items)


def with_offered_options(
    item: Item, conditions: Mapping[tuple[str, str], Condition], known: Mapping[str, Value]
) -> Item:
    """The item with the options that earlier answers leave; the very same item where none depends on them."""
    if not conditions or not any(option.offer_when for option in item.offered):
        return item
    left = tuple(
        option
        for option in item.offered
        if option.offer_when is None or holds(conditions[item.id, option.code], known)
    )
    return item if len(left) == len(item.offered) else item.with_options(left)


def offers(item: Item, answer: Answer) -> bool:
    """True unless the answer has a code that is no longer offered."""
    if not answer.codes:
        return True
    return {option.code for option in item.offered}.issuperset(answer.codes)
