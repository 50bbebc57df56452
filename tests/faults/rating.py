"""Decides what is asked in the trials of chaos and of flood: one service is rated by the short questionnaire."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from console import shipped
from tests.faults.chaos_crowd import Person
from tests.faults.living_bot import UNMIXED, living_bot
from tests.faults.trial import TOKEN, Trial, trial_of

FIRST_CHAT = 5_000_000_000
"""Above 32 bits, as Telegram's are."""
PER_SECOND = 1_000
"""Messages to all chats together: each chat is paced as an operator's bot does, all of them by the machine alone."""


@asynccontextmanager
async def rating(
    library: str, folder: Path, *, seed: int, per_second: int = PER_SECOND
) -> AsyncIterator[Trial]:
    """A campaign about one service, in real time; no bot runs yet."""
    text = shipped.questionnaire_text("service-experience-short")
    services = ("maidd_service_centre",)
    async with trial_of(
        library,
        folder,
        seed=seed,
        text=text,
        services=services,
        clock=time.time,
        per_second=per_second,
    ) as trial:
        yield trial


@asynccontextmanager
async def listening_bot(trial: Trial) -> AsyncIterator[None]:
    """The bot, from when it asks for updates on."""
    async with living_bot(trial, UNMIXED):
        await trial.simulator.bot(TOKEN).inbox.until_polled(within=float("inf"))
        yield


def arrives(trial: Trial, number: int) -> Person:
    """One more person, who has not opened the link yet."""
    phone = trial.simulator.phone(TOKEN, user_id=FIRST_CHAT + number)
    inbox, calls = trial.simulator.bot(TOKEN).inbox, trial.simulator.calls.by_chat
    person = Person(
        number,
        phone,
        trial.questionnaire,
        lambda: calls[phone.chat.id],
        lambda: not inbox.waiting() and trial.unshown() <= trial.held,
        time.time,
    )
    trial.citizens.append(person)  # type: ignore[arg-type] - the evidence asks for no more than both have
    return person
