"""Decides which commands there are: one file each in this folder, imported only when asked for."""

import importlib
import pkgutil
import sys
from typing import Any

import click

from console.cli.failing import explain


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


_NO_COMMANDS = {"failing", "showing"}


@click.group(cls=_Folder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="saualnama")
def saualnama() -> None:
    """Saualnama: customer-satisfaction surveys in Telegram, and the figures they amount to.

    Settings are environment variables that begin with SAUALNAMA_: see `saualnama doctor`.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Runs a command. Exit codes: 0 fine, 1 the input is at fault, 2 wrong usage."""
    try:
        saualnama.main(arguments, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2 if isinstance(error, click.UsageError) else 1)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(1)
    except Exception as error:
        words = explain(error)
        if words is None:
            raise
        click.echo(words, err=True)
        sys.exit(1)
