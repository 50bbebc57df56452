"""Decides how updates are posted to a webhook: in which order, how often again, what its answer may ask.

As in tdlib/telegram-bot-api (WebhookActor.cpp): within a lane one update after the other, lanes side by
side up to `max_connections`; any answer but 2xx, or none, is tried again: at once, then after 2, 4, 8 ...
seconds, at most a random 60 to 120, `Retry-After` being honoured, until the update's life is over. Not
modelled: a webhook that answers 410 for a day is not taken away.
"""

import asyncio
import itertools
from collections import deque
from typing import NamedTuple

import aiohttp

from bot.simulator.state.bots import Bot
from bot.simulator.state.inbox import Pending
from bot.simulator.state.world import World
from bot.simulator.wire.bodies import read_response
from bot.simulator.wire.objects import JsonObject
from bot.simulator.wire.parameters import Parameters, text_of
from bot.simulator.wire.refusals import CallRefusedError

MAX_CONNECTIONS = 100
ANSWER_TIME = 60.0  # seconds Telegram waits for a webhook's answer
LONGEST_PAUSE = 60.0  # seconds; the real one is a random 1 to 2 times this
LONGEST_RETRY_AFTER = 3_600.0  # seconds
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name, not a secret
NOT_IN_REPLY = ("get", "setwebhook", "deletewebhook", "close", "logout")


class _Attempt(NamedTuple):
    """How one post ended: no error means it was taken."""

    error: str = ""
    retry_after: float = 0.0
    reply: Parameters | None = None


class Webhook:
    """The delivery of one bot's updates to its webhook, from `start` to `stop`."""

    def __init__(self, world: World, bot: Bot, url: str, secret: str, *, connections: int) -> None:
        self.url = url
        self.connections = connections
        self.last_error: JsonObject = {}
        self._world = world
        self._bot = bot
        self._headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: secret} if secret else {})
        self._lanes: dict[int, deque[Pending]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(connections)
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Takes over what waits, and from now on what arrives."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=ANSWER_TIME),
            connector=aiohttp.TCPConnector(limit=self.connections),
        )
        self._bot.inbox.on_arrival = self._arrived
        for pending in self._bot.inbox.waiting():
            self._arrived(pending)

    async def stop(self) -> None:
        """Ends the delivery; what no 2xx has confirmed stays in the inbox."""
        self._bot.inbox.on_arrival = None
        running = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._session:
            await self._session.close()

    def _arrived(self, pending: Pending) -> None:
        lane = self._lanes.get(pending.lane)
        if lane is not None:
            lane.append(pending)
            return
        self._lanes[pending.lane] = deque([pending])
        task = asyncio.create_task(self._run(pending.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, lane: int) -> None:
        """Delivers one lane until it is empty."""
        queue = self._lanes[lane]
        while queue:
            pending = queue[0]
            await self._deliver(pending)
            self._bot.inbox.forget(pending.update_id)
            if pending.is_repeated:
                pending.is_repeated = False
            else:
                queue.popleft()
        del self._lanes[lane]

    async def _deliver(self, pending: Pending) -> None:
        """Posts one update until it is taken or its life is over."""
        for failures in itertools.count(1):
            if self._world.clock() >= pending.expires_at:
                return
            async with self._free:
                attempt = await self._post(pending)
            if not attempt.error:
                await self._carry_out(attempt.reply or {})
                return
            self.last_error = {
                "last_error_date": int(self._world.clock()),
                "last_error_message": attempt.error,
            }
            pause = attempt.retry_after or self._pause(failures)
            if self._world.clock() + pause >= pending.expires_at:
                return
            await self._world.sleep(pause)

    async def _post(self, pending: Pending) -> _Attempt:
        assert self._session is not None  # noqa: S101 - start() comes before any arrival
        try:
            async with self._session.post(
                self.url, data=pending.encoded, headers=self._headers, allow_redirects=False
            ) as response:
                if 200 <= response.status < 300:
                    return _Attempt(reply=await read_response(response))
                after = response.headers.get("Retry-After", "")
                retry_after = min(float(after), LONGEST_RETRY_AFTER) if after.isdecimal() else 0.0
                wrong = f"Wrong response from the webhook: {response.status} {response.reason}"
                return _Attempt(wrong, retry_after)
        except TimeoutError:
            return _Attempt("Read timeout expired")
        except aiohttp.ClientError:
            return _Attempt("Webhook connection closed")
        except (CallRefusedError, ValueError):
            return _Attempt()  # taken, though its reply is no call that can be read

    async def _carry_out(self, reply: Parameters) -> None:
        """The call that the webhook's answer asked for; its result is told to nobody but the log."""
        method = text_of(reply, "method")
        if method and not method.lower().startswith(NOT_IN_REPLY):
            await self._world.answer(self._world, self._bot, method, reply)

    def _pause(self, failures: int) -> float:
        if failures == 1:
            return 0.0
        return min(2.0 ** (failures - 1), self._world.randomness.uniform(LONGEST_PAUSE, 2 * LONGEST_PAUSE))
