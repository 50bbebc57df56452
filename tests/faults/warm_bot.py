"""Starts the bot again and again without importing its libraries again: `python tests/faults/warm_bot.py LIBRARY`.

For each line on stdin a child is forked that does what `python -m console bot run` does; its process id is printed, and
once more when it has ended. At the end of stdin the last child is killed.
"""

import importlib
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

MODULES = {"aiogram": "bot.telegram.aiogram_channel", "ptb": "bot.telegram.ptb_channel"}


def main(library: str) -> None:
    for module in ("console.cli.bot", "console.running", "bot.telegram.rendering", MODULES[library]):
        importlib.import_module(module)
    from console.cli import main as saualnama

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
