"""What the figures of ten million answers cost from archives, beside the ways that others would take.

`python tests/bench/bench_moments.py [RESPONSES]`: 1,000,000 responses of 10 items unless told otherwise, by 60 agencies
and 20 regions, in one archive for each million. CPU seconds and the most memory of a process of its own for each way,
one after the other in the same run; what is imported stands in a line of its own, and is in no other. `ratio` lines:
another way over ours, in CPU seconds. `POLARS`: an interpreter that has polars, as `make engines` makes one.
"""

import argparse
import importlib
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

AGENCIES, REGIONS, ITEMS = 60, 20, 10
CODES = ("1", "2", "3", "4", "5", "97", "98", "skip")
SHARES = (0.02, 0.03, 0.05, 0.30, 0.45, 0.03, 0.04, 0.03, 0.05)
"""Of the codes, and of not having met the item."""
PER_FILE = 1_000_000
NAMES = [f"item_q{number:02}" for number in range(ITEMS)]
CELL = ("agency", "region", "sex", "age", "settlement")
"""The finest cell that weighting would want."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("responses", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--way")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.way:
        _measured(given.way, given.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _told("write", folder, str(given.responses))
        seconds = {way: _told(way, folder) for way in WAYS if way != "write"}
    ours = seconds["moments"]
    for way in ("bare scan", "pandas", "polars"):
        if seconds[way]:
            print(f"ratio of {way} to the moments {seconds[way] / ours:.2f}")
    print(f"ratio {seconds['pandas'] / ours:.1f}")


def _told(way: str, folder: Path, *arguments: str) -> float:
    """Runs a way in a process of its own; its line is printed, and its CPU seconds returned."""
    python = os.environ.get("POLARS", sys.executable) if way == "polars" else sys.executable
    command = [python, __file__, *arguments, "--way", way, "--folder", str(folder)]
    line = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    print(line)
    return float(line.rpartition("CPU")[0].split()[-2]) if "CPU" in line else 0.0


def _measured(way: str, folder: Path) -> None:
    act = WAYS[way]
    if way == "polars":
        with suppress(ImportError):
            importlib.import_module("polars")
    elif way != "imports":
        imports(folder)
    begun = time.process_time()
    said = act(folder)
    if said is None:
        print(f"{way:<26} not installed")
        return
    spent = time.process_time() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{way:<26} {spent:6.2f} s CPU {most:6} MB  {said}")


def write(folder: Path) -> str:
    """Made-up responses, an archive for each million, and the first million in SQLite."""
    import numpy as np

    from storage.archive import content_hash, in_order, write_parquet
    from storage.archive_columns import ArchiveColumn, Part
    from storage.response_columns import Column

    count, random = int(sys.argv[1]), np.random.default_rng(2026)

    def column(name: str, values: tuple[str | None, ...], shares: tuple[float, ...] | None = None) -> Part:
        codes = random.choice(len(values), min(PER_FILE, count), p=shares).astype("u1")
        item = name.removeprefix("item_") if name.startswith("item_") else ""
        known = tuple(value for value in values if value is not None) if item else ()
        return Part(
            ArchiveColumn(name, "code" if item else "dimension", item, values=known), Column(codes, values)
        )

    for first in range(0, count, PER_FILE):
        parts = [
            column("agency", tuple(f"agency-{number:02}" for number in range(AGENCIES))),
            column("region", tuple(f"KZ-{number:02}" for number in range(REGIONS))),
            column("sex", ("f", "m", None)),
            column("age", ("18", "25", "35", "45", "55", "65", None)),
            column("settlement", ("rural", "urban", None)),
            column("disposition", ("complete", "partial")),
            *(column(name, (*CODES, None), SHARES) for name in NAMES),
        ]
        parts = in_order(parts)
        write_parquet(parts, folder / f"{first}.parquet", content_hash(parts))
        if not first:
            _into_sqlite(folder, parts)
    return f"{count:,} responses"


def _into_sqlite(folder: Path, parts: list) -> None:
    columns = [[part.data.values[code] for code in part.data.codes.tolist()] for part in parts]
    names = ", ".join(part.about.name for part in parts)
    with closing(sqlite3.connect(folder / "rows.sqlite")) as connection, connection:
        connection.execute(f"CREATE TABLE responses ({names})")
        marks = ", ".join("?" * len(parts))
        connection.executemany(
            f"INSERT INTO responses VALUES ({marks})",  # noqa: S608
            zip(*columns, strict=True),
        )


def imports(_folder: Path) -> str:
    import analytics.assessment  # noqa: F401

    return "what every command of figures begins with"


def moments(folder: Path) -> str:
    from analytics.moments import read_moments

    return f"{len(read_moments(_files(folder), ('agency', 'region')).sums):,} cells"


def cells(folder: Path) -> str:
    from analytics.moments import read_moments

    return f"{len(read_moments(_files(folder), CELL).sums):,} cells"


def figures(folder: Path) -> str:
    """Every agency, and every agency in every region."""
    from analytics.counting import counts
    from analytics.measuring import figures as figures_of
    from analytics.methods import read_method
    from analytics.moments import Moments, read_moments

    found = read_moments(_files(folder), ("agency", "region"))
    pairs = found.sums.copy()
    pairs.index = pairs.index.map("/".join).rename("agency")
    method, items = read_method("2026"), _items()
    tables = [figures_of(counts(each), items, method) for each in (found, Moments(("agency",), pairs, {}))]
    return f"{sum(map(len, tables)):,} figures"


def bare_scan(folder: Path) -> str:
    import duckdb

    sums = ", ".join(f"count({name}), count(CASE WHEN {name} = '5' THEN 1 END)" for name in NAMES)
    files = [str(path) for path in _files(folder)]
    text = f"SELECT agency, region, {sums} FROM read_parquet(?) GROUP BY agency, region"  # noqa: S608
    return f"{len(duckdb.connect().execute(text, [files]).fetchall()):,} cells, n and top box only"


def with_pandas(folder: Path) -> str:
    import pandas as pd

    with closing(sqlite3.connect(folder / "rows.sqlite")) as connection:
        frame = pd.read_sql("SELECT * FROM responses", connection)
    found = [frame.groupby(["agency", "region", name]).size() for name in NAMES]
    return f"{sum(map(len, found)):,} counts; read_sql and groupby, of the first million responses"


def with_polars(folder: Path) -> str | None:
    try:
        import polars as pl
    except ImportError:
        return None
    rows = pl.scan_parquet([str(path) for path in _files(folder)])
    wanted = [(pl.col(name) == code).sum().alias(f"{name}-{code}") for name in NAMES for code in CODES]
    return f"{rows.group_by('agency', 'region').agg(wanted).collect(engine='streaming').height:,} cells"


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.parquet"))


def _items() -> "object":
    import pandas as pd

    rows = [
        (
            name.removeprefix("item_"),
            "rating",
            f"driver_{place}" if place else "overall",
            "satisfaction",
            str(point),
            float(point),
        )
        for place, name in enumerate(NAMES)
        for point in range(1, 6)
    ]
    return pd.DataFrame(rows, columns=["item", "type", "measures", "means", "code", "score"])


WAYS: dict[str, Callable[[Path], str | None]] = {
    "write": write,
    "imports": imports,
    "moments": moments,
    "moments of fine cells": cells,
    "figures": figures,
    "bare scan": bare_scan,
    "pandas": with_pandas,
    "polars": with_polars,
}

if __name__ == "__main__":
    main()
