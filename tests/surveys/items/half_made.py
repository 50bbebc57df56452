"""Decides what types look like that are not finished: one that only understands, and its halves in a form that lose."""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Literal

from pydantic import Field

from surveys.answers import Answer, Kind
from surveys.item import Expects, Item, Refusal
from surveys.items import item_types
from surveys.xlsform.types import FormType, form_types
from tests.surveys.items.item_examples import EXAMPLES, Example


class Stub(Item):
    """A time that only understands itself."""

    type: Literal["stub"]
    kind: ClassVar[Kind] = "ordered"
    earliest: str | None = Field(
        None, description="The first time that is taken.", examples=["09:00", "10:00"]
    )
    latest: str | None = Field(None, description="The last time that is taken.", examples=["10:00", "11:00"])

    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        if typed in {"9:05", "09:05"}:
            return Answer(text="09:05")
        return Refusal.model_construct(reason="not_a_stub", values={})


class Credulous(Stub):
    """It takes whatever is typed."""

    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        return Answer(text=typed)


class Silent(Stub):
    """It is typed, and does not say how."""

    expects: ClassVar[Expects] = "typed"


class Unlike(Stub):
    """Its key cannot be made up."""

    earliest: str | None = Field(None, description="The first time that is taken.")


class Unnoticed(Stub):
    """Its keys are compared, and nobody looks into one of them."""

    compared: ClassVar[Mapping[str, str]] = {"earliest": "wording", "latest": "bounds"}


class Losing(FormType[Stub]):
    """A half in forms that loses every key."""

    commands: ClassVar[tuple[str, ...]] = ("text",)


class Listless(FormType[Stub]):
    """A half in forms that asks with a list and has none."""

    def command(self, item: Stub) -> str:
        return "select_one"


@contextmanager
def registered(model: type[Stub], form: type[FormType[Any]] | None = None) -> Iterator[str]:
    """The type stands among the others for a while, with its half in forms if there is one."""
    item_types()["stub"] = model
    EXAMPLES["stub"] = Example({}, {"9:05": Answer(text="09:05")})
    if form is not None:
        form_types()["stub"] = form()
    try:
        yield "stub"
    finally:
        del item_types()["stub"], EXAMPLES["stub"]
        form_types().pop("stub", None)
