"""`type: text` in an XLSForm: a text, with its length in the constraint."""

from collections.abc import Mapping
from typing import ClassVar

from surveys.items.text import Text
from surveys.xlsform.types._constraints import Checks, compared
from surveys.xlsform.types._form_type import FormType
from surveys.xlsform.xpath import Call, Own, Tree


class TextForm(FormType[Text]):
    """`string-length(.) <= 600` is its `max_length`."""

    commands: ClassVar[tuple[str, ...]] = ("text",)
    columns: ClassVar[Mapping[str, str]] = {"max_length": "constraint"}

    def tests(self, item: Text) -> list[str]:
        return [f"string-length(.) <= {item.max_length}"]

    def takes(self, test: Tree, checks: Checks) -> bool:
        found = compared(test)
        if found is None or found[0] != Call("string-length", (Own(),)):
            return False
        _, operator, number = found
        if number in {0, 1} and (operator, int(number)) in {(">", 0), (">=", 1), ("!=", 0)}:
            return True  # an empty answer is no answer here either
        if operator not in {"<", "<="} or number.denominator != 1:
            return False
        checks.given["max_length"] = int(number) - (operator == "<")
        return True
