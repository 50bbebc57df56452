"""Decides what a scale can mean: the one closed list of meanings, and what the shipped scales mean.

A figure is tied to the meaning of a scale and never to the number of its points: of five points of importance nobody is
satisfied. A published version is kept with the names of its scales, so what a shipped one means stands here as well as
beside its labels: versions of a time before the key `means` are read by it.
"""

from collections.abc import Mapping
from typing import Literal, get_args

Meaning = Literal[
    "satisfaction",
    "quality",
    "agreement",
    "importance",
    "expectation",
    "frequency",
    "trust",
    "effort",
    "outcome",
    "recommendation",
]
"""What the points of a scale say more of, from the worst to the best. `effort`: of ease, the least effort best."""

MEANINGS: tuple[Meaning, ...] = get_args(Meaning)

SHIPPED: Mapping[str, Meaning] = {
    "satisfaction-5": "satisfaction",
    "satisfaction-4": "satisfaction",
    "agreement-5": "agreement",
    "agreement-4": "agreement",
    "yes-part-no": "outcome",
    "effort-7": "effort",
    "nps-11": "recommendation",
    "rating-10": "quality",
}
"""Scale of surveys/core -> its meaning; the others have no scores."""


def meaning_of(scale: str | None) -> Meaning | None:
    """What a scale means by its name alone."""
    return SHIPPED.get(scale or "")
