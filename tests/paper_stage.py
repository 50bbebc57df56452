"""Decides how a scenario is played on the pure engine: no database, no network and no Telegram library.

The phone is the simulator's. What storage does between the rows is done by its own functions, in memory.
"""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.simulator.methods.answering import answer
from bot.simulator.phone.phones import Phone
from bot.simulator.simulator import Simulator
from bot.telegram.arriving import incoming
from bot.telegram.rendering import render
from console import shipped
from storage.environment import Environment
from storage.interview_rows import from_row
from storage.keys import KEY_BYTES, Keys
from storage.loading import BatchState
from storage.turn import Outgoing
from storage.writing import Changes, keep
from surveys.coding import names_of
from surveys.interview.arrival import CampaignRoute
from surveys.interview.offering import with_campaign_options
from surveys.interview.prompts import Ask, Refresh, Settle, show_from_json
from surveys.interview.reception import receive
from surveys.item import Option
from surveys.questionnaire import Questionnaire
from surveys.versions import from_json
from tests.playing import questionnaire_of, recorded, service_of
from tests.scenario_files import Scenario

TOKEN = "1000:paper"  # noqa: S105 - the simulator takes any
ADDRESS = 5_000_000_001
CAMPAIGN = "paper"


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
        self._placed: dict[str | None, int] = {}
        self._lot = scenario.lot
        self._drawn = 0
        keys = Keys(folder)
        keys.create(CAMPAIGN, secret=bytes(KEY_BYTES))
        self._environment = Environment(
            datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC), self._random_hex, keys
        )
        self._changes = Changes()
        self._state = BatchState()
        self.links = {service: f"to_{service}" for service in scenario.services}
        self.links["link"] = self.links[scenario.services[0]]
        self._routes = [
            _route(scenario, questionnaire, service, self.links[service]) for service in scenario.services
        ]
        self._open()

    def phone(self, app: str | None) -> Phone:
        """The citizen's phone."""
        return self._simulator.phone(TOKEN, user_id=ADDRESS, language_code=app)

    async def quiet(self) -> None:
        for encoded in await self._bot.inbox.take(self._offset, 100, 0):
            update = json.loads(encoded)
            self._offset = update["update_id"] + 1
            turn = incoming(_Loose.of(update))
            assert turn is not None
            found = self._state.find(turn)
            result = receive(self._state.arrival(turn, found), turn.heard, seed=self._lot)
            shows = keep(self._changes, self._state, turn, result, found=found, environment=self._environment)
            if turn.press:
                await self._call("answerCallbackQuery", callback_query_id=turn.press)
            if self._through_json:
                self._write_and_read(shows)
            for outgoing in shows:
                await self._show(outgoing)

    async def set_state(self, state: str) -> None:
        self._open(is_open=state == "open")

    async def ends(self, address: int) -> Mapping[str, Any]:
        language, mine = self._state.languages.get(address), self._state.latest.get(address)
        if mine:
            known = self._state.interviews[mine[-1]]
            service = service_of(self.links, known.route.route)
            return recorded("in progress", language, known.interview.answers, service=service)
        took_part = self._changes.participations
        disposition = took_part[-1]["disposition"] if took_part else "none"
        if not self._changes.pool:
            return recorded(disposition, language, {}, service=None)
        kept = self._changes.pool[-1]
        return recorded(disposition, language, kept["answers"], service=service_of(self.links, kept["route"]))

    def _open(self, *, is_open: bool = True) -> None:
        routes = [replace(each, open=is_open) for each in self._routes]
        self._state.routes = {each.route: each for each in routes}
        named = sorted(routes, key=lambda each: each.about["service"]["kk"])
        self._state.offers = tuple(named) if is_open else ()
        for known in self._state.interviews.values():
            known.route = self._state.routes[known.route.route]

    async def _show(self, outgoing: Outgoing) -> None:
        show = outgoing.show
        screen = render(show, outgoing.interview or "-")
        rows = [
            [{"text": button.label, "callback_data": button.data} for button in row] for row in screen.rows
        ]
        content: dict[str, Any] = {"text": screen.text, "parse_mode": "HTML", "chat_id": outgoing.address}
        if rows:
            content["reply_markup"] = {"inline_keyboard": rows}
        message = outgoing.message or self._placed.get(outgoing.interview)
        if isinstance(show, Settle | Refresh) and message is not None:
            await self._call("editMessageText", message_id=message, **content)
            return
        sent = await self._call("sendMessage", **content)
        if isinstance(show, Ask):
            self._placed[outgoing.interview] = sent["message_id"]
            if outgoing.interview in self._state.interviews:
                self._state.interviews[outgoing.interview].message = sent["message_id"]

    async def _call(self, method: str, **parameters: Any) -> Any:
        said = await answer(self._world, self._bot, method, parameters)
        told = json.loads(said.body)
        assert told["ok"] or "not modified" in told["description"], told
        return told.get("result")

    def _write_and_read(self, shows: Sequence[Outgoing]) -> None:
        """What the turn showed, and every interview in progress, through the rows that storage has made of them."""
        rows = self._changes.outbox[len(self._changes.outbox) - len(shows) :]
        for outgoing, row in zip(shows, rows, strict=True):
            assert show_from_json(json.loads(json.dumps(row["show"]))) == outgoing.show
        for name, row in self._changes.interviews.items():
            known = self._state.interviews[name]
            given = {
                item: answer.as_json()
                for (interview, item), answer in self._changes.answers.items()
                if interview == name and answer is not None
            }
            read_back = from_row(_read_back(row), _read_back(given), route=self._state.routes[row["route"]])
            assert read_back.interview == known.interview
            known.interview = read_back.interview

    def _random_hex(self, size: int) -> str:
        self._drawn += 1
        return f"{self._drawn:0{2 * size}x}"


def _route(scenario: Scenario, questionnaire: Questionnaire, code: str, route: str) -> CampaignRoute:
    named = {row["code"]: row for row in shipped.rows("services")}
    service = named[code]
    agency = next(row for row in shipped.rows("agencies") if row["code"] == service["agency"])
    about = {"agency": names_of(agency), "service": names_of(service)}
    mine = [named[other] for other in sorted(scenario.services)]
    placed = sorted(scenario.registry.get("offices", ()), key=lambda row: row["code"])
    brought = {
        kind: tuple(_option(row) for row in rows if row["agency"] == agency["code"])
        for kind, rows in (("service", mine), ("office", placed))
    }
    return CampaignRoute(route, CAMPAIGN, with_campaign_options(questionnaire, brought), about)


def _option(row: Mapping[str, str]) -> Option:
    return Option(code=row["code"], label=names_of(row))


def _read_back(row: Mapping[str, Any]) -> Any:
    """The row after a way through JSON, in which a time becomes words."""
    return json.loads(json.dumps(row, default=str))


class _Loose(SimpleNamespace):
    """An update's JSON under the names that both libraries give its fields; what is absent is None."""

    @classmethod
    def of(cls, value: Any) -> Any:
        if isinstance(value, list):
            return [cls.of(each) for each in value]
        if not isinstance(value, dict):
            return value
        return cls(**{"from_user" if key == "from" else key: cls.of(each) for key, each in value.items()})

    def __getattr__(self, _name: str) -> None:
        return None
