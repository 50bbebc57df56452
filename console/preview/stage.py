"""Decides what the two phones meet: which version is open to them, in which campaign, and when they begin anew."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.simulator.page.pages import Seat
from bot.simulator.phone.phones import Phone
from console import launching
from console.preview.board import Board
from console.preview.panel import panel
from console.settings import Settings
from console.wiring import clock, seals
from storage import trials
from storage.campaigns import Plan
from storage.database import Database
from surveys.interview.presenting import LANGUAGE_NAMES
from surveys.questionnaire import Questionnaire
from surveys.reading.translations import Overlay

NAMES = {"kk": "Алдын ала қарау", "ru": "Предпросмотр", "en": "Preview"}


@dataclass(slots=True)
class _Campaign:
    """The trial that one phone stands in."""

    id: str
    questionnaire: Questionnaire


class Stage:
    """The phones and their trials: a campaign for each phone and each beginning, so that it holds one respondent."""

    def __init__(self, database: Database, settings: Settings, seats: Sequence[Seat], board: Board) -> None:
        self._database = database
        self._settings = settings
        self._seats = {seat.name: seat for seat in seats}
        self._board = board
        self._campaigns: dict[str, _Campaign] = {}
        self._count = 0
        self._published: tuple[Questionnaire, str] | None = None
        self._turn = asyncio.Lock()

    @property
    def version(self) -> str:
        """The fingerprint of the version that is open, "" before the first."""
        return self._published[1] if self._published else ""

    async def publish(self, text: str, overlays: Mapping[str, Overlay] | None = None) -> None:
        """Publishes the text of a questionnaire, and lets every phone begin with it."""
        self._published = await launching.publish(self._database, text, overlays=overlays)
        for name in self._seats:
            await self.begin(name)

    async def begin(self, name: str) -> None:
        """Lets one phone begin the present version anew, as if its owner had just followed the link."""
        async with self._turn:
            if self._published is None:
                return
            questionnaire, version = self._published
            seat = self._seats[name]
            if name in self._campaigns:
                # Released at once, so that nothing is left of the phone, the language it spoke neither.
                was = self._campaigns[name].id
                await launching.close(self._database, self._settings, was, release_small=True)
            self._count += 1
            campaign = f"{trials.TRIAL_NAME}{self._count}-{name}"
            # "qr": a link that is offered to nobody who comes without it
            plan = Plan(
                campaign,
                NAMES,
                version,
                [launching.EXAMPLE_SERVICE],
                kinds=["qr"],
                trial=True,
                promise=launching.example_promise(self._settings),
            )
            [link] = (await launching.launch(self._database, self._settings, plan)).values()
            self._campaigns[name] = _Campaign(campaign, questionnaire)
            _clear(seat.phone)
            await seat.phone.opens(link)
            await seat.phone.settles()
            await seat.phone.taps(LANGUAGE_NAMES[seat.language])
            await seat.phone.settles()

    async def follow(self, name: str) -> None:
        """Keeps one phone's panel up to date: what the bot shows is stored already, so each change is a reason."""
        phone = self._seats[name].phone
        await self._look(name)
        async for change in phone.chat.follow(phone.chat.sequence):
            if change.by_bot and change.sequence == phone.chat.sequence:
                await self._look(name)

    async def _look(self, name: str) -> None:
        campaign = self._campaigns.get(name)
        if campaign is None:
            return
        async with self._database.reading() as connection:
            trial = await trials.look(connection, campaign.id, seals=seals(self._settings))
        shown = panel(campaign.questionnaire, trial, self._seats[name].language)
        self._board.post(f"panel of {name}", "panel", {"phone": name, **shown})


def _clear(phone: Phone) -> None:
    """Empties the chat, as people do on their phones: the bot learns it when it wants to change a message."""
    for message in list(phone.chat.messages):
        phone.chat.remove(message, by_bot=False, at=clock().timestamp())
