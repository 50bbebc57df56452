"""Decides what may be seen of a trial, a campaign whose one respondent is a phone of `survey preview`: everything.

Of a real campaign nothing may be seen that joins answers to a person in progress; so a trial's name says what it is,
and no other campaign can be looked at here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import StorageError
from storage.tables import interview_answers, interviews, participations, pool, respondents
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


async def look(connection: AsyncConnection, campaign: str) -> Trial | None:
    """All that is kept of a trial's respondent, None before they came. StorageError for any other campaign."""
    if not is_trial(campaign):
        raise StorageError(f"{campaign} is no trial: what its respondents answer is not to be looked at")
    running = (await connection.execute(select(interviews).where(interviews.c.campaign == campaign))).first()
    if running is not None:
        wanted = select(interview_answers).where(interview_answers.c.interview == running.id)
        given = {row.item: Answer.from_json(row.answer) for row in await connection.execute(wanted)}
        return Trial(running.stage, running.language, running.cursor, running.seed, given)
    ended = await connection.scalar(
        select(participations.c.disposition).where(participations.c.campaign == campaign)
    )
    if ended is None:
        return None
    kept = (await connection.execute(select(pool).where(pool.c.campaign == campaign))).first()
    if kept is None:
        return Trial(ended)
    answers = {item: Answer.from_json(answer) for item, answer in kept.answers.items()}
    return Trial(ended, kept.language, seed=kept.seed, answers=answers)


async def language(connection: AsyncConnection, address: int) -> str | None:
    """The language that somebody chose, None before they did."""
    chosen: str | None = await connection.scalar(
        select(respondents.c.language).where(respondents.c.address == address)
    )
    return chosen
