"""`saualnama simulator`: a Telegram of this machine alone, to try a bot without the real one."""

import re
import sys

import click

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


@click.group("simulator")
def command() -> None:
    """Try a bot without Telegram."""


def _token(_context: click.Context, _parameter: click.Parameter, given: str) -> str:
    if not _TOKEN.fullmatch(given):
        raise click.BadParameter("write digits, a colon and letters, such as 1000000:simulated")
    return given


@command.command()
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8081, show_default=True, help="0 takes any free one."
)
@click.option(
    "--token",
    default="1000000:simulated",
    show_default=True,
    callback=_token,
    help="The bot that the phone in this window talks to; any token will do.",
)
@click.option(
    "--phone/--no-phone", default=None, help="Be a citizen's phone in this window; by default on a terminal."
)
@click.option(
    "--language",
    default="kk",
    show_default=True,
    help="The language of that phone's Telegram: kk, ru, en ...",
)
def run(port: int, token: str, phone: bool | None, language: str) -> None:
    """Answer bots as Telegram would, on 127.0.0.1 only, until stopped."""
    import asyncio

    from console.simulating import simulate

    by_hand = sys.stdin.isatty() if phone is None else phone
    try:
        asyncio.run(simulate(port, token, language=language if by_hand else None))
    except PermissionError:
        raise click.UsageError("--phone reads from a terminal or a pipe, not from a file") from None
    except OSError as error:
        raise click.ClickException(
            f"port {port} cannot be used ({error.strerror}): choose another --port"
        ) from None
