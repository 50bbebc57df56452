"""`saualnama demo`, the first thing that anybody runs: twenty citizens, a real bot of each library, the figures."""

import asyncio
import csv
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.telegram import LIBRARIES
from console.demo.citizens import citizens
from console.demo.truth import TRUTHS
from tests.patience import HANG

ROOT = Path(__file__).parents[2]
SEED = 2026
FEW, MANY = 20, 250
"""With 250 citizens some agencies have the 30 answers that a figure needs."""
WORDS = {"kk": "Қызмет", "ru": "Насколько Вы удовлетворены"}


async def demo(library: str, out: Path, *, count: int) -> str:
    """Runs it as anybody would; gives what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "console", "demo", "--citizens", str(count)),
        *("--seed", str(SEED), "--library", library, "--out", str(out)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaints = await asyncio.wait_for(process.communicate(), HANG * count / FEW)
    assert (process.returncode, complaints.decode()) == (0, "")
    return said.decode()


def table(said: str) -> dict[str, list[str]]:
    """The rows of the printed table, by agency; columns are two spaces apart."""
    lines = [re.split(r" {2,}", line) for line in said.splitlines()]
    return {row[0]: row[1:] for row in lines if row[0] in {truth.agency for truth in TRUTHS}}


def figures(out: Path) -> list[dict[str, str]]:
    """The figures of the demo, as a program reads them."""
    with (out / "figures.en.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def responses(out: Path) -> int:
    """How many responses are kept; everything that knows a person must be gone."""
    with closing(sqlite3.connect(out / "demo-data" / "saualnama.sqlite")) as connection:
        for name in ("interviews", "outbox", "dead_letters"):
            assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,), name  # noqa: S608
        return int(connection.execute("SELECT count(*) FROM responses").fetchone()[0])


async def test_a_few_citizens_answer_a_bot_of_each_library_and_the_figures_are_the_same(
    tmp_path: Path,
) -> None:
    for library in LIBRARIES:
        out = tmp_path / library
        said = await demo(library, out, count=FEW)
        assert f"{FEW} made-up citizens, seed {SEED}, library {library}" in said
        for language, words in WORDS.items():
            _, _, conversation = said.partition(f"a conversation as the citizen saw it ({language})")
            assert words in conversation
            assert "✓" in conversation
        assert f"citizens {FEW}/{FEW}" in said
        assert sum(int(row[0]) for row in table(said).values()) == FEW
        assert "What next, on the real Telegram" in said
        files = sorted(out.glob("figures.*"))
        assert {str(file) for file in files} == set(re.findall(r"[^ ,]+figures\.[a-z.]+", said))
        assert all(file.stat().st_size for file in files)
        assert 0 < responses(out) <= FEW
    first, second = (figures(tmp_path / library) for library in LIBRARIES)
    assert first
    assert first == second


@pytest.mark.proof
async def test_with_more_citizens_figures_stand_beside_the_truth_that_made_them(tmp_path: Path) -> None:
    rows = table(await demo("aiogram", tmp_path, count=MANY))
    people = citizens(MANY, SEED)
    shown = 0
    for truth in TRUTHS:
        row = rows[truth.agency]
        assert int(row[0]) == sum(citizen.truth is truth for citizen in people)
        if row[-1].startswith("no figure"):
            continue
        _, base, mean, true_mean, score, satisfied, interval, true_share, verdict = row
        low, high = map(float, interval.split(" - "))
        assert int(base) >= 30
        assert low <= float(satisfied.removesuffix(" %")) <= high
        assert 1 <= float(mean) <= 5
        assert 0 <= float(score) <= 100
        assert (true_mean, true_share) == (f"{truth.mean:.2f}", f"{100 * truth.satisfied:.1f} %")
        assert verdict in {"covers the truth", "misses the truth"}
        shown += 1
    assert shown
