"""Decides how a trial's bot lives and ends as an operator's does, in a process of its own.

`python tests/faults/living_bot.py` is `saualnama bot run` that leaves ended interviews where they are: until they are
taken apart it can be seen whose they were.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.faults.hanging import DEAD
from tests.faults.trial import Trial

AS_AN_OPERATOR = ("-m", "console", "bot", "run")
UNMIXED = (__file__,)
NEVER = 1e9
"""Seconds."""


@asynccontextmanager
async def living_bot(trial: Trial, how: tuple[str, ...] = AS_AN_OPERATOR) -> AsyncIterator[int]:
    """The bot, by its process id; at the end it is told to stop, and must end well."""
    with (trial.folder / "bot.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *how), env=trial.environment, stdout=log, stderr=log
        )
    trial.lives += 1
    body = asyncio.current_task()
    assert body is not None
    died: list[int] = []

    async def watches() -> None:
        died.append(await process.wait())
        body.cancel()

    watching = asyncio.create_task(watches())
    try:
        yield process.pid
    except asyncio.CancelledError:
        if not died:
            raise
        body.uncancel()
    finally:
        watching.cancel()
        if process.returncode is None:
            process.terminate()
        code = await asyncio.wait_for(process.wait(), DEAD)
    assert not died, f"the bot has died: {_log(trial)}"
    assert code == 0, _log(trial)


def _log(trial: Trial) -> str:
    return (trial.folder / "bot.log").read_text("utf-8", "surrogateescape")[-4_000:]


async def shows_all(trial: Trial) -> None:
    """Until nothing is left in the outbox."""
    while trial.unshown():  # noqa: ASYNC110 - another process empties it
        await asyncio.sleep(0.05)


def _runs_unmixed() -> None:
    from console import running
    from console.cli import main

    running.keep_up_for_ever.__kwdefaults__["pause"] = NEVER
    main(["bot", "run"])


if __name__ == "__main__":
    _runs_unmixed()
