"""The conversation: what one turn does to an interview and what is shown for it, without files, clock or chance."""

from surveys.interview.result import TurnResult
from surveys.interview.turn import advance, begin, results

__all__ = ["TurnResult", "advance", "begin", "results"]
