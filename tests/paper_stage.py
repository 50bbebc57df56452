"""Decides how a scenario is played on the pure engine: no database, no network and no Telegram library.

The phone is the simulator's. What storage does between the rows is done by its own functions, in memory.
"""

import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from msgspec.structs import replace

from bot.simulator.methods.answering import answer
from bot.simulator.phone.phones import Phone
from bot.simulator.simulator import Simulator
from bot.telegram.arriving import CHANNEL, incoming
from bot.telegram.rendering import render
from console import shipped
from storage import outbox
from storage.batch_state import BatchState
from storage.environment import Environment
from storage.interview_rows import ended_from_row, ended_row, from_row, number_of, to_row
from storage.interview_states import ended_state, open_state
from storage.key_files import KEY_BYTES
from storage.keys import DAYS, CampaignKeys
from storage.sealing import Seals
from storage.turn import Address, Outgoing
from storage.writing import Changes, keep
from surveys.coding import names_of
from surveys.interview.arrival import CampaignRoute
from surveys.interview.directory import Directory, Offer, directory
from surveys.interview.offering import with_campaign_options
from surveys.interview.prompts import Ask, Refresh, Retire, Settle
from surveys.interview.reception import receive
from surveys.item import Option
from surveys.questionnaire import Questionnaire
from surveys.versions import from_json
from tests.playing import questionnaire_of, recorded, service_of
from tests.promises import ABOUT
from tests.scenario_files import Scenario

TOKEN = "1000:paper"  # noqa: S105 - the simulator takes any
BOT = 1000
ADDRESS = 5_000_000_001
CAMPAIGN = "paper"
CAMPAIGN_NAMES = {"kk": "Сынақ", "ru": "Проба", "en": "Test"}


class PaperStage:
    """One scenario on the pure engine. With `through_json`, state and shows are written and read at every step."""

    def __init__(self, scenario: Scenario, folder: Path, *, through_json: bool = False) -> None:
        self._through_json = through_json
        questionnaire = questionnaire_of(scenario)
        if through_json:
            questionnaire = from_json(json.loads(json.dumps(questionnaire.model_dump(mode="json"))))
        self._simulator = Simulator()
        self._world = self._simulator._world
        self._bot = self._simulator.bot(TOKEN)
        self._offset = 0
        self._loose: int | None = None
        self._placed: dict[str | None, int] = {}
        self._lot = scenario.lot
        self._drawn = 0
        keys = CampaignKeys(folder)
        seals = Seals(folder / DAYS, secret=Random(1).randbytes)
        keys.create(CAMPAIGN, secret=bytes(KEY_BYTES))
        self._environment = Environment(
            datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC), self._random_hex, keys, seals
        )
        self._changes = Changes()
        self._state = BatchState()
        self.links = {service: f"to_{service}" for service in scenario.services}
        self.links["link"] = self.links[scenario.services[0]]
        self._routes = [
            _route(scenario, questionnaire, service, self.links[service]) for service in scenario.services
        ]
        self._offers = [_offer(service, self.links[service]) for service in scenario.services]
        self._open()

    def phone(self, app: str | None) -> Phone:
        """The citizen's phone."""
        return self._simulator.phone(TOKEN, user_id=ADDRESS, language_code=app)

    async def quiet(self) -> None:
        for encoded in await self._bot.inbox.take(self._offset, 100, 0):
            self._offset = json.loads(encoded)["update_id"] + 1
            turn = incoming(encoded, BOT)
            assert turn is not None
            found = self._state.find(turn)
            arrival = self._state.arrival(turn, found, now=self._environment.now.timestamp())
            result = receive(arrival, turn.heard, seed=self._lot, today=self._environment.today)
            shows = keep(self._changes, self._state, turn, result, found=found, environment=self._environment)
            if turn.press:
                await self._call("answerCallbackQuery", callback_query_id=turn.press)
            if self._through_json:
                self._write_and_read(shows)
            for outgoing in shows:
                await self._show(outgoing)

    async def set_state(self, state: str) -> None:
        self._open(is_open=state == "open", later=state == "paused")

    async def ends(self, address: int) -> Mapping[str, Any]:
        mine = self._state.latest.get(Address(CHANNEL, str(address)))
        if mine:
            known = self._state.interviews[mine[-1]]
            service, interview = service_of(self.links, known.route.route), known.interview
            return recorded("in progress", interview.language, interview.answers, service=service)
        if not self._changes.ended:
            return recorded("none", None, {}, service=None)
        ended = list(self._changes.ended.values())[-1]
        service = service_of(self.links, ended.route) if ended.answers else None
        return recorded(ended.disposition, ended.language or None, ended.answers, service=service)

    def _open(self, *, is_open: bool = True, later: bool = False) -> None:
        routes = [replace(each, open=is_open, later=later) for each in self._routes]
        self._state.routes = {each.route: each for each in routes}
        self._state.offers = directory(self._offers) if is_open else Directory()
        self._state.only = routes[0] if is_open and len(routes) == 1 else None
        for known in self._state.interviews.values():
            known.route = self._state.routes[known.route.route]

    async def _show(self, outgoing: Outgoing) -> None:
        show = outgoing.show
        if isinstance(show, Retire | Settle) and outgoing.message == self._loose:
            self._loose = None
        if isinstance(show, Retire):
            await self._take_buttons(outgoing.message)
            return
        screen = render(show, outgoing.interview or "-")
        rows = [
            [{"text": button.label, "callback_data": button.data} for button in row] for row in screen.rows
        ]
        content: dict[str, Any] = {
            "text": screen.text,
            "parse_mode": "HTML",
            "chat_id": int(outgoing.address.name),
        }
        if rows:
            content["reply_markup"] = {"inline_keyboard": rows}
        if isinstance(show, Settle | Refresh) and (copies := self._copies(outgoing)):
            for message in copies:
                await self._call("editMessageText", message_id=message, **content)
            return
        sent = await self._call("sendMessage", **content)
        if isinstance(show, Ask):
            before, self._loose = self._loose, None if outgoing.interview else sent["message_id"]
            await self._take_buttons(before)
            self._placed[outgoing.interview] = sent["message_id"]
            if outgoing.interview in self._state.interviews:
                self._state.interviews[outgoing.interview].message = sent["message_id"]

    def _copies(self, outgoing: Outgoing) -> list[int]:
        """The message that a show changes, and the newest copy of its question."""
        newest = self._placed.get(outgoing.interview)
        found = [outgoing.message or newest]
        if outgoing.show.where == "present":
            found.append(newest)
        return list(dict.fromkeys(message for message in found if message is not None))

    async def _take_buttons(self, message: int | None) -> None:
        if message is not None:
            await self._call("editMessageReplyMarkup", chat_id=ADDRESS, message_id=message)

    async def _call(self, method: str, **parameters: Any) -> Any:
        said = await answer(self._world, self._bot, method, parameters)
        told = json.loads(said.body)
        assert told["ok"] or "not modified" in told["description"], told
        return told.get("result")

    def _write_and_read(self, shows: Sequence[Outgoing]) -> None:
        """What the turn showed, and every interview, through the sealed rows that storage makes of them."""
        seals = self._environment.seals
        if shows:
            row = outbox.to_row(shows, environment=self._environment)
            assert outbox.from_row(BOT, (row["update"], row["sealed"]), seals) == list(shows)
        for name, known in self._changes.touched.items():
            row = to_row(known, environment=self._environment)
            state = open_state(seals, number_of(name), row["sealed"])
            route = next(each for each in self._routes if each.route == state.route)
            read_back = from_row(
                row["id"], state, turn=row["turn"], message=row["message"], route=known.route
            )
            assert read_back.interview == known.interview
            assert route.campaign == row["campaign"]
            known.interview = read_back.interview
        for name, ended in self._changes.ended.items():
            row = ended_row(ended, environment=self._environment)
            ended_as = ended_state(seals, number_of(name), row["sealed"])
            assert ended_from_row(row["id"], CAMPAIGN, ended_as) == ended

    def _random_hex(self, size: int) -> str:
        self._drawn += 1
        return f"{2 * self._drawn:0{2 * size}x}"


def _route(scenario: Scenario, questionnaire: Questionnaire, code: str, route: str) -> CampaignRoute:
    named = {row["code"]: row for row in shipped.rows("services")}
    service = named[code]
    agency = next(row for row in shipped.rows("agencies") if row["code"] == service["agency"])
    about = {"agency": names_of(agency), "service": names_of(service), **ABOUT}
    mine = [named[other] for other in sorted(scenario.services)]
    placed = sorted(scenario.registry.get("offices", ()), key=lambda row: row["code"])
    brought = {
        kind: tuple(_option(row) for row in rows if row["agency"] == agency["code"])
        for kind, rows in (("service", mine), ("office", placed))
    }
    return CampaignRoute(route, CAMPAIGN, with_campaign_options(questionnaire, brought), about, service=code)


def _offer(code: str, route: str) -> Offer:
    service = next(row for row in shipped.rows("services") if row["code"] == code)
    agency = next(row for row in shipped.rows("agencies") if row["code"] == service["agency"])
    names = {"service": names_of(service), "agency": names_of(agency), "campaign": CAMPAIGN_NAMES}
    return Offer(route, CAMPAIGN, code, service["agency"], names)


def _option(row: Mapping[str, str]) -> Option:
    return Option(code=row["code"], label=names_of(row))
