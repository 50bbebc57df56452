"""Decides what the types share that ODK asks with select_one: the list holds their options."""

from typing import TypeVar

from surveys.items._one_of import OneOf
from surveys.xlsform.types._form_type import FormType

O = TypeVar("O", bound=OneOf)  # noqa: E741 - the item of the type


class SelectOne(FormType[O]):
    """A type with a list of its own, whose name stands in `saualnama_type` where it is not the plain one."""

    def command(self, item: O) -> str:
        return "select_one"
