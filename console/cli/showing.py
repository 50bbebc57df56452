"""Decides how a command that reads shows its rows: a table for people, `--json` for programs."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import click

UNBROKEN = 10_000
"""Characters: the width of a table that goes to a file or a pipe, where a row must stay one line."""

as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON instead of a table.")


def show(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, json_wanted: bool) -> None:
    """Writes the rows. `columns`: key -> title, in the order of the table; JSON holds every key."""
    if json_wanted:
        click.echo(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=2, default=str))
        return
    if not rows:
        click.echo("nothing yet", err=True)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for title in columns.values():
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(row.get(key, ""))) for key in columns))
    Console(width=None if sys.stdout.isatty() else UNBROKEN).print(table)


def flat(record: Any) -> dict[str, Any]:
    """A record as a row: a column a field, and one a language for its `names`. TypeError for what is no dataclass."""
    row = {field.name: getattr(record, field.name) for field in fields(record)}
    names: dict[str, str] = row.pop("names", {})
    return row | names


def coloured(text: str, colour: str) -> str:
    """The text in a colour, unless NO_COLOR is set; Click takes it off again where no terminal reads."""
    return text if os.environ.get("NO_COLOR") else click.style(text, fg=colour)
