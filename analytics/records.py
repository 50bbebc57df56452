"""Decides how a table stands as data: a list of rows, each value a plain one of Python, nothing as None."""

from typing import Any

import pandas as pd

Record = dict[str, Any]


def records_of(table: pd.DataFrame) -> list[Record]:
    """The rows in their order, ready for JSON."""
    return [
        {str(key): _plain(value) for key, value in row.items()}
        for row in table.astype(object).where(table.notna(), None).to_dict("records")
    ]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
