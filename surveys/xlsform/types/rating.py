"""`type: rating` in an XLSForm: a list, and beside it the name of the scale that the list is."""

from collections.abc import Mapping
from typing import Any, ClassVar

from surveys.items.rating import Rating
from surveys.xlsform.facts import Facts
from surveys.xlsform.rows import PREFIX
from surveys.xlsform.sheets import Cell, told
from surveys.xlsform.texts import Line
from surveys.xlsform.types._form_type import Given
from surveys.xlsform.types._select_one import SelectOne


class RatingForm(SelectOne[Rating]):
    """Also what a list becomes in a form of others if each of its choices has a score, or it is one of the core's."""

    named_scale: ClassVar[bool] = True
    columns: ClassVar[Mapping[str, str]] = {"scale": PREFIX + "scale", "means": PREFIX + "means"}

    def cells(self, item: Rating, known: Mapping[str, Facts]) -> Line:
        means = {PREFIX + "means": item.means} if item.means else {}
        return {PREFIX + "scale": item.scale, **means}

    def keys(self, given: Given) -> dict[str, Any]:
        near = given.row.get(PREFIX + "scale") or given.row.get("type") or Cell("", given.row.place)
        return {"scale": told(near, given.scale or ""), "means": given.row.get(PREFIX + "means")}
