"""Decides what one batch does in its transaction: it notes what was shown, then takes its turns one by one."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from storage import loading, outages, outbox, reach, writing
from storage.batch_state import BatchState, Ended
from storage.campaign_routes import CampaignRoutes
from storage.changes import Changes
from storage.driver import Transaction
from storage.environment import Environment
from storage.turn import Blocked, Delivered, Outcome, Outgoing, Turn
from surveys.interview.reception import receive


@dataclass(frozen=True, slots=True)
class Batch:
    """What shares a transaction.

    `delivered`: what was shown whole; `placed`: questions whose turn is not shown whole yet; `polls`: which bots could
    be heard, and when. `doubtful`: bot and number of updates that may be durable although nobody confirmed it.
    """

    turns: Sequence[Turn]
    delivered: Sequence[Delivered]
    placed: Sequence[Delivered]
    polls: Mapping[int, int]
    doubtful: Set[tuple[int, int]]


async def carry_out(
    batch: Batch, routes: CampaignRoutes, ended: Ended, environment: Environment, transaction: Transaction
) -> list[Outcome]:
    """What the turns lead to, written but for the commit."""
    if batch.polls:
        await outages.note(transaction, batch.polls)
    if batch.placed:
        await outbox.place(transaction, batch.placed)
    if batch.delivered:  # first, so that the turns know where their questions stand
        await outbox.close(transaction, batch.delivered)
    if not batch.turns:
        return []
    state = await loading.load(transaction, batch.turns, routes=routes, ended=ended, environment=environment)
    unshown = await _unshown(transaction, batch, state, environment)
    changes = Changes(aside=state.unreadable)
    outcomes = [_take(changes, state, turn, environment=environment, unshown=unshown) for turn in batch.turns]
    await writing.write(transaction, changes, environment=environment)
    return outcomes


async def _unshown(
    transaction: Transaction, batch: Batch, state: BatchState, environment: Environment
) -> dict[int, list[Outgoing]]:
    """What turns have to show that are durable after all, although no commit was ever confirmed."""
    bot = batch.turns[0].bot
    kept = sorted(number for number in state.seen if (bot, number) in batch.doubtful)
    found: dict[int, list[Outgoing]] = {}
    if kept:
        for outgoing in await outbox.waiting(transaction, bot, seals=environment.seals, numbers=kept):
            found.setdefault(outgoing.update, []).append(outgoing)
    return found


def _take(
    changes: Changes,
    state: BatchState,
    turn: Turn,
    *,
    environment: Environment,
    unshown: dict[int, list[Outgoing]],
) -> Outcome:
    if turn.update in state.seen:
        return Outcome(tuple(unshown.pop(turn.update, ())), repeated=True)
    state.seen.add(turn.update)
    if isinstance(turn.heard, Blocked):
        reach.note(changes, state, turn, turn.heard, environment=environment)
        return Outcome()
    found = state.find(turn)
    arrival = state.arrival(turn, found, now=environment.now.timestamp())
    begins = arrival.wanted is not None  # without a route that leads there nothing can begin
    seed = int(environment.random_hex(6), 16) if begins else 0
    result = receive(arrival, turn.heard, seed=seed, today=environment.today)
    return Outcome(writing.keep(changes, state, turn, result, found=found, environment=environment))
