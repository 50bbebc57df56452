"""Decides how the tests make archives without a database: of tables of codes, and of the citizens that R knows."""

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.counting import counts
from analytics.moments import Composite, Moments, read_moments
from storage.archive import content_hash, in_order, write_parquet
from storage.archive_columns import ITEM, ArchiveColumn, Part
from storage.response_columns import Column

CITIZENS = Path(__file__).parent / "analytics" / "reference_numbers" / "citizens_rows.csv"
QUESTIONS = tuple(f"q{number}" for number in range(1, 9))
SATISFACTION = Composite(
    "satisfaction",
    {item: {str(code): 25 * (code - 1) for code in range(1, 6)} for item in QUESTIONS},
    least=4,
)
"""The mean of eight items on 0 to 100, of whoever answered at least four of them."""


def parts_of(dimensions: pd.DataFrame, answers: Mapping[str, object]) -> list[Part]:
    """Columns of an archive from texts; None for no value."""
    given = dimensions.assign(disposition="complete")
    found = [_part(ArchiveColumn(str(name)), given[name]) for name in given]
    for item, codes in answers.items():
        part = _part(ArchiveColumn(ITEM + item, "code", item), pd.Series(codes))
        values = tuple(value for value in part.data.values if value is not None)
        found.append(Part(ArchiveColumn(ITEM + item, "code", item, values=values), part.data))
    return found


def written(parts: list[Part], path: Path) -> Path:
    """The archive of these columns."""
    ready = in_order(parts)
    write_parquet(ready, path, content_hash(ready))
    return path


@cache
def citizens() -> Moments:
    """The moments of the synthetic citizens that the reference numbers of R were computed from."""
    return citizens_by(("agency",), (SATISFACTION,))


def citizens_by(keys: tuple[str, ...], composites: tuple[Composite, ...] = ()) -> Moments:
    """The same by these keys: agency, region, and item_age, item_gender, item_urban."""
    frame = pd.read_csv(CITIZENS, dtype="str")
    with tempfile.TemporaryDirectory() as folder:
        parts = parts_of(frame[["agency", "region"]], dict(frame.drop(columns=["agency", "region"]).items()))
        return read_moments([written(parts, Path(folder) / "citizens.parquet")], keys, composites=composites)


def citizens_counts() -> pd.DataFrame:
    """agency, item, code, n."""
    return counts(citizens())


def _part(about: ArchiveColumn, texts: pd.Series) -> Part:
    values = sorted(texts.dropna().unique())
    places = {value: place for place, value in enumerate(values)}
    whole = texts.notna().all()
    codes = texts.map(places).fillna(len(values)).to_numpy(dtype=np.int32)
    return Part(about, Column(codes, (*values, *(() if whole else (None,)))))
