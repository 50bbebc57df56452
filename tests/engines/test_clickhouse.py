"""The same text gives the same numbers on ClickHouse: `make engines` runs this with chdb, its embedded form."""

import json
import os
import subprocess
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analytics.moments import ROWS, moments_of, read_moments
from storage.archive import read_about
from tests.analytics.test_moments import INDEX, KEYS, parquet, same
from tests.made_responses import every_type, kept, some
from tests.short_surveys import survey

pytestmark = pytest.mark.engines
PYTHON = Path(os.environ.get("ENGINES", ".venv-engines/bin/python"))
ASK = Path(__file__).with_name("ask_clickhouse.py")
ASKED = every_type()
LATER = survey("solved: yes_no", {"id": "overall", "type": "rating", "measures": "overall"})


async def test_clickhouse_gives_the_moments_that_duckdb_does(database, tmp_path) -> None:
    first, second = some(ASKED, 2_000, seed=61), some(LATER, 500, seed=62, version=2)
    await kept(database, {1: ASKED, 2: LATER}, first, second)
    path = await parquet(database, tmp_path)
    about, ours = read_about(path), read_moments([path], KEYS, composites=[INDEX])
    texts: list[str] = []
    with duckdb.connect() as engine:
        engine.from_parquet(str(path)).create_view(ROWS)

        def recorded(text: str) -> pd.DataFrame:
            texts.append(text)
            return engine.execute(text).df()

        moments_of(about, KEYS, recorded, composites=[INDEX])
    same(ours, moments_of(about, KEYS, clickhouse(path, texts).__getitem__, composites=[INDEX]))


def clickhouse(path: Path, texts: list[str]) -> dict[str, pd.DataFrame]:
    """What ClickHouse answers to each text."""
    said = subprocess.run(
        [PYTHON, ASK, path], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    answers = json.loads(said.stdout)
    return {  # whole numbers of 64 bits come as texts, as JSON has none
        text: pd.DataFrame(answer["rows"], columns=answer["columns"])
        for text, answer in zip(texts, answers, strict=True)
    }
