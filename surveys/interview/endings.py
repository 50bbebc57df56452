"""Decides what an interview has become when it ends: its disposition, by AAPOR's Standard Definitions for the web.

Whoever has answered nothing has refused, in words or by going away. A break-off needs something that was begun; it
becomes a partial response where the answers are enough for the questionnaire's `partial_when`, and were left to us:
who stops is promised that they are deleted. Who has blocked the bot can say nothing any more: before the first answer
that is no refusal but unreachable, after it a break-off or a partial response like any other.

In AAPOR's numbers: complete 1.1, partial 1.2, refused 2.11 (declined 2.111, went away 2.112), break-off 2.12,
unreachable 2.20 (non-contact).
"""

from collections.abc import Mapping
from typing import Literal

from surveys.answers import Answer
from surveys.coding import Disposition
from surveys.conditions import holds
from surveys.interview.route import NOTHING_KNOWN, route
from surveys.interview.state import Interview
from surveys.interview.turn import results
from surveys.questionnaire import Questionnaire

Ending = Literal["completed", "stopped", "closed", "unreachable"]
"""Nothing was left to ask; the respondent declined, or asked to stop; the campaign was closed meanwhile, or nobody came
back for too long; the same, while the respondent could not be reached.
"""


def disposition(
    questionnaire: Questionnaire,
    interview: Interview,
    how: Ending,
    known: Mapping[str, Answer] = NOTHING_KNOWN,
) -> Disposition:
    """The interview's disposition. A skip, a notice that was read and what was `known` are no answers, "don't know" is
    one.
    """
    if how == "completed":
        return "complete"
    if not _begun(questionnaire, interview):
        return "unreachable" if how == "unreachable" else "refused"
    return "partial" if how != "stopped" and _enough(questionnaire, interview, known) else "break_off"


def _begun(questionnaire: Questionnaire, interview: Interview) -> bool:
    return any(not answer.skipped for answer in results(questionnaire, interview).values())


def _enough(questionnaire: Questionnaire, interview: Interview, known: Mapping[str, Answer]) -> bool:
    if questionnaire.partial is None:
        return False
    return holds(questionnaire.partial, route(questionnaire, interview.answers, interview.seed, known).values)
