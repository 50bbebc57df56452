"""What changed between two versions of a questionnaire, and whether the series goes on."""

from surveys.comparison.questionnaires import Comparison, compare

__all__ = ["Comparison", "compare"]
