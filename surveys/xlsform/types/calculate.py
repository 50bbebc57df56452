"""`type: calculate` in an XLSForm: a calculation, and beside it the expression as it was spelled."""

from collections.abc import Mapping
from typing import Any, ClassVar

from surveys.items.calculate import Calculate
from surveys.xlsform.facts import Facts
from surveys.xlsform.texts import Line
from surveys.xlsform.to_xpath import condition_cells
from surveys.xlsform.types._form_type import FormType, Given


class CalculateForm(FormType[Calculate]):
    """Taken over where it works out a number."""

    commands: ClassVar[tuple[str, ...]] = ("calculate",)
    columns: ClassVar[Mapping[str, str]] = {"value": "calculation"}
    calculated: ClassVar[bool] = True

    def cells(self, item: Calculate, known: Mapping[str, Facts]) -> Line:
        return condition_cells("calculation", "value", item.value, known)

    def keys(self, given: Given) -> dict[str, Any]:
        return {"value": given.value}
