"""`saualnama doctor`: what is missing, a line each, with the mend."""

import json
import sys
from dataclasses import asdict

import click

from console.cli.showing import as_json, coloured

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command("doctor")
@click.option(
    "--online", is_flag=True, help="Also ask Telegram: is the token valid, does somebody else poll with it?"
)
@as_json
def command(online: bool, as_json: bool) -> None:
    """Look at everything the program needs, and say what to mend. Nothing is changed.

    Ends with 1 if anything fails; a warning alone does not.
    """
    import asyncio
    import datetime
    import os

    from console.doctoring import examine

    found = asyncio.run(examine(os.environ, datetime.datetime.now(datetime.UTC), online=online))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
    else:
        width = max(len(each.check) for each in found)
        for each in found:
            level = coloured(f"{each.level:<4}", _COLOURS[each.level])
            mend = f". {each.mend[0].upper()}{each.mend[1:]}" if each.mend else ""
            click.echo(f"{level}  {each.check:<{width}}  {each.says}{mend}")
    if any(each.level == "fail" for each in found):
        sys.exit(1)
