"""`type: single` in an XLSForm: a list of the author's own."""

from collections.abc import Mapping
from typing import Any, ClassVar

from surveys.items.single import Single
from surveys.xlsform.facts import Facts
from surveys.xlsform.rows import PREFIX
from surveys.xlsform.texts import Line
from surveys.xlsform.types._form_type import Given
from surveys.xlsform.types._select_one import SelectOne


class SingleForm(SelectOne[Single]):
    """What every list is that no column says more of."""

    commands: ClassVar[tuple[str, ...]] = ("select_one",)
    columns: ClassVar[Mapping[str, str]] = {"means": PREFIX + "means"}

    def cells(self, item: Single, known: Mapping[str, Facts]) -> Line:
        return {PREFIX + "means": item.means} if item.means else {}

    def keys(self, given: Given) -> dict[str, Any]:
        return {"means": given.row.get(PREFIX + "means")}
