"""The conversation: what one turn does to an interview and what is shown for it, without files, clock or chance."""

from surveys.interview.turn import Sprint, advance, begin, results

__all__ = ["Sprint", "advance", "begin", "results"]
