"""`saualnama demo`: the main job, end to end, on this machine alone."""

from pathlib import Path

import click


@click.command("demo")
@click.option(
    "--citizens", type=click.IntRange(1, 100_000), default=400, show_default=True, help="How many people."
)
@click.option(
    "--seed", type=int, default=2026, show_default=True, help="The same seed gives the same figures."
)
@click.option("--library", type=click.Choice(["aiogram", "ptb"]), default="aiogram", show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True
)
def command(citizens: int, seed: int, library: str, out: Path) -> None:
    """Let made-up citizens answer a real bot on a simulated Telegram, and print what the figures say.

    Needs neither Telegram nor the internet, and touches no database but its own under OUT.
    """
    import asyncio

    from console.demo.report import run
    from console.demo.running import Demo

    asyncio.run(run(Demo(citizens, seed, library, out, out / "demo-data")))
