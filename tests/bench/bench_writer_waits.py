"""How long the bot's writer waits while staff use the same SQLite file.

`python -m tests.bench.bench_writer_waits [RESPONSES]`: 1,000,000 responses unless told otherwise. Beside each command,
run as a process of its own, this one writes a row a moment, as the bot does, and the longest that one such transaction
took is printed, with the same beside nothing at all. The last line of each command is `ratio N`: how much longer the
command ran than the writer ever waited.
"""

import argparse
import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from itertools import count, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from console import shipped
from storage.database import open_database
from storage.key_files import KEY_BYTES
from storage.keys import CampaignKeys
from surveys.reading import read
from tests.bench.bench_rows import DIFFERENT, RESPONSES, Load, fill
from tests.made_responses import CAMPAIGN, made

ROOT = Path(__file__).parents[2]
COMMANDS = (
    f"results {CAMPAIGN}",
    f"results {CAMPAIGN} --items",
    f"results {CAMPAIGN} --by service",
    "campaign list",
    "doctor",
    f"campaign close {CAMPAIGN} --yes",
    f"campaign archive {CAMPAIGN}",
    f"campaign forget {CAMPAIGN} --yes",
)
MOMENT = 0.01
"""Seconds between two transactions of the writer."""
PATIENCE = 60.0
"""Seconds that the writer waits for the file at most."""


class Writer(threading.Thread):
    """Writes until told to stop; `longest` is what its longest transaction has taken, in seconds."""

    def __init__(self, file: Path, numbers: "count[int]") -> None:
        super().__init__()
        self._file, self._numbers = file, numbers
        self._told = threading.Event()
        self.longest = 0.0

    def run(self) -> None:
        with closing(sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            while not self._told.wait(MOMENT):
                start = time.perf_counter()
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO updates VALUES (7, ?, 1)", (next(self._numbers),))
                connection.execute("COMMIT")
                self.longest = max(self.longest, time.perf_counter() - start)

    def stop(self) -> float:
        self._told.set()
        self.join()
        return self.longest


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("responses", nargs="?", type=int, default=RESPONSES)
    responses: int = parser.parse_args().responses
    asked = read(shipped.questionnaire_text("service-experience"), core=shipped.core())
    load = Load(asked, list(islice(made(asked, seed=2026), min(DIFFERENT, responses))), responses, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data" / "saualnama.sqlite"
        file.parent.mkdir()
        asyncio.run(_fill(file, load))
        CampaignKeys(Path(folder) / "keys").create(CAMPAIGN, secret=os.urandom(KEY_BYTES))
        print(f"{responses:,} responses")
        numbers = count()
        writer = Writer(file, numbers)
        writer.start()
        time.sleep(5)
        print(f"  beside nothing: the writer waits {writer.stop() * 1000:.0f} ms at worst")
        for command in COMMANDS:
            _beside(command, file, numbers)


async def _fill(file: Path, load: Load) -> None:
    database = open_database(f"sqlite:///{file}")
    await fill(database, load)
    await database.close()


def _beside(command: str, file: Path, numbers: "count[int]") -> None:
    environment = {**os.environ, "SAUALNAMA_DATA": str(file.parent), "NO_COLOR": "1"}
    writer = Writer(file, numbers)
    writer.start()
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "console", *command.split()],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    took, longest = time.perf_counter() - start, writer.stop()
    print(
        f"  {command}: {took:.1f} s, code {done.returncode}; the writer waits {longest * 1000:.0f} ms at worst"
    )
    if done.returncode:
        print(f"    {done.stderr.strip()[:300]}")
    print(f"ratio {took / longest:.0f}")


if __name__ == "__main__":
    main()
