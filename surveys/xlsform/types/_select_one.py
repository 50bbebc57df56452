"""Decides what the types share that ODK asks with select_one: the list holds their options."""

from typing import TypeVar

from surveys.items._one_of import OneOf
from surveys.xlsform.types._form_type import FormType

T = TypeVar("T", bound=OneOf)


class SelectOne(FormType[T]):
    """A type with a list of its own, whose name stands in `saualnama_type` where it is not the plain one."""

    def command(self, item: T) -> str:
        return "select_one"
