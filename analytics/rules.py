"""Decides what an indicator may know of a method: the confidence level, and who counts as satisfied."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """`confidence` is a share (0.95); `satisfied` the scores of a five-point scale that count as it."""

    confidence: float = 0.95
    satisfied: tuple[float, ...] = (4.0, 5.0)


STANDARD = Rules()
"""95 % intervals and the top two boxes: what an indicator takes when no method speaks."""
