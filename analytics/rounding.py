"""Decides how a published number is rounded: to the digits that are worth showing, which are all that anybody gets."""

import math


def rounded(value: float | None, digits: int) -> float | None:
    """To the even neighbour where it lies in the middle; nothing stays nothing."""
    return None if value is None or math.isnan(value) else round(float(value), digits)
