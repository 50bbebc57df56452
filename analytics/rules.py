"""Decides what an indicator may know of a method: the confidence level, and who counts as satisfied."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rules:
    """`confidence` is a share (0.95); `satisfied`: points of a scale -> how many of the highest count as satisfied."""

    confidence: float = 0.95
    satisfied: Mapping[int, int] = field(default_factory=lambda: {4: 2, 5: 2})


STANDARD = Rules()
"""95 % intervals and the top two boxes: what an indicator takes when no method speaks."""
