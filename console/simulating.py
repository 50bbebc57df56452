"""Decides how the simulated Telegram is tried by hand: its address, and a citizen's phone in this window."""

import asyncio
import contextlib
import os
import re
import signal
import sys

import click

from bot.simulator import Phone, Simulator
from bot.simulator.phone.screens import Shown

PERSON = 5_000_000_001
"""A made-up chat id, above 32 bits as Telegram's are."""

MOST = 65_536
"""Bytes of input taken at once."""

_PRESS = re.compile(r"\.(\d{1,2})")

ADDRESS = """\
The simulated Telegram listens on {url}
In another terminal, a bot that talks to it:

  SAUALNAMA_TELEGRAM_API={url} SAUALNAMA_TELEGRAM_TOKEN={token} SAUALNAMA_MESSAGES_PER_SECOND=0 \
    saualnama bot run
"""
PHONE = """
This window is a citizen's phone. Write /start, or /start and a link's payload; a dot and a number (.1)
presses that button; anything else is sent as words. Ctrl-C ends.
"""


async def simulate(port: int, token: str, *, language: str | None) -> None:
    """Serves until SIGINT, SIGTERM or the end of the input. `language`: of the phone, None for no phone.

    Raises OSError for a port that cannot be had, and PermissionError for an input that is a file.
    """
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    simulator = Simulator()
    await simulator.start(port)
    try:
        click.echo(ADDRESS.format(url=simulator.url, token=token))
        if language is None:
            await stopped.wait()
            return
        click.echo(PHONE)
        phone = simulator.phone(token, user_id=PERSON, language_code=language)
        await _first(stopped.wait(), _types(phone, sys.stdin.fileno()), _watches(phone))
    finally:
        await simulator.stop()


async def does(phone: Phone, line: str) -> None:
    """What one written line does: `.2` presses the second button of the newest message that has any."""
    pressed = _PRESS.fullmatch(line)
    if pressed is None:
        await phone.types(line)
        return
    message = next((each for each in reversed(phone.messages) if each.buttons), None)
    buttons = [button for row in message.buttons for button in row] if message else []
    if message is None or not 1 <= int(pressed[1]) <= len(buttons):
        click.echo("there is no such button")
        return
    await phone.presses(message.message_id, buttons[int(pressed[1]) - 1].data)


def drawn(shown: Shown) -> str:
    """A message as this window shows it: the text, and each button with what presses it."""
    labels = [f"  .{place} [{label}]" for place, label in enumerate(shown.labels, start=1)]
    return "\n".join(["", f"{shown.text}{' (changed)' if shown.is_edited else ''}", *labels])


async def _types(phone: Phone, descriptor: int) -> None:
    """Every line of the input, to its end. A terminal is left as it is: it shares its state with the output."""
    loop, taken, rest = asyncio.get_running_loop(), asyncio.Queue[bytes](), b""
    loop.add_reader(descriptor, lambda: taken.put_nowait(os.read(descriptor, MOST)))
    try:
        while read := await taken.get():
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                if words := line.decode("utf-8", "replace").strip():
                    await does(phone, words)
    finally:
        loop.remove_reader(descriptor)


async def _watches(phone: Phone) -> None:
    """Shows what the bot says, as it comes."""
    seen = phone.chat.sequence
    while True:
        change = await phone.next_change(seen, within=float("inf"))
        seen = change.sequence
        if change.by_bot and change.kind in {"message", "edit"}:
            message = next((each for each in phone.messages if each.message_id == change.message_id), None)
            if message is not None:
                click.echo(drawn(message))


async def _first(*works: object) -> None:
    """Until one of them ends; its fault is raised."""
    tasks = [asyncio.ensure_future(work) for work in works]  # type: ignore[call-overload]
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*waiting)
    for task in done:
        task.result()
