"""Decides which updates wait for a bot and when they are gone: real offsets, real lifetimes, and a long poll.

As in tdlib/telegram-bot-api (`do_get_updates`, TQueue): an update stays until a higher offset confirms it
or its life ends; a negative offset counts from the end; an offset far beyond the end is taken for the
beginning; of two polls that wait at once the earlier is refused.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import islice

from bot.simulator.state.waiting import Waiters
from bot.simulator.wire.objects import Encoded, JsonObject, encode
from bot.simulator.wire.refusals import POLL_ENDED_BY_WEBHOOK, POLL_TAKEN_OVER, conflict

MESSAGE_LIFE = 86_400.0  # seconds an undelivered update is kept
PRESS_LIFE = 150.0  # seconds an undelivered press is kept, and may be answered
MAX_BATCH = 100  # updates in one answer to getUpdates
FUTURE_SLACK = 10  # an offset further than this beyond the last update is not believed
PATIENCE = 60.0  # seconds to wait for a bot's first poll when the caller says nothing
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True)
class Pending:
    """An update that waits for its bot. `lane` is the webhook queue it must keep its order in."""

    update_id: int
    kind: str
    lane: int
    expires_at: float
    encoded: Encoded
    is_repeated: bool = False


class Inbox:
    """The updates that wait for one bot."""

    def __init__(self, clock: Callable[[], float], first_id: int) -> None:
        self.allowed: Collection[str] = ()
        self.on_arrival: Callable[[Pending], None] | None = None
        self.is_closed = False
        self.polls = 0
        self._clock = clock
        self._next_id = first_id
        self._pending: OrderedDict[int, Pending] = OrderedDict()
        self._again: list[Encoded] = []
        self._poll: asyncio.Future[None] | None = None
        self._waiters = Waiters()

    def push(
        self, kind: str, body: JsonObject, *, lane: int, life: float = MESSAGE_LIFE, is_repeated: bool = False
    ) -> int | None:
        """Queues an update and wakes the poll. None when the bot did not ask for this kind."""
        is_wanted = kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT
        if not is_wanted:
            return None
        return self.push_raw({kind: body}, lane=lane, life=life, is_repeated=is_repeated)

    def push_raw(
        self, update: JsonObject, *, lane: int = 0, life: float = MESSAGE_LIFE, is_repeated: bool = False
    ) -> int:
        """Queues any object at all as an update, under the next update_id."""
        update_id = self._next_id
        self._next_id += 1
        kind = next(iter(update), "")
        encoded = encode({"update_id": update_id, **update})
        pending = Pending(update_id, kind, lane, self._clock() + life, encoded, is_repeated)
        self._pending[update_id] = pending
        if self.on_arrival:
            self.on_arrival(pending)
        elif self._poll and not self._poll.done():
            self._poll.set_result(None)
        return update_id

    async def until_polled(self, *, within: float = PATIENCE) -> None:
        """Until the bot asks for updates, or has asked already: it is up. Raises TimeoutError."""
        await self._waiters.until(lambda: self.polls, within=within)

    async def until_empty(self, *, within: float = PATIENCE) -> None:
        """Until the bot has taken all that waited. Raises TimeoutError."""
        await self._waiters.until(lambda: not self._pending, within=within)

    async def take(self, offset: int, limit: int, seconds: float) -> list[Encoded]:
        """One getUpdates: confirms what is below `offset`, waits up to `seconds` for something to give.

        Raises CallRefusedError 409 when another poll takes its place.
        """
        self.polls += 1
        offset = self._settled_offset(offset)
        self._confirm(offset)
        batch = self._batch(offset, limit)
        if batch or seconds <= 0 or self.is_closed:
            return batch
        self._end_poll(POLL_TAKEN_OVER)
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await poll
        except TimeoutError:
            return []
        finally:
            if self._poll is poll:
                self._poll = None
        return self._batch(self._settled_offset(offset), limit)

    def waiting(self) -> list[Pending]:
        """The updates that are still alive, oldest first."""
        now = self._clock()
        return [pending for pending in self._pending.values() if pending.expires_at > now]

    def forget(self, update_id: int) -> None:
        """A webhook took this update, or its life is over."""
        self._pending.pop(update_id, None)
        self._waiters.wake()

    def drop_all(self) -> None:
        """Forgets all that waits (`drop_pending_updates`)."""
        self._pending.clear()
        self._again.clear()

    def end_poll_for_webhook(self) -> None:
        """A webhook was set: the poll that waits is refused."""
        self._end_poll(POLL_ENDED_BY_WEBHOOK)

    def restart_ids(self, first_id: int) -> None:
        """Update ids go on from `first_id`, as after a week without updates.

        After a week nothing waits any more, since updates live a day: what waits is dropped.
        """
        self.drop_all()
        self._next_id = first_id

    def close(self) -> None:
        """Ends the poll that waits, with nothing in it, and lets no other wait."""
        self.is_closed = True
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _settled_offset(self, offset: int) -> int:
        if offset < 0:
            return self._next_id + offset
        return 0 if offset > self._next_id + FUTURE_SLACK else offset

    def _confirm(self, offset: int) -> None:
        while self._pending:
            first = next(iter(self._pending.values()))
            if first.update_id >= offset and first.expires_at > self._clock():
                break
            self._pending.popitem(last=False)
        self._waiters.wake()

    def _batch(self, offset: int, limit: int) -> list[Encoded]:
        now = self._clock()
        batch, self._again = self._again[:limit], self._again[limit:]
        alive = (
            pending
            for pending in self._pending.values()
            if pending.update_id >= offset and pending.expires_at > now
        )
        for pending in islice(alive, limit - len(batch)):
            batch.append(pending.encoded)
            if pending.is_repeated:
                pending.is_repeated = False
                self._again.append(pending.encoded)
        return batch

    def _end_poll(self, why: str) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_exception(conflict(why))
