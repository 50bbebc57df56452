"""Decides which commands there are: one file each in this folder, imported only when asked for."""

import difflib
import importlib
import pkgutil
import re
import sys
from typing import NoReturn

import click

from console.cli.failing import explain

_NO_COMMANDS = {"failing", "showing", "questionnaire_file", "survey_authoring", "campaign_release"}
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
"""What Python makes of bytes that are no text."""


class _Folder(click.Group):
    """A group whose commands are the files of this folder: `bot.py` holds `command`, named `bot`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(
            module.name for module in pkgutil.iter_modules(__path__) if module.name not in _NO_COMMANDS
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if any(_NOT_UTF8.search(argument) for argument in args):
            raise click.UsageError("an argument is not UTF-8 text", ctx=ctx)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        wanted, known = args[0], self.list_commands(ctx)
        if wanted not in known and not wanted.startswith("-"):
            near = difflib.get_close_matches(wanted, known, n=1)
            guess = f"Did you mean '{near[0]}'?" if near else f"There are {', '.join(known)}."
            raise click.UsageError(f"No such command '{wanted}'. {guess}", ctx=ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Folder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="saualnama")
def saualnama() -> None:
    """Saualnama: customer-satisfaction surveys in Telegram, and the figures they amount to.

    Settings are environment variables that begin with SAUALNAMA_: `saualnama doctor` says what is missing.
    """


def main(arguments: list[str] | None = None) -> None:
    """Runs a command. Exit codes: 0 fine, 1 the input is at fault or the work was stopped, 2 wrong usage.

    A reader who closes the pipe early ends the command with 1, without a word (Click's own rule).
    """
    for stream in (sys.stdout, sys.stderr):  # a terminal without Kazakh letters is no reason to fail
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = saualnama.main(arguments, prog_name="saualnama", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2 if isinstance(error, click.UsageError) else 1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - what is not the user's to mend goes on as it is
        _explained(error)
    sys.exit(code if isinstance(code, int) else 0)


def _explained(error: Exception) -> NoReturn:
    """Says what the user can mend; a fault of the program's own goes on as it is."""
    words = explain(error)
    if words is None:
        raise error
    click.echo(f"Error: {words}", err=True)
    sys.exit(1)
