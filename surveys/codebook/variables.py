"""Decides which variables a questionnaire gives an analyst, and of whom each is asked.

What an item's answers are, the item says: one variable, or one of 0 and 1 for each option of a multiple choice. What
was typed beside "other" and the missing code of a typed number have variables of their own.
"""

from dataclasses import replace

from surveys.item import Item
from surveys.questionnaire import Questionnaire
from surveys.variable import Variable

EVERYBODY = "everybody"


def variables(questionnaire: Questionnaire) -> tuple[Variable, ...]:
    """The variables in the order of the questionnaire, each name once."""
    found: list[Variable] = []
    taken: set[str] = set()
    for item in questionnaire.items:
        for variable in item.variables(_base(questionnaire, item)):
            name = variable.name
            while name.lower() in taken:
                name += "_"
            taken.add(name.lower())
            found.append(replace(variable, name=name))
    return tuple(found)


def _base(questionnaire: Questionnaire, item: Item) -> str:
    """Who is asked: a condition, the lot of modules, or everybody."""
    modules = {section.id for section in questionnaire.sections if section.module}
    found = [item.ask_when] if item.ask_when else []
    if item.section in modules and questionnaire.modules is not None:
        found.append(f"drawn by lot: {questionnaire.modules} of {len(modules)} modules")
    return "; ".join(found) or EVERYBODY
