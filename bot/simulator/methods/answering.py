"""Decides what a call comes to: its faults, then its method, then an answer in Telegram's form."""

from typing import NamedTuple

from bot.simulator.methods.table import METHODS, Method
from bot.simulator.state.bots import Bot
from bot.simulator.state.faults import NO_FAULT
from bot.simulator.state.world import World
from bot.simulator.wire.objects import encode
from bot.simulator.wire.parameters import Parameters, chat_id_of
from bot.simulator.wire.refusals import CallRefusedError, no_such_method


class Answer(NamedTuple):
    """An HTTP answer; `is_lost` means that the connection breaks instead."""

    status: int
    body: bytes
    is_lost: bool = False


LOST = Answer(0, b"", is_lost=True)


async def answer(world: World, bot: Bot, name: str, parameters: Parameters) -> Answer:
    """Carries out one call of the Bot API, whichever way it came."""
    at = world.clock()
    lowered = name.lower()
    chat_id = chat_id_of(parameters)
    method = METHODS.get(lowered)
    shown_name = method.name if method else name
    plan = world.faults.for_call(lowered, chat_id)
    if plan is not NO_FAULT:
        if plan.delay:
            await world.sleep(plan.delay)
        if plan.loss == "lose request":
            world.calls.add(at, bot.id, shown_name, parameters, chat_id=chat_id, fault=plan.name)
            return LOST
    try:
        if plan.refusal:
            raise plan.refusal
        body, result = await _carry_out(world, bot, method, parameters)
    except CallRefusedError as refusal:
        world.calls.add(
            at,
            bot.id,
            shown_name,
            parameters,
            chat_id=chat_id,
            error_code=refusal.error_code,
            description=refusal.description,
            fault=plan.name,
        )
        refused = Answer(refusal.error_code, encode(refusal.as_object()))
        return LOST if plan.loss else refused
    world.calls.add(at, bot.id, shown_name, parameters, chat_id=chat_id, result=result, fault=plan.name)
    return LOST if plan.loss else Answer(200, b'{"ok":true,"result":' + body + b"}")


async def _carry_out(
    world: World, bot: Bot, method: Method | None, parameters: Parameters
) -> tuple[bytes, object]:
    """The result as JSON, and as the log keeps it (of getUpdates only whether there was anything)."""
    if method is None:
        raise no_such_method()
    if method.at_once:
        result = method.at_once(world, bot, parameters)
        return encode(result), result
    assert method.wait is not None  # noqa: S101 - a method has one of the two
    waited = await method.wait(world, bot, parameters)
    if isinstance(waited, bytes):
        return waited, waited != b"[]"
    return encode(waited), waited
