"""Decides what a questionnaire is: frozen, complete in each of its languages, its items in order."""

from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import Field, SerializeAsAny

from surveys.conditions import Condition, parse
from surveys.item import Identifier, Item, Kind, Part
from surveys.items.calculate import Calculate
from surveys.one_of import OneOf
from surveys.wording import Wording


class Section(Part):
    """Items that belong together, in an order that a stored seed decides where it is not fixed.

    `random` shuffles them for each respondent; `rotated` begins at another one and keeps the sequence.
    """

    id: Identifier
    title: Wording | None = None
    order: Literal["fixed", "random", "rotated"] = "fixed"
    module: bool = Field(
        False, description="Planned missingness: each respondent gets only some of the modules."
    )


class Questionnaire(Part):
    """What is asked. Made by `surveys.reading.read`, which has resolved scales, core items and sections."""

    id: Identifier
    languages: tuple[str, ...]
    title: Wording
    introduction: Wording
    source: str = ""
    licence: str = ""
    review: str = ""
    accept: dict[str, str] = Field({}, description="Warnings that are known and meant, each with the reason.")
    partial_when: str | None = None
    modules: int | None = Field(None, ge=1, description="How many of the modules each respondent gets.")
    sections: tuple[Section, ...] = ()
    items: tuple[SerializeAsAny[Item], ...]

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """Every item by its id."""
        return {item.id: item for item in self.items}

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """What the value of each item is to a condition."""
        return {item.id: item.kind for item in self.items}

    @cached_property
    def scores(self) -> dict[tuple[str, str], Decimal]:
        """The number that a code of a numeric item stands for, by item and code."""
        numeric = [item for item in self.items if item.kind == "number"]
        return {
            (item.id, option.code): Decimal(f"{option.score:g}")
            for item in numeric
            for option in item.offered
            if option.score is not None
        }

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """The parsed `ask_when` of every item that has one."""
        return {item.id: parse(item.ask_when, self.kinds) for item in self.items if item.ask_when}

    @cached_property
    def offers(self) -> dict[tuple[str, str], Condition]:
        """The parsed `offer_when` of every option that has one, by item and code."""
        return {
            (item.id, option.code): parse(option.offer_when, self.kinds)
            for item in self.items
            for option in item.offered
            if option.offer_when
        }

    @cached_property
    def checks(self) -> dict[str, Condition]:
        """The parsed `valid_when` of every item that has one."""
        return {item.id: parse(item.valid_when, self.kinds) for item in self.items if item.valid_when}

    @cached_property
    def calculations(self) -> dict[str, Condition]:
        """The parsed `value` of every calculated item."""
        return {item.id: parse(item.value, self.kinds) for item in self.items if isinstance(item, Calculate)}

    @cached_property
    def partial(self) -> Condition | None:
        """Which answers make an unfinished interview a partial response (AAPOR); None: none do."""
        return parse(self.partial_when, self.kinds) if self.partial_when else None

    @cached_property
    def furnished(self) -> bool:
        """True where a campaign brings the options of some item."""
        return any(isinstance(item, OneOf) and item.furnished for item in self.items)

    @cached_property
    def branches(self) -> bool:
        """True where the number of questions depends on the answers."""
        return any(item.ask_when for item in self.items if item.asks)
