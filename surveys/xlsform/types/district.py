"""`type: district` in an XLSForm: a list that choice_filter narrows to the region answered before."""

from collections.abc import Mapping
from typing import Any, ClassVar

from surveys.items.district import District
from surveys.xlsform.facts import Facts
from surveys.xlsform.rows import PREFIX
from surveys.xlsform.texts import Line
from surveys.xlsform.types._form_type import Given
from surveys.xlsform.types._select_one import SelectOne


class DistrictForm(SelectOne[District]):
    """`saualnama_within` names the region."""

    columns: ClassVar[Mapping[str, str]] = {"within": PREFIX + "within"}

    def cells(self, item: District, known: Mapping[str, Facts]) -> Line:
        return {PREFIX + "within": item.within}

    def keys(self, given: Given) -> dict[str, Any]:
        within = given.row.get(PREFIX + "within")
        return {} if within is None else {"within": within}
