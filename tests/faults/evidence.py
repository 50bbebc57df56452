"""Decides what is kept of a trial that failed: database, log, every chat with its calls, and the proof."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.simulator.state.calls import Call
from tests.faults.trial import TOKEN, Trial

PLACE = Path(__file__).parents[2] / "out" / "faults"


@contextmanager
def kept_on_failure(trial: Trial, *, seed: int) -> Iterator[None]:
    """Whatever fails inside leaves its traces in a folder under `out/faults`, which the error names."""
    try:
        yield
    except Exception as error:
        place = PLACE / f"{trial.library}-seed-{seed}"
        _keep(trial, place, error)
        error.add_note(f"chats, database and proof are kept in {place}")
        raise


def _keep(trial: Trial, place: Path, error: Exception) -> None:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(trial.folder, place, ignore=shutil.ignore_patterns("*.sock"))
    waiting = [each.update_id for each in trial.simulator.bot(TOKEN).inbox.waiting()]
    proof = (
        f"{type(error).__name__}: {error}",
        f"{trial.library}, {trial.lives} lives, {trial.deaths} deaths, {len(trial.citizens)} citizens",
        f"updates that wait at Telegram: {waiting}",
        "copy/ is the database after the last death; the files beside it are what later lives made of it",
    )
    (place / "proof.txt").write_text("\n\n".join(proof) + "\n", "utf-8")
    calls: dict[int | None, list[Call]] = defaultdict(list)
    for call in trial.simulator.calls:
        calls[call.chat_id].append(call)
    chats = place / "chats"
    chats.mkdir()
    for citizen in trial.citizens:
        chat = citizen.phone.chat
        lines = [
            f"{citizen.mark}, chat {chat.id}: {'finished' if citizen.finished else 'in progress'}",
            f"acknowledged: {citizen.acknowledged()}",
            citizen.phone.screen(),
            *map(_line, calls[chat.id]),
        ]
        (chats / f"person-{citizen.number}.txt").write_text("\n".join(lines) + "\n", "utf-8")


def _line(call: Call) -> str:
    result = call.result if isinstance(call.result, dict) else {}
    message = call.parameters.get("message_id") or result.get("message_id")
    text = str(call.parameters.get("text", "")).replace("\n", " | ")[:80]
    return f"{call.at:.3f} {call.method} {message} {text!r} {call.description} {call.fault or ''}".rstrip()
