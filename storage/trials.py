"""Decides what may be seen of a trial, a campaign whose one respondent is a phone of `survey preview`: everything.

Of a real campaign nothing may be seen that joins answers to a person in progress; so a trial's name says what it is,
and no other campaign can be looked at here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import StorageError
from storage.interview_states import opened
from storage.sealing import Seals
from storage.tables import OPEN, interviews
from surveys.answers import Answer

TRIAL_NAME = "preview-"
"""How the names of trials begin."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is kept. `stage`: that of the interview, or the disposition once it has ended (`complete`, `refused`, ...).

    `seed` decides orders and modules; None once nothing but the disposition is kept.
    """

    stage: str
    language: str | None = None
    cursor: str | None = None
    seed: int | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)


def is_trial(campaign: str) -> bool:
    """True for a campaign of one phone, in which nobody's privacy is at stake."""
    return campaign.startswith(TRIAL_NAME)


async def look(connection: AsyncConnection, campaign: str, *, seals: Seals) -> Trial | None:
    """All that is kept of a trial's respondent, None before they came. StorageError for any other campaign."""
    if not is_trial(campaign):
        raise StorageError(f"{campaign} is no trial: what its respondents answer is not to be looked at")
    wanted = select(interviews.c.id, interviews.c.sealed).where(
        interviews.c.campaign == campaign, interviews.c.slot >= OPEN
    )
    row = (await connection.execute(wanted.order_by(interviews.c.slot))).first()  # what is open stands at 0
    if row is None:
        return None
    state = opened(seals, row.id, row.sealed)
    answers = {item: Answer.from_json(answer) for item, answer in state["answers"].items()}
    return Trial(
        state.get("disposition") or state["stage"],
        state["language"],
        state.get("cursor"),
        state.get("seed"),
        answers,
    )
