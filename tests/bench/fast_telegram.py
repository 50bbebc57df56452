"""Decides how a Telegram for benches answers: as little work as can be, in a process of its own, with people inside.

`python tests/bench/fast_telegram.py` prints its address, then takes an order in JSON a line and answers it in JSON:

    {"token": "...", "interviews": 100, "at_once": 64}      each person presses as soon as the next question is there
    {"token": "...", "turns": 300, "rate": 30}              so many turns a second, whatever the bot does

`link` is what the first /start carries; with `"screens": true` the answer has the text and keyboard of each message
that was sent and changed. Every turn but the first is a press, so that a bot makes three calls for it. Messages come
back whole, as Telegram sends them. A turn has taken as long as from its update to the question that comes next.
"""

import asyncio
import json
import re
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import unquote_plus

FIRST_CHAT = 5_000_000_000
MOST_UPDATES = 100
DATA = re.compile(r'"callback_data": ?"([^"]+)"')
LENGTH = re.compile(rb"\r\ncontent-length: ?(\d+)", re.IGNORECASE)
STUCK = 60.0
"""Seconds without a call after which a round will never end."""
QUIET = 3.0
"""Seconds without a call after which nothing more comes: the last edits of a chat leave room for its questions."""
ENDINGS = (":ru", ":.go", ":2", ":3", ":4")
"""What people press: the language, the beginning, then one option or another."""

_messages, _updates = count(1_000), count(1_000)


@dataclass
class Talk:
    """One person's way to the end."""

    chat: int
    asked_at: float = 0.0
    turns: int = 0
    data: str = ""
    message: int = 0


@dataclass
class Round:
    """What is going on with one bot."""

    order: dict[str, object]
    talks: dict[int, Talk] = field(default_factory=dict)
    ready: deque[Talk] = field(default_factory=deque)
    taken: list[float] = field(default_factory=list)
    begun: int = 0
    ended: int = 0
    asked: int = 0
    calls: int = 0
    sent: list[dict[str, str]] = field(default_factory=list)
    changed: list[dict[str, str]] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Bot:
    """The updates that wait for one bot."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[int, bytes]] = deque()
        self.poll: tuple[Wire, asyncio.TimerHandle] | None = None
        self.round: Round | None = None

    def push(self, update: str) -> None:
        number = next(_updates)
        self.waiting.append((number, f'{{"update_id":{number},{update}}}'.encode()))
        if self.poll is not None:
            asyncio.get_running_loop().call_soon(self.give)

    def give(self) -> None:
        if self.poll is None:
            return
        wire, timer = self.poll
        self.poll = None
        timer.cancel()
        batch = [body for _, body in list(self.waiting)[:MOST_UPDATES]]
        wire.answer(b"[" + b",".join(batch) + b"]")

    def asks(self, wire: "Wire", form: dict[str, str]) -> None:
        offset = int(form.get("offset") or 0)
        while self.waiting and self.waiting[0][0] < offset:
            self.waiting.popleft()
        timer = asyncio.get_running_loop().call_later(float(form.get("timeout") or 0), self.give)
        self.poll = wire, timer
        if self.waiting:
            self.give()


bots: dict[str, Bot] = {}


def begins(bot: Bot) -> None:
    """One more person follows the link."""
    now = bot.round
    assert now is not None
    now.begun += 1
    talk = Talk(FIRST_CHAT + next(_messages))
    now.talks[talk.chat] = talk
    talk.asked_at = time.perf_counter()
    link = now.order.get("link", "")
    entities = '[{"type":"bot_command","offset":0,"length":6}]'
    bot.push(f'"message":{{{_about(talk)},"text":"/start {link}","entities":{entities}}}')


def presses(bot: Bot, talk: Talk) -> None:
    """The person presses what they want on the newest question."""
    talk.asked_at = time.perf_counter()
    talk.turns += 1
    shown = f'{{"message_id":{talk.message},{_chat(talk.chat)},"date":{int(time.time())},"text":"?"}}'
    bot.push(
        f'"callback_query":{{"id":"{talk.chat}{talk.turns}",{_person(talk.chat)},"message":{shown},'
        f'"chat_instance":"1","data":"{talk.data}"}}'
    )


def shown(bot: Bot, chat: int, message: int, markup: str) -> None:
    """A message stands in a chat: whose question it is may go on."""
    now = bot.round
    talk = now.talks.get(chat) if now else None
    if now is None or talk is None or not markup:
        return
    now.taken.append(time.perf_counter() - talk.asked_at)
    keys = DATA.findall(markup)
    if any(key.startswith("w:") for key in keys):
        del now.talks[chat]
        now.ended += 1
        if "rate" not in now.order and now.begun < int(now.order["interviews"]):  # type: ignore[call-overload]
            begins(bot)
    else:
        talk.data = next((key for end in ENDINGS for key in keys if key.endswith(end)), keys[0])
        talk.message = message
        if "rate" in now.order:
            now.ready.append(talk)
        else:
            presses(bot, talk)
    if "rate" in now.order:
        if len(now.taken) >= int(now.order["turns"]):  # type: ignore[call-overload]
            now.over.set()
    elif now.ended >= int(now.order["interviews"]):  # type: ignore[call-overload]
        now.over.set()


class Wire(asyncio.Protocol):
    """One connection: requests one after the other, parsed by hand."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            found = LENGTH.search(head)
            length = int(found[1]) if found else 0
            if len(self._buffer) < end + 4 + length:
                return
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            _, token, method = head.split(b" ", 2)[1].decode().partition("?")[0].split("/")
            called(self, token.removeprefix("bot"), method, body)

    def answer(self, result: bytes) -> None:
        body = b'{"ok":true,"result":' + result + b"}"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        self._transport.write(head + body)


def called(wire: Wire, token: str, method: str, body: bytes) -> None:
    """One call of the Bot API."""
    bot = bots.setdefault(token, Bot())
    if method == "getUpdates":
        bot.asks(wire, _form(body))
        return
    if bot.round is not None:
        bot.round.calls += 1
    if method == "getMe":
        about = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "b", "username": "b_bot"}
        wire.answer(json.dumps(about).encode())
    elif method in {"sendMessage", "editMessageText"}:
        form = _form(body)
        chat = int(form["chat_id"])
        message = int(form["message_id"]) if method == "editMessageText" else next(_messages)
        markup = form.get("reply_markup", "")
        keys = f',"reply_markup":{markup}' if markup else ""
        wire.answer(
            f'{{"message_id":{message},{_chat(chat)},"date":{int(time.time())},'
            f'"text":{json.dumps(form["text"])}{keys}}}'.encode()
        )
        if bot.round is not None and bot.round.order.get("screens"):
            kept = bot.round.sent if method == "sendMessage" else bot.round.changed
            kept.append({"text": form["text"], "markup": markup})
        if method == "sendMessage":
            shown(bot, chat, message, markup)
    else:
        wire.answer(b"true")


async def run_round(order: dict[str, object]) -> dict[str, object]:
    """Carries out one order."""
    bot = bots.setdefault(str(order["token"]), Bot())
    now = bot.round = Round(order)
    began = time.perf_counter()
    if "rate" in order:
        gap = 1 / float(order["rate"])  # type: ignore[arg-type]
        for turn in range(int(order["turns"])):  # type: ignore[call-overload]
            due = began + turn * gap
            if (left := due - time.perf_counter()) > 0:
                await asyncio.sleep(left)
            if now.ready:
                presses(bot, now.ready.popleft())
            else:
                begins(bot)
    else:
        for _ in range(min(int(order["at_once"]), int(order["interviews"]))):  # type: ignore[call-overload]
            begins(bot)
    while not now.over.is_set():
        calls = now.calls
        with suppress(TimeoutError):
            await asyncio.wait_for(now.over.wait(), STUCK)
        if calls == now.calls and not now.over.is_set():
            raise SystemExit(f"bot {order['token']} has lost a turn: {now.taken[-1:]} after {len(now.taken)}")
    wall = time.perf_counter() - began
    calls = -1
    while calls != now.calls:  # what turns do after their questions
        calls = now.calls
        await asyncio.sleep(QUIET)
    bot.round = None
    told: dict[str, object] = {"turns": len(now.taken), "wall": wall, "taken": now.taken, "calls": now.calls}
    return {**told, "sent": now.sent, "changed": now.changed}


def _form(body: bytes) -> dict[str, str]:
    """The fields of a call, which come as JSON from our bot and as a form from the others."""
    if body.startswith(b"{"):
        fields: dict[str, str] = json.loads(body)
        return fields
    pairs = (pair.partition("=") for pair in body.decode().split("&"))
    return {name: unquote_plus(value) for name, _, value in pairs}


def _chat(chat: int) -> str:
    return f'"chat":{{"id":{chat},"type":"private","first_name":"A"}}'


def _person(chat: int) -> str:
    return f'"from":{{"id":{chat},"is_bot":false,"first_name":"A","language_code":"ru"}}'


def _about(talk: Talk) -> str:
    return f'"message_id":{next(_messages)},{_chat(talk.chat)},{_person(talk.chat)},"date":{int(time.time())}'


async def main() -> None:
    """Until the end of stdin."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Wire, "127.0.0.1", 0, backlog=1_024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(await run_round(json.loads(line))), flush=True)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
