"""`type: region` in an XLSForm: the regions are a list."""

from surveys.items.region import Region
from surveys.xlsform.types._select_one import SelectOne


class RegionForm(SelectOne[Region]):
    """A list of its own; only our column tells the type."""
