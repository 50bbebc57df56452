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
    try:
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        code = await asyncio.wait_for(process.wait(), DEAD)
    assert code == 0, (trial.folder / "bot.log").read_text("utf-8")[-4_000:]


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
