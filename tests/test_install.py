"""What a newcomer's machine meets: locks that pin and hash everything, a set-up that says what is missing."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("run", "dev")
TOOLS = ("sh", "cat", "sha256sum", "cut", "dirname", "rm", "touch", "mkdir")
"""All that the set-up needs of a machine besides Python."""


def pins(lock: str) -> dict[str, int]:
    """The number of hashes of every pin of a lock. A package has several pins where Pythons need different ones."""
    found: dict[str, int] = {}
    pin = ""
    for line in (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8").splitlines():
        if pinned := re.match(r"([a-z0-9][a-z0-9._-]*(?:\[[\w,-]+\])?==[^\\]+)", line):
            pin = pinned[1].strip()
            assert pin not in found, f"{pin} stands twice"
            found[pin] = 0
        elif re.match(r"    --hash=sha256:[0-9a-f]{64}( \\)?$", line):
            found[pin] += 1
        else:
            assert re.match(r" {4}# |$", line), f"{lock}.lock: {line!r} is neither pin, nor hash, nor remark"
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes_and_nothing_comes_from_an_address(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")
    assert [pin for pin, hashes in pins(lock).items() if hashes == 0] == []
    assert not re.search(r"https?:|git\+|file:|--index|--find-links|--extra", text)


def test_what_the_program_asks_for_is_in_its_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [re.match(r"[\w.-]+", each)[0] for each in project["project"]["dependencies"]]  # type: ignore[index]
    pinned = {re.split(r"\[|==", pin)[0] for pin in pins("run")}
    assert {re.sub(r"[-_.]+", "-", name).lower() for name in wanted} <= pinned


def test_tests_run_with_the_versions_that_the_program_runs_with() -> None:
    run, dev = pins("run"), pins("dev")
    assert {pin: dev.get(pin) for pin in run} == run


def test_make_alone_lists_every_verb() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    verbs = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == verbs
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True)
    assert set(re.findall(r"^  make ([a-z-]+)", said.stdout, re.MULTILINE)) == verbs


def machine(folder: Path, **programs: str) -> tuple[Path, dict[str, str]]:
    """A checkout and a PATH with the usual tools and these programs (name -> shell script)."""
    checkout, path = folder / "checkout", folder / "bin"
    path.mkdir(parents=True)
    shutil.copytree(ROOT / "requirements", checkout / "requirements")
    shutil.copy(ROOT / "pyproject.toml", checkout)
    for tool in TOOLS:
        (path / tool).symlink_to(shutil.which(tool) or "")
    for name, script in programs.items():
        (path / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (path / name).chmod(0o755)
    return checkout, {"PATH": str(path), "HOME": str(folder)}


def set_up(checkout: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`make setup`, on that machine."""
    command = [shutil.which("sh") or "sh", "requirements/install.sh", "run"]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("programs", [{}, {"python3": "exit 1"}], ids=["no python", "an old python"])
def test_a_machine_without_python_is_told_the_one_line(tmp_path: Path, programs: dict[str, str]) -> None:
    said = set_up(*machine(tmp_path, **programs))
    assert said.returncode == 1
    assert said.stderr == (
        "Saualnama needs Python 3.11 or later: sudo apt-get install python3 python3-venv\n"
    )


def test_a_machine_without_python_venv_is_told_the_one_line_and_nothing_is_left(tmp_path: Path) -> None:
    checkout, environment = machine(tmp_path, python3='case "$*" in *ensurepip*) exit 1;; esac')
    said = set_up(checkout, environment)
    assert said.returncode == 1
    assert said.stderr == "python3-venv is missing: sudo apt-get install python3-venv\n"
    assert not (checkout / ".venv").exists()


PYTHON = 'case "$*" in *venv*.venv) mkdir -p .venv/bin; echo "echo \\$* >>pip.log" >.venv/bin/python;'
PYTHON += " PATH=$PATH:/bin:/usr/bin chmod +x .venv/bin/python;; esac"


def test_a_second_set_up_does_nothing_and_a_moved_one_begins_anew(tmp_path: Path) -> None:
    checkout, environment = machine(tmp_path, python3=PYTHON)
    assert set_up(checkout, environment).returncode == 0
    first = (checkout / "pip.log").read_text("utf-8")
    assert "--require-hashes -r requirements/run.lock" in first
    assert set_up(checkout, environment).stderr == ""
    assert (checkout / "pip.log").read_text("utf-8") == first
    moved = tmp_path / "moved"
    checkout.rename(moved)
    (moved / ".venv/stale").touch()
    assert set_up(moved, environment).returncode == 0
    assert not (moved / ".venv/stale").exists()
