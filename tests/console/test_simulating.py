"""`saualnama simulator run`: a bot finds a Telegram on this machine, and a person can answer it by hand."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.simulator import Simulator
from console.simulating import PERSON, does, drawn
from tests.patience import HANG

ROOT = Path(__file__).parents[2]
TOKEN = "1000000:simulated"  # noqa: S105 - the simulator takes any


@contextmanager
def running(*arguments: str, folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """A command in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "console", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    ending = threading.Timer(HANG, process.kill)
    ending.start()
    try:
        yield process
    finally:
        ending.cancel()
        if process.poll() is None:
            process.kill()
        if process.stdin is not None and process.stdin.closed:
            process.stdin = None  # communicate() would write to it
        process.communicate()


def seen(process: subprocess.Popen[str], wanted: str) -> str:
    """Reads what the process writes until a line holds this; gives that line."""
    assert process.stdout is not None
    for line in process.stdout:
        if wanted in line:
            return line
    raise AssertionError(f"{wanted!r} was not said: {process.stderr.read() if process.stderr else ''}")


def test_a_person_at_the_terminal_answers_a_real_bot(tmp_path: Path) -> None:
    with running("simulator", "run", "--port", "0", "--phone", folder=tmp_path) as simulator:
        address = re.search(r"http://127\.0\.0\.1:\d+", seen(simulator, "listens on"))
        assert address is not None
        settings = {"SAUALNAMA_TELEGRAM_API": address[0], "SAUALNAMA_TELEGRAM_TOKEN": TOKEN}
        with running("bot", "run", folder=tmp_path, **settings):
            assert simulator.stdin is not None
            simulator.stdin.write("/start\n")
            simulator.stdin.flush()
            seen(simulator, "  .1 [Қазақша]")
            simulator.stdin.write(".9\n.1\n")
            simulator.stdin.flush()
            seen(simulator, "there is no such button")
            seen(simulator, "Пікіріңіз осы қызметті")
            simulator.stdin.close()
            assert simulator.wait(HANG) == 0


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_peace_when_it_is_stopped(tmp_path: Path, signum: signal.Signals) -> None:
    with running("simulator", "run", "--port", "0", folder=tmp_path) as simulator:
        seen(simulator, "saualnama bot run")
        simulator.send_signal(signum)
        assert simulator.wait(HANG) == 0
        assert simulator.stderr is not None
        assert simulator.stderr.read() == ""


async def test_a_port_in_use_is_said_in_one_sentence(tmp_path: Path) -> None:
    async with Simulator() as first:
        port = first.url.rpartition(":")[2]
        command = [sys.executable, "-m", "console", "simulator", "run", "--port", port]
        ended = await asyncio.to_thread(
            subprocess.run, command, cwd=ROOT, capture_output=True, text=True, timeout=HANG
        )
    assert ended.returncode == 1
    assert f"port {port} cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_phone_without_a_terminal_or_a_pipe_is_wrong_usage() -> None:
    command = [sys.executable, "-m", "console", "simulator", "run", "--port", "0", "--phone"]
    ended = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=HANG
    )
    assert ended.returncode == 2
    assert "not from a file" in ended.stderr


async def test_a_dot_and_a_number_presses_and_all_else_is_words(capsys: pytest.CaptureFixture[str]) -> None:
    async with Simulator() as simulator:
        phone = simulator.phone(TOKEN, user_id=PERSON)
        await does(phone, ".1")
        assert "no such button" in capsys.readouterr().out
        await does(phone, "3.5")
        assert phone.messages[-1].text == "3.5"
        assert drawn(phone.messages[-1]).strip() == "3.5"
