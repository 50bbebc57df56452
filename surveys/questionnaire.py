"""Decides what a questionnaire is: frozen, complete in each of its languages, its items in order."""

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, TypeVar

from pydantic import Field, SerializeAsAny

from surveys.answers import MISSING_CODES, Kind
from surveys.conditions import Condition, parse
from surveys.item import Flag, Identifier, Item, Part
from surveys.wording import Wording

Derived = TypeVar("Derived")


class Section(Part):
    """Items that belong together, in an order that a stored seed decides where it is not fixed.

    `random` shuffles them for each respondent; `rotated` begins at another one and keeps the sequence.
    """

    id: Identifier = Field(description="The name of the section.")
    title: Wording | None = Field(None, description="For staff: citizens do not see it.")
    order: Literal["fixed", "random", "rotated"] = Field(
        "fixed", description="Of its items, for each respondent."
    )
    module: Flag = Field(
        False, description="Planned missingness: each respondent gets only some of the modules."
    )


class Questionnaire(Part):
    """What is asked. Made by `surveys.reading.read`, which has resolved scales, core items and sections."""

    id: Identifier = Field(description="The name of the questionnaire, the same in all its versions.")
    languages: tuple[str, ...] = Field(description="kk and ru, and en if staff need it.")
    title: Wording = Field(description="Names the subject, short: the citizen sees it first.")
    introduction: Wording = Field(description="One to three short sentences before the first question.")
    source: str = Field("", description="Where the wording and the scales come from.")
    licence: str = Field("", description="Who may use the questionnaire, and how.")
    review: str = Field("", description="Which texts still need a native reviewer.")
    accept: dict[str, str] = Field({}, description="Warnings that are known and meant, each with the reason.")
    partial_when: str | None = Field(
        None,
        description="A condition: which answers make an unfinished interview a partial response (AAPOR).",
    )
    modules: int | None = Field(None, ge=1, description="How many of the modules each respondent gets.")
    sections: tuple[Section, ...] = ()
    items: tuple[SerializeAsAny[Item], ...]

    def with_items(self, items: tuple[Item, ...]) -> "Questionnaire":
        """The same questionnaire with other items; a `model_copy` would keep what was worked out from the old ones."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_construct(**{**fields, "items": items})

    def once(self, work_out: "Callable[[Questionnaire], Derived]") -> Derived:
        """What a function makes of this questionnaire, made when it is first asked for and kept with it from then on.

        `work_out` is a function or class of a module, so that the number of such things is that of the program's.
        """
        if work_out not in self.worked_out:
            self.worked_out[work_out] = work_out(self)
        found: Derived = self.worked_out[work_out]
        return found

    @cached_property
    def worked_out(self) -> dict[Callable[["Questionnaire"], Any], Any]:
        """What `once` keeps."""
        return {}

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
        return {
            item.id: parse(item.expression, self.kinds) for item in self.items if item.expression is not None
        }

    @cached_property
    def partial(self) -> Condition | None:
        """Which answers make an unfinished interview a partial response (AAPOR); None: none do."""
        return parse(self.partial_when, self.kinds) if self.partial_when else None

    @cached_property
    def takes_options(self) -> bool:
        """True where a campaign brings the options of some item."""
        return any(item.brought for item in self.items)

    @cached_property
    def branches(self) -> bool:
        """True where the number of questions depends on the answers."""
        return any(item.id in self.dependent for item in self.items if item.asks)

    @cached_property
    def dependent(self) -> frozenset[str]:
        """Items that answers decide about: by a condition of their own, or of every option they have."""
        return frozenset(item.id for item in self.items if item.ask_when or self._may_be_empty(item))

    def _may_be_empty(self, item: Item) -> bool:
        real = [option for option in item.offered if option.code not in MISSING_CODES]
        return bool(real) and all(option.offer_when for option in real)
