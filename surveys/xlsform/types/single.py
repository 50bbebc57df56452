"""`type: single` in an XLSForm: a list of the author's own."""

from typing import ClassVar

from surveys.items.single import Single
from surveys.xlsform.types._select_one import SelectOne


class SingleForm(SelectOne[Single]):
    """What every list is that no column says more of."""

    commands: ClassVar[tuple[str, ...]] = ("select_one",)
