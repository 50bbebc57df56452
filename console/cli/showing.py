"""Decides how a command that reads shows its rows: a table for people, `--json` for programs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON instead of a table.")


def show(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, json_wanted: bool) -> None:
    """Writes the rows. `columns`: key -> title, in the order of the table; JSON holds every key."""
    if json_wanted:
        click.echo(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=2, default=str))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in columns.values():
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(str(row.get(key, "")) for key in columns))
    Console().print(table)
