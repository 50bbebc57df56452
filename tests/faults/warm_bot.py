"""Starts the bot again and again without importing its libraries again: `python tests/faults/warm_bot.py LIBRARY`.

For each line on stdin a child is forked that does what `python -m console bot run` does; its process id is printed, and
once more when it has ended. At the end of stdin the last child is killed.
"""

import asyncio
import importlib
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

MODULES = {"aiogram": "bot.telegram.aiogram_carrier", "ptb": "bot.telegram.ptb_carrier"}


BATCH, PAUSE, BETWEEN = 4, 0.05, 0.3
"""Interviews in a batch at least; seconds between two looks for one, and between its two transactions."""


def _mixes_all_the_time() -> None:
    """Small batches, and time to die between the two transactions of each."""
    from console import running
    from storage import mixing

    async def mix(database, campaign, *, cache, environment, everything=False):
        async with database.writing() as connection:
            moved = await mixing.move(connection, campaign, cache=cache, environment=environment)
        if moved:
            return moved
        async with database.writing() as connection:
            await mixing.mark(connection, campaign, environment=environment, everything=everything)
        await asyncio.sleep(BETWEEN)
        async with database.writing() as connection:
            return await mixing.move(connection, campaign, cache=cache, environment=environment)

    mixing.LEAST, mixing.mix = BATCH, mix
    running.keep_up_for_ever.__kwdefaults__["pause"] = PAUSE


def main(library: str) -> None:
    for module in ("console.cli.bot", "console.running", "bot.telegram.rendering", MODULES[library]):
        importlib.import_module(module)
    from console.cli import main as saualnama

    _mixes_all_the_time()

    child = 0
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            saualnama(["bot", "run"])
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print(child, flush=True)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1])
