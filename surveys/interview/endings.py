"""Decides what an interview has become when it ends: its disposition, in AAPOR's words."""

from typing import Literal

from surveys.coding import Disposition
from surveys.conditions import holds
from surveys.interview.path import values
from surveys.interview.state import Interview
from surveys.questionnaire import Questionnaire

Ending = Literal["completed", "stopped", "closed"]
"""Nothing was left to ask; the respondent declined, or asked to stop; the campaign was closed meanwhile."""


def disposition(questionnaire: Questionnaire, interview: Interview, how: Ending) -> Disposition:
    """The interview's disposition."""
    if how == "completed":
        return "complete"
    if how == "stopped":
        return "break_off" if interview.answers else "refused"
    if _enough(questionnaire, interview):
        return "partial"
    return "break_off" if interview.cursor else "refused"


def _enough(questionnaire: Questionnaire, interview: Interview) -> bool:
    if questionnaire.partial is None:
        return False
    return holds(questionnaire.partial, values(questionnaire, interview.answers, interview.seed))
