"""`saualnama survey preview` as a process: it says where it is, answers, ends when told to, and leaves nothing."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.patience import HANG

FILE = "surveys/questionnaires/service-experience-short.yaml"


@pytest.fixture
def start(tmp_path):
    started = []

    def command(*options, file=FILE):
        environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "console", "survey", "preview", str(file), "--no-browser", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        started.append(process)
        return process

    yield command
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def address(process):
    for line in process.stdout:
        if "http://" in line:
            return next(word for word in line.split() if word.startswith("http://"))
    raise AssertionError(process.stderr.read())


@pytest.mark.parametrize(("signum", "library"), [(signal.SIGINT, "ptb"), (signal.SIGTERM, "aiogram")])
def test_it_says_where_it_is_and_ends_without_a_trace(start, tmp_path, signum, library):
    process = start("--library", library)
    with urllib.request.urlopen(address(process), timeout=HANG) as page:  # noqa: S310 - loopback
        assert "Сауалнама" in page.read().decode()
    process.send_signal(signum)
    _, errors = process.communicate(timeout=HANG)
    assert (process.returncode, errors) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_a_port_can_be_chosen_and_one_that_is_taken_is_named(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start("--port", str(port))
        _, errors = process.communicate(timeout=HANG)
    assert process.returncode == 1
    assert f"Port {port} is taken" in errors
    assert "--port" in errors
    process = start("--port", str(port))
    assert address(process).endswith(f":{port}")


def test_problems_are_said_in_the_terminal_too(start, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text(Path(FILE).read_text("utf-8").replace("use: ease@1", "use: eaze@1"), "utf-8")
    process = start(file=broken)
    said = []
    for line in process.stdout:
        said.append(line)
        if "http://" in line:
            break
    assert any(line.startswith(f"{broken}:") and "eaze@1" in line for line in said)
