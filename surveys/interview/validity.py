"""Decides whether an answer satisfies the rule that its author gave it, and what is said when it does not."""

from collections.abc import Mapping

from surveys.answers import Answer
from surveys.conditions import holds
from surveys.interview.path import values
from surveys.item import Item, Refusal
from surveys.questionnaire import Questionnaire


def broken_rule(
    questionnaire: Questionnaire, item: Item, answers: Mapping[str, Answer], *, seed: int, language: str
) -> Refusal | None:
    """The author's own message where the item's answer breaks `valid_when`; a missing value never does."""
    check = questionnaire.checks.get(item.id)
    if check is None or item.valid_message is None or answers[item.id].missing:
        return None
    if holds(check, values(questionnaire, answers, seed)):
        return None
    return Refusal(reason="invalid", values={"message": item.valid_message[language]})
