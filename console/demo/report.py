"""Decides what the demo says while it runs and at its end."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from console import results
from console.demo import running
from console.demo.citizens import citizens
from console.demo.running import CAMPAIGN, Demo
from console.demo.truth import TRUTHS, Truth
from console.settings import Settings

TITLES = ("agency", "citizens", "base", "mean", "truth", "score", "satisfied", "95 % interval", "truth", "")
"""Mean on 1-5, score on 0-100, share of the two best answers."""

NEXT_STEPS = """What next, on the real Telegram:
  1. Ask @BotFather for a bot; it gives you a token.
  2. SAUALNAMA_TELEGRAM_TOKEN=... .venv/bin/saualnama doctor
  3. SAUALNAMA_TELEGRAM_TOKEN=... .venv/bin/saualnama bot run     and send /start to your bot."""


async def run(demo: Demo) -> None:
    """Runs the demo and prints it."""
    console = Console()
    begun = time.monotonic()
    settings = Settings(data=demo.work, keys=demo.work / "keys", database=None)
    console.print(
        f"[bold]Saualnama[/]: {demo.count} made-up citizens, seed {demo.seed}, library {demo.library}"
    )
    questionnaire, links = await running.prepare(demo, settings)
    console.print(
        f"registry loaded, {questionnaire.id} published, campaign {CAMPAIGN} open with {len(links)} links"
    )
    with _progress(console, demo.count) as progress:
        shown = await running.converse(demo, questionnaire, links, progress=progress)
    await running.close(settings)
    for language, chat in sorted(shown.samples.items()):
        console.rule(f"a conversation as the citizen saw it ({language})")
        console.print(chat, markup=False, highlight=False)
    released = await results.released(settings, CAMPAIGN)
    console.rule("the agencies: what was found, beside the truth that made the answers")
    console.print(_table(released.figures, demo), markup=False, highlight=False, soft_wrap=True)
    files = results.write(released, demo.figures)
    console.print("Files: " + ", ".join(str(path) for path in files), highlight=False, soft_wrap=True)
    console.print(f"{shown.calls} calls to the simulated Telegram, {time.monotonic() - begun:.1f} s in all")
    console.print(NEXT_STEPS, highlight=False, soft_wrap=True)


@contextmanager
def _progress(console: Console, count: int) -> Iterator[Any]:
    """A bar on a terminal, plain lines elsewhere."""
    if console.is_terminal:
        columns = (TextColumn("citizens"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("citizens", total=count)
            yield lambda n: progress.advance(task, n)
        return
    done = 0

    def line(n: int) -> None:
        nonlocal done
        before, done = done, done + n
        if done * 10 // count > before * 10 // count:
            sys.stdout.write(f"citizens {done}/{count}\n")
            sys.stdout.flush()

    yield line


def _table(figures: pd.DataFrame, demo: Demo) -> str:
    """Aligned columns, whole on a screen of 100 characters."""
    people = Counter(citizen.truth.agency for citizen in citizens(demo.count, demo.seed))
    overall = figures[figures["dimension"] == "overall"]
    found: dict[tuple[str, str], dict[Any, Any]] = {
        (row["agency"], row["indicator"]): row for row in overall.to_dict("records")
    }
    lines = [TITLES, *(_row(truth, people[truth.agency], found) for truth in TRUTHS)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place in {0, 9} else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _row(truth: Truth, people: int, found: dict[tuple[str, str], dict[Any, Any]]) -> tuple[str, ...]:
    share = found.get((truth.agency, "share_satisfied"))
    truths = f"{truth.mean:.2f}", f"{100 * truth.satisfied:.1f} %"
    if share is None:
        return (truth.agency, str(people), "0", "", truths[0], "", "", "", truths[1], "no figure: no answers")
    base = "under 10" if pd.isna(share["base"]) else str(share["base"])
    if pd.isna(share["estimate"]):
        return (
            truth.agency,
            str(people),
            base,
            "",
            truths[0],
            "",
            "",
            "",
            truths[1],
            "no figure: under 30 answers",
        )
    mean, score = found[truth.agency, "mean_score"], found[truth.agency, "score_100"]
    covers = share["lower"] <= 100 * truth.satisfied <= share["upper"]
    return (
        truth.agency,
        str(people),
        base,
        f"{mean['estimate']:.2f}",
        truths[0],
        f"{score['estimate']:.1f}",
        f"{share['estimate']:.1f} %",
        f"{share['lower']:.1f} - {share['upper']:.1f}",
        truths[1],
        "covers the truth" if covers else "misses the truth",
    )
