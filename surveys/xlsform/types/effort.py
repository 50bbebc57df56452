"""`type: effort` in an XLSForm: how easy it was is a list with the points 1 to 7."""

from surveys.items.effort import Effort
from surveys.xlsform.types._select_one import SelectOne


class EffortForm(SelectOne[Effort]):
    """A list of its own; only our column tells the type."""
