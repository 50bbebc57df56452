"""`type: yes_no` in an XLSForm: yes and no are a list of two."""

from surveys.items.yes_no import YesNo
from surveys.xlsform.types._select_one import SelectOne


class YesNoForm(SelectOne[YesNo]):
    """A list of its own; only our column tells the type."""
