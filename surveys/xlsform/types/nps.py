"""`type: nps` in an XLSForm: a list with the points 0 to 10, and beside it what its ends mean."""

from collections.abc import Mapping
from typing import Any, ClassVar

from surveys.items.nps import Nps
from surveys.xlsform.facts import Facts, names_of
from surveys.xlsform.rows import PREFIX
from surveys.xlsform.texts import Line, wording_cells
from surveys.xlsform.types._form_type import Given
from surveys.xlsform.types._select_one import SelectOne


class NpsForm(SelectOne[Nps]):
    """`saualnama_low` and `saualnama_high` hold the words."""

    columns: ClassVar[Mapping[str, str]] = {"ends": PREFIX + "low"}
    translated: ClassVar[tuple[str, ...]] = ("low", "high")

    def cells(self, item: Nps, known: Mapping[str, Facts]) -> Line:
        if item.ends is None:
            return {}
        low = wording_cells(PREFIX + "low", item.ends.low, names_of(known))
        return low | wording_cells(PREFIX + "high", item.ends.high, names_of(known))

    def keys(self, given: Given) -> dict[str, Any]:
        low, high = given.texts(PREFIX + "low"), given.texts(PREFIX + "high")
        return {"ends": {"low": low, "high": high}} if low or high else {}
